//! What is done by hand to one operation: an acknowledgement of it gets lost, or its work is slowed.

use lockstep_core::scenario::{Act, Intervention, Override, Scenario};
use lockstep_core::study::Study;
use lockstep_core::time::SimTime;
use lockstep_core::trace::Fact;
use serde_json::json;

const CHECKOUT: &str = include_str!("../../assets/scenarios/checkout-burst.json");
const NONE: [f64; 0] = [];
const SYNC: usize = 0;
const ASYNC: usize = 1;

fn checkout() -> Scenario {
    Scenario::from_json(CHECKOUT).unwrap()
}

/// *Checkout burst* with another kind of broker in its asynchronous lane.
fn with_broker(kind: &str, settings: serde_json::Value) -> Scenario {
    let set = |path: String, value: serde_json::Value| Override { path, value: value.into() };
    let changes = [set(["broker.", kind].concat(), settings), set("lanes.async.broker".into(), json!(kind))];
    checkout().changed(&changes).unwrap()
}

fn done(scenario: &Scenario, act: Act, op: u32, ms: f64) -> Study {
    let one = Intervention { act, target: op.to_string(), at: SimTime::from_millis_f64(ms) };
    Study::run(scenario.forked(&[one]).unwrap(), 1).unwrap()
}

/// The times, in milliseconds, of the facts of one operation in a lane that are wanted.
fn times(study: &Study, lane: usize, op: u32, wanted: impl Fn(Fact) -> bool) -> Vec<f64> {
    let records = study.traces[lane].records().iter();
    let of_it = records.filter(|record| record.fact.operation() == Some(op - 1) && wanted(record.fact));
    of_it.map(|record| record.at.millis()).collect()
}

fn acknowledged(fact: Fact) -> bool {
    matches!(fact, Fact::Acknowledged { .. })
}

fn effect(fact: Fact) -> bool {
    matches!(fact, Fact::EffectVisible { .. })
}

/// Payments has charged order 3 at 42 ms; Orders waits for an answer that never comes, and with it the
/// caller: an outcome that nobody knows. Without a timeout one of two threads is gone for good.
#[test]
fn a_lost_reply_leaves_the_effect_and_nobody_knows() {
    let study = done(&checkout(), Act::Lose, 3, 31.001);
    assert_eq!(times(&study, SYNC, 3, |fact| matches!(fact, Fact::ReplyLost { .. })), [42.0]);
    assert_eq!(times(&study, SYNC, 3, effect), [42.0]);
    assert_eq!(times(&study, SYNC, 3, acknowledged), NONE);
    let held = study.traces[SYNC]
        .records()
        .iter()
        .filter(|record| matches!(record.fact, Fact::WorkerUnblocked { at, .. } if at.op == 2));
    assert_eq!(held.count(), 0);
}

/// With a timeout the sender learns that it does not know, and tries again: the effect comes twice.
#[test]
fn a_lost_reply_and_a_retry_make_the_effect_twice() {
    let policy = json!({ "charge": { "timeout_ms": 40.0, "retry": { "max_attempts": 2, "backoff": { "initial_ms": 1.0 } } } });
    let change = Override { path: "lanes.sync.policies".into(), value: policy.into() };
    let patient = checkout().changed(&[change]).unwrap();
    let study = done(&patient, Act::Lose, 3, 31.001);
    assert_eq!(times(&study, SYNC, 3, effect).len(), 2);
    assert_eq!(times(&study, SYNC, 3, acknowledged).len(), 1);
    assert_eq!(study.measure(SYNC, study.end()).get("duplicate_effects"), Some(1.0));
    assert_eq!(study.measure(ASYNC, study.end()).get("duplicate_effects"), Some(1.0));
}

