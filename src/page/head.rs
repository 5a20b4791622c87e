//! The head: title, lead, language, colours, sharing.

use leptos::prelude::untrack;
use lockstep_core::link::Theme;
use lockstep_core::scene::Names;
use lockstep_core::text::{entry, Lang};

use super::by_hand;
use super::html::{self, tag};
use super::icon::{icon, EMBED, HELP, LOGO, SHARE, THEME};
use super::rail;
use crate::browser::{self, Part};
use crate::live::{self, Here};
use crate::run::Run;
use crate::state::{Notice, Settings, State};

/// The name of what is open.
pub fn title(run: &Run, lang: Lang) -> &str {
    let file = &run.study.scenario.file;
    let title = file.setting.as_ref().unwrap_or(&file.title);
    lang.pick(&title.en, &title.ru)
}

/// The head of the page.
pub fn frame(run: &Run, names: Names) -> String {
    let ui = names.ui();
    let title = tag("h1", "", &html::text(title(run, names.lang))) + "<p class=\"lead\" id=\"lead\"></p>";
    let langs: String = [Lang::Ru, Lang::En].map(|lang| language(lang, lang == names.lang)).concat();
    [
        "<header class=\"head\"><p class=\"brand\">",
        &icon(LOGO),
        "<span>Lockstep</span></p>",
        &rail::picker(run.place, names),
        &tag("div", "title", &title),
        &format!(
            "<div class=\"tools\"><div class=\"langs\" role=\"group\" aria-label=\"{}\">",
            ui.language()
        ),
        &langs,
        "</div>",
        &tool("theme", ui.theme(), &icon(THEME)),
        &tool("share", ui.share(), &(icon(SHARE) + &tag("span", "", ui.share()))),
        &tool("embed", ui.embed(), &(icon(EMBED) + &tag("span", "", ui.embed()))),
        &tool("help", ui.help(), &icon(HELP)),
        "</div></header>",
    ]
    .concat()
}

fn tool(act: &str, name: &str, face: &str) -> String {
    format!(
        "<button type=\"button\" class=\"tool\" id=\"{act}\" data-act=\"{act}\" aria-label=\"{name}\" \
         title=\"{name}\">{face}</button>"
    )
}

fn language(lang: Lang, spoken: bool) -> String {
    let code = lang.code();
    let name = code.to_ascii_uppercase();
    format!(
        "<button type=\"button\" id=\"lang-{code}\" lang=\"{code}\" data-lang=\"{code}\" \
         aria-pressed=\"{spoken}\">{name}</button>"
    )
}

/// Which colours the button of the theme stands for.
pub fn live(here: Here) {
    here.attribute("theme", "aria-label", theme);
    here.attribute("theme", "title", theme);
    here.content("lead", lead);
    live::effect(Box::new(move || picked(here)));
}

/// The picker stands at what is open, also where what was picked has not arrived.
fn picked(here: Here) {
    if !here.state.waiting() {
        browser::set("picker", Part::Value, &here.run().place.to_string());
    }
}

/// What the scenario is about; it was written for the run as shipped.
fn lead(here: Here) -> String {
    let run = here.run();
    let names = here.names(&run);
    let settings = here.state.settings();
    if settings == Settings::default() {
        return html::text(names.pick(&run.study.scenario.file.lead));
    }
    // What was done by hand is what the fork is called.
    let done = settings.interventions.iter();
    let mut said: Vec<String> = done.map(|one| by_hand::name(&run, one, names)).collect();
    if said.is_empty() || settings.controls.len() + usize::from(settings.seed.is_some()) > 0 {
        said.push(names.ui().changed().to_string());
    }
    html::text(&said.join("; "))
}

fn theme(here: Here) -> String {
    let (ui, theme) = (here.state.ui(), here.state.view().theme);
    let place = Theme::ALL.iter().position(|known| *known == theme).unwrap_or(0);
    [ui.theme(), ": ", entry(ui.theme_names(), place)].concat()
}

/// Copies the address of what is shown.
pub fn share(state: State) {
    let address = untrack(|| state.address(state.view().embed));
    copy(state, &address, Notice::LinkCopied);
}

/// Copies a frame for a slide, with what is shown now.
pub fn embed(state: State) {
    let address = html::text(&untrack(|| state.address(true)));
    let frame = format!(
        "<iframe src=\"{address}\" title=\"Lockstep\" style=\"width:100%;aspect-ratio:16/9;border:0\" \
         loading=\"lazy\" allow=\"fullscreen; clipboard-write\"></iframe>"
    );
    copy(state, &frame, Notice::EmbedCopied);
}

fn copy(state: State, text: &str, done: Notice) {
    let tell = move |copied: bool| state.tell_briefly(if copied { done.clone() } else { Notice::LinkByHand });
    browser::copy(text, Box::new(tell));
}
