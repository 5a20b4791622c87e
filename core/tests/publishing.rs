//! What a publisher does once it has sent a message, to the microsecond.

mod common;

use common::Ran;
use lockstep_core::scenario::Scenario;
use serde_json::{json, Value};

/// A caller publishes to one consumer with one worker, 10 ms of work each: 1 ms to and from the broker, 2 ms to
/// append, so that a confirm is there after 4 ms.
fn file(arrivals_ms: &[u32], publish: Value, faults: Value) -> Value {
    let mut file = common::one_consumer("send");
    file["edges"][0]["publish"] = publish;
    file["workload"] = json!({"arrivals": {"at": {"ms": arrivals_ms}}});
    file["faults"] = faults;
    file
}

fn run(file: &Value) -> Ran {
    Ran::of(&Scenario::from_json(&file.to_string()).unwrap())
}

/// The confirm of 4 ms gets lost, so that the publisher publishes once more: two messages, two deliveries, two
/// effects of one operation.
#[test]
fn a_retry_of_what_had_been_stored_makes_a_duplicate() {
    let publish = json!({
        "confirm_timeout_ms": 10, "retry": {"max_attempts": 2, "backoff": {"initial_ms": 5}},
    });
    let lost = json!([{"lost_acknowledgement": {"operation": 1, "from_ms": 0}}]);
    let ran = run(&file(&[0], publish, lost));
    assert_eq!(ran.times("MessagePublished"), [(1, 0.0), (1, 15.0)]);
    assert_eq!(ran.times("ConfirmLost"), [(1, 3.0)]);
    assert_eq!(ran.times("TimedOut"), [(1, 10.0)]);
    assert_eq!(ran.times("RetryScheduled"), [(1, 10.0)]);
    assert_eq!(ran.times("PublishConfirmed"), [(1, 19.0)]);
    assert_eq!(ran.times("Acknowledged"), [(1, 19.0)]);
    assert_eq!(ran.times("EffectVisible"), [(1, 14.0), (1, 29.0)]);
    assert_eq!((ran.value("duplicate_deliveries"), ran.value("duplicate_effects")), (1.0, 1.0));
    assert_eq!((ran.value("timed_out"), ran.value("unknown_outcomes")), (1.0, 0.0));
}

/// Half a millisecond of patience too little, twice: the caller cannot know, and it is done twice.
#[test]
fn without_a_confirm_in_time_the_outcome_is_unknown() {
    let publish = json!({"confirm_timeout_ms": 3.5, "retry": {"max_attempts": 2}});
    let ran = run(&file(&[0], publish, json!([])));
    assert_eq!(ran.times("MessagePublished"), [(1, 0.0), (1, 3.5)]);
    assert_eq!(ran.times("TimedOut"), [(1, 3.5), (1, 7.0)]);
    assert_eq!(ran.times("ReplyDiscarded"), [(1, 4.0), (1, 7.5)]);
    assert_eq!(ran.times("Acknowledged"), [(1, 7.0)]);
    assert_eq!(ran.times("EffectVisible"), [(1, 14.0), (1, 24.0)]);
    assert_eq!((ran.value("timed_out"), ran.value("unknown_outcomes")), (2.0, 1.0));
    assert_eq!((ran.value("duplicate_deliveries"), ran.value("duplicate_effects")), (1.0, 1.0));
}

/// Refused at 1 and at 13 ms; the third attempt leaves at 34 ms, when the broker is up again.
#[test]
fn retries_outlast_an_outage() {
    let backoff = json!({"initial_ms": 10, "multiplier": 2});
    let publish = json!({"retry": {"max_attempts": 3, "backoff": backoff}});
    let down = json!([{"broker_down": {"from_ms": 0.5, "to_ms": 20}}]);
    let ran = run(&file(&[0], publish, down));
    assert_eq!(ran.times("MessageRefused"), [(1, 1.0), (1, 13.0)]);
    assert_eq!(ran.times("PublishFailed"), [(1, 2.0), (1, 14.0)]);
    assert_eq!(ran.times("MessagePublished"), [(1, 0.0), (1, 12.0), (1, 34.0)]);
    assert_eq!(ran.times("PublishConfirmed"), [(1, 38.0)]);
    assert_eq!((ran.value("success_share"), ran.value("refused")), (1.0, 2.0));
    // What the broker had never stored is no duplicate.
    assert_eq!((ran.value("duplicate_deliveries"), ran.value("duplicate_effects")), (0.0, 0.0));
}

