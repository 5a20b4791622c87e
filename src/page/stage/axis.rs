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
        let mut out = String::new();
        for (place, tick) in axis.get().ticks().iter().enumerate() {
            let text = if place == 0 { milliseconds(lang, tick.ms) } else { count(lang, tick.ms, 3) };
            out.push_str(&format!(
                "<span class=\"tick-number\" style=\"left:{:.1}px\">{text}</span>",
                tick.x
            ));
        }
        out
    };
    view! { <div class="axis" aria-hidden="true" inner_html=ticks></div> }
}
