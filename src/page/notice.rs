//! Sentences about what could not be done.

use leptos::prelude::*;

use super::state;
use crate::state::Notice;

/// All notices, each until it is dismissed.
#[component]
pub fn Notices() -> impl IntoView {
    let state = state();
    let text = move |notice: &Notice| {
        let ui = state.ui();
        match notice {
            Notice::NoScenario(name) => format!("{} {}", ui.link_damaged, (ui.no_such_scenario)(name)),
            Notice::Damaged(damage) => {
                let said = (ui.bad_value)(&damage.field, &damage.value, &damage.allowed);
                format!("{} {said}", ui.link_damaged)
            }
            Notice::RunFailed(why) => (ui.run_failed)(why),
            Notice::LinkCopied => ui.share_done.to_string(),
            Notice::LinkByHand => ui.share_by_hand.to_string(),
            Notice::EmbedCopied => ui.embed_done.to_string(),
        }
    };
    let one = move |notice: Notice| {
        let shown = notice.clone();
        let dismiss = move |_| state.notices.update(|all| all.retain(|known| *known != notice));
        view! {
            <p class="notice">
                <span>{move || text(&shown)}</span>
                <button type="button" on:click=dismiss>{move || state.ui().dismiss}</button>
            </p>
        }
    };
    view! { <div role="status">{move || state.notices.get().into_iter().map(one).collect_view()}</div> }
}