/// RabbitMQ: the acknowledgement gets lost with its connection; the message goes back and is delivered
/// again, behind nobody, as it was the oldest. The customer has been charged twice.
#[test]
fn a_lost_acknowledgement_makes_rabbitmq_deliver_again() {
    let study = done(&checkout(), Act::Lose, 3, 31.001);
    assert_eq!(times(&study, ASYNC, 3, acknowledged), [22.0], "the caller has had its answer");
    let acked = times(&study, ASYNC, 3, |fact| matches!(fact, Fact::AckLost { .. }));
    assert_eq!(acked, [45.0]);
    let requeued = times(&study, ASYNC, 3, |fact| matches!(fact, Fact::MessageRequeued { .. }));
    assert_eq!(requeued, [46.0]);
    assert_eq!(times(&study, ASYNC, 3, effect).len(), 2);
    let deliveries = times(&study, ASYNC, 3, |fact| matches!(fact, Fact::DeliveryArrived { .. }));
    assert_eq!(deliveries.len(), 2);
    assert_eq!(times(&study, ASYNC, 3, |fact| matches!(fact, Fact::MessageRemoved { .. })).len(), 1);
    assert_eq!(study.measure(ASYNC, study.end()).get("duplicate_effects"), Some(1.0));
    assert_eq!(study.measure(ASYNC, study.end()).get("duplicate_deliveries"), Some(1.0));
}

/// Kafka: the consumer hears nothing of its commit and commits once more; nothing is delivered twice.
#[test]
fn a_lost_commit_is_made_once_more() {
    let scenario = with_broker("kafka", json!({ "partitions": 1 }));
    let study = done(&scenario, Act::Lose, 3, 31.001);
    assert_eq!(times(&study, ASYNC, 3, |fact| matches!(fact, Fact::AckLost { .. })).len(), 1);
    assert_eq!(times(&study, ASYNC, 3, effect).len(), 1);
    assert_eq!(times(&study, ASYNC, 3, |fact| matches!(fact, Fact::MessageRemoved { .. })).len(), 1);
}

/// SQS: nothing is deleted, so the message shows again when its visibility timeout is over.
#[test]
fn a_lost_delete_shows_the_message_again() {
    let scenario = with_broker("sqs", json!({ "visibility_timeout_ms": 100 }));
    let study = done(&scenario, Act::Lose, 3, 31.001);
    let delivered = times(&study, ASYNC, 3, |fact| matches!(fact, Fact::DeliverySent { .. }));
    let shown = times(&study, ASYNC, 3, |fact| matches!(fact, Fact::VisibilityExpired { .. }));
    assert_eq!(shown, [delivered[0] + 100.0]);
    assert_eq!(times(&study, ASYNC, 3, effect).len(), 2);
}

/// A confirm is an acknowledgement too: who loses it before the consumer's turn loses that one.
#[test]
fn the_first_to_leave_is_the_one_that_gets_lost() {
    let study = done(&checkout(), Act::Lose, 3, 13.001);
    assert_eq!(times(&study, ASYNC, 3, |fact| matches!(fact, Fact::ConfirmLost { .. })), [20.0]);
    assert_eq!(times(&study, ASYNC, 3, |fact| matches!(fact, Fact::AckLost { .. })), NONE);
    assert_eq!(times(&study, ASYNC, 3, effect).len(), 1);
    assert_eq!(times(&study, ASYNC, 3, acknowledged), NONE);
}

/// Work that has begun takes what it takes; what begins later takes ten times as long, in every lane.
#[test]
fn one_operation_is_slowed_from_then_on() {
    let study = done(&checkout(), Act::Slow, 3, 29.0);
    let charged = |study: &Study, lane| {
        let started =
            times(study, lane, 3, |fact| matches!(fact, Fact::WorkStarted { at, .. } if at.edge == 1));
        let finished =
            times(study, lane, 3, |fact| matches!(fact, Fact::WorkFinished { at, .. } if at.edge == 1));
        finished[0] - started[0]
    };
    let untouched = Study::run(checkout(), 1).unwrap();
    for lane in [SYNC, ASYNC] {
        assert_eq!((charged(&untouched, lane), charged(&study, lane)), (12.0, 120.0));
        let own = |study: &Study| times(study, lane, 4, |fact| matches!(fact, Fact::WorkStarted { .. }))[0];
        assert_eq!(own(&study), own(&untouched), "what had begun before");
    }
    let late = done(&checkout(), Act::Slow, 3, 31.001);
    assert_eq!(charged(&late, SYNC), 12.0, "it had begun at 30 ms");
    assert_eq!(charged(&late, ASYNC), 120.0, "it begins at 33 ms");
}
