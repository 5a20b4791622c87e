//! Sentences about what could not be done, each until it is dismissed.

use lockstep_core::text::Lang;

use super::{by_hand, html};
use crate::browser;
use crate::catalogue::LIST;
use crate::live::Here;
use crate::state::Notice;

/// All notices.
pub fn content(here: Here) -> String {
    let ui = here.state.ui();
    let mut out = String::new();
    let mut damaged = false;
    for (place, notice) in here.state.notices().iter().enumerate() {
        let mut said = html::text(&text(here, notice));
        // That the link is damaged is said once, before what is wrong with it.
        if matches!(notice, Notice::Damaged(_) | Notice::NoScenario(_)) && !damaged {
            said = [ui.link_damaged(), " ", &said].concat();
            damaged = true;
        }
        let class = match notice {
            Notice::LinkCopied | Notice::EmbedCopied => "notice said",
            _ => "notice",
        };
        out.push_str(&format!(
            "<p class=\"{class}\"><span>{said}</span>\
             <button type=\"button\" data-dismiss=\"{place}\">{}</button></p>",
            ui.dismiss()
        ));
    }
    out
}

/// So much of what somebody has written into an address is repeated, in letters.
const REPEATED: usize = 60;

fn short(said: &str) -> String {
    match said.char_indices().nth(REPEATED) {
        Some((end, _)) => [&said[..end], "…"].concat(),
        None => said.to_string(),
    }
}

/// Something to say, if it is.
fn some(said: &str) -> Option<&str> {
    Some(said).filter(|said| !said.is_empty())
}

fn text(here: Here, notice: &Notice) -> String {
    let lang = here.state.lang();
    let ui = lang.ui();
    match notice {
        Notice::NoScenario(name) => ui.no_such_scenario(&short(name)),
        Notice::NotLoaded(place) => not_loaded(lang, LIST[*place].name(lang)),
        Notice::NotLearned(other) => not_loaded(lang, &other.code().to_ascii_uppercase()),
        Notice::Damaged(damage) => {
            ui.bad_value(&short(&damage.field), &short(&damage.value), some(&damage.allowed))
        }
        Notice::TakenBack(done) => {
            let run = here.run();
            ui.taken_back(&by_hand::name(&run, done, here.names(&run)))
        }
        Notice::RunFailed(why) => ui.run_failed(some(why)),
        Notice::LinkCopied => ui.share_done().to_string(),
        Notice::LinkByHand => ui.share_by_hand().to_string(),
        Notice::EmbedCopied => ui.embed_done().to_string(),
    }
}

/// Not among the texts, as those may be what has not arrived.
fn not_loaded(lang: Lang, name: &str) -> String {
    match lang {
        Lang::En => {
            ["“", name, "” could not be loaded: check the connection, then choose it again or reload."]
        }
        Lang::Ru => [
            "Не удалось загрузить «",
            name,
            "»: проверьте соединение и выберите ещё раз или обновите страницу.",
        ],
    }
    .concat()
}

/// Says in place of the shell's own sentence that a scenario did not arrive, where there is no page yet.
pub fn cannot_open(place: usize) {
    let said = |lang| html::text(&not_loaded(lang, LIST[place].name(lang)));
    let both = format!("{} <span lang=\"ru\">{}</span>", said(Lang::En), said(Lang::Ru));
    if let Some(shell) = browser::element("cannot") {
        shell.set_inner_html(&both);
        shell.set_hidden(false);
    }
}
