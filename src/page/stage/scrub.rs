//! The scrubber: the whole run on one line, a tick for each event, and the playhead's handle.

use leptos::prelude::*;
use lockstep_core::playback::Command;
use lockstep_core::scene::{Axis, Names};
use lockstep_core::time::SimTime;

use super::super::html;
use super::super::status::words;
use super::{state, style_class, Shared};
use crate::run::Run;

/// Ticks stand at least so far apart, in pixels; of a crowd one is drawn.
const TICK_DISTANCE: f64 = 2.0;

/// The scrubber.
#[component]
pub fn Scrub() -> impl IntoView {
    let state = state();
    let ui = state.ui();
    let Shared { axis, .. } = expect_context();
    let width = Memo::new(move |_| axis.get().width);
    let whole = Memo::new(move |_| {
        let width = width.get();
        state.run.with(|run| Axis::page(run.timeline.end(), None, SimTime::ZERO, width))
    });
    let end = move || whole.get().to.millis();
    let line = move || {
        let (axis, whole) = (axis.get(), whole.get());
        state.with_names(|run, names| line(run, names, &axis, &whole))
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
            <span class="row-name quiet">{ui.events}</span>
            <div class="track" style:--foot=foot>
                <div inner_html=line></div>
                <div class="rail-done"></div>
                <input
                    type="range"
                    class="scrub"
                    min="0"
                    max=move || end().to_string()
                    step="0.001"
                    prop:value=move || at.get().millis().to_string()
                    aria-label=ui.playhead
                    aria-valuetext=text
                    on:input=seek
                />
            </div>
        </div>
    }
}

/// The line with its ticks, its marks and, where only a part can be seen, a bracket that says which.
fn line(run: &Run, names: Names, axis: &Axis, whole: &Axis) -> String {
    let ticks: String = (0..run.lanes()).map(|lane| ticks(run, lane, whole)).collect();
    let mut out = format!(
        "<svg class=\"layer ticks\" aria-hidden=\"true\" width=\"{:.0}\" height=\"34\">{ticks}</svg>\
         <div class=\"rail-line\"></div>",
        whole.width
    );
    if axis.to.since(axis.from) < whole.to.since(whole.from) {
        let (from, to) = (whole.x(axis.from), whole.x(axis.to));
        let width = (to - from).max(3.0);
        out.push_str(&format!("<div class=\"window\" style=\"left:{from:.1}px;width:{width:.1}px\"></div>"));
    }
    for mark in &run.study.scenario.file.marks {
        let at = SimTime::from_millis_f64(mark.at_ms);
        if at <= whole.to {
            let name = html::text(names.pick(&mark.name));
            out.push_str(&format!(
                "<span class=\"mark\" style=\"left:{:.1}px\" title=\"{name}\"></span>",
                whole.x(at)
            ));
        }
    }
    out
}

fn ticks(run: &Run, lane: usize, axis: &Axis) -> String {
    // The first lane above the line, the others below it.
    let (from, to) = match lane {
        0 => (4.0, 11.0),
        1 => (23.0, 30.0),
        _ => (30.0, 34.0),
    };
    let style = style_class(run.study.scenario.model.lanes[lane].style);
    let mut out = format!("<path class=\"{style}\" d=\"");
    // The records are in the order of their time, and so are their places.
    let mut last = None;
    for record in run.study.traces[lane].records() {
        let place = (axis.x(record.at) / TICK_DISTANCE) as i64;
        if last.replace(place) != Some(place) {
            out.push_str(&format!("M{:.1} {from}V{to}", place as f64 * TICK_DISTANCE + 0.5));
        }
    }
    out + "\"/>"
}
