//! The scrubber: the whole run on one line, a tick for each event, and the playhead's handle.

use lockstep_core::decimal;
use lockstep_core::scene::{Axis, Names};
use lockstep_core::text::Ui;
use lockstep_core::time::SimTime;

use super::super::html;
use super::super::status::words;
use super::{number, px, style_class};
use crate::browser::{self, Part};
use crate::live::{self, Here};
use crate::run::Run;

/// Ticks stand at least so far apart, in pixels; of a crowd one is drawn.
const TICK_DISTANCE: f64 = 2.0;

/// The scrubber.
pub fn frame(ui: &Ui) -> String {
    format!(
        "<div class=\"row scrub-row\"><span class=\"row-name quiet\">{}</span>\
         <div class=\"track\" id=\"scrub-track\"><div id=\"scrub-line\"></div><div class=\"rail-done\"></div>\
         <input type=\"range\" class=\"scrub\" id=\"scrub\" min=\"0\" step=\"0.001\" aria-label=\"{}\"></div></div>",
        ui.events(), ui.playhead()
    )
}

/// Its line and its handle.
pub fn live(here: Here) {
    here.content("scrub-line", |here| {
        let (run, stage) = (here.run(), here.state.stage());
        line(&run, here.names(&run), &stage.axis, &stage.whole)
    });
    here.attribute("scrub", "max", |here| ms(here.state.stage().whole.to));
    live::effect(Box::new(move || {
        // A shorter scale cuts what the handle stands at, so it is set after every change of it.
        here.state.stage();
        stand(here.state.at());
    }));
    here.attribute("scrub", "aria-valuetext", |here| {
        let run = here.run();
        words(&run, here.names(&run), here.state.at())
    });
    here.follow("scrub-track", Part::Style("--foot"), |here| px(here.state.stage().whole.x(here.state.at())));
}

/// Puts the handle to an instant.
pub fn stand(at: SimTime) {
    browser::set("scrub", Part::Value, &ms(at));
}

fn ms(at: SimTime) -> String {
    decimal::plain(at.millis()).to_string()
}

/// The line with its ticks, its marks and, where only a part can be seen, a bracket that says which.
fn line(run: &Run, names: Names, axis: &Axis, whole: &Axis) -> String {
    let ticks: String = (0..run.lanes()).map(|lane| ticks(run, lane, whole)).collect();
    let mut out = format!(
        "<svg class=\"layer ticks\" aria-hidden=\"true\" width=\"{}\" height=\"34\">{ticks}</svg>\
         <div class=\"rail-line\"></div>",
        number(whole.width)
    );
    if axis.to.since(axis.from) < whole.to.since(whole.from) {
        let (from, to) = (whole.x(axis.from), whole.x(axis.to));
        let width = (to - from).max(3.0);
        out.push_str(&format!(
            "<div class=\"window\" style=\"left:{};width:{}\"></div>",
            px(from),
            px(width)
        ));
    }
    for mark in &run.study.scenario.file.marks {
        let at = SimTime::from_millis_f64(mark.at_ms);
        if at <= whole.to {
            let name = html::text(names.pick(&mark.name));
            out.push_str(&format!(
                "<span class=\"mark\" style=\"left:{}\" title=\"{name}\" data-seek=\"{}\"></span>",
                px(whole.x(at)),
                at.micros()
            ));
        }
    }
    out
}

fn ticks(run: &Run, lane: usize, axis: &Axis) -> String {
    // The first lane above the line, the others below it.
    let (from, to) = match lane {
        0 => (4, 11),
        1 => (23, 30),
        _ => (30, 34),
    };
    let style = style_class(run.style(lane));
    let mut out = format!("<path class=\"{style}\" d=\"");
    // The records are in the order of their time, and so are their places.
    let mut last = None;
    for record in run.study.traces[lane].records() {
        let place = (axis.x(record.at) / TICK_DISTANCE) as i64;
        if last.replace(place) != Some(place) {
            out.push_str(&format!("M{} {from}V{to}", number(place as f64 * TICK_DISTANCE + 0.5)));
        }
    }
    out + "\"/>"
}
