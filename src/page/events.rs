//! The events as a list: what the picture shows, for those who read.

use leptos::prelude::*;
use lockstep_core::scene;
use lockstep_core::text::clock;

use super::sentence::Sentence;
use super::stage::style_class;
use super::state;

/// So many steps are listed.
const LISTED: usize = 12;

/// The last steps in words, folded until someone wants them.
#[component]
pub fn Events() -> impl IntoView {
    let state = state();
    let open = RwSignal::new(false);
    let step = Memo::new(move |_| {
        let at = state.playhead.get().at;
        state.run.with(|run| run.timeline.step_at(at))
    });
    let body = move || {
        let step = step.get();
        open.get().then(|| {
            let rows = state.with_names(|run, names| {
                let row = |step: usize| {
                    let at = run.timeline.instant(step);
                    let lane = |lane: usize| {
                        let style = run.study.scenario.model.lanes[lane].style;
                        let told = scene::happened(&run.teller(lane, names.lang), lane, &run.fates[lane], at);
                        let sentence = |pieces| view! { <Sentence pieces/>" " };
                        let told: Vec<_> = told.into_iter().map(sentence).collect();
                        view! { <p class=format!("told {}", style_class(style))><b>{names.ui().styles_short[style as usize]}": "</b>{told}</p> }
                    };
                    let lanes: Vec<_> = (0..run.lanes()).map(lane).collect();
                    view! { <li value=step.to_string()><b>{clock(names.lang, at.millis())}</b>{lanes}</li> }
                };
                let first = step.saturating_sub(LISTED) + 1;
                (first..=step).rev().map(row).collect_view()
            });
            view! { <p class="hint">{state.ui().events_hint}</p><ol class="events" reversed>{rows}</ol> }
        })
    };
    view! {
        <details on:toggle=move |event| open.set(super::is_open(&event))>
            <summary>{move || state.ui().events_table}</summary>
            {body}
        </details>
    }
}
