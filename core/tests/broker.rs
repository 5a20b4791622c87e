//! What a broker does with a handful of messages, to the microsecond.

mod common;

use common::Ran;
use lockstep_core::scenario::Scenario;
use serde_json::{json, Value};

/// A caller publishes to one consumer with one worker: 1 ms to and from the broker, 2 ms to append.
fn file(arrivals_ms: &[u32], work_ms: u32) -> Value {
    let mut file = common::one_consumer("send");
    file["services"][0]["service_time"]["fixed"]["ms"] = work_ms.into();
    file["broker"]["prefetch_per_worker"] = 1.into();
    file["workload"] = json!({"arrivals": {"at": {"ms": arrivals_ms}}});
    file
}

fn run(file: &Value) -> Ran {
    Ran::of(&Scenario::from_json(&file.to_string()).unwrap())
}

/// Stored at 3, 4 and 5 ms, delivered one by one: the first at 3 ms works from 4 to 14 ms, and its
/// acknowledgement is back at 15 ms.
#[test]
fn without_policies_everything_is_kept() {
    let ran = run(&file(&[0, 1, 2], 10));
    assert_eq!(ran.times("DeliverySent"), [(1, 3.0), (2, 15.0), (3, 27.0)]);
    assert_eq!(ran.times("EffectVisible"), [(1, 14.0), (2, 26.0), (3, 38.0)]);
    assert_eq!((ran.value("lost"), ran.value("peak_backlog.send")), (0.0, 2.0));
}

#[test]
fn a_message_expires_at_the_head_when_its_time_is_over() {
    let mut file = file(&[0, 1, 2], 10);
    file["broker"]["rabbitmq"] = json!({"message_ttl_ms": 11, "dead_letter": true});
    let ran = run(&file);
    // The second is stored at 4 ms and delivered at 15 ms at the earliest, which is too late.
    assert_eq!(ran.times("MessageExpired"), [(2, 15.0)]);
    assert_eq!(ran.times("DeadLettered"), [(2, 15.0)]);
    assert_eq!(ran.times("DeliverySent"), [(1, 3.0), (3, 15.0)]);
    assert_eq!((ran.value("lost"), ran.value("dead_lettered")), (1.0, 1.0));
}

#[test]
fn a_full_queue_gives_up_its_oldest_message() {
    let mut file = file(&[0, 1, 2, 3], 10);
    file["broker"]["rabbitmq"] = json!({"max_length": 1});
    let ran = run(&file);
    assert_eq!(ran.times("MessageDropped"), [(2, 5.0), (3, 6.0)]);
    assert_eq!(ran.times("EffectVisible"), [(1, 14.0), (4, 26.0)]);
    // All four were told that their message is stored.
    assert_eq!((ran.value("lost"), ran.value("failed"), ran.value("dead_lettered")), (2.0, 0.0, 0.0));
}

#[test]
fn a_full_queue_refuses_the_newcomer_whose_publisher_is_told() {
    for (overflow, dead) in [("reject_publish", 0.0), ("reject_publish_dlx", 2.0)] {
        let mut file = file(&[0, 1, 2, 3], 10);
        file["broker"]["rabbitmq"] = json!({"max_length": 1, "overflow": overflow});
        let ran = run(&file);
        // The first two have a place, one of them with the consumer; nobody waits for the append.
        assert_eq!(ran.times("MessageRefused"), [(3, 3.0), (4, 4.0)]);
        assert_eq!(ran.times("PublishFailed"), [(3, 4.0), (4, 5.0)]);
        assert_eq!(ran.times("EffectVisible"), [(1, 14.0), (2, 26.0)]);
        assert_eq!((ran.value("lost"), ran.value("failed"), ran.value("refused")), (0.0, 2.0, 2.0));
        assert_eq!((ran.value("dead_lettered"), ran.value("success_share")), (dead, 0.5));
    }
}

/// The consumer calls a service that is down, so its work always fails.
fn failing(policy: Value) -> Value {
    let mut file = file(&[0, 30], 4);
    let text = json!({"en": "x", "ru": "x"});
    let callee = json!({
        "id": "callee", "name": text, "work": text, "workers": 1, "service_time": {"fixed": {"ms": 5}},
    });
    file["services"].as_array_mut().unwrap().push(callee);
    let ask = json!({"id": "ask", "from": "consumer", "to": "callee"});
    file["edges"].as_array_mut().unwrap().push(ask);
    file["lanes"][0]["edges"]["ask"] = "call".into();
    file["faults"] = json!([{"down": {"service": "callee", "from_ms": 0}}]);
    file["broker"]["rabbitmq"] = policy;
    file
}

#[test]
fn a_rejected_message_is_given_up_at_once() {
    let ran = run(&failing(json!({"dead_letter": true})));
    assert_eq!(ran.times("DeliverySent"), [(1, 3.0), (2, 33.0)]);
    // Delivered 4, worked 8, refused and told 10, rejected 11.
    assert_eq!(ran.times("DeadLettered"), [(1, 11.0), (2, 41.0)]);
    let ran = run(&failing(json!({})));
    assert_eq!(ran.times("MessageDropped"), [(1, 11.0), (2, 41.0)]);
}

/// As of RabbitMQ 4.0: the delivery limit is 20, and the 21st failure exceeds it.
#[test]
fn a_quorum_queue_tries_twenty_one_times() {
    let policy = json!({"on_failure": "requeue", "delivery_limit": 20, "dead_letter": true});
    let ran = run(&failing(policy));
    let tries = |op: u32| ran.times("DeliverySent").iter().filter(|(of, _)| *of == op).count();
    assert_eq!((tries(1), tries(2)), (21, 21));
    // Each takes 8 ms; what comes back stands where it stood, before the second.
    assert_eq!(ran.times("DeadLettered"), [(1, 3.0 + 21.0 * 8.0), (2, 3.0 + 42.0 * 8.0)]);
    assert_eq!(ran.value("duplicate_deliveries"), 40.0);
}
