//! The page, from its parts.

mod change;
mod compare;
mod events;
mod explain;
mod head;
mod help;
mod html;
mod icon;
mod measurements;
mod notice;
mod predict;
mod rail;
mod stage;
mod status;
mod transport;

use leptos::prelude::*;
use lockstep_core::playback::Command;
use lockstep_core::time::SimTime;

use crate::state::State;
use crate::{keys, player};

/// The state, from wherever a component stands.
fn state() -> State {
    expect_context()
}

/// The panels that share the room below the stage where the page is narrow.
const TABS: [&str; 4] = ["explain", "predict", "change", "compare"];

/// The page.
#[component]
pub fn Page() -> impl IntoView {
    let state = State::from_address();
    provide_context(state);
    player::play(state);
    player::keep_address(state);
    keys::listen(state);
    follow_document(state);
    let tab = RwSignal::new(TABS[0]);
    // Words do not react one by one: another language makes the page anew, which is rare,
    // and keeps hundreds of reactions out of the module.
    move || {
        state.lang.track();
        parts(state, tab)
    }
}

fn parts(state: State, tab: RwSignal<&'static str>) -> impl IntoView {
    let ui = state.ui();
    view! {
        <a class="skip" href="#stage">{ui.skip_to_stage}</a>
        <div class="app" class:embed=move || state.embed.get() data-tab=move || tab.get() on:click=move |event| click(state, &event)>
            <head::Head/>
            <rail::Rail/>
            <main class="main" id="stage" tabindex="-1">
                <notice::Notices/>
                <stage::Stage/>
                <transport::Transport/>
                <status::Status/>
            </main>
            <Tabs tab/>
            <section class="panel compare-panel" data-panel="compare">
                <compare::Compare/>
                <measurements::Measurements/>
                <events::Events/>
            </section>
            <aside class="side">
                <section class="panel" data-panel="explain"><explain::Explain/></section>
                <section class="panel" data-panel="predict"><predict::Predict/></section>
                <section class="panel" data-panel="change"><change::Change/></section>
            </aside>
            <help::Help/>
        </div>
    }
}

#[component]
fn Tabs(tab: RwSignal<&'static str>) -> impl IntoView {
    let ui = state().ui();
    let names = [ui.happened, ui.predict, ui.change, ui.compare];
    let button = move |(name, words): (&'static str, &'static str)| {
        view! {
            <button type="button" aria-pressed=move || (tab.get() == name).to_string() on:click=move |_| tab.set(name)>
                {words}
            </button>
        }
    };
    view! { <div class="tabs" role="group">{TABS.into_iter().zip(names).map(button).collect_view()}</div> }
}

/// What belongs to the whole document: its language, colours and title.
fn follow_document(state: State) {
    Effect::new(move |_| {
        let Some(root) = document().document_element() else { return };
        // Setting an attribute of a known name cannot fail.
        let _ = root.set_attribute("lang", state.lang.get().code());
        let _ = root.set_attribute("data-theme", state.theme.get().code());
        let title = state.with_shipped(|scenario, lang| {
            let file = &scenario.file;
            let title = file.setting.as_ref().unwrap_or(&file.title);
            lang.pick(&title.en, &title.ru).to_string()
        });
        document().set_title(&format!("{title} · Lockstep"));
    });
}

/// A click on markup says in its `data-` attributes what it asks for.
fn click(state: State, event: &leptos::ev::MouseEvent) {
    use leptos::wasm_bindgen::JsCast;
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let asked = |name: &str| -> Option<u64> {
        let owner = target.as_ref()?.closest(&format!("[{name}]")).ok().flatten()?;
        owner.get_attribute(name)?.parse().ok()
    };
    if let Some(micros) = asked("data-seek") {
        state.command(Command::Seek(SimTime::from_micros(micros)));
    } else if let Some(place) = asked("data-scenario") {
        state.choose(place as usize);
    } else if let Some(place) = asked("data-dismiss") {
        state.dismiss(place as usize);
    } else if let Some(number @ 1..) = asked("data-op") {
        state.pick(number as u32 - 1);
    }
}

/// Whether a folded part has just been opened.
fn is_open(event: &leptos::ev::Event) -> bool {
    use leptos::wasm_bindgen::JsCast;
    let folded = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    folded.is_some_and(|folded| folded.has_attribute("open"))
}
