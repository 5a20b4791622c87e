//! Hedging to the microsecond (gRFC A6): when further attempts go, and what becomes of the others.

mod common;

use common::times;
use lockstep_core::metrics::Operations;
use lockstep_core::scenario::Scenario;
use lockstep_core::scene::{self, Teller};
use lockstep_core::study::Study;
use lockstep_core::text::{plain, Lang};
use lockstep_core::time::SimTime;
use lockstep_core::trace::{End, Fact, Outcome, Story};
use serde_json::{json, Value};

/// One call to a service with three workers of 30 ms, of which the first attempt alone takes 300.
fn run(call: Value, faults: Value, operations: u32) -> Study {
    let text = json!({"en": "x", "ru": "x"});
    let name = json!({"en": "Leaf", "ru": "Лист"});
    let file = json!({
        "format": 1, "id": "one", "number": 13,
        "title": text, "lead": text, "operation": text, "effect": text,
        "network": {"one_way": {"fixed": {"ms": 0}}},
        "services": [{"id": "leaf", "name": name, "work": text, "workers": 3,
            "service_time": {"fixed": {"ms": 30}}, "stops_when_cancelled": true}],
        "edges": [{"id": "ask", "from": "caller", "to": "leaf", "effect": true, "call": call}],
        "lanes": [{"id": "sync", "style": "sync", "technology": "gRPC", "edges": {"ask": "call"}}],
        "workload": {"arrivals": {"every": {"ms": 1000, "operations": operations}}}, "faults": faults,
    });
    Study::run(Scenario::from_json(&file.to_string()).unwrap(), 1).unwrap()
}

fn slow_at_first() -> Value {
    json!([{"slow": {"service": "leaf", "factor": 10, "from_ms": 0, "to_ms": 5}}])
}

fn is_sent(fact: Fact) -> bool {
    matches!(fact, Fact::RequestSent { .. })
}

/// Attempts at 0, 10 and 20; the second answers at 40, and the work of the two others stops.
#[test]
fn the_first_answer_cancels_the_rest() {
    let study = run(json!({"hedge": {"delay_ms": 10, "max_attempts": 3}}), slow_at_first(), 1);
    assert_eq!(times(&study, is_sent), [0.0, 10.0, 20.0]);
    assert_eq!(times(&study, |fact| matches!(fact, Fact::Acknowledged { outcome: Outcome::Ok, .. })), [40.0]);
    assert_eq!(times(&study, |fact| matches!(fact, Fact::AttemptAbandoned { .. })), [40.0, 40.0]);
    assert_eq!(times(&study, |fact| matches!(fact, Fact::WorkStopped { .. })), [40.0, 40.0]);
    assert_eq!(times(&study, |fact| matches!(fact, Fact::EffectVisible { .. })), [40.0]);
    assert_eq!(study.measure(0, study.end())["attempts_per_operation"], Some(3.0));
}

/// An answer before the delay, and nothing more is sent.
#[test]
fn a_fast_answer_needs_no_company() {
    let study = run(json!({"hedge": {"delay_ms": 31, "max_attempts": 3}}), json!([]), 1);
    assert_eq!(times(&study, is_sent), [0.0]);
}

/// A failed attempt does not end the call: the next goes at once, and the delay begins anew.
#[test]
fn after_a_failure_the_next_goes_at_once() {
    let faults = json!([{"down": {"service": "leaf", "from_ms": 0, "to_ms": 0.002}}]);
    let study = run(json!({"hedge": {"delay_ms": 10, "max_attempts": 3}}), faults, 1);
    // Down at the first instant it refuses all three.
    assert_eq!(times(&study, is_sent), [0.0, 0.0, 0.0]);
    assert_eq!(study.measure(0, study.end())["failed"], Some(1.0));
    let errors = json!([{"error": {"service": "leaf", "share": 1, "from_ms": 0, "to_ms": 35}}]);
    let study = run(json!({"hedge": {"delay_ms": 100, "max_attempts": 3}}), errors, 1);
    assert_eq!(times(&study, is_sent), [0.0, 30.0]);
    assert_eq!(times(&study, |fact| matches!(fact, Fact::Acknowledged { outcome: Outcome::Ok, .. })), [60.0]);
}

/// The deadline ends all attempts: the newest has timed out, nobody waits for the other.
#[test]
fn the_deadline_ends_all_attempts() {
    let call = json!({"deadline_ms": 15, "cancel": true, "hedge": {"delay_ms": 10, "max_attempts": 5}});
    let study = run(call, json!([]), 1);
    assert_eq!(times(&study, |fact| matches!(fact, Fact::TimedOut { at, .. } if at.attempt == 1)), [15.0]);
    assert_eq!(
        times(&study, |fact| matches!(fact, Fact::AttemptAbandoned { at } if at.attempt == 0)),
        [15.0]
    );
    assert_eq!(times(&study, |fact| matches!(fact, Fact::WorkStopped { .. })).len(), 2);
}

/// gRPC's throttle counts failures of hedged attempts, and above half of the tokens alone another follows:
/// of 4 tokens two failures leave 2, which is not more than half.
#[test]
fn hedging_obeys_the_throttle() {
    let throttle = json!({"max_tokens": 4, "token_ratio": 0.1});
    let call = json!({"hedge": {"delay_ms": 10, "max_attempts": 3, "throttle": throttle}});
    let study = run(call, json!([{"down": {"service": "leaf", "from_ms": 0, "to_ms": 3500}}]), 6);
    // The first call makes two attempts; the three after it one each, as the tokens are used up. What is up
    // again answers within 30 ms, and at 10 ms no other attempt is allowed.
    assert_eq!(times(&study, is_sent), [0.0, 0.0, 1000.0, 2000.0, 3000.0, 4000.0, 5000.0]);
    let throttled = times(&study, |fact| matches!(fact, Fact::RetryThrottled { .. }));
    assert_eq!(throttled, [0.0, 1000.0, 2000.0, 3000.0, 4010.0, 5010.0]);
}

