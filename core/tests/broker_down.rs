//! A broker that goes down and comes up again, to the microsecond.

mod common;

use common::Ran;
use lockstep_core::metrics::measure;
use lockstep_core::scenario::Scenario;
use lockstep_core::time::SimTime;
use serde_json::{json, Value};

/// A caller publishes to one consumer with one worker, 10 ms of work each: 1 ms to and from the broker, 2 ms to
/// append. The broker is down from 14.5 to 40 ms.
fn file(kind: &str) -> Value {
    let mut file = common::one_consumer("send");
    file["broker"]["kafka"] = json!({"partitions": 1});
    file["broker"]["sqs"] = json!({"visibility_timeout_ms": 30, "wait_ms": 1000, "poll_every_ms": 5});
    file["lanes"][0]["broker"] = kind.into();
    file["workload"] = json!({"arrivals": {"at": {"ms": [0, 5, 12, 20, 50]}}});
    file["faults"] = json!([{"broker_down": {"from_ms": 14.5, "to_ms": 40}}]);
    file
}

fn run(file: &Value) -> Ran {
    Ran::of(&Scenario::from_json(&file.to_string()).unwrap())
}

/// The third is being stored when the broker goes down, and its publisher learns that a hop later; the fourth
/// finds nobody after one hop, and learns it after two.
#[test]
fn whoever_publishes_learns_that_nobody_is_there() {
    for kind in ["rabbitmq", "kafka", "sqs"] {
        let ran = run(&file(kind));
        assert_eq!(ran.times("DisturbanceBegan"), [(0, 14.5)], "{kind}");
        assert_eq!(ran.times("DisturbanceEnded"), [(0, 40.0)], "{kind}");
        assert_eq!(ran.times("MessageReceived"), [(1, 1.0), (2, 6.0), (3, 13.0), (5, 51.0)], "{kind}");
        assert_eq!(ran.times("MessageRefused"), [(3, 14.5), (4, 21.0)], "{kind}");
        assert_eq!(ran.times("PublishFailed"), [(3, 15.5), (4, 22.0)], "{kind}");
        assert_eq!(ran.times("MessageStored"), [(1, 3.0), (2, 8.0), (5, 53.0)], "{kind}");
        assert_eq!(ran.times("PublishConfirmed"), [(1, 4.0), (2, 9.0), (5, 54.0)], "{kind}");
        let answers: Vec<_> = ran.times("Acknowledged").into_iter().map(|(op, _)| op).collect();
        assert_eq!(answers, [1, 2, 3, 4, 5], "{kind}");
        assert_eq!((ran.value("failed"), ran.value("refused"), ran.value("lost")), (2.0, 2.0, 0.0), "{kind}");
        assert_eq!(ran.value("success_share"), 0.6, "{kind}");
    }
}

/// Two are with the consumer, who goes on with them; its acknowledgements at 15 and 25 ms find nobody.
/// When the broker is up again both are delivered once more, and done once more.
#[test]
fn what_a_consumer_held_comes_once_more() {
    for kind in ["rabbitmq", "kafka"] {
        let ran = run(&file(kind));
        assert_eq!(ran.times("AckLost"), [(1, 15.0), (2, 25.0)], "{kind}");
        let mut again = ran.times("MessageRequeued");
        again.sort_by_key(|(op, _)| *op);
        assert_eq!(again, [(1, 40.0), (2, 40.0)], "{kind}");
        let sent = [(1, 3.0), (2, 8.0), (1, 40.0), (2, 40.0), (5, 53.0)];
        assert_eq!(ran.times("DeliverySent"), sent, "{kind}");
        let effects = [(1, 14.0), (2, 24.0), (1, 51.0), (2, 61.0), (5, 71.0)];
        assert_eq!(ran.times("EffectVisible"), effects, "{kind}");
        assert_eq!(ran.times("MessageRemoved"), [(1, 52.0), (2, 62.0), (5, 72.0)], "{kind}");
        assert_eq!((ran.value("duplicate_deliveries"), ran.value("duplicate_effects")), (2.0, 2.0), "{kind}");
    }
}

