//! A lane's head: its style and technology, and the three numbers that are always shown together.

use lockstep_core::export;
use lockstep_core::scenario::presets::Preset;
use lockstep_core::scene::Names;
use lockstep_core::study::Study;
use lockstep_core::text::percent;
use lockstep_core::time::SimTime;

use super::super::html::{self, tag};
use crate::run::Run;

/// Up to so many operations have a dot each.
const DOTS: u32 = 8;

/// What the head says at a point in time.
pub fn content(run: &Run, names: Names, lane: usize, at: SimTime) -> String {
    let (ui, study) = (names.ui(), &run.study);
    let technology = html::text(&study.scenario.file.lanes[lane].technology);
    let (answered, effective) = run.counts(lane, at);
    let all = run.operations();
    let share = run.fates[lane].caller_blocked_share_at(at);
    let blocked = share.map_or("—".to_string(), |share| percent(names.lang, share));
    // A short form for narrow pages stands beside the long one; the style sheet shows one.
    let readout = |long: &str, short: &str, value: &str| {
        let name = tag("span", "long", long) + &tag("span", "short", short);
        tag("p", "readout", &format!("<span>{name}</span><span>{value}</span>"))
    };
    // The links come first: at the end of a narrow head they would be cut off.
    let title = tag("span", "style", &html::text(names.lane(lane)))
        + &tag("span", "technology", &format!("{} · {technology}", presets(names, study, lane)));
    tag("h2", "", &title)
        + &readout(ui.acknowledged(), ui.acknowledged_short(), &dots("ack", answered, all))
        + &readout(ui.effect_visible(), ui.effect_short(), &dots("effect", effective, all))
        + &readout(ui.callers_blocked(), ui.blocked_short(), &tag("b", "", &blocked))
}

/// Whose defaults stand in the lane's policies, and the way to them.
fn presets(names: Names, study: &Study, lane: usize) -> String {
    let one = |preset: &&Preset| {
        let said = names.ui().defaults_of(preset.name);
        format!(
            " <a href=\"./modelled/{}.html#preset-{}\" target=\"_blank\" rel=\"noopener\" aria-label=\"{said}\" \
             title=\"{said}\">ⓘ</a>",
            names.lang.code(),
            preset.word,
        )
    };
    study.scenario.file.presets(lane).iter().map(one).collect()
}

/// Dots, and how many of how many.
fn dots(class: &str, on: usize, all: u32) -> String {
    let shape = if class == "ack" { export::ACKNOWLEDGED } else { export::EFFECT };
    let dot = |place: usize| {
        let class = if place < on { "on" } else { "off" };
        format!("<g class=\"{class}\" transform=\"translate({} 7)\">{shape}</g>", 6 + place * 12)
    };
    let dots = match all {
        0..=DOTS => {
            let dots: String = (0..all as usize).map(dot).collect();
            format!(
                "<svg class=\"dots\" width=\"{}\" height=\"14\" aria-hidden=\"true\">{dots}</svg>",
                all * 12 + 1
            )
        }
        _ => String::new(),
    };
    format!("{dots}<b>{on}/{all}</b>")
}