/// The caller goes on at once; what finds no broker is lost, and it never learns that.
#[test]
fn whoever_waits_for_no_confirm_learns_nothing() {
    let down = json!([{"broker_down": {"from_ms": 4, "to_ms": 20}}]);
    let ran = run(&file(&[0, 5, 30], json!({"confirm": false}), down.clone()));
    assert_eq!(ran.times("ConfirmWaived"), [(1, 0.0), (2, 5.0), (3, 30.0)]);
    assert_eq!(ran.times("Acknowledged"), [(1, 0.0), (2, 5.0), (3, 30.0)]);
    assert_eq!(ran.times("MessageRefused"), [(2, 6.0)]);
    assert!(ran.times("PublishConfirmed").is_empty() && ran.times("PublishFailed").is_empty());
    assert_eq!(
        (ran.value("lost"), ran.value("failed"), ran.value("acknowledgement_max_ms")),
        (1.0, 0.0, 0.0)
    );
    // Publish, delivery and acknowledgement, and no confirm.
    assert_eq!(ran.value("event_kinds"), 3.0);
    // Sent, and the six of a consumer.
    assert_eq!(ran.value("caller_outcomes"), 1.0);
    let told = run(&file(&[0, 5, 30], json!({}), down));
    assert_eq!((told.value("lost"), told.value("failed"), told.value("event_kinds")), (0.0, 1.0, 4.0));
    assert_eq!(told.value("caller_outcomes"), 5.0);
}

/// The queue holds one and refuses the next, which only whoever waits for the nack learns.
#[test]
fn what_a_full_queue_refuses_is_lost_without_a_confirm() {
    for (confirm, lost, failed) in [(true, 0.0, 1.0), (false, 1.0, 0.0)] {
        let mut file = file(&[0, 1, 2], json!({"confirm": confirm}), json!([]));
        file["broker"]["rabbitmq"] =
            json!({"prefetch": 1, "max_length": 1, "overflow": "reject_publish", "dead_letter": false});
        let ran = run(&file);
        assert_eq!(ran.times("MessageRefused"), [(3, 3.0)], "{confirm}");
        assert_eq!((ran.value("lost"), ran.value("failed")), (lost, failed), "{confirm}");
    }
}

/// A worker that waits for no confirm has its hands free at once.
#[test]
fn a_worker_goes_on_without_a_confirm() {
    let mut file = file(&[0, 0], json!({"confirm": false}), json!([]));
    let text = json!({"en": "x", "ru": "x"});
    let front = json!({
        "id": "front", "name": text, "work": text, "workers": 1, "service_time": {"fixed": {"ms": 5}},
    });
    file["services"].as_array_mut().unwrap().push(front);
    file["edges"] = json!([
        {"id": "ask", "from": "caller", "to": "front"},
        {"id": "send", "from": "front", "to": "consumer", "effect": true, "publish": {"confirm": false}},
    ]);
    file["lanes"][0]["edges"] = json!({"ask": "call", "send": "message"});
    // Each asks at 0 and comes at 1; the worker works until 6 and until 11.
    assert_eq!(run(&file).times("WorkerUnblocked"), [(1, 6.0), (2, 11.0)]);
    assert_eq!(run(&file).times("Acknowledged"), [(1, 7.0), (2, 12.0)]);
    // With confirms the first is held until 10.
    file["lanes"][0]["publish"] = json!({"send": {}});
    assert_eq!(run(&file).times("WorkerUnblocked"), [(1, 10.0), (2, 19.0)]);
}

/// From 2 to 20 ms the broker reads nothing: the second waits in its connection from 3 to 20 ms, and is confirmed 3 ms
/// later, while the consumer goes on with the first. One that waits for 10 ms and no longer does not know.
#[test]
fn an_alarm_holds_those_who_publish() {
    let alarm = json!([{"broker_alarm": {"from_ms": 2, "to_ms": 20}}]);
    let ran = run(&file(&[0, 2], json!({}), alarm.clone()));
    assert_eq!(ran.times("PublishBlocked"), [(2, 3.0)]);
    assert_eq!(ran.times("MessageReceived"), [(1, 1.0), (2, 20.0)]);
    assert_eq!(ran.times("Acknowledged"), [(1, 4.0), (2, 23.0)]);
    assert_eq!(ran.times("EffectVisible"), [(1, 14.0), (2, 33.0)]);
    assert_eq!((ran.value("failed"), ran.value("refused")), (0.0, 0.0));
    let impatient = run(&file(&[0, 2], json!({"confirm_timeout_ms": 10}), alarm.clone()));
    assert_eq!(impatient.times("TimedOut"), [(2, 12.0)]);
    assert_eq!(impatient.times("EffectVisible"), [(1, 14.0), (2, 33.0)]);
    assert_eq!((impatient.value("unknown_outcomes"), impatient.value("lost")), (1.0, 0.0));
    // A broker that goes down meanwhile breaks the connections, too.
    let mut both = alarm;
    both.as_array_mut().unwrap().push(json!({"broker_down": {"from_ms": 10, "to_ms": 12}}));
    let ran = run(&file(&[0, 2], json!({}), both));
    assert_eq!(ran.times("PublishFailed"), [(2, 11.0)]);
    // Kafka knows no such alarm.
    let mut kafka = file(&[0, 2], json!({}), json!([{"broker_alarm": {"from_ms": 2, "to_ms": 20}}]));
    kafka["broker"]["kafka"] = json!({"partitions": 1});
    kafka["lanes"][0]["broker"] = "kafka".into();
    assert_eq!(run(&kafka).times("Acknowledged"), [(1, 4.0), (2, 6.0)]);
}
