//! SQS: oracle D5, and what its other settings do with a handful of messages, to the microsecond.

mod common;

use common::Ran;
use lockstep_core::metrics::measure;
use lockstep_core::scenario::{Override, Scenario};
use lockstep_core::sim;

const D5: &str = include_str!("oracles/D5.json");

/// Case D5 with some values changed.
fn run(changes: &[(&str, f64)]) -> Ran {
    let changes: Vec<Override> = changes.iter().map(|(path, value)| Override::number(path, *value)).collect();
    Ran::of(&Scenario::with_overrides(D5, &changes).unwrap())
}

/// Every fact of a kind: of which operation, from 1, and when, in seconds.
fn times(ran: &Ran, kind: &str) -> Vec<(u32, f64)> {
    ran.times(kind).into_iter().map(|(op, ms)| (op, ms / 1000.0)).collect()
}

fn of_first(ran: &Ran, kind: &str) -> Vec<f64> {
    times(ran, kind).into_iter().filter(|(op, _)| *op == 1).map(|(_, at)| at).collect()
}

/// The message is shown again at 30, 60 and 90 s. The fourth receive would be one too many, while the third
/// execution is still under way: that ends at 105 s, and nothing is ever deleted.
#[test]
fn d5a_work_longer_than_the_visibility_timeout() {
    let ran = run(&[]);
    assert_eq!(of_first(&ran, "WorkStarted"), [0.0, 30.0, 60.0]);
    assert_eq!(of_first(&ran, "WorkFinished"), [45.0, 75.0, 105.0]);
    assert_eq!(of_first(&ran, "VisibilityExpired"), [30.0, 60.0, 90.0]);
    assert_eq!(of_first(&ran, "DeadLettered"), [90.0]);
    assert!(of_first(&ran, "MessageRemoved").is_empty());
    assert_eq!(of_first(&ran, "AckIgnored"), [45.0, 75.0, 105.0]);
    assert_eq!((ran.value("duplicate_deliveries"), ran.value("duplicate_effects")), (2.0, 2.0));
    // It was dead-lettered, and took effect all the same: three times.
    assert_eq!((ran.value("dead_lettered"), ran.value("lost")), (1.0, 0.0));
}

#[test]
fn d5b_work_shorter_than_the_visibility_timeout() {
    let ran = run(&[("services.service.service_time.fixed.ms", 20_000.0)]);
    assert_eq!(of_first(&ran, "WorkStarted"), [0.0]);
    assert_eq!(of_first(&ran, "WorkFinished"), [20.0]);
    assert_eq!(of_first(&ran, "MessageRemoved"), [20.0]);
    assert_eq!((of_first(&ran, "DeadLettered"), of_first(&ran, "VisibilityExpired")), (vec![], vec![]));
}

/// A receipt handle whose visibility timeout is over still deletes, as long as nobody has received the
/// message since: with one poller nobody can.
#[test]
fn the_newest_receipt_handle_deletes_however_late() {
    let ran = run(&[("services.service.workers", 1.0)]);
    assert_eq!(of_first(&ran, "VisibilityExpired"), [30.0]);
    assert_eq!(of_first(&ran, "WorkStarted"), [0.0]);
    assert_eq!(of_first(&ran, "MessageRemoved"), [45.0]);
    assert_eq!((ran.value("peak_backlog.send"), ran.value("duplicate_effects")), (1.0, 0.0));
}

