//! A transactional outbox and its relay, and processes that die between two steps, to the microsecond.

mod common;

use common::Ran;
use lockstep_core::scenario::Scenario;
use serde_json::{json, Value};

/// A caller calls Orders (5 ms of work, 1 ms away), which announces the order to Shipping (10 ms of work): a
/// confirm is there after 4 ms. The relay looks into the outbox every 20 ms.
fn file(arrivals_ms: &[u32], publish: Value, faults: Value) -> Value {
    let text = json!({"en": "x", "ru": "x"});
    let service = |id: &str, ms: u32| json!({"id": id, "name": text, "work": text, "workers": 3, "service_time": {"fixed": {"ms": ms}}});
    json!({
        "format": 1, "id": "any", "number": 1,
        "title": text, "lead": text, "operation": text, "effect": text,
        "network": {"one_way": {"fixed": {"ms": 1}}},
        "services": [service("orders", 5), service("shipping", 10)],
        "broker": {"name": text, "one_way": {"fixed": {"ms": 1}}, "append": {"fixed": {"ms": 2}}},
        "edges": [
            {"id": "place", "from": "caller", "to": "orders"},
            {"id": "announce", "from": "orders", "to": "shipping", "effect": true, "publish": publish},
        ],
        "lanes": [{
            "id": "async", "style": "async", "technology": "x",
            "edges": {"place": "call", "announce": "message"},
        }],
        "workload": {"arrivals": {"at": {"ms": arrivals_ms}}},
        "faults": faults,
    })
}

fn run(file: &Value) -> Ran {
    Ran::of(&Scenario::from_json(&file.to_string()).unwrap())
}

fn relayed() -> Value {
    json!({"outbox": {"poll_every_ms": 20}})
}

/// Written at 6 ms with the work, answered at once; taken at the next poll, and marked when the confirm is back.
#[test]
fn the_sender_goes_on_and_the_relay_sends() {
    let ran = run(&file(&[0, 15], relayed(), json!([])));
    assert_eq!(ran.times("OutboxStored"), [(1, 6.0), (2, 21.0)]);
    assert_eq!(ran.times("Acknowledged"), [(1, 7.0), (2, 22.0)]);
    assert_eq!(ran.times("OutboxTaken"), [(1, 20.0), (2, 40.0)]);
    assert_eq!(ran.times("MessagePublished"), [(1, 20.0), (2, 40.0)]);
    assert_eq!(ran.times("PublishConfirmed"), [(1, 24.0), (2, 44.0)]);
    assert_eq!(ran.times("OutboxMarked"), [(1, 24.0), (2, 44.0)]);
    assert_eq!(ran.times("EffectVisible"), [(1, 34.0), (2, 54.0)]);
    // The broker's and the outbox's own store; Orders, Shipping, the broker and the relay.
    assert_eq!((ran.value("durable_stores"), ran.value("processes")), (2.0, 4.0));
    let direct = run(&file(&[0, 15], json!({}), json!([])));
    assert_eq!(direct.times("Acknowledged"), [(1, 11.0), (2, 26.0)]);
    assert_eq!(direct.times("EffectVisible"), [(1, 20.0), (2, 35.0)]);
    assert_eq!((direct.value("durable_stores"), direct.value("processes")), (1.0, 3.0));
}

/// What is written at the very instant of a poll waits for the next; and one poll takes no more than its batch.
#[test]
fn a_poll_takes_the_oldest_up_to_its_batch() {
    let ran = run(&file(&[14], relayed(), json!([])));
    assert_eq!((ran.times("OutboxStored"), ran.times("OutboxTaken")), (vec![(1, 20.0)], vec![(1, 40.0)]));
    let two = json!({"outbox": {"poll_every_ms": 20, "batch": 2}});
    let ran = run(&file(&[0, 1, 2], two, json!([])));
    assert_eq!(ran.times("OutboxTaken"), [(1, 20.0), (2, 20.0), (3, 40.0)]);
}

