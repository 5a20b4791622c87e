//! Help: keys, what the numbers mean, and the marks.

use leptos::html::Dialog;
use leptos::prelude::*;

use super::rail::Legend;
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
    let pairs = |pairs: &'static [(&'static str, &'static str)], keys: bool| {
        let pair = move |(name, text): &(&'static str, &'static str)| {
            let (name, text) = (*name, *text);
            let name = if keys { view! { <kbd>{name}</kbd> }.into_any() } else { name.into_any() };
            view! { <dt>{name}</dt><dd>{text}</dd> }
        };
        pairs.iter().map(pair).collect_view()
    };
    view! {
        <dialog node_ref=dialog class="help" aria-label=move || state.ui().help on:close=move |_| state.help.set(false)>
            <h2>{move || state.ui().keys_title}</h2>
            <dl>{move || pairs(&state.ui().keys, true)}</dl>
            <h2>{move || state.ui().definitions_title}</h2>
            <dl class="definitions">{move || pairs(&state.ui().definitions, false)}</dl>
            <h2>{move || state.ui().legend}</h2>
            <Legend/>
            <button type="button" class="check" on:click=move |_| state.help.set(false)>{move || state.ui().close}</button>
        </dialog>
    }
}