/// A worker that has ten messages in hand finishes the fourth after the visibility timeout of all ten.
#[test]
fn a_large_batch_outlives_its_visibility_timeout() {
    let six = |batch: u32| {
        let mut file: serde_json::Value = serde_json::from_str(D5).unwrap();
        file["workload"]["arrivals"]["at"]["ms"] = serde_json::json!(vec![0; 6]);
        file["services"][0]["service_time"]["fixed"]["ms"] = 9000.into();
        let sqs = &mut file["broker"]["sqs"];
        (sqs["wait_ms"], sqs["poll_every_ms"], sqs["batch"]) = (0.into(), 2000.into(), batch.into());
        Ran::of(&Scenario::from_json(&file.to_string()).unwrap())
    };
    // Both ask in vain at 0 and again at 2 s, when all six go to the one that asks first.
    let ran = six(10);
    assert_eq!(times(&ran, "DeliverySent")[..6], [1, 2, 3, 4, 5, 6].map(|op| (op, 2.0)));
    // From 32 s on the other has those that are not deleted, and deletes them, while the first, too, works on.
    assert_eq!(times(&ran, "DeliverySent")[6..], [4, 5, 6].map(|op| (op, 32.0)));
    assert_eq!(times(&ran, "AckIgnored"), [(4, 38.0), (5, 47.0), (6, 56.0)]);
    assert_eq!(times(&ran, "MessageRemoved")[3..], [(4, 41.0), (5, 50.0), (6, 59.0)]);
    assert_eq!((ran.value("duplicate_deliveries"), ran.value("duplicate_effects")), (3.0, 3.0));
    assert_eq!(six(1).value("duplicate_deliveries"), 0.0);
}

/// A new message is hidden for as long as the queue delays it.
#[test]
fn a_delay_hides_what_is_new() {
    let ran = run(&[("broker.sqs.delay_ms", 1500.0), ("services.service.service_time.fixed.ms", 100.0)]);
    assert_eq!((of_first(&ran, "MessageStored"), of_first(&ran, "DeliverySent")), (vec![0.0], vec![1.5]));
}

/// A short poll is answered at once, with nothing, and the worker asks again when its interval is over;
/// a long poll waits for the message, or for 20 s.
#[test]
fn short_and_long_polls() {
    let mut file: serde_json::Value = serde_json::from_str(D5).unwrap();
    file["workload"]["arrivals"]["at"]["ms"] = serde_json::json!([24_000]);
    file["services"][0]["workers"] = 1.into();
    file["services"][0]["service_time"]["fixed"]["ms"] = 1000.into();
    let ran = Ran::of(&Scenario::from_json(&file.to_string()).unwrap());
    assert_eq!(times(&ran, "PollSent"), [(0, 0.0), (0, 20.0), (0, 25.0)]);
    assert_eq!(times(&ran, "PollEmpty"), [(0, 20.0)]);
    assert_eq!(of_first(&ran, "DeliverySent"), [24.0]);
    file["broker"]["sqs"]["wait_ms"] = 0.into();
    file["broker"]["sqs"]["poll_every_ms"] = 7000.into();
    let ran = Ran::of(&Scenario::from_json(&file.to_string()).unwrap());
    assert_eq!(times(&ran, "PollEmpty"), [(0, 0.0), (0, 7.0), (0, 14.0), (0, 21.0), (0, 29.0)]);
    assert_eq!(of_first(&ran, "DeliverySent"), [28.0]);
    assert_eq!(ran.value("completion_mean_ms"), 5000.0);
}

/// What a crash leaves undeleted is shown again when its visibility timeout is over, not before.
#[test]
fn a_crash_is_noticed_by_the_visibility_timeout() {
    let mut file: serde_json::Value = serde_json::from_str(D5).unwrap();
    file["faults"] = serde_json::json!([{"down": {"service": "service", "from_ms": 5000, "to_ms": 8000}}]);
    file["services"][0]["service_time"]["fixed"]["ms"] = 10_000.into();
    let ran = Ran::of(&Scenario::from_json(&file.to_string()).unwrap());
    assert_eq!(of_first(&ran, "WorkStarted"), [0.0, 30.0]);
    assert_eq!(of_first(&ran, "MessageRemoved"), [40.0]);
    assert_eq!(ran.value("lost"), 0.0);
}

