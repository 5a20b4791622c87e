//! What just happened, lane by lane, and why the picked operation waited.

use leptos::prelude::*;
use lockstep_core::scene;
use lockstep_core::text::milliseconds;

use super::sentence::Sentence;
use super::stage::style_class;
use super::state;

/// The explanation.
#[component]
pub fn Explain() -> impl IntoView {
    let state = state();
    let at = Memo::new(move |_| state.playhead.get().at);
    let step = move || {
        let (at, ui) = (at.get(), state.ui());
        let step = state.run.with(|run| (ui.step_of)(run.timeline.step_at(at), run.timeline.steps()));
        format!("{step}, {}", milliseconds(state.lang.get(), at.millis()))
    };
    let lanes = move || {
        let at = at.get();
        state.with_names(|run, names| {
            let lane = |lane: usize| {
                let style = run.study.scenario.model.lanes[lane].style;
                let told = scene::happened(&run.teller(lane, names.lang), lane, &run.fates[lane], at);
                let sentence = |pieces| view! { <Sentence pieces/>" " };
                view! {
                    <p class=format!("told {}", style_class(style))>
                        <b>{names.ui().styles_short[style as usize]}": "</b>
                        {told.into_iter().map(sentence).collect_view()}
                    </p>
                }
            };
            (0..run.lanes()).map(lane).collect_view()
        })
    };
    let why = move || {
        let at = at.get();
        let op = state.selected.get()?;
        let lang = state.lang.get();
        let why = state.run.with(|run| {
            let tellers: Vec<_> = (0..run.lanes()).map(|lane| run.teller(lane, lang)).collect();
            let why = scene::why(&tellers, op, at)?;
            let style = run.study.scenario.model.lanes[why.lane].style;
            Some((why, lang.ui().styles_short[style as usize]))
        });
        why.map(|(why, lane)| {
            let link = |pieces| view! { <li><Sentence pieces/></li> };
            let lane = (!why.because.is_empty()).then(|| view! { <small>{lane}</small> });
            view! {
                <div class="why">
                    <h3><Sentence pieces=why.title/>{lane}</h3>
                    <ol>{why.because.into_iter().map(link).collect_view()}</ol>
                </div>
            }
        })
    };
    view! {
        <h2>{move || state.ui().happened}<small>{step}</small></h2>
        <div class="telling">{lanes}</div>
        {why}
    }
}
