//! The events as a list: what the picture shows, for those who read.

use leptos::prelude::*;
use lockstep_core::text::clock;

use super::explain::told;
use super::html::tag;
use super::state;

/// So many steps are listed.
const LISTED: usize = 12;

/// The last steps in words, folded until someone wants them.
#[component]
pub fn Events() -> impl IntoView {
    let state = state();
    let ui = state.ui();
    let open = RwSignal::new(false);
    let markup = move || {
        if !open.get() {
            return String::new();
        }
        let (at, selected) = (state.playhead.get().at, state.selected.get());
        state.with_names(|run, names| {
            let step = run.timeline.step_at(at);
            let first = step.saturating_sub(LISTED) + 1;
            let row = |step: usize| {
                let at = run.timeline.instant(step);
                let time = tag("b", "", &clock(names.lang, at.millis()));
                format!("<li value=\"{step}\">{time}{}</li>", told(run, names, at, selected))
            };
            let rows: String = (first..=step).rev().map(row).collect();
            tag("p", "hint", names.ui().events_hint) + &tag("ol", "events", &rows)
        })
    };
    view! {
        <details on:toggle=move |event| open.set(super::is_open(&event))>
            <summary>{ui.events_table}</summary>
            <div inner_html=markup></div>
        </details>
    }
}
