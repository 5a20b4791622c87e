//! A lane's head: its style and technology, and the three numbers that are always shown together.

use leptos::prelude::*;
use lockstep_core::metrics::Operations;
use lockstep_core::text::percent;

use super::{state, style_class};

/// Up to so many operations have a dot each.
const DOTS: u32 = 8;

/// The head of a lane.
#[component]
pub fn LaneHead(lane: usize) -> impl IntoView {
    let state = state();
    let style = move || state.run.with(|run| run.study.scenario.model.lanes[lane].style);
    let name = move || state.ui().styles[style() as usize];
    let technology = move || state.run.with(|run| run.study.scenario.file.lanes[lane].technology.clone());
    let counts = Memo::new(move |_| {
        let at = state.playhead.get().at;
        state.run.with(|run| (run.counts(lane, at), run.operations()))
    });
    let blocked = Memo::new(move |_| {
        let at = state.playhead.get().at;
        let lang = state.lang.get();
        let share = state.run.with(|run| {
            let study = &run.study;
            Operations::until(&study.scenario.model, &study.traces[lane], at).caller_blocked_share()
        });
        share.map_or("—".to_string(), |share| percent(lang, share))
    });
    let of = |count: usize, all: u32| format!("{count}/{all}");
    let answered = move || {
        let ((answered, _), all) = counts.get();
        view! { <Dots class="ack" on=answered all/><b>{of(answered, all)}</b> }
    };
    let effective = move || {
        let ((_, effective), all) = counts.get();
        view! { <Dots class="effect" on=effective all/><b>{of(effective, all)}</b> }
    };
    view! {
        <div class=move || format!("lane-head {}", style_class(style()))>
            <h2><span class="style">{name}</span><span class="technology">" · "{technology}</span></h2>
            <p class="readout"><Name long=|ui| ui.acknowledged short=|ui| ui.acknowledged_short/>{answered}</p>
            <p class="readout"><Name long=|ui| ui.effect_visible short=|ui| ui.effect_short/>{effective}</p>
            <p class="readout"><Name long=|ui| ui.callers_blocked short=|ui| ui.blocked_short/><b>{move || blocked.get()}</b></p>
        </div>
    }
}

type Word = fn(&'static lockstep_core::text::Ui) -> &'static str;

/// A name with a short form for narrow pages.
#[component]
fn Name(long: Word, short: Word) -> impl IntoView {
    let state = state();
    view! {
        <span class="long">{move || long(state.ui())}</span>
        <span class="short">{move || short(state.ui())}</span>
    }
}

#[component]
fn Dots(class: &'static str, on: usize, all: u32) -> impl IntoView {
    let shape = if class == "ack" {
        "<circle class='ack' r='5'/><path class='tick' d='M-2.3 .1L-.6 1.9L2.4 -1.7'/>"
    } else {
        "<path class='effect' d='M0 -5L5 0L0 5L-5 0Z'/>"
    };
    let dot = |place: usize| {
        let class = if place < on { "on" } else { "off" };
        format!("<g class='{class}' transform='translate({} 7)'>{shape}</g>", 7 + place * 13)
    };
    (all <= DOTS).then(|| {
        let dots: String = (0..all as usize).map(dot).collect();
        let width = (all * 13 + 2).to_string();
        view! { <svg class="dots" width=width height="14" aria-hidden="true" inner_html=dots></svg> }
    })
}
