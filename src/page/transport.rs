//! The transport: to the start, back, play, forward, to the end; the clock; the speed.

use lockstep_core::decimal;
use lockstep_core::link::SPEEDS;
use lockstep_core::text::{clock, milliseconds, Ui};

use super::html::tag;
use super::icon::{icon, PAUSE, PLAY, STEP_BACK, STEP_FORWARD, TO_END, TO_START};
use crate::live::Here;

/// The transport.
pub fn frame(ui: &Ui) -> String {
    let button = |act: &str, name: &str, shape: &str| {
        format!(
            "<button type=\"button\" class=\"move\" id=\"{act}\" data-act=\"{act}\" aria-label=\"{name}\" \
             title=\"{name}\">{}</button>",
            icon(shape)
        )
    };
    let speed = |speed: (usize, f64)| {
        let (place, speed) = speed;
        let name = match speed {
            0.25 => "¼×".to_string(),
            0.5 => "½×".to_string(),
            whole => format!("{}×", decimal::plain(whole)),
        };
        format!("<button type=\"button\" id=\"speed-{place}\" data-speed=\"{place}\">{name}</button>")
    };
    [
        &format!("<div class=\"transport\" role=\"group\" aria-label=\"{}\">", ui.player()),
        &button("start", ui.to_start(), TO_START),
        &button("back", ui.step_back(), STEP_BACK),
        "<button type=\"button\" class=\"play\" id=\"play\" data-act=\"play\"></button>",
        &button("forward", ui.step_forward(), STEP_FORWARD),
        &button("end", ui.to_end(), TO_END),
        "<p class=\"clock\" id=\"clock\"></p>",
        &format!("<div class=\"speeds\" id=\"speeds\" role=\"group\" aria-label=\"{}\">", ui.speed()),
        &tag("span", "", ui.speed()),
        &SPEEDS.into_iter().enumerate().map(speed).collect::<String>(),
        &format!(
            "</div><a class=\"full\" id=\"full\" target=\"_blank\" rel=\"noopener\">{}</a></div>",
            ui.open_full()
        ),
    ]
    .concat()
}

/// The clock, and what the buttons stand for.
pub fn live(here: Here) {
    here.attribute("play", "aria-label", |here| playing(here).1.to_string());
    here.content("play", |here| {
        let (shape, name) = playing(here);
        icon(shape) + &tag("span", "", name)
    });
    here.content("clock", time);
    here.attribute("speeds", "title", |here| {
        let run = here.run();
        let names = here.names(&run);
        names.ui().speed_origin(&milliseconds(names.lang, run.pace().millis()))
    });
    for place in 0..SPEEDS.len() {
        let here = Here { place, ..here };
        here.attribute(&here.id("speed"), "aria-pressed", |here| {
            (here.state.view().speed == SPEEDS[here.place]).to_string()
        });
    }
    here.attribute("full", "href", |here| here.state.address(false));
}

/// The shape and the name of the button that plays or pauses.
fn playing(here: Here) -> (&'static str, &'static str) {
    let ui = here.state.ui();
    if here.state.playhead().playing {
        (PAUSE, ui.pause())
    } else {
        (PLAY, ui.play())
    }
}

fn time(here: Here) -> String {
    let (run, at) = (here.run(), here.state.at());
    let names = here.names(&run);
    let step = names.ui().step_of(run.timeline.step_at(at), run.timeline.steps());
    let now = tag("span", "t", "t = ") + &clock(names.lang, at.millis());
    tag("span", "now", &now) + &tag("span", "step", &step)
}
