//! Deadlines that travel with their requests, work that has expired, and what shedding says about coming
//! back: to the microsecond, and in the shipped setting.

mod common;

use common::times;
use lockstep_core::scenario::Scenario;
use lockstep_core::study::Study;
use lockstep_core::theory::in_time_share;
use lockstep_core::trace::{Fact, Outcome, Patience};
use serde_json::{json, Value};

const SHIPPED: &str = include_str!("../../assets/scenarios/backpressure-deadline.json");

/// Shop calls Bank, each with work of its own; no network time.
fn chain(edges: [Value; 2], bank: Value, arrivals: Value) -> Study {
    let text = json!({"en": "x", "ru": "x"});
    let service = |id: &str, ms: f64| json!({"id": id, "name": text, "work": text, "workers": 1, "service_time": {"fixed": {"ms": ms}}});
    let (mut shop, mut second) = (service("shop", 10.0), service("bank", 100.0));
    shop["workers"] = 5.into();
    second.as_object_mut().unwrap().extend(bank.as_object().unwrap().clone());
    let file = json!({
        "format": 1, "id": "chain", "number": 9,
        "title": text, "lead": text, "operation": text, "effect": text,
        "network": {"one_way": {"fixed": {"ms": 0}}},
        "services": [shop, second],
        "edges": [
            {"id": "buy", "from": "caller", "to": "shop", "call": edges[0]},
            {"id": "pay", "from": "shop", "to": "bank", "effect": true, "call": edges[1]}
        ],
        "lanes": [{"id": "sync", "style": "sync", "technology": "gRPC", "edges": {"buy": "call", "pay": "call"}}],
        "workload": {"arrivals": arrivals},
    });
    Study::run(Scenario::from_json(&file.to_string()).unwrap(), 1).unwrap()
}

fn unblocked(fact: Fact) -> bool {
    matches!(fact, Fact::WorkerUnblocked { .. })
}

fn once() -> Value {
    json!({"at": {"ms": [0]}})
}

/// The caller waits 50 ms. Untold, the shop's thread waits for the bank until 110; told, until 50.
#[test]
fn the_time_that_is_left_travels_on() {
    let silent = chain([json!({"deadline_ms": 50}), Value::Null], json!({}), once());
    assert_eq!(times(&silent, unblocked), [110.0]);
    let told =
        chain([json!({"deadline_ms": 50, "propagate_deadline": true}), Value::Null], json!({}), once());
    assert_eq!(times(&told, unblocked), [50.0]);
    let passed = |fact| matches!(fact, Fact::TimedOut { limit: Patience::Deadline, .. });
    assert_eq!(times(&told, passed), [50.0, 50.0]);
}

/// Of the own deadline and what is left the earlier holds; a timeout is told as well.
#[test]
fn the_earlier_one_holds() {
    let buy = json!({"timeout_ms": 60, "propagate_deadline": true});
    for (own, freed) in [(20.0, 30.0), (500.0, 60.0)] {
        let study = chain([buy.clone(), json!({"deadline_ms": own})], json!({}), once());
        assert_eq!(times(&study, unblocked), [freed], "{own}");
    }
}

/// What has no time left is not called at all.
#[test]
fn too_late_to_call() {
    let study =
        chain([json!({"deadline_ms": 8, "propagate_deadline": true}), Value::Null], json!({}), once());
    assert_eq!(times(&study, |fact| matches!(fact, Fact::RequestSent { .. })), [0.0]);
    assert_eq!(times(&study, unblocked), [10.0]);
}

