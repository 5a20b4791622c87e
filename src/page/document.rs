//! What belongs to the whole document: its language, colours and title; and the frame of a slide.

use leptos::prelude::document;

use super::head;
use crate::live::{self, Here};

/// Follows.
pub fn live(here: Here) {
    live::effect(Box::new(move || follow(here)));
    here.attribute("frame", "class", class);
    here.attribute("frame", "aria-busy", |here| here.state.waiting().to_string());
}

fn follow(here: Here) {
    let Some(root) = document().document_element() else { return };
    let lang = here.state.lang();
    // Setting an attribute of a known name cannot fail.
    let _ = root.set_attribute("lang", lang.code());
    let _ = root.set_attribute("data-theme", here.state.view().theme.code());
    document().set_title(&[head::title(&here.run(), lang), " · Lockstep"].concat());
}

fn class(here: Here) -> String {
    if here.state.view().embed { "app embed" } else { "app" }.to_string()
}
