//! The course's statements: each that can be measured holds in a shipped scenario that names it, and
//! one control away stops holding. The verdicts come from the runs.

mod common;

use std::collections::BTreeSet;

use lockstep_core::metrics::{Test, Tested, Verdict, TESTS};
use lockstep_core::scenario::{Scenario, CLAIMS, STATEMENTS};
use lockstep_core::study::{DerivedRuns, Study};
use lockstep_core::text::{entries, Lang};
use serde_json::Value;

fn file(name: &str) -> String {
    let path = format!("{}/../assets/scenarios/{name}.json", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path).unwrap()
}

/// The verdict on a statement in a scenario with some fields changed.
fn verdict(scenario: &str, claim: &str, changes: &[(&str, Value)]) -> Verdict {
    tested(&common::study(&file(scenario), changes), claim).verdict
}

fn tested(study: &Study, claim: &str) -> Tested {
    let derived = study.derived_runs().unwrap_or_default();
    let tested = study.compare(&derived, study.end()).claims;
    let place = CLAIMS.iter().position(|known| *known == claim).unwrap();
    tested.into_iter().find(|tested| tested.claim == place).expect("the scenario names it")
}

/// A scenario with some of its controls moved, each to where a slider can stand.
fn moved(name: &str, controls: &[(&str, f64)]) -> Study {
    let scenario = Scenario::from_json(&file(name)).unwrap();
    let change = |(id, value): &(&str, f64)| {
        let control = scenario.file.controls.iter().find(|known| known.id == *id).expect("it is there");
        assert!((control.min..=control.max).contains(value), "{id} in {name}");
        let steps = (value - control.min) / control.step;
        assert!((steps - steps.round()).abs() < 1e-6, "{id} in {name}: no slider stands at {value}");
        control.change(*value)
    };
    let changed = scenario.changed(&controls.iter().map(change).collect::<Vec<_>>()).unwrap();
    Study::run(changed, scenario.file.seed).unwrap()
}

