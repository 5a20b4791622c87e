//! The head: title, lead, language, colours, sharing.

use leptos::prelude::*;
use lockstep_core::link::Theme;
use lockstep_core::scenario::Localized;
use lockstep_core::text::Lang;

use super::html::{self, tag};
use super::icon::{icon, EMBED, HELP, LOGO, SHARE, THEME};
use super::rail::Picker;
use super::state;
use crate::browser;
use crate::state::{Notice, State};

/// The head of the page.
#[component]
pub fn Head() -> impl IntoView {
    let state = state();
    let ui = state.ui();
    let title = move || {
        state.with_shipped(|scenario, lang| {
            let file = &scenario.file;
            let title = file.setting.as_ref().unwrap_or(&file.title);
            let text = |text: &Localized| html::text(lang.pick(&text.en, &text.ru));
            tag("h1", "", &text(title)) + &tag("p", "lead", &text(&file.lead))
        })
    };
    view! {
        <header class="head">
            <p class="brand" inner_html=format!("{}<span>Lockstep</span>", icon(LOGO))></p>
            <Picker/>
            <div class="title" inner_html=title></div>
            <div class="tools">
                <div class="langs" role="group" aria-label=ui.language>
                    {[Lang::Ru, Lang::En].map(|lang| language(state, lang))}
                </div>
                <ThemeButton/>
                {tool(ui.share, icon(SHARE) + &tag("span", "", ui.share), move || share(state))}
                {tool(ui.embed, icon(EMBED) + &tag("span", "", ui.embed), move || embed(state))}
                {tool(ui.help, icon(HELP), move || state.help.set(true))}
            </div>
        </header>
    }
}

fn tool(name: &'static str, face: String, act: impl Fn() + 'static) -> impl IntoView {
    view! { <button type="button" class="tool" aria-label=name title=name on:click=move |_| act() inner_html=face></button> }
}

fn language(state: State, lang: Lang) -> impl IntoView {
    let pressed = (state.lang.get_untracked() == lang).to_string();
    // The page is made anew, this button with it: the focus is handed on.
    let choose = move |_| {
        state.lang.set(lang);
        request_animation_frame(move || browser::focus(&format!(".langs [lang={}]", lang.code())));
    };
    view! {
        <button type="button" lang=lang.code() aria-pressed=pressed on:click=choose>
            {lang.code().to_uppercase()}
        </button>
    }
}

/// Goes round: as the system, light, dark.
#[component]
fn ThemeButton() -> impl IntoView {
    let state = state();
    let ui = state.ui();
    let place = move || Theme::ALL.iter().position(|theme| *theme == state.theme.get()).unwrap_or(0);
    let label = move || format!("{}: {}", ui.theme, ui.theme_names[place()]);
    let next = move |_| state.theme.set(Theme::ALL[(place() + 1) % Theme::ALL.len()]);
    view! {
        <button type="button" class="tool theme" aria-label=label title=label on:click=next inner_html=icon(THEME)></button>
    }
}

fn share(state: State) {
    browser::copy(state.address(), move |copied| {
        state.tell(if copied { Notice::LinkCopied } else { Notice::LinkByHand });
    });
}

/// A frame for a slide, with what is shown now.
fn embed(state: State) {
    let mut link = untrack(|| state.link());
    link.embed = true;
    let address = browser::address_with(&link.write()).replace('&', "&amp;").replace('"', "%22");
    let frame = format!(
        "<iframe src=\"{address}\" title=\"Lockstep\" style=\"width:100%;aspect-ratio:16/9;border:0\" \
         loading=\"lazy\" allow=\"fullscreen; clipboard-write\"></iframe>"
    );
    browser::copy(frame, move |copied| {
        state.tell(if copied { Notice::EmbedCopied } else { Notice::LinkByHand });
    });
}
