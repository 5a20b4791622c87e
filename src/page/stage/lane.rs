//! One lane: row names, and its picture three times over: as outlines for what is to come,
//! in full for what has happened, cut at the playhead; and its marks, each turned on at its instant.

use std::sync::Arc;

use leptos::html::Div;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use lockstep_core::export;
use lockstep_core::scenario::{EdgeMode, OperationId};
use lockstep_core::scene::{self, Axis, Names, Picture, Plan, Row, RowKind};
use lockstep_core::time::SimTime;
use lockstep_core::trace::SpanKind;

use super::super::html::{self, tag};
use super::{head::LaneHead, state, style_class, Shared};
use crate::run::Run;
use crate::state::State;

/// A lane with its head.
#[component]
pub fn Lane(lane: usize) -> impl IntoView {
    let state = state();
    let Shared { axis, density } = expect_context();
    let scale = Memo::new(move |_| axis.get().ms_per_pixel());
    let plan = Memo::new(move |_| {
        let (density, scale) = (density.get(), scale.get());
        state.run.with(|run| {
            let model = &run.study.scenario.model;
            let modes = &model.lanes[lane].modes;
            Arc::new(Plan::of(model, modes, &run.stories[lane], &run.fates[lane], density, scale))
        })
    });
    let picture = Memo::new(move |_| {
        let (plan, axis, selected) = (plan.get(), axis.get(), state.selected.get());
        state.run.with(|run| {
            let answer = answer(run, lane);
            Arc::new(scene::picture(&plan, &run.stories[lane], &run.fates[lane], &axis, selected, answer))
        })
    });
    let style = move || state.run.with(|run| style_class(run.study.scenario.model.lanes[lane].style));
    let height = move || format!("{:.0}px", plan.get().height);
    let layers =
        move || layers(lane, &plan.get(), &picture.get(), &axis.get(), state.selected.get(), state.ui().down);
    let points = move || {
        svg("points", &plan.get(), &axis.get(), &export::points(&picture.get(), state.selected.get()))
    };
    let marks: NodeRef<Div> = NodeRef::new();
    // After the marks themselves have been drawn, so that new ones are turned on too.
    Effect::new(move |_| {
        picture.track();
        state.selected.track();
        let now = state.playhead.get().at.micros();
        if let Some(marks) = marks.get() {
            turn_on(&marks, now);
        }
    });
    let names = move || {
        let (plan, at) = (plan.get(), state.playhead.get().at);
        let name = |run: &Run, names: Names| {
            plan.rows.iter().map(|row| row_name(run, names, lane, row, at)).collect()
        };
        state.with_names::<String>(name)
    };
    view! {
        <section class=move || format!("lane {}", style()) aria-label=move || lane_name(state, lane)>
            <LaneHead lane/>
            <div class="lane-body" style:height=height>
                <div inner_html=names></div>
                <div class="track">
                    <div class="wash"></div>
                    <div inner_html=layers></div>
                    <div node_ref=marks inner_html=points></div>
                </div>
            </div>
        </section>
    }
}

fn lane_name(state: State, lane: usize) -> String {
    let style = state.run.with(|run| run.study.scenario.model.lanes[lane].style);
    state.ui().styles[style as usize].to_string()
}

/// What stands beside the first answer: whether the work is done, or only accepted.
fn answer(run: &Run, lane: usize) -> &'static str {
    let modes = &run.study.scenario.model.lanes[lane].modes;
    match (modes.first(), modes.contains(&EdgeMode::Message)) {
        (Some(EdgeMode::Call), false) => "200 OK",
        (Some(EdgeMode::Call), true) => "202 Accepted",
        _ => "confirm",
    }
}

/// An SVG as large as the lane.
fn svg(class: &str, plan: &Plan, axis: &Axis, content: &str) -> String {
    format!(
        "<svg class=\"layer {class}\" aria-hidden=\"true\" width=\"{:.0}\" height=\"{:.0}\">{content}</svg>",
        axis.width, plan.height
    )
}

