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

fn fails(verdict: Verdict) -> bool {
    matches!(verdict, Verdict::Fails(_) | Verdict::Equal)
}

/// By statement: a shipped scenario where it holds, and one, with what is changed, where it does not.
#[test]
fn every_measured_statement_holds_somewhere_and_breaks_one_control_away() {
    let ms = |value: f64| Value::from(value);
    let append = ("broker.append.fixed.ms", ms(200.0));
    let quick = ("services.service.service_time.exponential.mean_ms", ms(0.5));
    let cases = [
        ("S-2", "phone-call-vs-letter", "phone-call-vs-letter", vec![quick]),
        ("S-1", "callee-outage", "callee-outage", vec![("faults", Value::Array(Vec::new()))]),
        ("A-3", "fan-out", "fan-out", vec![("lanes.pubsub.trace_context", Value::from(1))]),
        ("H1", "hybrid-checkout", "hybrid-checkout", vec![append.clone()]),
        ("A+1", "blocked-callers", "blocked-callers", vec![append]),
        (
            "A+3",
            "scaling-consumers",
            "scaling-consumers",
            vec![("workload.arrivals.batches.size", Value::from(1))],
        ),
    ];
    // The shipped queue is too short for the outage; a longer one keeps everything.
    let long = [("broker.rabbitmq.max_length", Value::from(100))];
    assert!(fails(verdict("callee-outage", "A+2", &[])));
    assert_eq!(verdict("callee-outage", "A+2", &long), Verdict::Holds);
    for (claim, holds, breaks, changes) in cases {
        assert_eq!(verdict(holds, claim, &[]), Verdict::Holds, "{claim} in {holds}");
        let broken = verdict(breaks, claim, &changes);
        assert!(fails(broken), "{claim} in {breaks} with {changes:?}: {broken:?}");
    }
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
