//! Help: keys, what the numbers mean, and the marks; in the browser's own dialog.

use leptos::wasm_bindgen::JsCast;
use lockstep_core::scene::Names;
use lockstep_core::text::entries;
use web_sys::HtmlDialogElement;

use super::html::tag;
use super::rail::legend;
use crate::browser;

const ID: &str = "help-dialog";

/// The way to the page that says what is modelled: plain text, fetched by whoever wants it.
pub fn modelled(names: Names) -> String {
    let code = names.lang.code();
    let name = names.ui().modelled();
    format!("<p><a href=\"./modelled/{code}.html\" target=\"_blank\" rel=\"noopener\">{name}</a></p>")
}

/// The help, closed.
pub fn frame(names: Names) -> String {
    let ui = names.ui();
    // Each name is followed by what is said of it.
    let pairs = |list: &str| {
        let cell = |(place, text): (usize, &&str)| tag(["dt", "dd"][place % 2], "", text);
        tag("dl", "", &entries(list).iter().enumerate().map(cell).collect::<String>())
    };
    let part = |title: &str, content: &str| tag("h2", "", title) + content;
    [
        // The way out comes first: it gets the focus, and what has the focus is in view.
        format!(
            "<dialog class=\"help\" id=\"{ID}\" aria-label=\"{}\">\
             <button type=\"button\" class=\"check\" data-act=\"close\">{}</button>",
            ui.help(),
            ui.close()
        ),
        part(ui.keys_title(), &pairs(ui.keys())),
        part(ui.definitions_title(), &(pairs(ui.definitions()) + &modelled(names))),
        part(ui.legend(), &tag("ul", "legend", &legend(names))),
        "</dialog>".to_string(),
    ]
    .concat()
}

fn dialog() -> Option<HtmlDialogElement> {
    browser::element(ID)?.dyn_into().ok()
}

/// Whether the help is open; then the keys are its own.
pub fn help_is_open() -> bool {
    browser::is_open(ID)
}

/// Opens the help.
pub fn open_help() {
    if let Some(dialog) = dialog() {
        // Fails only if it is open already.
        let _ = dialog.show_modal();
    }
}

/// Closes the help.
pub fn close() {
    if let Some(dialog) = dialog() {
        dialog.close();
    }
}
