//! A lane's head: its style and technology, and the three numbers that are always shown together.

use lockstep_core::export;
use lockstep_core::scenario::presets::Preset;
use lockstep_core::scene::Names;
use lockstep_core::study::Study;
use lockstep_core::text::{percent, Lang};
use lockstep_core::time::SimTime;

use super::super::html::{self, tag};
use super::class_name;
use crate::run::Run;

/// Up to so many operations have a dot each.
const DOTS: u32 = 8;

/// About the width of a letter of a lane's name and of a readout's name, in English and in Russian, and of a digit
/// of a readout's value, in pixels.
const ENGLISH: [f64; 2] = [10.3, 6.9];
const RUSSIAN: [f64; 2] = [10.6, 8.0];
const DIGIT: f64 = 12.7;
/// The least width of a count, and the width of the share, in pixels.
const COUNT: f64 = 38.0;
const SHARE: f64 = 60.0;
/// About the width of the row names, and of the gaps between what stands in a head, in pixels.
const ROW_NAMES: f64 = 130.0;
const GAPS: f64 = 70.0;
/// About the width of the way to a lane's defaults, in pixels.
const PRESET: f64 = 22.0;
/// Distance of two dots, in pixels.
const DOT: f64 = 12.0;

/// What the heads of all lanes have no room for, as a class: nothing, the dots, the long names of the readouts, too,
/// or even letters of the usual size. The same for all, so that like stands under like.
pub fn room(run: &Run, names: Names, width: f64) -> &'static str {
    let (ui, file) = (names.ui(), &run.study.scenario.file);
    let letters = |text: &str| text.chars().count() as f64;
    let [name, label] = if names.lang == Lang::Ru { RUSSIAN } else { ENGLISH };
    let title = |lane: usize| {
        let all = letters(names.lane(lane)) + letters(&file.lanes[lane].technology) + 3.0;
        all * name + file.presets(lane).len() as f64 * PRESET
    };
    let longest = (0..run.lanes()).map(title).fold(0.0, f64::max);
    let long = [ui.acknowledged(), ui.effect_visible(), ui.callers_blocked()];
    let short = [ui.acknowledged_short(), ui.effect_short(), ui.blocked_short()];
    let all = run.operations();
    let count = DIGIT * f64::from(all.max(1).ilog10() * 2 + 3);
    let values = count.max(COUNT) * 2.0 + SHARE + GAPS;
    let left = |labels: [&str; 3]| {
        width + ROW_NAMES - longest - values - labels.map(letters).iter().sum::<f64>() * label
    };
    let dots = if all <= DOTS { f64::from(all) * DOT * 2.0 } else { 0.0 };
    match (left(long), left(short)) {
        (left, _) if left > dots => "",
        (left, _) if left > 0.0 => " plain",
        (_, left) if left > 0.0 => " plain brief",
        _ => " plain brief slim",
    }
}

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
        + &classes(run, names, lane, at)
}

/// Up to so many classes of operations have a name each in the head.
const CLASSES: u8 = 3;

/// How many of each class hold a good answer, of how many.
fn classes(run: &Run, names: Names, lane: usize, at: SimTime) -> String {
    if !(1..=CLASSES).contains(&names.classes()) {
        return String::new();
    }
    let one = |class: u8| {
        let (answered, all) = run.answered_of(lane, class, at);
        let words = class_name(names, class) + &format!(" <b>{answered}/{all}</b>");
        tag("span", "class", &words)
    };
    let all: String = (0..names.classes()).map(one).collect();
    tag("p", "classes", &(tag("span", "", names.ui().acknowledged_short()) + &all))
}

/// Whose defaults stand in the lane's policies, and the way to them.
fn presets(names: Names, study: &Study, lane: usize) -> String {
    let one = |preset: &&Preset| {
        let said = names.ui().defaults_of(preset.name);
        format!(
            " <a href=\"./modelled/{}.html#preset-{}\" target=\"_blank\" rel=\"noopener\" aria-label=\"{said}\" \
             title=\"{said}\">i</a>",
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
        format!("<g class=\"{class}\" transform=\"translate({} 7)\">{shape}</g>", 6 + place * DOT as usize)
    };
    let dots = match all {
        0..=DOTS => {
            let dots: String = (0..all as usize).map(dot).collect();
            format!(
                "<svg class=\"dots\" width=\"{}\" height=\"14\" aria-hidden=\"true\">{dots}</svg>",
                all * DOT as u32 + 1
            )
        }
        _ => String::new(),
    };
    format!("{dots}<b>{on}/{all}</b>")
}