/// The broker is down from 15 to 50 ms: refused at 21 and at 41 ms, where only the oldest is tried; taken at 60,
/// the second at 80 ms. Nothing had been stored, so nothing comes twice.
#[test]
fn an_outage_is_waited_out() {
    let down = json!([{"broker_down": {"from_ms": 15, "to_ms": 50}}]);
    let ran = run(&file(&[0, 1], relayed(), down.clone()));
    assert_eq!(ran.times("Acknowledged"), [(1, 7.0), (2, 8.0)]);
    assert_eq!(ran.times("MessageRefused"), [(1, 21.0), (2, 21.0), (1, 41.0)]);
    assert_eq!(ran.times("PublishFailed"), [(1, 22.0), (2, 22.0), (1, 42.0)]);
    assert_eq!(ran.times("MessagePublished"), [(1, 20.0), (2, 20.0), (1, 40.0), (1, 60.0), (2, 80.0)]);
    assert_eq!(ran.times("OutboxMarked"), [(1, 64.0), (2, 84.0)]);
    assert_eq!((ran.value("lost"), ran.value("failed"), ran.value("success_share")), (0.0, 0.0, 1.0));
    assert_eq!((ran.value("duplicate_deliveries"), ran.value("duplicate_effects")), (0.0, 0.0));
    // Published directly both would have failed.
    let arrivals = &[10, 11];
    assert_eq!(run(&file(arrivals, json!({}), down.clone())).value("failed"), 2.0);
    assert_eq!(run(&file(arrivals, relayed(), down)).value("failed"), 0.0);
}

/// A relay whose broker never comes back stops when nothing else is to come.
#[test]
fn a_relay_in_vain_ends_the_run() {
    let ran = run(&file(&[0], relayed(), json!([{"broker_down": {"from_ms": 15}}])));
    assert_eq!(ran.times("MessagePublished"), [(1, 20.0)]);
    let ran = run(&file(&[0, 50], relayed(), json!([{"broker_down": {"from_ms": 15}}])));
    assert_eq!(ran.times("MessagePublished"), [(1, 20.0), (1, 40.0), (1, 60.0)]);
    assert_eq!((ran.value("lost"), ran.value("failed")), (0.0, 0.0));
}

/// What is pending for an hour, be it a call's patience or a group that waits for further members, changes nothing
/// about a broker that is down: the relay gives up all the same.
#[test]
fn a_relay_in_vain_does_not_go_on_for_what_cannot_help() {
    let mut patient = file(&[0], relayed(), json!([{"broker_down": {"from_ms": 15}}]));
    patient["edges"][0]["call"] = json!({"timeout_ms": 3_600_000});
    assert_eq!(run(&patient).times("MessagePublished"), [(1, 20.0)]);
    let comes_late = json!({"unsubscribed": {"edge": "heed", "from_ms": 0, "to_ms": 5}});
    let down = json!({"broker_down": {"from_ms": 15}});
    let mut group = file(&[0], relayed(), json!([comes_late, down]));
    let mut audit = group["services"][1].clone();
    audit["id"] = json!("audit");
    group["services"].as_array_mut().unwrap().push(audit);
    let heed = json!({"id": "heed", "from": "orders", "to": "audit", "topic": "heeded"});
    group["edges"].as_array_mut().unwrap().push(heed);
    group["broker"]["kafka"] = json!({"partitions": 1, "initial_rebalance_delay_ms": 3_600_000});
    group["lanes"][0]["broker"] = json!("kafka");
    group["lanes"][0]["edges"]["heed"] = json!("message");
    let ran = run(&group);
    assert_eq!(ran.times("OutboxTaken"), [(1, 20.0)]);
}

/// A broker whose hops take 1 ms all but never less, so that nothing rules it out: its answers may come in time.
fn hardly_ever_sooner(file: &mut Value) {
    let points = json!([{"ms": 0, "share": 1e-9}, {"ms": 1, "share": 0.999_999_999}]);
    file["broker"]["one_way"] = json!({"mixture": {"points": points}});
    file["broker"]["append"] = json!({"fixed": {"ms": 0}});
}

