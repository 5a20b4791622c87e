//! The stage: all lanes on one time axis with one playhead.

mod head;
mod lane;
mod row_names;
pub mod scrub;
mod strip;

use lockstep_core::export::px as number;
use lockstep_core::scenario::Style;
use lockstep_core::scene::{Axis, Names};
use lockstep_core::text::{clock, count, unit_of, Sign, SECONDS_FROM};

use super::html::{self, tag};
use super::rail::class_bar;
use leptos::prelude::untrack;

use crate::browser::{self, Part};
use crate::live::Here;
use crate::run::Run;

/// A lane's style as it is named in classes.
pub fn style_class(style: Style) -> &'static str {
    match style {
        Style::Sync => "sync",
        Style::Async => "async",
        Style::Hybrid => "hybrid",
    }
}

/// A class of operations with its bar.
fn class_name(names: Names, class: u8) -> String {
    format!(
        "<svg class=\"class-bar\" viewBox=\"0 0 32 16\" width=\"24\" height=\"12\" aria-hidden=\"true\">{}</svg> {}",
        class_bar(class),
        html::text(names.class(class))
    )
}

/// The stage; the picked operation stands between the first lane and the others, to be compared.
pub fn frame(run: &Run, names: Names) -> String {
    let ui = names.ui();
    let lane = |place: usize| {
        let strip = if place == 0 { strip::frame(run, names) } else { String::new() };
        lane::frame(run, names, place) + &strip
    };
    [
        "<div class=\"stage\" id=\"stage-body\"><div class=\"row axis-row\">",
        &tag("span", "row-name", ui.time()),
        "<div class=\"track\" id=\"track\"><div class=\"axis\" id=\"axis\" aria-hidden=\"true\"></div></div></div>",
        "<div class=\"flag\" aria-hidden=\"true\"><span id=\"flag\"></span></div>",
        "<div class=\"playhead\" aria-hidden=\"true\"></div>",
        &(0..run.lanes()).map(lane).collect::<String>(),
        &scrub::frame(ui),
        "</div><i id=\"room\"></i>",
    ]
    .concat()
}

/// Everything that moves on it.
pub fn live(here: Here) {
    let state = here.state;
    if let Some(track) = browser::element("track") {
        let tell = move |width: f64, _| state.look(&|view| view.width = width.max(120.0));
        browser::watch_size(&track, Box::new(tell));
    }
    if let (Some(room), Some(notices)) = (browser::element("room"), browser::element("notices")) {
        for watched in [&room, &notices] {
            let (room, notices) = (room.clone(), notices.clone());
            // In a slide what has to be said takes its room from the lanes; on a page they stand still.
            let tell = move |_, _| {
                let (all, said) = (f64::from(room.client_height()), f64::from(notices.client_height()));
                state.look(&|view| view.height = if view.embed { all - said } else { all });
            };
            browser::watch_size(watched, Box::new(tell));
        }
    }
    here.follow("stage-body", Part::Style("--x"), |here| px(here.state.stage().axis.x(here.state.at())));
    here.attribute("stage-body", "class", class);
    here.follow("stage-body", Part::Style("--names"), row_names::size);
    // On paper the stage is as wide as it was drawn.
    here.follow("stage-body", Part::Style("--drawn"), |here| px(here.state.stage().axis.width));
    here.content("flag", |here| clock(here.state.lang(), here.state.at().millis()));
    here.content("axis", axis);
    for place in 0..untrack(|| here.run()).lanes() {
        let here = Here { place, ..here };
        lane::live(here);
        strip::live_lane(here);
    }
    strip::live(here);
    scrub::live(here);
}

/// What the style sheets must know: whether it plays, how much the heads can say, how small the rows are.
fn class(here: Here) -> String {
    let (run, stage) = (here.run(), here.state.stage());
    let playing = if here.state.playhead().playing { " playing" } else { "" };
    let paged = if stage.is_paged() { " paged" } else { "" };
    let fine = if stage.lanes.iter().any(|lane| lane.plan.density.worker < FINE) { " fine" } else { "" };
    let heads = head::room(&run, here.names(&run), stage.axis.width);
    ["stage", playing, paged, fine, heads].concat()
}

/// Rows lower than this have smaller names, in pixels.
const FINE: f64 = 15.0;

/// Round times with their numbers.
fn axis(here: Here) -> String {
    let lang = here.state.lang();
    let mut out = String::new();
    let axis = here.state.stage().axis;
    let (sign, ms_of_unit) =
        if axis.to.millis() < SECONDS_FROM { (Sign::Ms, 1.0) } else { (Sign::S, 1000.0) };
    for (place, tick) in axis.ticks().iter().enumerate() {
        let mut text = count(lang, tick.ms / ms_of_unit, 6);
        if place == 0 {
            text.push('\u{2009}');
            text.push_str(unit_of(lang, sign));
        }
        out.push_str(&format!("<span class=\"tick-number\" style=\"left:{}\">{text}</span>", px(tick.x)));
    }
    out
}

/// A length for a style sheet.
fn px(pixels: f64) -> String {
    number(pixels).to_string() + "px"
}

/// An SVG as wide as the axis.
fn svg(class: &str, axis: &Axis, height: f64, content: &str) -> String {
    format!(
        "<svg class=\"layer {class}\" aria-hidden=\"true\" width=\"{}\" height=\"{}\">{content}</svg>",
        number(axis.width),
        number(height)
    )
}

/// The same picture as what is to come and as what has happened, cut at the playhead.
fn cut(layer: &dyn Fn(&str) -> String) -> String {
    tag("div", "cut after", &layer("future")) + &tag("div", "cut before", &layer("past"))
}
