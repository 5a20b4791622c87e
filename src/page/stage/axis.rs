//! The axis: round times with their numbers.

use leptos::prelude::*;
use lockstep_core::text::{count, milliseconds};

use super::{state, Shared};

/// The axis.
#[component]
pub fn AxisLine() -> impl IntoView {
    let state = state();
    let Shared { axis, .. } = expect_context();
    let ticks = move || {
        let lang = state.lang.get();
        let ticks = axis.get().ticks();
        let label = move |(place, tick): (usize, lockstep_core::scene::Tick)| {
            let text = if place == 0 { milliseconds(lang, tick.ms) } else { count(lang, tick.ms, 3) };
            view! { <span class="tick-number" style:left=format!("{:.1}px", tick.x)>{text}</span> }
        };
        ticks.into_iter().enumerate().map(label).collect_view()
    };
    view! { <div class="axis" aria-hidden="true">{ticks}</div> }
}