/// The grid, and the lane as outlines and in full.
fn layers(
    lane: usize,
    plan: &Plan,
    picture: &Picture,
    axis: &Axis,
    selected: Option<OperationId>,
    down: &str,
) -> String {
    let upright = axis.ticks().into_iter().map(|tick| format!("M{:.1} 0V{:.0}", tick.x, plan.height));
    let feet = plan.rows.iter().map(|row| format!("M0 {0:.1}H{1:.0}", row.y + row.height + 2.0, axis.width));
    let grid: String = upright.chain(feet).collect();
    let items = export::items(picture, selected, down);
    let layer = |name: &str| {
        let id = format!("{lane}-{name}");
        let hatches = format!(
            "<g style=\"--hatch:url(#hatch-{id});--hatch-sel:url(#chosen-{id});--crossed:url(#crossed-{id})\">{items}</g>"
        );
        svg(name, plan, axis, &(patterns(&id) + &hatches))
    };
    svg("grid", plan, axis, &format!("<path d=\"{grid}\"/>")) + &layer("future") + &layer("past")
}

/// Hatches, by layer, as they take their ink from where they stand.
fn patterns(id: &str) -> String {
    let pattern = |name: &str, size: u32, path: &str| {
        format!(
            "<pattern id=\"{name}-{id}\" width=\"{size}\" height=\"{size}\" patternUnits=\"userSpaceOnUse\" \
             patternTransform=\"rotate(45)\">{path}</pattern>"
        )
    };
    tag(
        "defs",
        "",
        &(pattern("hatch", 6, "<path class=\"hatch\" d=\"M1.500 0V6\"/>")
            + &pattern("chosen", 6, "<path class=\"hatch sel\" d=\"M1.500 0V6\"/>")
            + &pattern("crossed", 9, "<path class=\"crossed\" d=\"M0 0H9M0 0V9\"/>")),
    )
}

/// Turns on what has happened by now, in microseconds.
fn turn_on(marks: &web_sys::Element, now: u64) {
    let Ok(all) = marks.query_selector_all("[data-at]") else { return };
    for place in 0..all.length() {
        let Some(mark) = all.item(place).and_then(|node| node.dyn_into::<web_sys::Element>().ok()) else {
            continue;
        };
        let at = mark.get_attribute("data-at").and_then(|at| at.parse::<u64>().ok());
        // A class of a known name can be set.
        let _ = mark.class_list().toggle_with_force("on", at.is_some_and(|at| at <= now));
    }
}

/// A row's name, short and long; beside the broker's queue how deep it is now.
fn row_name(run: &Run, names: Names, lane: usize, row: &Row, at: SimTime) -> String {
    let ui = names.ui();
    let mut depth = String::new();
    let (name, short, class) = match row.kind {
        RowKind::Callers => (ui.callers.to_string(), ui.callers.to_string(), "row-name"),
        RowKind::Queue(service) => {
            ((ui.queue_of)(names.service(service)), ui.queue.to_string(), "row-name quiet")
        }
        RowKind::Crew(service) => {
            (names.service(service).to_string(), names.service(service).to_string(), "row-name")
        }
        RowKind::Worker(service, worker) => {
            let who = names.who(service, worker);
            match who.worker {
                Some((noun, number)) => (
                    (ui.worker_of)(who.service, noun, number),
                    format!("{} {number}", who.service),
                    "row-name",
                ),
                None => (who.service.to_string(), who.service.to_string(), "row-name"),
            }
        }
        RowKind::Broker(edge) => {
            let stored = run.stories[lane].at(at).filter(|span| span.kind == SpanKind::Stored(edge));
            depth = tag("small", "", &(ui.depth_now)(stored.count()));
            let messages = run.study.scenario.model.lanes[lane].modes.iter();
            let several = messages.filter(|mode| **mode == EdgeMode::Message).count() > 1;
            let name = match several {
                true => format!("{}: {}", names.broker(), names.target(edge)),
                false => (ui.queue_of)(names.broker()),
            };
            (name, names.broker().to_string(), "row-name")
        }
    };
    let words = tag("span", "long", &html::text(&name)) + &tag("span", "short", &html::text(&short)) + &depth;
    format!("<p class=\"{class}\" style=\"top:{:.0}px;height:{:.0}px\">{words}</p>", row.y, row.height)
}
