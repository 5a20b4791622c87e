//! The stage: all lanes on one time axis with one playhead.

mod axis;
mod head;
mod lane;
mod scrub;
mod strip;

use leptos::html::Div;
use leptos::prelude::*;
use lockstep_core::scenario::Style;
use lockstep_core::scene::{Axis, Density};
use lockstep_core::text::clock;
use lockstep_core::time::SimDuration;

use super::state;
use crate::browser;

/// Narrower than this, everything is drawn smaller, in pixels.
const NARROW: f64 = 480.0;

/// What all parts of the stage share.
#[derive(Clone, Copy)]
struct Shared {
    /// The visible time on the width that there is.
    axis: Memo<Axis>,
    /// Sizes, by the room that there is.
    density: Memo<Density>,
}

/// A lane's style as it is named in classes.
pub fn style_class(style: Style) -> &'static str {
    match style {
        Style::Sync => "sync",
        Style::Async => "async",
        Style::Hybrid => "hybrid",
    }
}

/// The stage.
#[component]
pub fn Stage() -> impl IntoView {
    let state = state();
    let ui = state.ui();
    let width = RwSignal::new(700.0);
    let track: NodeRef<Div> = NodeRef::new();
    Effect::new(move |_| {
        if let Some(track) = track.get() {
            browser::watch_width(&track, move |pixels| width.set(pixels.max(120.0)));
        }
    });
    let axis = Memo::new(move |_| {
        let at = state.playhead.get().at;
        let width = width.get();
        state.run.with(|run| {
            let window = run.study.scenario.file.view.window_ms;
            Axis::page(run.timeline.end(), window.map(SimDuration::from_millis_f64), at, width)
        })
    });
    let density = Memo::new(move |_| match (state.embed.get(), state.run.with(|run| run.lanes())) {
        (true, _) => Density::SLIDE,
        (_, 3..) => Density::TIGHT,
        _ if width.get() < NARROW => Density::TIGHT,
        _ => Density::ROOMY,
    });
    provide_context(Shared { axis, density });
    let x = move || format!("{:.2}px", axis.get().x(state.playhead.get().at));
    let flag = move || clock(state.lang.get(), state.playhead.get().at.millis());
    let lanes = Memo::new(move |_| state.run.with(|run| run.lanes()));
    let one = move |lane: usize| {
        // The picked operation stands between the first lane and the others, to be compared.
        let strip = (lane == 0).then(|| view! { <strip::StripRow/> });
        view! { <lane::Lane lane/> {strip} }
    };
    view! {
        <div class="stage" style:--x=x class:playing=move || state.playhead.get().playing>
            <div class="row axis-row">
                <span class="row-name">{ui.time}</span>
                <div class="track" node_ref=track><axis::AxisLine/></div>
            </div>
            <div class="flag" aria-hidden="true"><span>{flag}</span></div>
            <div class="playhead" aria-hidden="true"></div>
            {move || (0..lanes.get()).map(one).collect_view()}
            <scrub::Scrub/>
        </div>
    }
}
