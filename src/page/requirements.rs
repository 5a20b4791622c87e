//! What is demanded of the lanes, with limits to move: which lane meets what, and which meets all.

use lockstep_core::decimal;
use lockstep_core::metrics::{is_met, is_open, kind_of, that_meet_all, Better};
use lockstep_core::scenario::RequirementFile;
use lockstep_core::scene::Names;

use super::change::slider;
use super::html::{self, tag};
use super::stage::style_class;
use super::value::{exactly, shown};
use crate::browser::Part;
use crate::live::Here;
use crate::run::Run;

/// The demands of the scenario as shipped, each with its slider.
pub fn frame(shipped: &Run, names: Names) -> String {
    let ui = names.ui();
    let all = &shipped.study.scenario.file.requirements;
    if all.is_empty() {
        return String::new();
    }
    let row = |(place, required): (usize, &RequirementFile)| {
        let RequirementFile { id, name, min, max, step, limit, .. } = required;
        let measured = if required.in_outage { ui.in_outage() } else { "" };
        let name = html::text(names.pick(name)) + &tag("small", "", measured);
        let slider = slider(&name, ("need", id, place), [*min, *max, *step, *limit], "");
        format!("<li>{slider}<p class=\"met\" id=\"met-{place}\"></p></li>")
    };
    let rows: String = all.iter().enumerate().map(row).collect();
    tag("h3", "", ui.requirements())
        + &tag("p", "hint", ui.requirements_hint())
        + &tag("ul", "needs", &rows)
        + "<p class=\"advice\" id=\"advice\" role=\"status\"></p>"
}

/// What the limits stand at, and what follows.
pub fn live(here: Here) {
    let all = here.state.shipped().study.scenario.file.requirements.len();
    for place in 0..all {
        let here = Here { place, ..here };
        here.content(&here.id("limit"), limit);
        here.attribute(&here.id("need"), "aria-valuetext", limit);
        here.follow(&here.id("need"), Part::Value, |here| decimal::plain(Demand::at(here).limit).to_string());
        here.content(&here.id("met"), met);
    }
    if all > 0 {
        here.content("advice", advice);
    }
}

/// A demand, where its limit stands, and what the lanes measured.
struct Demand {
    required: RequirementFile,
    limit: f64,
    values: Vec<Option<f64>>,
}

impl Demand {
    fn at(here: Here) -> Self {
        let required = here.state.shipped().study.scenario.file.requirements[here.place].clone();
        let moved = here.state.needs().into_iter().find(|(id, _)| *id == required.id);
        let compared = here.state.comparison();
        Demand {
            limit: moved.map_or(required.limit, |(_, limit)| limit),
            values: compared.required.get(here.place).cloned().unwrap_or_default(),
            required,
        }
    }

    fn met(&self) -> Vec<Option<bool>> {
        self.values.iter().map(|value| is_met(&self.required, self.limit, *value)).collect()
    }
}

fn limit(here: Here) -> String {
    let (ui, lang) = (here.state.ui(), here.state.lang());
    let Demand { required, limit, .. } = Demand::at(here);
    let (unit, better) = kind_of(&required);
    let least = if better == Better::Higher { ui.at_least() } else { ui.at_most() };
    [least, " ", &exactly(lang, unit, limit)].concat()
}

fn met(here: Here) -> String {
    let run = here.run();
    let names = here.names(&run);
    let demand = Demand::at(here);
    let unit = kind_of(&demand.required).0;
    let lane = |((lane, value), met): ((usize, &Option<f64>), Option<bool>)| {
        let (class, sign, said) = match met {
            Some(true) => ("yes", "✓", names.ui().met()),
            Some(false) => ("no", "✗", names.ui().unmet()),
            None => ("open", "–", names.ui().open()),
        };
        let value = match value {
            None => "—".to_string(),
            Some(value) if value.is_infinite() => names.ui().never().to_string(),
            Some(value) => shown(names.lang, unit, *value),
        };
        let sign = format!("<i aria-hidden=\"true\">{sign}</i><span class=\"spoken\">{said}: </span>");
        let words = [&sign, &html::text(names.lane(lane)), " ", &tag("b", "", &value)].concat();
        tag("span", &[style_class(run.style(lane)), " ", class].concat(), &words)
    };
    demand.values.iter().enumerate().zip(demand.met()).map(lane).collect()
}

/// Which lanes meet all that is demanded.
fn advice(here: Here) -> String {
    let run = here.run();
    let names = here.names(&run);
    let all = here.state.shipped().study.scenario.file.requirements.len();
    let met: Vec<Vec<Option<bool>>> =
        (0..all).map(|place| Demand::at(Here { place, ..here }).met()).collect();
    if met.iter().any(|row| row.len() != run.lanes()) {
        // Measured anew any moment.
        return String::new();
    }
    let lanes: Vec<&str> =
        that_meet_all(run.lanes(), &met).into_iter().map(|lane| names.lane(lane)).collect();
    html::text(&match lanes.is_empty() {
        true if is_open(run.lanes(), &met) => names.ui().meets_open().to_string(),
        true => names.ui().meets_none().to_string(),
        false => names.ui().meets_all(&lanes.join(", ")),
    })
}