/// The refusal comes 2 ms after the publish, and the relay waits for 1 or for 1.5 ms, and looks every 20 or every
/// millisecond: it goes on until nothing but its own doing is to come, and the run ends.
#[test]
fn a_relay_in_vain_that_does_not_wait_for_its_answers_ends_the_run() {
    for (timeout, every) in [(1.0, 20), (1.5, 1), (0.5, 1)] {
        let publish = json!({"confirm_timeout_ms": timeout, "outbox": {"poll_every_ms": every}});
        let mut file = file(&[0], publish, json!([{"broker_down": {"from_ms": 5}}]));
        hardly_ever_sooner(&mut file);
        let ran = run(&file);
        assert!(ran.times("PublishFailed").is_empty(), "none comes in time");
        assert!(ran.times("ReplyDiscarded").len() < 4, "{:?}", ran.times("ReplyDiscarded"));
        assert_eq!(ran.times("MessagePublished")[0].1 % f64::from(every), 0.0);
    }
}

/// Refused at 21 ms, and at 21.5 the broker is up again, which is the last thing to come: the news of the refusal
/// is old when it arrives at 22, and the relay tries again.
#[test]
fn a_refusal_that_is_old_when_it_arrives_does_not_end_the_run() {
    let ran = run(&file(&[0], relayed(), json!([{"broker_down": {"from_ms": 15, "to_ms": 21.5}}])));
    assert_eq!(ran.times("PublishFailed"), [(1, 22.0)]);
    assert_eq!(ran.times("MessagePublished"), [(1, 20.0), (1, 40.0)]);
    assert_eq!(ran.times("OutboxMarked"), [(1, 44.0)]);
}

/// A confirm takes 4 ms: a relay that waits no longer would publish the same message for ever.
#[test]
fn patience_that_no_confirm_can_meet_is_refused() {
    let publish = |timeout: f64| json!({"confirm_timeout_ms": timeout, "outbox": {"poll_every_ms": 20}});
    let told = |timeout| Scenario::from_json(&file(&[0], publish(timeout), json!([])).to_string());
    let problem = told(4.0).unwrap_err().to_string();
    let said = "lanes.0.publish.announce.confirm_timeout_ms: is 4; no confirm is there before 4 ms";
    assert!(problem.contains(said), "{problem}");
    assert!(told(4.001).is_ok());
    // A Kafka producer waits for a batch before that.
    let lingers = |timeout: f64| {
        let mut file = file(&[0], publish(timeout), json!([]));
        file["broker"]["kafka"] = json!({"linger_ms": 30, "batch_records": 2});
        file["lanes"][0]["broker"] = json!("kafka");
        Scenario::from_json(&file.to_string())
    };
    let problem = lingers(34.0).unwrap_err().to_string();
    assert!(problem.contains("is 34; no confirm is there before 34 ms"), "{problem}");
    assert!(lingers(34.001).is_ok());
}

/// A broker far away: 60 ms there and back, three polls long. Both are refused at 80 ms; from then on the oldest
/// alone is tried, the second when it has been taken.
#[test]
fn in_doubt_one_is_tried_at_a_time_however_long_its_answer_takes() {
    let far = |arrivals: [u32; 2], down: Value| {
        let mut file = file(&arrivals, relayed(), json!([{"broker_down": down}]));
        file["broker"]["one_way"] = json!({"fixed": {"ms": 30}});
        run(&file)
    };
    let ran = far([0, 1], json!({"from_ms": 15, "to_ms": 95}));
    assert_eq!(ran.times("PublishFailed"), [(1, 80.0), (2, 80.0)]);
    assert_eq!(ran.times("MessagePublished"), [(1, 20.0), (2, 20.0), (1, 100.0), (2, 180.0)]);
    assert_eq!(ran.times("OutboxMarked"), [(1, 162.0), (2, 242.0)]);
    // Never back: what is in flight is known to have failed, and the run ends.
    let ran = far([0, 50], json!({"from_ms": 15}));
    assert_eq!(ran.times("MessagePublished"), [(1, 20.0), (2, 60.0), (1, 100.0)]);
}