/// The scenario *Poison message* with SQS: the poisoned order holds up nobody, and comes back as long as it may.
#[test]
fn a_poisoned_message_is_hidden_and_the_others_go_by() {
    let json = include_str!("../../assets/scenarios/poison-message-sqs.json");
    let lanes = |json: &str, changes: &[Override]| -> Vec<Ran> {
        let scenario = Scenario::with_overrides(json, changes).unwrap();
        let ran = |lane| {
            let trace = sim::run(&scenario.model, lane, 1).unwrap();
            let measured = measure(&scenario.model, lane, &trace, trace.end());
            Ran { trace, measured }
        };
        (0..scenario.model.lanes.len()).map(ran).collect()
    };
    let ran = lanes(json, &[]);
    for lane in &ran {
        assert_eq!(lane.value("success_share"), 0.8);
    }
    let second = |ran: &Ran, kind| times(ran, kind).iter().filter(|(op, _)| *op == 2).count();
    // Stored at 13 ms and received then: shown again every 25 ms, received up to 10 ms and a round trip later.
    assert_eq!((second(&ran[1], "DeadLettered"), second(&ran[2], "DeadLettered")), (0, 1));
    assert!((7..=10).contains(&second(&ran[1], "WorkFailed")), "{}", second(&ran[1], "WorkFailed"));
    assert_eq!((second(&ran[2], "WorkFailed"), ran[2].value("lost")), (3, 1.0));
    // With a visibility timeout below a hop, the work and a hop, whoever asks meanwhile gets it, too.
    let early = |ms| lanes(json, &[Override::number("broker.sqs.visibility_timeout_ms", ms)]);
    assert!(early(3.0)[2].value("duplicate_effects") > 0.0);
    assert_eq!(early(9.0)[2].value("duplicate_effects"), 0.0);
}

/// Work that is done at 11 ms, or at 21 by way of an outbox, and a worker that asks its queue every 10 ms: when all
/// is done it stops, whatever its callers, their clients or the relay would still have had patience for.
#[test]
fn nobody_polls_for_what_will_turn_out_moot() {
    let text = serde_json::json!({"en": "x", "ru": "x"});
    let service = |id: &str| serde_json::json!({"id": id, "name": text, "work": text, "workers": 1, "service_time": {"fixed": {"ms": 5}}});
    let file = |publish: &str, reply: &str, first: &str| {
        serde_json::json!({
            "format": 1, "id": "any", "number": 1, "title": text, "lead": text, "operation": text, "effect": text,
            "network": {"one_way": {"fixed": {"ms": 1}}},
            "services": [service("front"), service("back")],
            "broker": {
                "name": text, "one_way": {"fixed": {"ms": 0}}, "append": {"fixed": {"ms": 0}},
                "sqs": {"poll_every_ms": 10, "visibility_timeout_ms": 20},
            },
            "edges": [
                {"id": "ask", "from": "caller", "to": "front", "call": {"timeout_ms": 20_000}},
                {"id": "tell", "from": "front", "to": "back", "effect": true,
                    "publish": serde_json::from_str::<serde_json::Value>(publish).unwrap()},
            ],
            "lanes": [{
                "id": "async", "style": "async", "technology": "SQS", "broker": "sqs",
                "reply": serde_json::from_str::<serde_json::Value>(reply).unwrap(),
                "edges": {"ask": first, "tell": "message"},
            }],
            "workload": {"arrivals": {"at": {"ms": [0]}}},
        })
    };
    let waits = r#"{"request_reply": {"timeout_ms": 20000}}"#;
    for (publish, reply, first) in [
        ("{}", "null", "call"),
        (r#"{"confirm_timeout_ms": 20000}"#, "null", "call"),
        (r#"{"confirm_timeout_ms": 20000, "outbox": {"poll_every_ms": 20}}"#, "null", "call"),
        ("{}", waits, "message"),
    ] {
        let ran = Ran::of(&Scenario::from_json(&file(publish, reply, first).to_string()).unwrap());
        assert_eq!(ran.times("EffectVisible").len(), 1, "{publish}, {reply}");
        assert!(ran.trace.end().millis() <= 60.0, "{publish}, {reply}: {}", ran.trace.end());
    }
}
