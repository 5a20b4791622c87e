//! A lane's head: its style and technology, and the three numbers that are always shown together.

use leptos::prelude::*;
use lockstep_core::metrics::Operations;
use lockstep_core::text::{percent, Ui};

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
    let blocked = move || {
        let at = state.playhead.get().at;
        let lang = state.lang.get();
        let share = state.run.with(|run| {
            let study = &run.study;
            Operations::until(&study.scenario.model, &study.traces[lane], at).caller_blocked_share()
        });
        share.map_or("—".to_string(), |share| percent(lang, share))
    };
    let answered = move || {
        let ((answered, _), all) = counts.get();
        readout("ack", answered, all)
    };
    let effective = move || {
        let ((_, effective), all) = counts.get();
        readout("effect", effective, all)
    };
    // A short form for narrow pages stands beside the long one; the style sheet shows one.
    let name_of = move |long: Word, short: Word| {
        let both = move || {
            let ui = state.ui();
            format!("<span class=\"long\">{}</span><span class=\"short\">{}</span>", long(ui), short(ui))
        };
        view! { <span inner_html=both></span> }
    };
    view! {
        <div class=move || format!("lane-head {}", style_class(style()))>
            <h2><span class="style">{name}</span><span class="technology">" · "{technology}</span></h2>
            <p class="readout">{name_of(|ui| ui.acknowledged, |ui| ui.acknowledged_short)}<span inner_html=answered></span></p>
            <p class="readout">{name_of(|ui| ui.effect_visible, |ui| ui.effect_short)}<span inner_html=effective></span></p>
            <p class="readout">{name_of(|ui| ui.callers_blocked, |ui| ui.blocked_short)}<span><b>{blocked}</b></span></p>
        </div>
    }
}

type Word = fn(&'static Ui) -> &'static str;

/// Dots, and how many of how many.
fn readout(class: &str, on: usize, all: u32) -> String {
    let shape = match class {
        "ack" => "<circle class=\"ack\" r=\"5\"/><path class=\"tick\" d=\"M-2.3 .1L-.6 1.9L2.4 -1.7\"/>",
        _ => "<path class=\"effect\" d=\"M0 -5L5 0L0 5L-5 0Z\"/>",
    };
    let dot = |place: usize| {
        let class = if place < on { "on" } else { "off" };
        format!("<g class=\"{class}\" transform=\"translate({} 7)\">{shape}</g>", 7 + place * 13)
    };
    let dots = match all {
        0..=DOTS => {
            let dots: String = (0..all as usize).map(dot).collect();
            format!(
                "<svg class=\"dots\" width=\"{}\" height=\"14\" aria-hidden=\"true\">{dots}</svg>",
                all * 13 + 2
            )
        }
        _ => String::new(),
    };
    format!("{dots}<b>{on}/{all}</b>")
}
