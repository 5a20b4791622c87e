//! The picked operation alone, in every lane: its time taken apart, and what has become of it.

use std::fmt::Write;

use leptos::prelude::*;
use lockstep_core::scene::{self, Axis, Strip, StripPart};
use lockstep_core::text::count;
use lockstep_core::time::SimTime;

use super::super::html;
use super::{state, style_class, Shared};
use crate::state::State;

/// Height of a line, in pixels.
const LINE: f64 = 22.0;
/// Room for a letter of the sentence, in pixels.
const LETTER: f64 = 8.6;

/// The strip, and the choice of the operation.
#[component]
pub fn StripRow() -> impl IntoView {
    let state = state();
    let ui = state.ui();
    let number = move || state.selected.get().map(|op| op + 1);
    let most = move || state.run.with(|run| run.operations());
    let choose = move |event| {
        if let Ok(number @ 1..) = event_target_value(&event).parse::<u32>() {
            state.pick(number - 1);
        }
    };
    let operation = move || state.with_names(|_, names| names.operation().to_string());
    let lanes = move || state.run.with(|run| run.lanes());
    view! {
        <section class="strip row" aria-label=ui.pick_operation>
            <label class="strip-name">
                <input
                    type="number"
                    class="op-number"
                    min="1"
                    max=move || most().to_string()
                    aria-label=ui.pick_operation
                    prop:value=move || number().map_or(String::new(), |number| number.to_string())
                    on:change=choose
                />
                <span><b>{operation}" "{number}</b><small>{move || (state.ui().in_all_lanes)(lanes())}</small></span>
            </label>
            <div class="track">
                <div class="wash"></div>
                {move || (0..lanes()).map(|lane| view! { <OneStrip lane/> }).collect_view()}
            </div>
        </section>
    }
}

#[component]
fn OneStrip(lane: usize) -> impl IntoView {
    let state = state();
    let Shared { axis, .. } = expect_context();
    let strip = Memo::new(move |_| {
        let axis = axis.get();
        let selected = state.selected.get()?;
        state.run.with(|run| Some(scene::strip(&run.stories[lane], &run.fates[lane], selected, &axis)))
    });
    let layers = move || strip.get().map(|strip| layers(state, &strip, &axis.get())).unwrap_or_default();
    let now = move || {
        let at = state.playhead.get().at;
        let selected = state.selected.get();
        let (strip, axis) = (strip.get().unwrap_or_default(), axis.get());
        state.with_names(|run, names| {
            let progress = selected.and_then(|op| run.fates[lane].get(op));
            let said = names.lang.phrases().fate(scene::fate(progress, at), names.effect());
            let place = beside(&strip, &axis, &said);
            let marks = svg("strip-points", &strip, &axis, &marks(&strip, at));
            format!("{marks}<p class=\"fate\" style=\"{place}\">{}</p>", html::text(&said))
        })
    };
    let class = move || state.run.with(|run| style_class(run.study.scenario.model.lanes[lane].style));
    let height = move || format!("{:.0}px", height(&strip.get().unwrap_or_default()));
    view! {
        <div class=move || format!("strip-lane {}", class()) style:height=height>
            <div inner_html=layers></div>
            <div inner_html=now></div>
        </div>
    }
}

fn height(strip: &Strip) -> f64 {
    strip.lines.max(1) as f64 * LINE
}

fn svg(class: &str, strip: &Strip, axis: &Axis, content: &str) -> String {
    format!(
        "<svg class=\"layer {class}\" aria-hidden=\"true\" width=\"{:.0}\" height=\"{:.0}\">{content}</svg>",
        axis.width,
        height(strip)
    )
}

fn layers(state: State, strip: &Strip, axis: &Axis) -> String {
    let pieces = pieces(state, strip);
    svg("future", strip, axis, &pieces) + &svg("past", strip, axis, &pieces)
}

/// The sentence stands after the last mark; where there is no room, before the first.
fn beside(strip: &Strip, axis: &Axis, sentence: &str) -> String {
    let room = sentence.chars().count() as f64 * LETTER + 24.0;
    let ends = [strip.answered.map(|(_, _, x)| x), strip.effective.map(|(_, x)| x)];
    let pieces = strip.pieces.iter().map(|piece| piece.x + piece.width);
    let last = ends.into_iter().flatten().chain(pieces).fold(0.0, f64::max);
    let first = strip.sent.map_or(0.0, |(_, x)| x);
    if last < axis.width - room {
        format!("left:{:.0}px", last.max(0.0) + 14.0)
    } else if first > room {
        format!("right:{:.0}px", axis.width - first.min(axis.width) + 14.0)
    } else {
        "right:2px".to_string()
    }
}

fn pieces(state: State, strip: &Strip) -> String {
    let mut out = String::new();
    for piece in &strip.pieces {
        let (class, word) = match piece.part {
            StripPart::Waits => ("pill", state.ui().waits.to_string()),
            StripPart::Store => ("work", state.ui().append.to_string()),
            StripPart::Work(service) => {
                ("work", state.with_names(|_, names| names.work(service).to_string()))
            }
        };
        let ms = count(state.lang.get(), piece.ms, 1);
        let words = format!("{word} {ms}");
        // About 7 pixels a letter at the size of these words.
        let fits = |text: &str| text.chars().count() as f64 * 7.0 + 8.0 < piece.width;
        let text = if fits(&words) { words } else { Some(ms).filter(|ms| fits(ms)).unwrap_or_default() };
        let (y, middle) = (piece.line as f64 * LINE + 2.0, piece.line as f64 * LINE + LINE / 2.0);
        let radius = if class == "pill" { (LINE - 4.0) / 2.0 } else { 0.0 };
        let radius = radius.min(piece.width / 2.0);
        // Writing to a String cannot fail.
        let _ = write!(
            out,
            "<g class='sel'><rect class='{class}' x='{:.1}' y='{y:.1}' width='{:.1}' height='{:.1}' rx='{radius:.1}'/>\
             <text class='on-{class}' x='{:.1}' y='{middle:.1}' dy='.36em'>{text}</text></g>",
            piece.x,
            piece.width,
            LINE - 4.0,
            piece.x + piece.width / 2.0,
        );
    }
    out
}

/// The answer and the effect, outlined until they have come.
fn marks(strip: &Strip, now: SimTime) -> String {
    let mark = |at: SimTime, x: f64, shape: &str| {
        let class = if at <= now { "sel on" } else { "sel" };
        format!("<g class=\"{class}\" transform=\"translate({x:.1} {})\">{shape}</g>", LINE / 2.0)
    };
    let answered = strip.answered.map(|(at, ok, x)| {
        let good = "<circle class=\"ack\" r=\"5.500\"/><path class=\"tick\" d=\"M-2.500 .1L-.6 2.100L2.600 -1.900\"/>";
        let bad = "<rect class=\"failure\" x=\"-5\" y=\"-5\" width=\"10\" height=\"10\"/>\
                   <path class=\"cross\" d=\"M-2.400 -2.400L2.400 2.400M2.400 -2.400L-2.400 2.400\"/>";
        mark(at, x, if ok { good } else { bad })
    });
    let effect =
        strip.effective.map(|(at, x)| mark(at, x, "<path class=\"effect\" d=\"M0 -6L6 0L0 6L-6 0Z\"/>"));
    answered.unwrap_or_default() + &effect.unwrap_or_default()
}
