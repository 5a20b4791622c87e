//! The choice of a scenario, as a list and, where there is no room for one, as a picker;
//! and the legend of the marks.

use leptos::prelude::*;

use super::state;
use crate::catalogue::Entry;
use crate::state::State;

/// The list at the left.
#[component]
pub fn Rail() -> impl IntoView {
    let state = state();
    let all = move || state.catalogue.get_value().entries().len();
    view! {
        <nav class="rail" aria-label=move || state.ui().scenarios>
            <h2>{move || state.ui().scenarios}</h2>
            <ul>{(0..all()).map(|place| item(state, place)).collect_view()}</ul>
            <h2>{move || state.ui().legend}</h2>
            <Legend/>
        </nav>
    }
}

fn named(entry: &Entry, state: State) -> String {
    let title = &entry.scenario.file.title;
    state.lang.get().pick(&title.en, &title.ru).to_string()
}

fn item(state: State, place: usize) -> impl IntoView {
    let current = move || state.scenario.get() == place;
    let number = move || state.catalogue.get_value().entries()[place].scenario.file.number;
    let title = move || named(&state.catalogue.get_value().entries()[place], state);
    let setting = move || {
        let catalogue = state.catalogue.get_value();
        let setting = catalogue.entries()[place].scenario.file.setting.as_ref()?;
        let name = state.lang.get().pick(&setting.en, &setting.ru).to_string();
        current().then(|| view! { <span class="setting">{name}</span> })
    };
    view! {
        <li>
            <button type="button" aria-current=move || current().then_some("true") on:click=move |_| state.choose(place)>
                <span class="number">{number}</span><span>{title}</span>{setting}
            </button>
        </li>
    }
}

/// The same choice in the head, for narrow pages.
#[component]
pub fn Picker() -> impl IntoView {
    let state = state();
    let option = move |place: usize| {
        let catalogue = state.catalogue.get_value();
        let number = catalogue.entries()[place].scenario.file.number;
        let name = move || format!("{number} · {}", named(&state.catalogue.get_value().entries()[place], state));
        view! { <option value=place.to_string() selected=move || state.scenario.get() == place>{name}</option> }
    };
    let choose = move |event| {
        if let Ok(place) = event_target_value(&event).parse() {
            state.choose(place);
        }
    };
    let all = state.catalogue.get_value().entries().len();
    view! {
        <select
            class="picker"
            aria-label=move || state.ui().choose_scenario
            prop:value=move || state.scenario.get().to_string()
            on:change=choose
        >
            {(0..all).map(option).collect_view()}
        </select>
    }
}

/// The legend's pictures, in the order of its names.
const PICTURES: [&str; 11] = [
    "<rect class='work' x='1' y='3' width='30' height='10'/>",
    "<rect class='blocked' x='1' y='3' width='30' height='10'/>",
    "<rect class='pill' x='1' y='3' width='30' height='10' rx='5'/>",
    "<path class='line' d='M1 8H25'/><path class='head closed' d='M24 4.500L31 8L24 11.500Z'/>",
    "<path class='line' d='M1 8H30'/><path class='head open' d='M24 4L31 8L24 12'/>",
    "<path class='line dashed' d='M1 8H25'/><path class='head closed' d='M24 4.500L31 8L24 11.500Z'/>",
    "<path class='line dashed' d='M1 8H30'/><path class='head open' d='M24 4L31 8L24 12'/>",
    "<circle class='ack' cx='16' cy='8' r='5.500'/><path class='tick' d='M13.500 8.100L15.300 10L18.600 6.200'/>",
    "<path class='effect' d='M16 2.500L21.500 8L16 13.500L10.500 8Z'/>",
    "<rect class='failure' x='11' y='3' width='10' height='10'/><path class='cross' d='M13.500 5.500L18.500 10.500M18.500 5.500L13.500 10.500'/>",
    "<rect class='down' x='1' y='3' width='30' height='10'/>",
];

/// What the marks mean.
#[component]
pub fn Legend() -> impl IntoView {
    let state = state();
    let row = move |place: usize| {
        view! {
            <li>
                <svg viewBox="0 0 32 16" width="32" height="16" aria-hidden="true" inner_html=PICTURES[place]></svg>
                <span>{move || state.ui().legend_names[place]}</span>
            </li>
        }
    };
    view! { <ul class="legend">{(0..PICTURES.len()).map(row).collect_view()}</ul> }
}
