//! Sentences about what could not be done, each until it is dismissed.

use lockstep_core::text::Lang;

use super::html;
use crate::browser;
use crate::catalogue::LIST;
use crate::live::Here;
use crate::state::Notice;

/// All notices.
pub fn content(here: Here) -> String {
    let ui = here.state.ui();
    let mut out = String::new();
    for (place, notice) in here.state.notices().iter().enumerate() {
        let said = html::text(&text(here.state.lang(), notice));
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

/// Something to say, if it is.
fn some(said: &str) -> Option<&str> {
    Some(said).filter(|said| !said.is_empty())
}

fn text(lang: Lang, notice: &Notice) -> String {
    let ui = lang.ui();
    match notice {
        Notice::NoScenario(name) => format!("{} {}", ui.link_damaged(), ui.no_such_scenario(name)),
        Notice::NotLoaded(place) => not_loaded(lang, LIST[*place].name(lang)),
        Notice::NotLearned(other) => not_loaded(lang, &other.code().to_ascii_uppercase()),
        Notice::Damaged(damage) => {
            let said = ui.bad_value(&damage.field, &damage.value, some(&damage.allowed));
            format!("{} {said}", ui.link_damaged())
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
