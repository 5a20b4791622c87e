//! Messages that come twice, and consumers that remember what they have handled: all times by hand.

mod common;

use lockstep_core::scenario::Scenario;
use serde_json::{json, Value};

use common::{near, Ran};

/// One message edge to a consumer whose work takes 10 ms; hops of 1 ms, an append of 2, so what starts at 0 is
/// stored at 3 and delivered at 4.
fn file(broker: &str, workers: u32, faults: Value) -> Value {
    let mut file = common::one_consumer("handle");
    file["services"][0]["workers"] = workers.into();
    file["broker"]["kafka"] = json!({"partitions": 4});
    file["broker"]["sqs"] = json!({"wait_ms": 20_000, "visibility_timeout_ms": 1000});
    file["lanes"][0]["broker"] = broker.into();
    file["workload"] = json!({"arrivals": {"every": {"ms": 100, "operations": 3}}, "keys": 3});
    file["faults"] = faults;
    file
}

fn run(file: &Value) -> Ran {
    Ran::of(&Scenario::from_json(&file.to_string()).unwrap())
}

/// The second of three operations, whose message is stored twice.
fn second() -> Value {
    json!([{"duplicate": {"edge": "handle", "operation": 2, "from_ms": 0}}])
}

fn counts(ran: &Ran) -> (f64, f64) {
    (ran.value("duplicate_deliveries"), ran.value("duplicate_effects"))
}

#[test]
fn every_broker_delivers_it_twice_and_it_has_two_effects() {
    for broker in ["rabbitmq", "kafka", "sqs"] {
        let ran = run(&file(broker, 1, second()));
        assert_eq!(counts(&ran), (1.0, 1.0), "{broker}");
        assert_eq!(ran.times("MessageDuplicated"), [(2, 103.0)], "{broker}");
        let effects = ran.times("EffectVisible");
        let back = if broker == "sqs" { 2.0 } else { 0.0 };
        // An SQS worker asks for the next one when it has done the first.
        assert_eq!(effects, [(1, 14.0), (2, 114.0), (2, 124.0 + back), (3, 214.0)], "{broker}");
        assert_eq!(ran.times("MessageRemoved").len(), 4, "{broker}");
    }
}

/// Of two workers each takes one: the second finds the first one's key in its transaction, and is undone.
#[test]
fn an_idempotent_consumer_has_one_effect_of_two_deliveries() {
    for broker in ["rabbitmq", "kafka", "sqs"] {
        for workers in [1, 2] {
            let mut file = file(broker, workers, second());
            file["services"][0]["idempotent"] = json!({});
            let ran = run(&file);
            assert_eq!(counts(&ran), (1.0, 0.0), "{broker}, {workers} workers");
            assert_eq!(ran.times("EffectVisible"), [(1, 14.0), (2, 114.0), (3, 214.0)], "{broker}");
            // A partition belongs to one worker, whoever else is free; a poll takes 1 ms there and 1 back.
            let back = if broker == "sqs" && workers == 1 { 2.0 } else { 0.0 };
            assert_eq!(ran.times("RepeatRecognised"), [(2, 114.0 + back)], "{broker}, {workers} workers");
        }
    }
}

/// It remembers from the effect on, for as long as it is told to.
#[test]
fn what_comes_after_the_window_has_its_effect_again() {
    let lost = json!([{"lost_acknowledgement": {"operation": 1, "from_ms": 5}}]);
    let ran = |window: f64| {
        let mut file = file("sqs", 1, lost.clone());
        file["services"][0]["idempotent"] = json!({"window_ms": window});
        run(&file)
    };
    // The effect is there at 14; the delete gets lost, so the queue, which has sent it at 3, shows it again at
    // 1003 to the poll that waits, and it comes at 1004: 990 ms after the effect.
    let short = ran(990.0);
    assert_eq!(counts(&short), (1.0, 1.0));
    assert!(short.times("EffectVisible").contains(&(1, 1014.0)));
    let long = ran(990.001);
    assert_eq!(counts(&long), (1.0, 0.0));
    assert_eq!(long.times("RepeatRecognised"), [(1, 1004.0)]);
    assert_eq!(counts(&ran(0.0)), (1.0, 1.0), "0 remembers nothing");
}

/// The same for calls: a retry after a timeout is not done twice.
#[test]
fn a_retry_is_a_repeat_too() {
    let mut file = file("rabbitmq", 1, json!([]));
    file["lanes"][0]["edges"]["handle"] = "call".into();
    file["edges"][0]["call"] = json!({"timeout_ms": 8, "retry": {"max_attempts": 2}});
    assert_eq!(run(&file).value("duplicate_effects"), 3.0);
    file["services"][0]["idempotent"] = json!({});
    let ran = run(&file);
    assert_eq!(ran.value("duplicate_effects"), 0.0);
    // Asked again at 8, which arrives at 9 and is taken at 11, when the first is done.
    assert_eq!(ran.times("RepeatRecognised")[0], (1, 11.0));
}

#[test]
fn a_share_is_drawn_message_by_message_and_a_while_has_two_ends() {
    let ran = |fault: Value| {
        let mut file = file("rabbitmq", 4, json!([{"duplicate": fault}]));
        file["workload"]["arrivals"] = json!({"every": {"ms": 5, "operations": 10_000}});
        run(&file)
    };
    let duplicates = |fault: Value| ran(fault).value("duplicate_deliveries");
    near(Some(duplicates(json!({"edge": "handle", "share": 0.3, "from_ms": 0}))), 3000.0, 0.05);
    assert_eq!(duplicates(json!({"edge": "handle", "share": 0, "from_ms": 0})), 0.0);
    // Stored at 3, 8, 13 … 49,998: those from 103 on and before 203 are twenty.
    assert_eq!(duplicates(json!({"edge": "handle", "from_ms": 103, "to_ms": 203})), 20.0);
}
