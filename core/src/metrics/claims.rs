//! The course's statements put to the test: what each compares in a run, and whether it holds there.
//!
//! A verdict is computed from the measurements and never written by hand; a statement that only names
//! things is shown by its scenario, and has none.

use super::compare::{LaneMeasured, Row, RowId, Verdict};
use crate::scenario::Style::{self, Async, Hybrid, Sync};
use crate::scenario::{CLAIMS, KNOWN_AT_ANSWER, STATEMENTS};

/// What a statement says of what is measured.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Test {
    /// The metric is less in the lane of the first style than in that of the second.
    Less(&'static str, Style, Style),
    /// As `Less`, and where a requirement of the scenario says what an answer has to carry, the answers in
    /// the lane of the first style carry it.
    LessAndKnown(&'static str, Style, Style),
    /// As `Less`, unless fewer operations succeed in the lane of the first style: what it depends on is another.
    Independent(&'static str, Style, Style),
    /// Where the scenario states an objective, every endpoint in the lane of the first style misses it;
    /// elsewhere fewer operations succeed in it than in that of the second. Where no lane is of the second style,
    /// operations fail in that of the first.
    Dependent(Style, Style),
    /// The metric has this value in the lane of a style.
    Is(&'static str, Style, f64),
    /// Both metrics are 0 in the lane of a style; the first that is not speaks.
    Neither([&'static str; 2], Style),
    /// The metric is above 0 in the lane of a style.
    Above(&'static str, Style),
    /// With more workers every lane of a style completes more, as the table measures it.
    Scales(Style),
    /// The statement defines something, and the scenario shows it.
    Shown,
}

/// How each of the statements is tested, in the order of [`CLAIMS`] without the table's rows.
pub const TESTS: [Test; STATEMENTS] = [
    // The caller is held for as long as its operation takes: its answer never comes before the effect.
    Test::Is("staleness_max_ms", Sync, 0.0),
    Test::Shown,
    Test::Less("caller_outcomes", Sync, Async),
    Test::Is("unknown_outcomes", Sync, 0.0),
    Test::Is("traceable_share", Sync, 1.0),
    Test::Dependent(Sync, Async),
    Test::Less("acknowledgement_mean_ms", Async, Sync),
    Test::Less("completed_per_s", Sync, Async),
    Test::Is("staleness_max_ms", Sync, 0.0),
    Test::Less("processes", Sync, Async),
    Test::Above("staleness_max_ms", Async),
    Test::Shown,
    Test::Less("accepted_per_s", Sync, Async),
    // Nothing that was accepted is lost, and nobody is turned away.
    Test::Neither(["lost", "failed"], Async),
    Test::Scales(Async),
    Test::Independent("addresses_known", Async, Sync),
    Test::Less("event_kinds", Sync, Async),
    Test::Above("staleness_max_ms", Async),
    Test::Less("traceable_share", Async, Sync),
    Test::Less("completed_per_s", Sync, Async),
    Test::Above("staleness_max_ms", Async),
    Test::Less("addresses_known", Async, Sync),
    Test::LessAndKnown("acknowledgement_mean_ms", Hybrid, Sync),
    Test::Above("staleness_max_ms", Hybrid),
    Test::Shown,
    Test::Shown,
    Test::Shown,
];

/// A statement in front of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Tested {
    /// Its place in [`CLAIMS`].
    pub claim: usize,
    /// The metric that speaks; empty for the speed-up, and where nothing is measured.
    pub metric: &'static str,
    /// The lanes that are compared, and what they measured: the metric, or the speed-up.
    pub values: Vec<(usize, Option<f64>)>,
    /// Whether it holds in this run; [`Verdict::Open`] where something is not measured.
    pub verdict: Verdict,
}

/// Puts the statements that a scenario names before its lanes; for a style the first lane of it speaks, and
/// a hybrid one where none is asynchronous.
pub(super) fn claims(named: &[String], lanes: &[LaneMeasured], rows: &[Row]) -> Vec<Tested> {
    let place = |id: &String| CLAIMS[..STATEMENTS].iter().position(|known| known == id);
    named.iter().filter_map(place).map(|claim| tested(claim, lanes, rows)).collect()
}

/// Nobody can read that two values differ by less than a thousandth.
fn are_alike(one: f64, other: f64) -> bool {
    (one - other).abs() <= one.abs().max(other.abs()) / 1000.0
}

fn tested(claim: usize, lanes: &[LaneMeasured], rows: &[Row]) -> Tested {
    let lane = |style: Style| {
        let first = |style| lanes.iter().position(|lane| lane.style == style);
        first(style).or_else(|| if style == Async { first(Hybrid) } else { None })
    };
    let speed_up = |lane: usize| {
        let row = rows.iter().find(|row| row.id == RowId::Scalability)?;
        row.findings[lane].value
    };
    let first = |style: Style| lane(style).map(|lane| &lanes[lane]);
    // What the test comes down to in this scenario.
    let test = match TESTS[claim] {
        Test::LessAndKnown(metric, hybrid, sync) => match first(hybrid).and_then(|lane| lane.known) {
            Some(known) if known < 1.0 => Test::Is(KNOWN_AT_ANSWER, hybrid, 1.0),
            _ => Test::Less(metric, hybrid, sync),
        },
        Test::Dependent(sync, other) => match first(sync) {
            Some(lane) if lane.objective => Test::Is("affected_endpoints_share", sync, 1.0),
            _ if first(other).is_none() => Test::Above("failed", sync),
            _ => Test::Less("success_share", sync, other),
        },
        Test::Independent(metric, free, bound) => {
            let success = |style| first(style).and_then(|lane| lane.run.get("success_share"));
            match (success(free), success(bound)) {
                (Some(of_free), Some(of_bound)) if of_free < of_bound => {
                    Test::Less("success_share", bound, free)
                }
                _ => Test::Less(metric, free, bound),
            }
        }
        Test::Neither([one, other], style) => {
            let none = first(style).is_some_and(|lane| lane.run.get(one) == Some(0.0));
            Test::Is(if none { other } else { one }, style, 0.0)
        }
        test => test,
    };
    let of = |metric: &'static str, styles: &[Style]| -> (&'static str, Vec<_>) {
        let value = |lane: usize| match metric {
            KNOWN_AT_ANSWER => lanes[lane].known,
            _ => lanes[lane].run.get(metric),
        };
        (metric, styles.iter().filter_map(|style| lane(*style)).map(|lane| (lane, value(lane))).collect())
    };
    let (metric, values) = match test {
        Test::Less(metric, less, more) => of(metric, &[less, more]),
        Test::Is(metric, style, _) | Test::Above(metric, style) => of(metric, &[style]),
        Test::Scales(style) => {
            let all = (0..lanes.len()).filter(|lane| lanes[*lane].style == style);
            ("", all.map(|lane| (lane, speed_up(lane))).collect())
        }
        _ => ("", Vec::new()),
    };
    let least = values.iter().map(|(_, times)| *times).reduce(|least, times| match times < least {
        true => times,
        false => least,
    });
    let verdict = match (test, values.as_slice()) {
        (Test::Less(..), [(_, Some(less)), (_, Some(more))]) if are_alike(*less, *more) => Verdict::Equal,
        (Test::Less(..), [(_, Some(less)), (_, Some(more))]) if less < more => Verdict::Holds,
        (Test::Less(..), [(_, Some(less)), (_, Some(more))]) if less > more => Verdict::Fails(less - more),
        (Test::Is(_, _, wanted), [(_, Some(value))]) if *value == wanted => Verdict::Holds,
        (Test::Is(_, _, wanted), [(_, Some(value))]) => Verdict::Fails((value - wanted).abs()),
        (Test::Above(..), [(_, Some(value))]) if *value > 0.0 => Verdict::Holds,
        (Test::Above(..), [(_, Some(_))]) => Verdict::Fails(0.0),
        (Test::Scales(_), _) => match least.flatten() {
            Some(times) if times > 1.0 => Verdict::Holds,
            Some(times) => Verdict::Fails(1.0 - times),
            None => Verdict::Open,
        },
        _ => Verdict::Open,
    };
    Tested { claim, metric, values, verdict }
}
