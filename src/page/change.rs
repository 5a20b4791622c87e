//! Change one thing: the scenario's controls, its marks and its questions.

use leptos::prelude::*;
use lockstep_core::scenario::{Control, Mark, Unit};
use lockstep_core::scene::Names;
use lockstep_core::text::{count, milliseconds, rate, Lang};
use lockstep_core::time::SimTime;

use super::html::{self, tag};
use super::state;
use crate::run::Run;

/// The controls.
#[component]
pub fn Change() -> impl IntoView {
    let state = state();
    let ui = state.ui();
    let place = Memo::new(move |_| state.scenario.get());
    let controls = move || {
        place.track();
        let controls = state.with_shipped(|scenario, _| scenario.file.controls.clone());
        controls.into_iter().map(|control| view! { <Slider control/> }).collect_view()
    };
    let moved = move || !state.settings.get().is_empty();
    view! {
        <h2>{ui.change}</h2>
        {controls}
        <p class="hint">
            <span>{ui.change_hint}</span>
            <button type="button" class="reset" disabled=move || !moved() on:click=move |_| state.reset()>
                {ui.reset}
            </button>
        </p>
        <div inner_html=move || state.with_names(suggestions)></div>
    }
}

fn shown(lang: Lang, unit: Unit, value: f64) -> String {
    match unit {
        Unit::Ms => milliseconds(lang, value),
        Unit::PerS => rate(lang, value),
        Unit::Count => count(lang, value, 0),
    }
}

#[component]
fn Slider(control: Control) -> impl IntoView {
    let state = state();
    let ui = state.ui();
    let Control { id, name, unit, min, max, step, .. } = control;
    let shipped = {
        let catalogue = state.catalogue.get_value();
        catalogue.entries()[state.scenario.get_untracked()].default_of(&id).unwrap_or(min)
    };
    let value = {
        let id = id.clone();
        Memo::new(move |_| {
            state
                .settings
                .with(|all| all.iter().find(|(known, _)| *known == id).map_or(shipped, |(_, value)| *value))
        })
    };
    let lang = state.lang.get_untracked();
    let text = move || shown(lang, unit, value.get());
    let label = lang.pick(&name.en, &name.ru).to_string();
    let was = move || match value.get() == shipped {
        true => String::new(),
        false => (ui.default_value)(&shown(lang, unit, shipped)),
    };
    let tick = format!("--at:{:.4}", (shipped - min) / (max - min));
    let set = {
        let id = id.clone();
        move |event| {
            if let Ok(value) = event_target_value(&event).parse::<f64>() {
                state.set(&id, value);
            }
        }
    };
    view! {
        <label class="slider">
            <span class="slider-name">{label}</span>
            <span class="slider-value">{text}</span>
            <span class="slider-track" style=tick>
                <input
                    type="range"
                    name=id
                    min=min.to_string()
                    max=max.to_string()
                    step=step.to_string()
                    prop:value=move || value.get().to_string()
                    aria-valuetext=text
                    on:input=set
                />
            </span>
            <small>{was}</small>
        </label>
    }
}

/// Instants worth a look, and questions to ask oneself.
fn suggestions(run: &Run, names: Names) -> String {
    let (ui, file) = (names.ui(), &run.study.scenario.file);
    let mark = |mark: &Mark| {
        let at = SimTime::from_millis_f64(mark.at_ms);
        let words =
            format!("{}: {}", milliseconds(names.lang, mark.at_ms), html::text(names.pick(&mark.name)));
        format!("<li><button type=\"button\" data-seek=\"{}\">{words}</button></li>", at.micros())
    };
    let reached = |mark: &&Mark| SimTime::from_millis_f64(mark.at_ms) <= run.timeline.end();
    let marks: String = file.marks.iter().filter(reached).map(mark).collect();
    let questions: String =
        file.questions.iter().map(|text| tag("li", "", &html::text(names.pick(text)))).collect();
    let part = |title: &str, class: &str, rows: String| match rows.is_empty() {
        true => rows,
        false => tag("h3", "", title) + &tag("ul", class, &rows),
    };
    part(ui.marks_to_jump, "marks", marks) + &part(ui.questions, "questions", questions)
}
