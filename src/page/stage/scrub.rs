//! The scrubber: the whole run on one line, a tick for each event, and the playhead's handle.

use std::collections::BTreeSet;

use leptos::prelude::*;
use lockstep_core::playback::Command;
use lockstep_core::scene::Axis;
use lockstep_core::time::SimTime;

use super::super::status::words;
use super::{state, style_class, Shared};
use crate::run::Run;

/// Ticks stand at least so far apart, in pixels; of a crowd one is drawn.
const TICK_DISTANCE: f64 = 2.0;

/// The scrubber.
#[component]
pub fn Scrub() -> impl IntoView {
    let state = state();
    let Shared { axis, .. } = expect_context();
    let width = Memo::new(move |_| axis.get().width);
    let whole = Memo::new(move |_| {
        let width = width.get();
        state.run.with(|run| Axis::page(run.timeline.end(), None, SimTime::ZERO, width))
    });
    let end = move || whole.get().to.millis();
    let ticks = move || {
        let axis = whole.get();
        state.run.with(|run| (0..run.lanes()).map(|lane| ticks(run, lane, &axis)).collect_view())
    };
    // Where only a part can be seen, a bracket says which.
    let window = move || {
        let (axis, whole) = (axis.get(), whole.get());
        let (from, to) = (whole.x(axis.from), whole.x(axis.to));
        let part = axis.to.since(axis.from) < whole.to.since(whole.from);
        let place = format!("left:{from:.1}px;width:{:.1}px", (to - from).max(3.0));
        part.then(|| view! { <div class="window" style=place></div> })
    };
    let marks = move || {
        let axis = whole.get();
        let lang = state.lang.get();
        let catalogue_marks = state.run.with(|run| run.study.scenario.file.marks.clone());
        let mark = move |mark: lockstep_core::scenario::Mark| {
            let at = SimTime::from_millis_f64(mark.at_ms);
            let place = format!("left:{:.1}px", axis.x(at));
            let name = lang.pick(&mark.name.en, &mark.name.ru).to_string();
            (at <= axis.to).then(|| view! { <span class="mark" style=place title=name></span> })
        };
        catalogue_marks.into_iter().map(mark).collect_view()
    };
    let at = Memo::new(move |_| state.playhead.get().at);
    let text = move || {
        let (at, lang) = (at.get(), state.lang.get());
        state.run.with(|run| words(run, lang, at))
    };
    let seek = move |event| {
        if let Ok(ms) = event_target_value(&event).parse::<f64>() {
            state.command(Command::Seek(SimTime::from_millis_f64(ms)));
        }
    };
    let foot = move || format!("{:.2}px", whole.get().x(at.get()));
    view! {
        <div class="row scrub-row">
            <span class="row-name quiet">{move || state.ui().events}</span>
            <div class="track" style:--foot=foot>
                <svg class="layer ticks" aria-hidden="true" width=move || format!("{:.0}", width.get()) height="34">{ticks}</svg>
                <div class="rail-line"></div>
                <div class="rail-done"></div>
                {window}
                {marks}
                <input
                    type="range"
                    class="scrub"
                    min="0"
                    max=move || end().to_string()
                    step="0.001"
                    prop:value=move || at.get().millis().to_string()
                    aria-label=move || state.ui().playhead
                    aria-valuetext=text
                    on:input=seek
                />
            </div>
        </div>
    }
}

fn ticks(run: &Run, lane: usize, axis: &Axis) -> impl IntoView {
    let places: BTreeSet<i64> = run.study.traces[lane]
        .records()
        .iter()
        .map(|record| (axis.x(record.at) / TICK_DISTANCE) as i64)
        .collect();
    // The first lane above the line, the others below it.
    let (from, to) = match lane {
        0 => (4.0, 11.0),
        1 => (23.0, 30.0),
        _ => (30.0, 34.0),
    };
    let path: String = places.into_iter().map(|place| format!("M{:.1} {from}V{to}", place as f64 * TICK_DISTANCE + 0.5)).collect();
    let style = run.study.scenario.model.lanes[lane].style;
    view! { <path class=style_class(style) d=path/> }
}
