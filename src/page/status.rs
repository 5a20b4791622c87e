//! One polite sentence per step for those who listen; while it plays, only at the marks.

use leptos::prelude::*;
use lockstep_core::scene;
use lockstep_core::text::{clock, plain, Lang};
use lockstep_core::time::SimTime;

use super::state;
use crate::run::Run;

/// What the picture says at a point in time, lane by lane, as plain text.
pub fn words(run: &Run, lang: Lang, at: SimTime) -> String {
    let ui = lang.ui();
    let mut said = format!(
        "{}, {}.",
        clock(lang, at.millis()),
        (ui.step_of)(run.timeline.step_at(at), run.timeline.steps())
    );
    for lane in 0..run.lanes() {
        let style = run.study.scenario.model.lanes[lane].style;
        said.push_str(&format!(" {}:", ui.styles_short[style as usize]));
        for sentence in scene::happened(&run.teller(lane, lang), lane, &run.fates[lane], at) {
            said.push(' ');
            said.push_str(&plain(&sentence));
        }
    }
    said
}

/// The sentence; in a frame it can be seen, as a summary.
#[component]
pub fn Status() -> impl IntoView {
    let state = state();
    let said = Memo::new(move |before: Option<&String>| {
        let playhead = state.playhead.get();
        let lang = state.lang.get();
        state.run.with(|run| {
            if !playhead.playing {
                return words(run, lang, playhead.at);
            }
            let marks = &run.study.scenario.file.marks;
            let passed = marks.iter().rfind(|mark| SimTime::from_millis_f64(mark.at_ms) <= playhead.at);
            match passed {
                Some(mark) => lang.pick(&mark.name.en, &mark.name.ru).to_string(),
                None => before.cloned().unwrap_or_default(),
            }
        })
    });
    let summary = move || {
        let at = state.playhead.get().at;
        let lang = state.lang.get();
        state.run.with(|run| {
            let lanes = (0..run.lanes()).map(|lane| {
                let (answered, effective) = run.counts(lane, at);
                let style = run.study.scenario.model.lanes[lane].style;
                let name = lang.ui().styles_short[style as usize];
                lang.phrases().lane_summary(name, answered, effective, run.operations())
            });
            lanes.collect::<Vec<_>>().join(" ")
        })
    };
    view! {
        <p class="spoken" role="status" aria-live="polite">{said}</p>
        <p class="summary">{summary}</p>
    }
}
