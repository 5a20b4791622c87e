//! Change one thing: the scenario's controls, its marks and its questions.

use lockstep_core::decimal;
use lockstep_core::metrics::MetricUnit;
use lockstep_core::scenario::{Control, Mark, Unit};
use lockstep_core::scene::Names;
use lockstep_core::text::{milliseconds, Lang};
use lockstep_core::time::SimTime;

use super::by_hand;
use super::html::{self, tag};
use super::value::exactly;
use crate::browser::Part;
use crate::live::Here;
use crate::run::Run;
use crate::state::Settings;

/// The controls, and what to look at; the sliders stand in front of the scenario as shipped.
pub fn frame(original: &Run, run: &Run, names: Names) -> String {
    let ui = names.ui();
    let mut sliders = String::new();
    for (place, control) in original.study.scenario.file.controls.iter().enumerate() {
        let Control { id, name, min, max, step, .. } = control;
        let at = shipped(original, control);
        let was = format!("<small id=\"was-{place}\"></small>");
        let name = html::text(names.pick(name));
        sliders.push_str(&slider(&name, ("control", id, place), [*min, *max, *step, at], &was));
    }
    [
        &tag("h2", "", ui.change()),
        &sliders,
        &format!(
            "<p class=\"hint\"><span>{}</span><button type=\"button\" class=\"reset\" id=\"reset\" \
             data-act=\"reset\">{}</button></p>",
            ui.change_hint(),
            ui.reset()
        ),
        &by_hand::frame(run, names),
        "<div id=\"suggestions\"></div>",
    ]
    .concat()
}

/// A value of a control: its word where it has one, or the number with its unit.
fn shown(lang: Lang, control: &Control, value: f64) -> String {
    if let Some(option) = control.options.iter().find(|option| option.value == value) {
        return html::text(lang.pick(&option.name.en, &option.name.ru));
    }
    let unit = match control.unit {
        Unit::Ms => MetricUnit::Ms,
        Unit::PerS => MetricUnit::PerS,
        Unit::Count => MetricUnit::Count,
        Unit::Share => MetricUnit::Share,
    };
    exactly(lang, unit, value)
}

/// What a control stands at as shipped.
fn shipped(original: &Run, control: &Control) -> f64 {
    control.stands_at(&original.study.scenario)
}

/// A slider: its name, what it moves and its place there; least, greatest, distance and first value; and what
/// stands under it.
pub fn slider(name: &str, (kind, id, place): (&str, &str, usize), range: [f64; 4], under: &str) -> String {
    let [min, max, step, shipped] = range;
    // A control's ids are the plain ones.
    let (set, value) = if kind == "control" { ("set", "value") } else { (kind, "limit") };
    format!(
        "<label class=\"slider\"><span class=\"slider-name\">{name}</span>\
         <span class=\"slider-value\" id=\"{value}-{place}\"></span>\
         <span class=\"slider-track\" style=\"--at:{}\">\
         <input type=\"range\" id=\"{set}-{place}\" name=\"{id}\" data-{kind}=\"{id}\" min=\"{}\" max=\"{}\" \
         step=\"{}\"></span>{under}</label>",
        decimal::plain((shipped - min) / (max - min)),
        decimal::plain(min),
        decimal::plain(max),
        decimal::plain(step)
    )
}

/// What a control stands at, and what it stood at first; both in words, too.
struct Slider {
    value: f64,
    moved: bool,
    says: String,
    said: String,
}

impl Slider {
    fn at(here: Here) -> Self {
        let moved = here.state.settings().controls;
        let original = here.state.shipped();
        let control = &original.study.scenario.file.controls[here.place];
        let shipped = shipped(&original, control);
        let found = moved.iter().find(|(known, _)| *known == control.id);
        let value = found.map_or(shipped, |(_, value)| *value);
        let says = |value| shown(here.state.lang(), control, value);
        Slider { value, moved: value != shipped, says: says(value), said: says(shipped) }
    }
}

/// What the controls stand at.
pub fn live(here: Here) {
    let controls = here.state.shipped().study.scenario.file.controls.len();
    for place in 0..controls {
        let here = Here { place, ..here };
        here.content(&here.id("value"), value);
        here.attribute(&here.id("set"), "aria-valuetext", value);
        here.follow(&here.id("set"), Part::Value, |here| decimal::plain(Slider::at(here).value).to_string());
        here.content(&here.id("was"), was);
    }
    here.attribute("reset", "aria-disabled", |here| {
        (here.state.settings() == Settings::default() && here.state.needs().is_empty()).to_string()
    });
    by_hand::live(here);
    here.content("suggestions", suggestions);
}

fn value(here: Here) -> String {
    Slider::at(here).says
}

fn was(here: Here) -> String {
    let Slider { moved, said, .. } = Slider::at(here);
    if !moved {
        return String::new();
    }
    here.state.ui().default_value(&said)
}

/// Instants worth a look, and questions to ask oneself.
fn suggestions(here: Here) -> String {
    let run = here.run();
    let names = here.names(&run);
    let (ui, file) = (names.ui(), &run.study.scenario.file);
    let mark = |mark: &Mark| {
        let at = SimTime::from_millis_f64(mark.at_ms);
        let words =
            format!("{}: {}", milliseconds(names.lang, mark.at_ms), html::text(names.pick(&mark.name)));
        format!("<li><button type=\"button\" data-seek=\"{}\">{words}</button></li>", at.micros())
    };
    let reached = |mark: &&Mark| SimTime::from_millis_f64(mark.at_ms) <= run.timeline.end();
    let marks: String = file.marks.iter().filter(reached).map(mark).collect();
    let questions: String =
        file.questions.iter().map(|text| tag("li", "", &html::text(names.pick(text)))).collect();
    let part = |title: &str, class: &str, rows: String| match rows.is_empty() {
        true => rows,
        false => tag("h3", "", title) + &tag("ul", class, &rows),
    };
    part(ui.marks_to_jump(), "marks", marks) + &part(ui.questions(), "questions", questions)
}