/// The worker's poll at 14 ms finds nobody at 15, and is repeated every 5 ms from 21 ms on, in vain until 41.
/// The first message was to be seen again at 33 ms, and is when the broker is up. The second had been stored all
/// the time.
#[test]
fn a_poll_finds_nobody_and_is_repeated() {
    let ran = run(&file("sqs"));
    assert_eq!(ran.times("PollFailed"), [(0, 15.0)]);
    assert_eq!(ran.times("AckLost"), [(1, 15.0)]);
    assert_eq!(ran.times("VisibilityExpired"), [(1, 40.0)]);
    let polls: Vec<f64> = ran.times("PollSent").into_iter().map(|(_, at)| at).collect();
    assert_eq!(polls, [0.0, 14.0, 41.0, 53.0, 65.0, 77.0]);
    assert_eq!(ran.times("DeliverySent"), [(1, 3.0), (1, 42.0), (2, 54.0), (5, 66.0)]);
    assert_eq!(ran.times("EffectVisible"), [(1, 14.0), (1, 53.0), (2, 65.0), (5, 77.0)]);
    assert_eq!((ran.value("duplicate_deliveries"), ran.value("duplicate_effects")), (1.0, 1.0));
}

/// With one unacknowledged message at a time the second waits in the broker, and is lost with it. What the
/// consumer has in hand it finishes, and nobody delivers it again.
#[test]
fn what_is_not_kept_durably_is_lost() {
    for (kind, held) in [("rabbitmq", 1), ("kafka", 1), ("sqs", 1)] {
        let mut file = file(kind);
        file["broker"]["durable"] = false.into();
        file["broker"]["prefetch_per_worker"] = 1.into();
        file["broker"]["kafka"]["max_poll_records"] = 1.into();
        let ran = run(&file);
        let mut lost = ran.times("MessageLost");
        lost.sort_by_key(|(op, _)| *op);
        assert_eq!(lost, [(1, 14.5), (2, 14.5)], "{kind}");
        assert_eq!(ran.times("EffectVisible").len(), held + 1, "{kind}");
        assert_eq!((ran.value("lost"), ran.value("duplicate_effects")), (1.0, 0.0), "{kind}");
        assert_eq!(ran.value("peak_backlog.send"), 1.0, "{kind}");
        // With nothing lost both would have been confirmed and done.
        file["broker"]["durable"] = true.into();
        assert_eq!(run(&file).value("lost"), 0.0, "{kind}");
    }
}

/// The consumer has both: the second waits there until 14 ms, and its work ends at 24. The broker forgets it at 14.5,
/// and that is its end only when its worker crashes at 20 ms, or its work fails.
#[test]
fn what_a_consumer_holds_may_still_take_effect() {
    let crash = json!({"crash": {"service": "consumer", "worker": 1, "at_ms": 20, "restart_after_ms": 100}});
    let poison = json!({"poison": {"operation": 2, "edge": "send"}});
    for (fault, lost) in
        [(None, [0.0, 0.0, 0.0]), (Some(crash), [0.0, 1.0, 1.0]), (Some(poison), [0.0, 0.0, 1.0])]
    {
        let mut file = file("rabbitmq");
        file["broker"]["durable"] = false.into();
        file["faults"].as_array_mut().unwrap().extend(fault);
        let scenario = Scenario::from_json(&file.to_string()).unwrap();
        let ran = Ran::of(&scenario);
        assert_eq!(ran.times("MessageLost"), [(1, 14.5), (2, 14.5)]);
        let at = |ms| measure(&scenario.model, 0, &ran.trace, SimTime::from_millis_f64(ms))["lost"].unwrap();
        assert_eq!([19.0, 21.0, 100.0].map(at), lost);
    }
}

/// Its time to live was over at 23 ms, within the outage: it is found when the broker is up again.
#[test]
fn what_grows_old_meanwhile_is_removed_afterwards() {
    let mut file = file("rabbitmq");
    file["broker"]["prefetch_per_worker"] = 1.into();
    file["broker"]["rabbitmq"] = json!({"message_ttl_ms": 15});
    let ran = run(&file);
    // The first has waited for no longer than it may when it is put back, but is too old by then.
    assert_eq!(ran.times("MessageExpired"), [(1, 40.0), (2, 40.0)]);
    assert_eq!(ran.value("lost"), 1.0);
}

/// A broker that never comes up keeps what it has, and a run with it ends.
#[test]
fn a_broker_that_stays_down_ends_the_run() {
    for kind in ["rabbitmq", "kafka", "sqs"] {
        let mut file = file(kind);
        file["faults"] = json!([{"broker_down": {"from_ms": 14.5}}]);
        let ran = run(&file);
        assert_eq!(ran.value("refused"), 3.0, "{kind}");
        assert_eq!(ran.times("EffectVisible").len(), if kind == "sqs" { 1 } else { 2 }, "{kind}");
    }
}
