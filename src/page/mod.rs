//! The page, from its parts. Each part has a `frame`, its markup in the words of a language, and a
//! `live`, which keeps what moves in that frame at what the state says. Another scenario or another
//! language makes the frame anew; nothing else does.

mod act;
mod by_hand;
mod change;
mod claims;
mod compare;
mod document;
mod events;
mod explain;
mod head;
mod help;
mod html;
mod icon;
mod measurements;
mod notice;
mod predict;
mod rail;
mod requirements;
mod scaling;
mod stage;
mod status;
mod tabs;
mod transport;
mod value;

pub use help::{help_is_open, open_help};
pub use notice::cannot_open;

use leptos::prelude::*;
use lockstep_core::scene::Names;

use crate::browser::{self, Part};
use crate::live::{self, Here};
use crate::player;
use crate::run::Run;
use crate::state::State;

/// The id of the element that holds the whole page, as `index.html` has it.
const ROOT: &str = "app";

/// The page, in front of a state.
pub fn page(state: State) {
    player::play(state);
    player::keep_address(state);
    let place = Memo::new(move |_| state.run().place);
    live::effect(Box::new(move || {
        // Read, not only tracked: a memo that nobody has read follows nothing.
        place.get();
        state.lang();
        // Nothing else is followed: a run with other settings stands in the same frame, or whoever drags a slider
        // would lose it.
        untrack(|| make(state));
    }));
    act::listen(state);
}

/// Makes the frame anew, and all that moves in it.
fn make(state: State) {
    let focused = browser::focused();
    let run = state.run();
    let frame = frame(&run, &state.shipped(), Names::new(&run.study.scenario, state.lang()));
    browser::set(ROOT, Part::Content, &frame);
    browser::focus(&focused);
    // What follows belongs to this frame and ends with it.
    live(Here { state, place: 0 });
}

fn frame(run: &Run, shipped: &Run, names: Names) -> String {
    let ui = names.ui();
    let panel = |name: &str, content: &str| {
        format!("<section class=\"panel\" data-panel=\"{name}\">{content}</section>")
    };
    [
        &format!(
            "<a class=\"skip\" id=\"skip\" href=\"#stage\" data-act=\"skip\">{}</a><div id=\"frame\" class=\"app\">",
            ui.skip_to_stage()
        ),
        &head::frame(run, names),
        &rail::frame(run.place, names),
        "<main class=\"main\" id=\"stage\" tabindex=\"-1\"><div id=\"notices\" role=\"status\"></div>",
        &stage::frame(run, names),
        &transport::frame(ui),
        status::FRAME,
        "</main>",
        &tabs::frame(ui),
        "<section class=\"panel compare-panel\" data-panel=\"compare\" aria-label=\"",
        ui.compare(),
        "\">",
        &compare::frame(ui),
        &requirements::frame(shipped, names),
        claims::FRAME,
        &measurements::frame(ui),
        &events::frame(ui),
        "</section><aside class=\"side\">",
        &panel("explain", &explain::frame(ui)),
        &panel("predict", &predict::frame(run, names)),
        &panel("change", &change::frame(shipped, run, names)),
        "</aside>",
        &help::frame(names),
        "</div>",
    ]
    .concat()
}

fn live(here: Here) {
    document::live(here);
    head::live(here);
    here.content("notices", notice::content);
    stage::live(here);
    transport::live(here);
    status::live(here);
    tabs::live(here);
    compare::live(here);
    requirements::live(here);
    measurements::live(here);
    events::live(here);
    explain::live(here);
    predict::live(here);
    change::live(here);
}
