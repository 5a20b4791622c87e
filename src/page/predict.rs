//! Predict first: a number that the run has measured, asked for before it is shown.

use leptos::prelude::*;
use lockstep_core::scenario::Style;

use super::state;

/// More operations than this cannot be counted by eye.
const COUNTABLE: u32 = 20;

/// The question about effects in the lane that answers before them.
#[component]
pub fn Predict() -> impl IntoView {
    let state = state();
    let ui = state.ui();
    let asked = Memo::new(move |_| {
        let at = state.playhead.get().at;
        state.run.with(|run| {
            let lanes = &run.study.scenario.model.lanes;
            let lane = lanes.iter().position(|lane| lane.style != Style::Sync)?;
            let all = run.operations();
            let (answered, effective) = run.counts(lane, at);
            (all <= COUNTABLE).then_some((lanes[lane].style, answered, effective, all))
        })
    });
    let said = RwSignal::new(0u32);
    let revealed = RwSignal::new(false);
    // Another instant is another question.
    Effect::new(move |_| {
        asked.track();
        revealed.set(false);
    });
    let question = move || {
        let (style, answered, _, all) = asked.get()?;
        let effect = state.with_names(|_, names| names.effect().to_string());
        Some((ui.predict_question)(ui.styles[style as usize], answered, all, &effect))
    };
    let most = move || asked.get().map_or(0, |(.., all)| all);
    let outcome = move || {
        let (_, answered, effective, all) = asked.get().filter(|_| revealed.get())?;
        let first = (ui.predict_result)(said.get(), effective);
        let right = (said.get() as usize == effective).then_some(ui.predict_right);
        let promise = (answered > effective).then(|| (ui.predict_promise)(answered, effective));
        let share = move |count: f64| format!("{:.2}%", count / f64::from(all.max(1)) * 100.0);
        let (from, to) = (share(f64::from(said.get())), share(effective as f64));
        let bar = format!("--said:{from};--measured:{to}");
        Some(view! {
            <div class="outcome" style=bar aria-hidden="true"><i class="said"></i><i class="measured"></i></div>
            <p class="result"><b>{first}</b>" "{right}" "{promise}</p>
        })
    };
    let toggle = move |_| revealed.update(|shown| *shown = !*shown);
    view! {
        <Show when=move || asked.get().is_some()>
            <h2>{ui.predict}</h2>
            <label class="predict">
                <span>{question}</span>
                <input
                    type="range"
                    min="0"
                    max=move || most().to_string()
                    prop:value=move || said.get().to_string()
                    disabled=move || revealed.get()
                    on:input=move |event| said.set(event_target_value(&event).parse().unwrap_or(0))
                />
                <output>{move || said.get()}</output>
            </label>
            <button type="button" class="check" on:click=toggle>
                {move || if revealed.get() { ui.predict_again } else { ui.predict_check }}
            </button>
            <div role="status">{outcome}</div>
        </Show>
    }
}
