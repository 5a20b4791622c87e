//! Help: keys, what the numbers mean, and the marks.

use leptos::html::Dialog;
use leptos::prelude::*;

use super::html::tag;
use super::rail::legend;
use super::state;

/// The help, as the browser's own dialog.
#[component]
pub fn Help() -> impl IntoView {
    let state = state();
    let dialog: NodeRef<Dialog> = NodeRef::new();
    Effect::new(move |_| {
        let open = state.help.get();
        if let Some(dialog) = dialog.get() {
            match open {
                // Fails only if it is open already.
                true => drop(dialog.show_modal()),
                false => dialog.close(),
            }
        }
    });
    let ui = state.ui();
    let markup = {
        let pairs = |pairs: &[(&str, &str)]| -> String {
            let pair = |(name, text): &(&str, &str)| tag("dt", "", name) + &tag("dd", "", text);
            tag("dl", "", &pairs.iter().map(pair).collect::<String>())
        };
        let part = |title: &str, content: &str| tag("h2", "", title) + content;
        part(ui.keys_title, &pairs(&ui.keys))
            + &part(ui.definitions_title, &pairs(&ui.definitions))
            + &part(ui.legend, &tag("ul", "legend", &legend(ui)))
    };
    view! {
        <dialog node_ref=dialog class="help" aria-label=ui.help on:close=move |_| state.help.set(false)>
            <div inner_html=markup></div>
            <button type="button" class="check" on:click=move |_| state.help.set(false)>{ui.close}</button>
        </dialog>
    }
}