/// A statement and a scenario; which controls stand elsewhere than as shipped before; the control that is
/// moved and where to; and whether the statement holds before and after.
struct Flip(&'static str, &'static str, &'static [(&'static str, f64)], (&'static str, f64), [bool; 2]);

const AWAY: &[(&str, f64)] = &[("broker", 2.0), ("publish", 1.0)];

const FLIPS: &[Flip] = &[
    // Timeout, retries, breaker and bulkhead: six outcomes against the five of a publish.
    Flip("S+1", "phone-call-vs-letter", &[], ("policies", 4.0), [true, false]),
    Flip("S+1", "phone-call-vs-letter", &[], ("policies", 1.0), [true, true]),
    // Timeouts without cancellation leave callers who do not know what became of their change.
    Flip("S+2", "stale-read", &[], ("timeout_ms", 20.0), [true, false]),
    Flip("S+2", "stale-read-at-scale", &[], ("timeout_ms", 100.0), [true, false]),
    Flip("S+2", "retry-storm", &[], ("gap_ms", 40.0), [false, true]),
    // A bulkhead keeps the two endpoints alive that need no bank.
    Flip("S-1", "cascade-endpoints", &[], ("guard", 1.0), [true, false]),
    // No lane sends messages: five connections are enough where the bank hangs for a second.
    Flip("S-1", "client-defaults", &[], ("hang_ms", 6000.0), [true, false]),
    // A callee that is back before anybody gives up costs nobody anything.
    Flip("S-1", "retry-storm", &[], ("hang_ms", 20.0), [true, false]),
    Flip("S-1", "pool-exhaustion", &[], ("hang_ms", 20.0), [true, false]),
    // Work that is quicker than the broker's append, and callers who wait for it.
    Flip("S-2", "phone-call-vs-letter", &[], ("service_ms", 1.0), [true, false]),
    Flip("S-2", "checkout-burst", &[], ("payments_ms", 1.0), [true, false]),
    // With so many callers both are bound by the service; without retries no storm binds the calls.
    Flip("S-3", "blocked-callers", &[], ("callers", 50.0), [true, false]),
    Flip("S-3", "retry-storm", &[], ("attempts", 1.0), [true, false]),
    // A queue that is long enough for chance and bounded all the same: no worker is ever idle.
    Flip("S-3", "backpressure-at-scale", &[], ("call_limit", 100.0), [true, false]),
    Flip("A+1", "blocked-callers", &[], ("service_ms", 1.0), [true, false]),
    Flip("A+1", "checkout-burst", &[], ("gap_ms", 20.0), [true, false]),
    // The shipped queue is too short for the outage; a longer one keeps everything.
    Flip("A+2", "callee-outage", &[], ("max_length", 8.0), [false, true]),
    Flip("A+2", "callee-outage-at-scale", &[], ("max_length", 1000.0), [true, false]),
    // Messages that live for less than the outage.
    Flip("A+2", "callee-outage-at-scale", &[], ("ttl_ms", 50000.0), [true, false]),
    Flip("A+2", "callee-outage-at-scale", &[], ("ttl_ms", 60000.0), [true, true]),
    // The broker is down, too; it restarts between two orders, and has kept nothing; nobody waits for its word.
    Flip("A+2", "callee-outage-at-scale", &[], ("broker", 2.0), [true, false]),
    Flip("A+2", "callee-outage-at-scale", &[("broker", 1.0)], ("durable", 1.0), [true, false]),
    Flip("A+2", "callee-outage-at-scale", AWAY, ("publish", 2.0), [true, false]),
    // Tasks that come one by one never need a second consumer; one partition has no use for it, nor has one key.
    Flip("A+3", "scaling-consumers", &[], ("batch", 1.0), [true, false]),
    Flip("A+3", "scaling-consumers", &[], ("partitions", 1.0), [true, false]),
    Flip("A+3", "scaling-consumers-at-scale", &[], ("partitions", 1.0), [true, false]),
    Flip("A+3", "scaling-consumers-at-scale", &[], ("keys", 1.0), [true, false]),
    // All of it in a database with one connection: nothing is left to do in parallel.
    // Each pair of consumers costs more than a consumer brings.
    Flip("A+3", "scaling-consumers-crosstalk", &[], ("coherency", 0.02), [true, false]),
    Flip("A+3", "scaling-consumers-database", &[], ("own_ms", 0.0), [true, false]),
    // Everything depends on the broker.
    Flip("A+4", "subscribers", &[], ("broker", 1.0), [true, false]),
    Flip("A-2", "checkout-burst", &[], ("payments_ms", 1.0), [true, false]),
    Flip("A-3", "fan-out", &[], ("trace_context", 1.0), [true, false]),
    // An answer that comes before the authorization cannot carry it.
    Flip("H1", "hybrid-checkout", &[], ("authorize", 1.0), [true, false]),
];

/// The statements that stop holding somewhere, as the course has them, and H1, whose hybrid may be built wrongly.
const FLIPPING: [&str; 11] = ["S+1", "S+2", "S-1", "S-2", "S-3", "A+1", "A+2", "A+3", "A+4", "A-3", "H1"];

/// Each flip is one control away, within its range, in a scenario that names the statement.
#[test]
fn a_statement_breaks_or_comes_to_hold_one_control_away() {
    for Flip(claim, name, before, (control, value), [holds, then]) in FLIPS {
        let mut controls = before.to_vec();
        let at = tested(&moved(name, &controls), claim).verdict;
        assert_eq!(at == Verdict::Holds, *holds, "{claim} in {name} with {before:?}: {at:?}");
        controls.retain(|(id, _)| id != control);
        controls.push((control, *value));
        let at = tested(&moved(name, &controls), claim).verdict;
        assert_eq!(at == Verdict::Holds, *then, "{claim} in {name} with {controls:?}: {at:?}");
    }
    for claim in FLIPPING {
        let flips = |flip: &&Flip| flip.0 == claim && flip.4[0] != flip.4[1];
        assert!(FLIPS.iter().any(|flip| flips(&flip)), "{claim} does not flip");
    }
}

/// What waits for a receiver that is down is seen only where one is, or the broker.
#[test]
fn what_is_kept_in_an_outage_is_claimed_where_there_is_one() {
    for entry in std::fs::read_dir(format!("{}/../assets/scenarios", env!("CARGO_MANIFEST_DIR"))).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        let scenario = Scenario::from_json(&text).unwrap();
        let claimed = scenario.file.claims.iter().any(|claim| claim == "A+2");
        assert!(!claimed || !scenario.file.faults.is_empty(), "{}", scenario.file.id);
    }
}

