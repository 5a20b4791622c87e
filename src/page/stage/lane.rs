//! One lane: row names, and its picture three times over: as outlines for what is to come,
//! in full for what has happened, cut at the playhead; and its marks, each turned on at its instant.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::svg::Svg;
use leptos::wasm_bindgen::JsCast;
use lockstep_core::export;
use lockstep_core::scenario::EdgeMode;
use lockstep_core::scene::{self, Names, Plan, Row, RowKind};
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
    let items = Memo::new(move |_| export::items(&picture.get(), state.selected.get(), state.ui().down));
    let points = Memo::new(move |_| export::points(&picture.get(), state.selected.get()));
    let style = move || state.run.with(|run| style_class(run.study.scenario.model.lanes[lane].style));
    let height = move || plan.get().height;
    let size = move || (format!("{:.0}", axis.get().width), format!("{:.0}", height()));
    let layer = move |name: &'static str| {
        let id = move |kind: &str| format!("{kind}-{lane}-{name}");
        let url = move |kind: &str| format!("url(#{})", id(kind));
        let markup = move || format!("{}{}", patterns(&id), items.get());
        view! {
            <svg
                class=format!("layer {name}")
                aria-hidden="true"
                width=move || size().0
                height=move || size().1
                style:--hatch=url("hatch")
                style:--hatch-sel=url("hatch-sel")
                style:--crossed=url("crossed")
                inner_html=markup
            ></svg>
        }
    };
    let marks: NodeRef<Svg> = NodeRef::new();
    Effect::new(move |_| {
        points.track();
        let now = state.playhead.get().at.micros();
        if let Some(marks) = marks.get() {
            turn_on(&marks, now);
        }
    });
    view! {
        <section class=move || format!("lane {}", style()) aria-label=move || lane_name(state, lane)>
            <LaneHead lane/>
            <div class="lane-body" style:height=move || format!("{:.0}px", height())>
                <RowNames lane plan/>
                <div class="track">
                    <div class="wash"></div>
                    <Grid plan/>
                    {layer("future")}
                    {layer("past")}
                    <svg
                        class="layer points"
                        aria-hidden="true"
                        node_ref=marks
                        width=move || size().0
                        height=move || size().1
                        inner_html=move || points.get()
                    ></svg>
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

/// Hatches, by layer, as they take their ink from where they stand.
fn patterns(id: &dyn Fn(&str) -> String) -> String {
    let hatch = |name: &str, class: &str| {
        format!(
            "<pattern id='{}' width='6' height='6' patternUnits='userSpaceOnUse' patternTransform='rotate(45)'>\
             <path class='{class}' d='M1.500 0V6'/></pattern>",
            id(name)
        )
    };
    let crossed = format!(
        "<pattern id='{}' width='9' height='9' patternUnits='userSpaceOnUse' patternTransform='rotate(45)'>\
         <path class='crossed' d='M0 0H9M0 0V9'/></pattern>",
        id("crossed")
    );
    format!("<defs>{}{}{crossed}</defs>", hatch("hatch", "hatch"), hatch("hatch-sel", "hatch sel"))
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

#[component]
fn Grid(plan: Memo<Arc<Plan>>) -> impl IntoView {
    let Shared { axis, .. } = expect_context();
    let lines = move || {
        let (axis, plan) = (axis.get(), plan.get());
        let upright = axis.ticks().into_iter().map(|tick| format!("M{:.1} 0V{:.0}", tick.x, plan.height));
        let feet =
            plan.rows.iter().map(|row| format!("M0 {0:.1}H{1:.0}", row.y + row.height + 2.0, axis.width));
        upright.chain(feet).collect::<String>()
    };
    let size = move || (format!("{:.0}", axis.get().width), format!("{:.0}", plan.get().height));
    view! {
        <svg class="layer grid" aria-hidden="true" width=move || size().0 height=move || size().1><path d=lines/></svg>
    }
}

#[component]
fn RowNames(lane: usize, plan: Memo<Arc<Plan>>) -> impl IntoView {
    let state = state();
    let names = move || {
        let (plan, at) = (plan.get(), state.playhead.get().at);
        state.with_names(|run, names| {
            plan.rows.iter().map(|row| row_name(run, names, lane, row, at)).collect::<String>()
        })
    };
    view! { <div class="row-names" inner_html=names></div> }
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
