//! One lane: row names, and its picture three times over: as outlines for what is to come,
//! in full for what has happened, cut at the playhead; and its marks, each turned on at its instant.

use std::array::from_fn;

use leptos::prelude::untrack;
use leptos::wasm_bindgen::JsCast;
use lockstep_core::export;
use lockstep_core::scenario::EdgeMode;
use lockstep_core::scene::Names;
use lockstep_core::text::entry;

use super::super::html::{self, tag};
use super::{cut, head, number, px, row_names, style_class, svg};
use crate::browser::{self, Part};
use crate::geometry::{Geometry, Lane};
use crate::live::{self, Here};
use crate::run::Run;

/// The ids of a lane's parts begin with this.
fn id(lane: usize, part: &str) -> String {
    format!("lane-{lane}-{part}")
}

/// A lane with its head, empty.
pub fn frame(run: &Run, names: Names, lane: usize) -> String {
    let style = run.style(lane);
    let (class, name) = (style_class(style), html::text(names.lane(lane)));
    let [head, body, rows, layers, points] =
        ["head", "body", "rows", "layers", "points"].map(|part| id(lane, part));
    format!(
        "<section class=\"lane {class}\" aria-label=\"{name}\"><div class=\"lane-head {class}\" id=\"{head}\"></div>\
         <div class=\"lane-body\" id=\"{body}\"><div id=\"{rows}\"></div><div class=\"track\">\
         <div class=\"wash\"></div><div id=\"{layers}\"></div><div id=\"{points}\"></div></div></div></section>"
    )
}

/// Fills a lane.
pub fn live(here: Here) {
    let id = move |part| id(here.place, part);
    here.content(&id("head"), |here| {
        let run = here.run();
        head::content(&run, here.names(&run), here.place, here.state.at())
    });
    here.follow(&id("body"), Part::Style("height"), |here| {
        px(here.state.stage().lanes[here.place].plan.height)
    });
    row_names::live(here, &id("rows"));
    here.content(&id("layers"), |here| {
        let stage = here.state.stage();
        layers(here.place, &stage, here.state.ui().troubles())
    });
    // New marks are turned on as soon as they are drawn, and old ones wherever the playhead goes.
    live::effect(Box::new(move || {
        browser::set(&id("points"), Part::Content, &points(here));
        untrack(|| turn_on(here));
    }));
    live::effect(Box::new(move || turn_on(here)));
}

fn points(here: Here) -> String {
    let (run, stage, ui) = (here.run(), here.state.stage(), here.state.ui());
    let modes = &run.study.scenario.model.lanes[here.place].modes;
    // Whether the work is done, or only accepted.
    let answer = match (modes.first(), modes.contains(&EdgeMode::Message)) {
        (Some(EdgeMode::Call), false) => "200 OK",
        (Some(EdgeMode::Call), true) => "202 Accepted",
        _ => ui.confirmed(),
    };
    let Lane { plan, picture, .. } = &stage.lanes[here.place];
    svg("points", &stage.axis, plan.height, &export::points(picture, stage.selected, answer))
}

/// The grid, the lane as outlines and in full, and what it was before it was changed.
fn layers(lane: usize, stage: &Geometry, troubles: &str) -> String {
    let troubles = from_fn(|place| entry(troubles, place));
    let (axis, Lane { plan, picture, ghost, .. }) = (&stage.axis, &stage.lanes[lane]);
    let mut grid = String::new();
    for tick in axis.ticks() {
        grid.push_str(&format!("M{} 0V{}", number(tick.x), number(plan.height)));
    }
    for row in &plan.rows {
        grid.push_str(&format!("M0 {}H{}", number(row.y + row.height + 2.0), number(axis.width)));
    }
    let items = export::items(picture, stage.selected, &troubles);
    let layer = |name: &str| {
        let id = format!("{lane}-{name}");
        let hatches = format!(
            "<g style=\"--hatch:url(#hatch-{id});--hatch-sel:url(#chosen-{id});--crossed:url(#crossed-{id})\">{items}</g>"
        );
        svg(name, axis, plan.height, &(patterns(&id) + &hatches))
    };
    let below = svg("grid", axis, plan.height, &format!("<path d=\"{grid}\"/>"));
    let above = svg("ghost", axis, plan.height, &export::outlines(ghost));
    [below, cut(&layer), above].concat()
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

/// Turns on the marks of what has happened.
fn turn_on(here: Here) {
    let now = here.state.at().micros();
    let Some(marks) = browser::element(&id(here.place, "points")) else { return };
    let Ok(all) = marks.query_selector_all("[data-at]") else { return };
    for place in 0..all.length() {
        let Some(mark) = all.item(place).and_then(|node| node.dyn_into::<web_sys::Element>().ok()) else {
            continue;
        };
        let at = mark.get_attribute("data-at").and_then(|at| at.parse::<u64>().ok());
        // A class of a known name can be set.
        let classes = mark.class_list();
        let _ = classes.toggle_with_force("on", at.is_some_and(|at| at <= now));
        let _ = classes.toggle_with_force("now", at == Some(now));
    }
}
