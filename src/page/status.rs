//! One polite sentence per step for those who listen; while it plays, only at the marks.

use lockstep_core::export::px;
use lockstep_core::scene::{self, Names};
use lockstep_core::text::{clock, plain};
use lockstep_core::time::SimTime;

use super::html;
use crate::live::Here;
use crate::run::Run;

/// The sentence, and a summary that can be seen in a frame.
pub const FRAME: &str = "<p class=\"spoken\" id=\"spoken\" role=\"status\" aria-live=\"polite\"></p>\
                         <p class=\"summary\" id=\"summary\"></p>";

/// What the picture says at a point in time, lane by lane, as plain text.
pub fn words(run: &Run, names: Names, at: SimTime) -> String {
    let (ui, lang) = (names.ui(), names.lang);
    let step = ui.step_of(run.timeline.step_at(at), run.timeline.steps());
    let mut said = [clock(lang, at.millis()).as_str(), ", ", &step, "."].concat();
    for lane in 0..run.lanes() {
        said.push(' ');
        said.push_str(names.lane_short(lane));
        said.push(':');
        for sentence in scene::happened(&run.teller(lane, lang), &run.fates[lane], at) {
            said.push(' ');
            said.push_str(&plain(&sentence));
        }
    }
    said
}

/// Speaks.
pub fn live(here: Here) {
    here.content("spoken", spoken);
    here.content("summary", summary);
}

fn spoken(here: Here) -> String {
    let (run, playhead) = (here.run(), here.state.playhead());
    let names = here.names(&run);
    if !playhead.playing {
        return html::text(&words(&run, names, playhead.at));
    }
    let marks = run.study.scenario.file.marks.iter();
    let passed = marks.rev().find(|mark| SimTime::from_millis_f64(mark.at_ms) <= playhead.at);
    passed.map_or_else(String::new, |mark| html::text(names.pick(&mark.name)))
}

fn summary(here: Here) -> String {
    let (run, at) = (here.run(), here.state.at());
    let names = here.names(&run);
    let mut said = String::new();
    for lane in 0..run.lanes() {
        let (answered, effective) = run.counts(lane, at);
        let name = names.lane_short(lane);
        said.push_str(&names.lang.phrases().lane_summary(name, answered, effective, run.operations()));
        said.push(' ');
    }
    // On one line of the frame.
    let size = (LINE / said.chars().count().max(1) as f64).min(LARGEST);
    format!("<span style=\"font-size:{}px\">{}</span>", px(size), html::text(&said))
}

/// The size of the summary's letters at most, and of one letter on a line of a frame, in pixels.
const LARGEST: f64 = 16.0;
const LINE: f64 = 1530.0;
