//! The events as a list: what the picture shows, for those who read.

use lockstep_core::text::{clock, Ui};

use super::explain::told;
use super::html::{self, tag};
use crate::browser;
use crate::live::Here;

/// So many steps are listed.
const LISTED: usize = 12;

const ID: &str = "events";

/// The last steps in words, folded until someone wants them.
pub fn frame(ui: &Ui) -> String {
    html::fold(ID, ui.events_table())
}

/// The steps.
pub fn live(here: Here) {
    here.content(&html::folded(ID), steps);
}

fn steps(here: Here) -> String {
    // Which parts are open is the browser's to know; this says when to look.
    let selected = here.state.view().selected;
    if !browser::is_open(ID) {
        return String::new();
    }
    let run = here.run();
    let names = here.names(&run);
    let step = run.timeline.step_at(here.state.at());
    let mut rows = String::new();
    for step in (step.saturating_sub(LISTED) + 1..=step).rev() {
        let at = run.timeline.instant(step);
        let time = tag("b", "", &clock(names.lang, at.millis()));
        rows.push_str(&format!("<li value=\"{step}\">{time}{}</li>", told(&run, names, at, selected)));
    }
    tag("p", "hint", names.ui().events_hint()) + &tag("ol", "events", &rows)
}
