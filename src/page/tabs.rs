//! The panels that share the room below the stage where the page is narrow.

use lockstep_core::text::{entries, Ui};

use crate::live::Here;

/// The panels, as style sheets know them.
const PANELS: [&str; 4] = ["explain", "predict", "change", "compare"];

/// Their buttons.
pub fn frame(ui: &Ui) -> String {
    let button = |(place, name): (usize, &&str)| {
        format!("<button type=\"button\" id=\"tab-{place}\" data-tab=\"{place}\">{name}</button>")
    };
    let buttons: String = entries(ui.tabs()).iter().enumerate().map(button).collect();
    format!("<div class=\"tabs\" role=\"group\">{buttons}</div>")
}

/// Which is shown.
pub fn live(here: Here) {
    here.attribute("frame", "data-shown", shown);
    for place in 0..PANELS.len() {
        let here = Here { place, ..here };
        here.attribute(&here.id("tab"), "aria-pressed", pressed);
    }
}

fn shown(here: Here) -> String {
    PANELS[here.state.view().tab.min(PANELS.len() - 1)].to_string()
}

fn pressed(here: Here) -> String {
    (here.state.view().tab == here.place).to_string()
}
