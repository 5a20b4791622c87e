//! The course's statements that the scenario puts to the test: what each compares, and whether it holds.

use lockstep_core::metrics::{Test, Tested, Verdict, TESTS};
use lockstep_core::scene::Names;
use lockstep_core::text::{entry, ratio, Ui};

use super::html::{self, tag};
use super::stage::style_class;
use super::value::{shown, unit};
use crate::run::Run;

/// Their place, under the table.
pub const ID: &str = "claims";
pub const FRAME: &str = "<div id=\"claims\"></div>";

/// All that the scenario names.
pub fn list(run: &Run, names: Names, claims: &[Tested]) -> String {
    let ui = names.ui();
    if claims.is_empty() {
        return String::new();
    }
    let rows: String = claims.iter().map(|tested| row(run, names, tested)).collect();
    tag("h3", "", ui.claims_here()) + &tag("p", "hint", ui.claims_hint()) + &tag("ul", "claims", &rows)
}

fn row(run: &Run, names: Names, tested: &Tested) -> String {
    let ui = names.ui();
    let metric = tested.metric;
    let mut measured = if metric.is_empty() { String::new() } else { tag("code", "", metric) };
    for (lane, value) in &tested.values {
        let value = match value {
            Some(times) if metric.is_empty() => ratio(names.lang, *times),
            Some(value) => shown(names.lang, unit(metric), *value),
            None => "—".to_string(),
        };
        let words = [&html::text(names.lane(*lane)), " ", &tag("b", "", &value)].concat();
        measured += " ";
        measured += &tag("span", style_class(run.style(*lane)), &words);
    }
    let (class, said) = verdict(ui, tested);
    let content = tag("span", "said", entry(ui.claims(), tested.claim))
        + &tag("span", "measured", &measured)
        + &tag("span", &["verdict ", class].concat(), &tag("span", "", said));
    tag("li", "", &content)
}

fn verdict(ui: &Ui, tested: &Tested) -> (&'static str, &'static str) {
    match tested.verdict {
        Verdict::Holds => ("holds", ui.holds()),
        Verdict::Fails(_) => ("fails", ui.fails().trim_end_matches(':')),
        Verdict::Equal => ("same", ui.same()),
        Verdict::Open if TESTS[tested.claim] == Test::Shown => ("open", ui.shown_here()),
        Verdict::Open => ("open", ui.open()),
    }
}
