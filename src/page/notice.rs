//! Sentences about what could not be done, each until it is dismissed.

use lockstep_core::text::Ui;

use super::html;
use crate::live::Here;
use crate::state::Notice;

/// All notices.
pub fn content(here: Here) -> String {
    let ui = here.state.ui();
    let mut out = String::new();
    for (place, notice) in here.state.notices().iter().enumerate() {
        let said = html::text(&text(ui, notice));
        out.push_str(&format!(
            "<p class=\"notice\"><span>{said}</span>\
             <button type=\"button\" data-dismiss=\"{place}\">{}</button></p>",
            ui.dismiss
        ));
    }
    out
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