/// Two purchases at once, 60 ms of patience: when the bank is free again nobody waits for the second.
/// It is not begun where the deadline is known and looked at, and worked on in vain otherwise.
#[test]
fn what_has_expired_is_not_begun() {
    let two = || json!({"at": {"ms": [0, 0]}});
    let begun =
        |study: &Study| times(study, |fact| matches!(fact, Fact::WorkStarted { at, .. } if at.edge == 1));
    let told = json!({"deadline_ms": 60, "propagate_deadline": true});
    let dropped = chain([told.clone(), Value::Null], json!({"drop_expired": true}), two());
    assert_eq!(begun(&dropped), [10.0]);
    assert_eq!(times(&dropped, |fact| matches!(fact, Fact::RequestExpired { .. })), [110.0]);
    let worked = chain([told.clone(), Value::Null], json!({}), two());
    assert_eq!(begun(&worked), [10.0, 110.0]);
    // A call that does not tell its own callee ends the chain.
    let untold = chain([told, json!({"propagate_deadline": false})], json!({"drop_expired": true}), two());
    assert_eq!((begun(&untold), times(&untold, unblocked)), (vec![10.0, 110.0], vec![60.0, 60.0]));
}

/// One in hand and none may wait. Shed at 10, told to come back after 35: sent again at 45, and shed again
/// until the bank is free. Without being told the back-off of 1 ms would hold; -1 asks not to come back.
#[test]
fn shedding_says_when_to_come_back() {
    let retry = json!({"retry": {"max_attempts": 4, "backoff": {"initial_ms": 1}}});
    let run = |after: Value| {
        let queue = json!({"queue": {"shed_above": 0, "shed_retry_after_ms": after}});
        let study = chain([json!({}), retry.clone()], queue, json!({"at": {"ms": [0, 0]}}));
        let sent = |fact| matches!(fact, Fact::RequestSent { at } if at.edge == 1 && at.op == 1);
        (times(&study, sent), study.measure(0, study.end())["failed"])
    };
    assert_eq!(run(json!(35)), (vec![10.0, 45.0, 80.0, 115.0], Some(0.0)));
    assert_eq!(run(Value::Null), (vec![10.0, 11.0, 12.0, 13.0], Some(1.0)));
    assert_eq!(run(json!(-1)), (vec![10.0], Some(1.0)));
}

/// M/M/1 with deadlines of 100 ms, of which the way takes 2 ms and the way there 1: 64.7 % of 120/s are
/// served in time; the unbounded queue of those that nobody waits for serves next to none. The work takes
/// as long in both. One standard error over 57 000 orders is 0.5 %, correlated about three times as much.
#[test]
fn working_for_those_who_wait() {
    let study = common::study(SHIPPED, &[("workload.arrivals.poisson.operations", json!(60_000))]);
    let [silent, told] = [0, 1].map(|lane| study.measure(lane, study.end()));
    let expected = in_time_share(120.0, 10.0, 99.0, 98.0);
    assert!((expected - 0.6468).abs() < 0.0001, "{expected}");
    let served = told["success_share"].unwrap();
    assert!((served / expected - 1.0).abs() < 0.015, "{served} of {expected}");
    assert!(silent["success_share"].unwrap() < 0.01, "{:?}", silent["success_share"]);
    assert!(silent["utilisation.payments"] > Some(0.99) && told["utilisation.payments"] > Some(0.96));
    // What was too late has taken effect all the same, and its caller does not know.
    assert_eq!(silent["unknown_outcomes"], silent["failed"]);
}

/// As shipped, in a tenth of the orders.
#[test]
fn the_setting_shows_it() {
    let study = common::study(SHIPPED, &[]);
    let [silent, told] = [0, 1].map(|lane| study.measure(lane, study.end()));
    assert!(silent["success_share"] < Some(0.05) && told["success_share"] > Some(0.6));
    let (expired, effects) = (
        study.traces[1].records().iter().filter(|record| matches!(record.fact, Fact::RequestExpired { .. })),
        study.traces[1]
            .records()
            .iter()
            .filter(|record| matches!(record.fact, Fact::Acknowledged { outcome: Outcome::TimedOut, .. })),
    );
    // Some begin in time and end too late.
    let (expired, late) = (expired.count(), effects.count());
    assert!(expired > 800 && late > expired, "{expired} {late}");
    // Below the capacity hardly anybody is too late in either lane.
    let calm = common::study(SHIPPED, &[("workload.arrivals.poisson.per_s", json!(50))]);
    for lane in [0, 1] {
        assert!(calm.measure(lane, calm.end())["success_share"] > Some(0.98));
    }
}
