//! The course's statements: each that can be measured holds in a shipped scenario that names it, and
//! one control away stops holding. The verdicts come from the runs.

mod common;

use std::collections::BTreeSet;

use lockstep_core::metrics::{Test, Verdict, TESTS};
use lockstep_core::scenario::{Scenario, CLAIMS, STATEMENTS};
use lockstep_core::study::{DerivedRuns, Study};
use lockstep_core::text::Lang;
use serde_json::Value;

fn file(name: &str) -> String {
    let path = format!("{}/../assets/scenarios/{name}.json", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path).unwrap()
}

/// The verdict on a statement in a scenario with some fields changed.
fn verdict(scenario: &str, claim: &str, changes: &[(&str, Value)]) -> Verdict {
    let study = common::study(&file(scenario), changes);
    let derived = study.derived_runs().unwrap_or_default();
    let tested = study.compare(&derived, study.end()).claims;
    let place = CLAIMS.iter().position(|known| *known == claim).unwrap();
    tested.iter().find(|tested| tested.claim == place).expect("the scenario names it").verdict
}

/// As a slider writes it: whole where it is.
fn number(value: f64) -> Value {
    if value.fract() == 0.0 {
        Value::from(value as i64)
    } else {
        Value::from(value)
    }
}

/// A statement, the scenario, and one of its controls with a value: the verdict as shipped, and there.
const FLIPS: &[(&str, &str, &str, f64, [bool; 2])] = &[
    // Timeouts without cancellation leave callers who do not know what became of their change.
    ("S+2", "stale-read", "timeout_ms", 20.0, [true, false]),
    ("S+2", "stale-read-at-scale", "timeout_ms", 100.0, [true, false]),
    ("S+2", "retry-storm", "gap_ms", 40.0, [false, true]),
    // A callee that is back before anybody gives up costs nobody anything.
    ("S-1", "retry-storm", "hang_ms", 20.0, [true, false]),
    // Work that is quicker than the broker's append, and callers who wait for it.
    ("S-2", "phone-call-vs-letter", "service_ms", 1.0, [true, false]),
    ("S-2", "checkout-burst", "payments_ms", 1.0, [true, false]),
    // With so many callers both are bound by the service; without retries no storm binds the calls.
    ("S-3", "blocked-callers", "callers", 50.0, [true, false]),
    ("S-3", "retry-storm", "attempts", 1.0, [true, false]),
    ("A+1", "blocked-callers", "service_ms", 1.0, [true, false]),
    ("A+1", "checkout-burst", "gap_ms", 20.0, [true, false]),
    // The shipped queue is too short for the outage; a longer one keeps everything.
    ("A+2", "callee-outage", "max_length", 8.0, [false, true]),
    ("A+2", "callee-outage-at-scale", "max_length", 1000.0, [true, false]),
    // Tasks that come one by one never need a second consumer.
    ("A+3", "scaling-consumers", "batch", 1.0, [true, false]),
    ("A-2", "checkout-burst", "payments_ms", 1.0, [true, false]),
    ("A-3", "fan-out", "trace_context", 1.0, [true, false]),
];

/// Each flip is one control away, within its range, in a scenario that names the statement.
#[test]
fn a_statement_breaks_or_comes_to_hold_one_control_away() {
    for (claim, name, control, value, [shipped, moved]) in FLIPS {
        let scenario = Scenario::from_json(&file(name)).unwrap();
        let control = scenario.file.controls.iter().find(|known| known.id == *control).expect("it is there");
        assert!((control.min..=control.max).contains(value), "{claim} in {name}");
        let steps = (value - control.min) / control.step;
        assert!((steps - steps.round()).abs() < 1e-6, "{claim} in {name}: no slider stands there");
        assert_eq!(verdict(name, claim, &[]) == Verdict::Holds, *shipped, "{claim} in {name} as shipped");
        let there = verdict(name, claim, &[(&control.path, number(*value))]);
        assert_eq!(there == Verdict::Holds, *moved, "{claim} in {name} with {}: {there:?}", control.id);
    }
}

/// Three ways in which a plain call ends are fewer than the five of a publish; a timeout, a breaker and a
/// bulkhead add three.
#[test]
fn a_call_with_policies_has_more_outcomes_than_a_publish() {
    let policies =
        serde_json::json!({"ask": {"timeout_ms": 100, "breaker": {}, "bulkhead": {"max_concurrent": 25}}});
    let guarded = [("lanes.sync.policies", policies)];
    assert_eq!(verdict("phone-call-vs-letter", "S+1", &[]), Verdict::Holds);
    assert_eq!(verdict("phone-call-vs-letter", "S+1", &guarded), Verdict::Fails(1.0));
}

/// A topic takes the place of five addresses; who orchestrates a saga by calls knows them all, answered or not.
#[test]
fn a_topic_decouples_and_an_orchestrated_saga_does_not() {
    assert_eq!(verdict("fan-out", "A+4", &[]), Verdict::Holds);
    assert_eq!(verdict("saga", "A+4", &[]), Verdict::Equal);
}

/// A broker that stores slowly: the answer of the hybrid comes later than that of the calls.
#[test]
fn the_hybrid_answers_later_with_a_slow_broker() {
    let slow = [("broker.append.fixed.ms", Value::from(200.0))];
    assert_eq!(verdict("hybrid-checkout", "H1", &[]), Verdict::Holds);
    assert!(matches!(verdict("hybrid-checkout", "H1", &slow), Verdict::Fails(_)));
}

/// What a statement compares is measured in every scenario that names it.
#[test]
fn every_statement_that_a_scenario_names_is_decided_there() {
    let mut named = BTreeSet::new();
    let mut held = BTreeSet::new();
    let mut undecided = Vec::new();
    for entry in std::fs::read_dir(format!("{}/../assets/scenarios", env!("CARGO_MANIFEST_DIR"))).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        let scenario = Scenario::from_json(&text).unwrap();
        let (id, seed) = (scenario.file.id.clone(), scenario.file.seed);
        let study = Study::run(scenario, seed).unwrap();
        let derived: DerivedRuns = study.derived_runs().unwrap_or_default();
        for tested in study.compare(&derived, study.end()).claims {
            named.insert(tested.claim);
            if tested.verdict == Verdict::Holds {
                held.insert(tested.claim);
            }
            // Lanes of one style say nothing of the other.
            let both = !matches!(TESTS[tested.claim], Test::Less(..)) || tested.values.len() == 2;
            if TESTS[tested.claim] != Test::Shown && both && tested.verdict == Verdict::Open {
                undecided.push(format!("{} in {id}", CLAIMS[tested.claim]));
            }
        }
    }
    assert_eq!(undecided, Vec::<String>::new());
    let missing: Vec<&str> =
        (0..STATEMENTS).filter(|claim| !named.contains(claim)).map(|c| CLAIMS[c]).collect();
    assert_eq!(missing, Vec::<&str>::new(), "no scenario names these");
    let never: Vec<&str> = (0..STATEMENTS)
        .filter(|claim| TESTS[*claim] != Test::Shown && !held.contains(claim))
        .map(|claim| CLAIMS[claim])
        .collect();
    assert_eq!(never, Vec::<&str>::new(), "these hold nowhere");
}

#[test]
fn every_statement_has_its_words_in_both_languages() {
    for lang in [Lang::En, Lang::Ru] {
        assert_eq!(lang.ui().claims.len(), STATEMENTS);
    }
}
