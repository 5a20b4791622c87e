//! The head: title, lead, language, colours, sharing.

use leptos::prelude::*;
use lockstep_core::link::Theme;
use lockstep_core::text::Lang;

use super::icon::{Icon, EMBED, HELP, LOGO, SHARE, THEME};
use super::rail::Picker;
use super::state;
use crate::browser;
use crate::state::{Notice, State};

/// The head of the page.
#[component]
pub fn Head() -> impl IntoView {
    let state = state();
    let lead = move || {
        state.with_shipped(|scenario, lang| {
            lang.pick(&scenario.file.lead.en, &scenario.file.lead.ru).to_string()
        })
    };
    let title = move || {
        state.with_shipped(|scenario, lang| {
            let title = scenario.file.setting.as_ref().unwrap_or(&scenario.file.title);
            lang.pick(&title.en, &title.ru).to_string()
        })
    };
    view! {
        <header class="head">
            <p class="brand"><svg class="logo" viewBox="0 0 24 24" aria-hidden="true" inner_html=LOGO></svg><span>"Lockstep"</span></p>
            <Picker/>
            <div class="title"><h1>{title}</h1><p class="lead">{lead}</p></div>
            <div class="tools">
                <div class="langs" role="group" aria-label=move || state.ui().language>
                    {[Lang::Ru, Lang::En].map(|lang| language(state, lang))}
                </div>
                <ThemeButton/>
                <button type="button" class="tool" on:click=move |_| share(state)>
                    <Icon shape=SHARE/><span>{move || state.ui().share}</span>
                </button>
                <button type="button" class="tool" on:click=move |_| embed(state)>
                    <Icon shape=EMBED/><span>{move || state.ui().embed}</span>
                </button>
                <button type="button" class="tool" aria-label=move || state.ui().help on:click=move |_| state.help.set(true)>
                    <Icon shape=HELP/>
                </button>
            </div>
        </header>
    }
}

fn language(state: State, lang: Lang) -> impl IntoView {
    let pressed = move || (state.lang.get() == lang).to_string();
    view! {
        <button type="button" lang=lang.code() aria-pressed=pressed on:click=move |_| state.lang.set(lang)>
            {lang.code().to_uppercase()}
        </button>
    }
}

/// Goes round: as the system, light, dark.
#[component]
fn ThemeButton() -> impl IntoView {
    let state = state();
    let place = move || Theme::ALL.iter().position(|theme| *theme == state.theme.get()).unwrap_or(0);
    let label = move || {
        let ui = state.ui();
        format!("{}: {}", ui.theme, ui.theme_names[place()])
    };
    let next = move |_| state.theme.set(Theme::ALL[(place() + 1) % Theme::ALL.len()]);
    view! {
        <button type="button" class="tool theme" aria-label=label title=label on:click=next><Icon shape=THEME/></button>
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