/// The confirm of 23 ms gets lost: after its patience the relay publishes once more, and Shipping ships twice.
#[test]
fn what_is_not_confirmed_is_published_again() {
    let publish = json!({"confirm_timeout_ms": 30, "outbox": {"poll_every_ms": 20}});
    let lost = json!([{"lost_acknowledgement": {"operation": 1, "from_ms": 15}}]);
    let ran = run(&file(&[0], publish, lost));
    assert_eq!(ran.times("ConfirmLost"), [(1, 23.0)]);
    assert_eq!(ran.times("TimedOut"), [(1, 50.0)]);
    assert_eq!(ran.times("MessagePublished"), [(1, 20.0), (1, 60.0)]);
    assert_eq!(ran.times("OutboxMarked"), [(1, 64.0)]);
    assert_eq!(ran.times("EffectVisible"), [(1, 34.0), (1, 74.0)]);
    assert_eq!((ran.value("duplicate_deliveries"), ran.value("duplicate_effects")), (1.0, 1.0));
    assert_eq!(ran.value("lost"), 0.0);
}

fn dies() -> Value {
    json!([{"crash_between": {"edge": "announce", "share": 1, "from_ms": 0}}])
}

/// Orders has the order and dies before it announces it: the caller sees its connection break, and cannot know;
/// the announcement is lost. It is the same where it was to be a call.
#[test]
fn a_sender_that_dies_after_its_commit_loses_what_it_was_to_send() {
    for mode in ["message", "call"] {
        let mut file = file(&[0], json!({}), dies());
        file["lanes"][0]["edges"]["announce"] = mode.into();
        let ran = run(&file);
        assert_eq!(ran.times("WorkFinished"), [(1, 6.0)], "{mode}");
        assert_eq!(ran.times("CrashedBetween"), [(1, 6.0)], "{mode}");
        assert_eq!(ran.times("Acknowledged"), [(1, 7.0)], "{mode}");
        assert!(ran.times("MessagePublished").is_empty() && ran.times("EffectVisible").is_empty(), "{mode}");
        let told = ["failed", "unknown_outcomes", "lost"].map(|id| ran.value(id));
        assert_eq!(told, [1.0, 1.0, 1.0], "{mode}");
    }
}

/// With an outbox the announcement is part of the commit. The caller sees the same; the relay sends it, dies
/// itself before it marks it, and sends it once more.
#[test]
fn an_outbox_keeps_what_a_dead_sender_was_to_send() {
    let ran = run(&file(&[0], relayed(), dies()));
    assert_eq!(ran.times("OutboxStored"), [(1, 6.0)]);
    assert_eq!(ran.times("Acknowledged"), [(1, 7.0)]);
    assert_eq!(ran.times("CrashedBetween"), [(1, 6.0), (1, 20.0)]);
    assert_eq!(ran.times("MessagePublished"), [(1, 20.0), (1, 40.0)]);
    assert_eq!(ran.times("ReplyDiscarded"), [(1, 24.0)]);
    assert_eq!(ran.times("OutboxMarked"), [(1, 44.0)]);
    assert_eq!(ran.times("EffectVisible"), [(1, 34.0), (1, 54.0)]);
    let told = ["failed", "unknown_outcomes", "lost", "duplicate_effects"].map(|id| ran.value(id));
    assert_eq!(told, [1.0, 1.0, 0.0, 1.0]);
}

/// A process that dies takes only its own work along: its place is taken at once.
#[test]
fn another_worker_takes_its_place() {
    let mut file = file(&[0, 0], json!({}), dies());
    file["services"][0]["workers"] = 1.into();
    file["faults"][0]["crash_between"]["to_ms"] = 8.into();
    let ran = run(&file);
    assert_eq!(ran.times("WorkStarted"), [(1, 1.0), (2, 6.0), (2, 15.0)]);
    assert_eq!((ran.value("failed"), ran.value("success_share")), (1.0, 0.5));
}
