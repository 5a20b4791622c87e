//! The course's statements that the scenario puts to the test: what each compares, and whether it holds.

use lockstep_core::metrics::{Tested, Verdict};
use lockstep_core::scene::Names;
use lockstep_core::text::Ui;

use super::by_hand::{shown, unit};
use super::html::{self, tag};
use super::stage::style_class;
use crate::live::Here;
use crate::run::Run;

/// Their place, under the table.
pub const FRAME: &str = "<div id=\"claims\"></div>";

/// All that the scenario names.
pub fn live(here: Here) {
    here.content("claims", |here| {
        let (run, derived, until) = (here.run(), here.state.derived(), here.state.measured_until());
        list(&run, here.names(&run), &run.study.claims(&derived, until))
    });
}

fn list(run: &Run, names: Names, claims: &[Tested]) -> String {
    let ui = names.ui();
    if claims.is_empty() {
        return String::new();
    }
    let rows: String = claims.iter().map(|tested| row(run, names, tested)).collect();
    tag("h3", "", ui.claims_here) + &tag("p", "hint", ui.claims_hint) + &tag("ul", "claims", &rows)
}

fn row(run: &Run, names: Names, tested: &Tested) -> String {
    let ui = names.ui();
    let unit = unit(tested.metric.unwrap_or_default());
    let mut measured = String::new();
    for (lane, value) in &tested.values {
        let value = value.map_or("—".to_string(), |value| shown(names.lang, unit, value));
        let lane_class = style_class(run.style(*lane));
        let name = html::text(names.lane(*lane));
        measured.push_str(&format!(" <span class=\"{lane_class}\">{name} <b>{value}</b></span>"));
    }
    let metric = tested.metric.map_or(String::new(), |id| tag("code", "", id));
    let (class, said) = verdict(ui, tested);
    tag(
        "li",
        "",
        &(tag("span", "said", ui.claims[tested.claim])
            + &tag("span", "measured", &(metric + &measured))
            + &tag("span", &["verdict ", class].concat(), &tag("span", "", said))),
    )
}

fn verdict(ui: &Ui, tested: &Tested) -> (&'static str, &'static str) {
    match tested.verdict {
        Verdict::Holds => ("holds", ui.holds),
        Verdict::Fails(_) => ("fails", ui.fails.trim_end_matches(':')),
        Verdict::Equal => ("same", ui.same),
        Verdict::Open if tested.metric.is_none() => ("open", ui.shown_here),
        Verdict::Open => ("open", ui.open),
    }
}