#[test]
fn it_is_told_in_both_languages() {
    let study = run(json!({"hedge": {"delay_ms": 10, "max_attempts": 2}}), slow_at_first(), 1);
    let (model, trace) = (&study.scenario.model, &study.traces[0]);
    let (story, fates) = (Story::of(model, trace), Operations::until(model, trace, trace.end()));
    let told = |lang: Lang, ms: f64| -> String {
        let teller = Teller { scenario: &study.scenario, lane: 0, trace, story: &story, lang };
        let sentences = scene::happened(&teller, &fates, SimTime::from_millis_f64(ms));
        sentences.iter().map(|sentence| plain(sentence)).collect::<Vec<_>>().join(" ")
    };
    assert!(told(Lang::En, 10.0).contains("asks Leaf once more for 1"), "{}", told(Lang::En, 10.0));
    assert!(told(Lang::Ru, 10.0).contains("Дублирующий вызов «Лист» для 1"), "{}", told(Lang::Ru, 10.0));
    // Each attempt has its own worker in the picture, and the answer comes from the second.
    let ends: Vec<(End, End)> =
        story.transfers.iter().map(|transfer| (transfer.source, transfer.target)).collect();
    let worker = |number| End::Worker(0, number);
    assert_eq!(ends, [(End::Caller, worker(0)), (End::Caller, worker(1)), (worker(1), End::Caller)]);
}

/// Who sheds says when to come back (`grpc-retry-pushback-ms`): the next attempt goes exactly then, not at once and
/// not when the delay is over; or that nobody shall come back, and none does.
#[test]
fn pushback_says_when_the_next_attempt_goes() {
    let sent = |after_ms: Value, call: Value| {
        let queue = json!({"shed_above": 0, "shed_retry_after_ms": after_ms});
        let study = common::one_service(
            json!({"service_time": {"fixed": {"ms": 30}}, "queue": queue}),
            call,
            json!({"arrivals": {"at": {"ms": [0, 5]}}}),
            json!([]),
        );
        let second = |fact: Fact| fact.operation() == Some(1);
        let good = |fact| matches!(fact, Fact::Acknowledged { op: 1, outcome: Outcome::Ok });
        (times(&study, |fact| is_sent(fact) && second(fact)), times(&study, good))
    };
    let hedge = |delay_ms: u32| json!({"hedge": {"delay_ms": delay_ms, "max_attempts": 3}});
    assert_eq!(sent(Value::Null, hedge(100)), (vec![5.0, 5.0, 5.0], vec![]));
    assert_eq!(sent(json!(40), hedge(100)), (vec![5.0, 45.0], vec![75.0]));
    // The delay of 29 ms would be over at 34 ms; the second attempt has one of its own.
    assert_eq!(sent(json!(40), hedge(29)), (vec![5.0, 45.0, 74.0], vec![75.0]));
    assert_eq!(sent(json!(-1), hedge(29)), (vec![5.0], vec![]));
    // The limit on further attempts holds for these, too: after two failures of four tokens none follows.
    let throttled = json!({"hedge": {"delay_ms": 100, "max_attempts": 5, "throttle": {"max_tokens": 4, "token_ratio": 0.1}}});
    assert_eq!(sent(json!(1), throttled), (vec![5.0, 6.0], vec![]));
}

/// The bulkhead lets one attempt through, the other waits; when the call's time is over neither is sent in the place
/// of the other.
#[test]
fn a_call_whose_time_is_over_sends_nothing_more() {
    let hedge = json!({"delay_ms": 10, "max_attempts": 2});
    let bulkhead = json!({"max_concurrent": 1, "max_wait_ms": 100});
    let call = json!({"deadline_ms": 20, "cancel": true, "hedge": hedge, "bulkhead": bulkhead});
    let study = run(call, json!([]), 1);
    assert_eq!(times(&study, is_sent), [0.0]);
    assert_eq!(times(&study, |fact| matches!(fact, Fact::AttemptAbandoned { .. })), [20.0]);
    assert_eq!(times(&study, |fact| matches!(fact, Fact::RequestCancelled { .. })), [20.0]);
    assert_eq!(times(&study, |fact| matches!(fact, Fact::Acknowledged { .. })), [20.0]);
}

/// What one attempt has been told holds for all: the second is shed at 10 ms, and the first fails at 30.
#[test]
fn a_pushback_holds_when_another_attempt_fails() {
    let sent = |after_ms: i32| {
        let queue = json!({"shed_above": 0, "shed_retry_after_ms": after_ms});
        let study = common::one_service(
            json!({"service_time": {"fixed": {"ms": 30}}, "queue": queue}),
            json!({"hedge": {"delay_ms": 10, "max_attempts": 3}}),
            json!({"arrivals": {"at": {"ms": [0]}}}),
            json!([{"error": {"service": "service", "share": 1, "from_ms": 0, "to_ms": 35}}]),
        );
        (times(&study, is_sent), times(&study, |fact| matches!(fact, Fact::Acknowledged { .. })))
    };
    assert_eq!(sent(-1), (vec![0.0, 10.0], vec![30.0]));
    assert_eq!(sent(40), (vec![0.0, 10.0, 50.0], vec![80.0]));
}
