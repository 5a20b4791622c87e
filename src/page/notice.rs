//! Sentences about what could not be done.

use leptos::prelude::*;
use lockstep_core::text::Ui;

use super::html;
use super::state;
use crate::state::Notice;

/// All notices, each until it is dismissed.
#[component]
pub fn Notices() -> impl IntoView {
    let state = state();
    let markup = move || {
        let ui = state.ui();
        let one = |(place, notice): (usize, &Notice)| {
            let said = html::text(&text(ui, notice));
            format!(
                "<p class=\"notice\"><span>{said}</span>\
                 <button type=\"button\" data-dismiss=\"{place}\">{}</button></p>",
                ui.dismiss
            )
        };
        state.notices.with(|all| all.iter().enumerate().map(one).collect::<String>())
    };
    view! { <div role="status" inner_html=markup></div> }
}

fn text(ui: &Ui, notice: &Notice) -> String {
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
}