/// What was measured says why: the answers of the hybrid carry nothing; all that waited is lost.
#[test]
fn the_number_that_speaks_is_the_one_that_fails() {
    let number = |name, controls: &[(&str, f64)], claim| {
        let tested = tested(&moved(name, controls), claim);
        (tested.metric, tested.values[0].1.unwrap())
    };
    let orders = "callee-outage-at-scale";
    assert_eq!(number("hybrid-checkout", &[("authorize", 1.0)], "H1"), ("known_at_answer", 0.0));
    assert_eq!(number("hybrid-checkout", &[], "H1"), ("acknowledgement_mean_ms", 9.0));
    // One order every 20 ms for a second; those of 40 s that waited; and those of the second again.
    assert_eq!(number(orders, &[("broker", 2.0)], "A+2"), ("failed", 50.0));
    let (metric, lost) = number(orders, &[("broker", 1.0), ("durable", 1.0)], "A+2");
    assert_eq!((metric, lost), ("lost", 2001.0));
    assert_eq!(number(orders, &[("broker", 2.0), ("publish", 2.0)], "A+2"), ("lost", 50.0));
    // Two of six orders succeed by calls, and one while the broker is down.
    let (metric, share) = number("subscribers", &[("broker", 1.0)], "A+4");
    assert_eq!(metric, "success_share");
    common::near(Some(share), 1.0 / 3.0, 1e-9);
    assert_eq!(number("subscribers", &[], "A+4"), ("addresses_known", 1.0));
    // Shipping stays up and the broker does not: nine of ten orders succeed by calls, and five of ten past the broker.
    let shipped = tested(&moved("broker-outage", &[]), "A+4");
    assert_eq!((shipped.metric, shipped.verdict), ("success_share", Verdict::Fails(0.9 - 0.5)));
    assert_eq!(shipped.values, [(0, Some(0.9)), (1, Some(0.5))]);
    assert_eq!(number("cascade-endpoints", &[("guard", 1.0)], "S-1").0, "affected_endpoints_share");
    common::near(Some(number("cascade-endpoints", &[("guard", 1.0)], "S-1").1), 1.0 / 3.0, 1e-9);
}

/// Past the consumers' capacity of 100 a second more is accepted, but not more is completed: the backlog grows.
#[test]
fn past_capacity_accepted_grows_and_completed_does_not() {
    let rates = |per_s| {
        let measured = moved("backpressure-at-scale", &[("per_s", per_s)]);
        let of = measured.measure(1, measured.end());
        ["accepted_per_s", "completed_per_s"].map(|metric| of[metric].unwrap())
    };
    let ([accepted, completed], [more, same]) = (rates(150.0), rates(200.0));
    assert!(more > 1.3 * accepted, "{accepted} {more}");
    common::near(Some(same), completed, 0.03);
    common::near(Some(same), 100.0, 0.05);
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
        let compared = study.compare(&derived, study.end());
        // The table's rows, of which performance has two.
        for (row, claim) in compared.rows.iter().zip(["R1", "R1", "R2", "R3", "R4", "R5"]) {
            if study.scenario.file.claims.iter().any(|named| named == claim) && row.verdict == Verdict::Open {
                undecided.push(format!("{claim} in {id}"));
            }
        }
        for tested in compared.claims {
            named.insert(tested.claim);
            if tested.verdict == Verdict::Holds {
                held.insert(tested.claim);
            }
            if TESTS[tested.claim] != Test::Shown && tested.verdict == Verdict::Open {
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
        assert_eq!(entries(lang.ui().claims()).len(), STATEMENTS);
    }
}
