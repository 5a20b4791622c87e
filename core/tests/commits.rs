//! What a crash of one worker makes of its deliveries, by kind of broker and by when it commits: all times by hand.

mod common;

use lockstep_core::scenario::Scenario;
use serde_json::{json, Value};

use common::Ran;

/// Five messages at once to consumers whose work takes 10 ms; hops of 1 ms, an append of 2: all are stored at 3,
/// and those who are free have the first ones at 4. The first consumer crashes at 27 ms, for 100 ms.
fn file(lane: &Value, workers: u32, keys: u32) -> Value {
    let mut file = common::one_consumer("handle");
    file["services"][0]["workers"] = workers.into();
    file["broker"]["kafka"] = json!({"partitions": 2, "session_timeout_ms": 1000});
    file["lanes"][0]["broker"] = "kafka".into();
    file["lanes"][0].as_object_mut().unwrap().extend(lane.as_object().unwrap().clone());
    file["workload"] = json!({
        "arrivals": {"batches": {"size": 5, "ms": 0, "operations": 5}}, "keys": keys, "keys_in_turn": true,
    });
    file["faults"] =
        json!([{"crash": {"service": "consumer", "worker": 1, "at_ms": 27, "restart_after_ms": 100}}]);
    file
}

fn run(file: &Value) -> Ran {
    Ran::of(&Scenario::from_json(&file.to_string()).unwrap())
}

/// One consumer of one key, so of one partition, which commits in this way.
fn commits(order: &str) -> Value {
    // The first record is there alone, the others before it is handled.
    let mut file = file(&json!({"kafka": {"commit": order}}), 1, 1);
    file["workload"]["arrivals"] = json!({"at": {"ms": [0, 1, 1, 1, 1, 1]}});
    file
}

fn counts(ran: &Ran) -> [f64; 3] {
    ["duplicate_deliveries", "duplicate_effects", "lost"].map(|id| ran.value(id))
}

fn of(times: &[(u32, f64)]) -> Vec<f64> {
    times.iter().map(|(_, at)| *at).collect()
}

/// The first poll brings 1 alone at 4; done at 14, committed at 15, when the next is asked for, too, and comes
/// at 16 with 2 to 6. 2 is done at 26, the crash comes at 27, and nothing of this poll is committed: at 127 the
/// consumer is back, and at 129 it has all five once more. 2 has its effect twice.
#[test]
fn commit_after_the_work_delivers_the_uncommitted_part_again() {
    let ran = run(&commits("after_batch"));
    assert_eq!(ran.times("OffsetsCommitted"), [(1, 14.0), (6, 179.0)]);
    assert_eq!(of(&ran.times("MessageRequeued")), [128.0; 5]);
    assert_eq!(counts(&ran), [5.0, 1.0, 0.0]);
    let effects = ran.times("EffectVisible");
    let wanted = [(1, 14.0), (2, 26.0), (2, 139.0), (3, 149.0), (4, 159.0), (5, 169.0), (6, 179.0)];
    assert_eq!(effects, wanted);
    assert_eq!(ran.times("MessageRemoved").len(), 6);
    assert_eq!(ran.value("reordered"), 0.0);
    // All but 1 wait for their commit, whether in the log or in hand.
    assert_eq!(ran.value("peak_lag.handle"), 6.0);
}

/// A poll is committed first: it comes at 4, its commit is there at 5 and known at 6, when the work begins. The
/// second is asked for at 16, comes at 18, and is worked on from 20: 2 is done at 30. A crash at 35 takes the
/// other four with it, and nobody delivers them again.
#[test]
fn commit_before_the_work_loses_what_it_had_not_handled() {
    let mut file = commits("before_batch");
    file["faults"][0]["crash"]["at_ms"] = json!(35);
    let ran = run(&file);
    assert_eq!(ran.times("OffsetsCommitted"), [(1, 4.0), (6, 18.0)]);
    assert_eq!(ran.times("EffectVisible"), [(1, 16.0), (2, 30.0)]);
    assert_eq!(ran.times("WorkLost"), [(3, 35.0)]);
    assert_eq!(ran.times("DeliveryLost"), [(4, 35.0), (5, 35.0), (6, 35.0)]);
    assert_eq!(counts(&ran), [0.0, 0.0, 4.0]);
    // A crash before the commit is there loses nothing, but it is not the consumer who knows that.
    file["faults"][0]["crash"]["at_ms"] = json!(4.5);
    let early = run(&file);
    assert_eq!(counts(&early), [0.0, 0.0, 1.0], "the commit of 1 was on its way");
    file["faults"][0]["crash"]["at_ms"] = json!(3.5);
    assert_eq!(counts(&run(&file)), [1.0, 0.0, 0.0], "1 was on its way, and is delivered again");
}

/// Each record by itself: whatever is not handled is delivered again, and at most the one in hand is a repeat.
#[test]
fn commit_of_each_record_repeats_little() {
    let ran = run(&commits("after_each"));
    // 1 to 6 are there at 4 and 5, and handled until 14, 24 … the crash at 27 finds 3 in hand.
    assert_eq!(ran.times("WorkLost"), [(3, 27.0)]);
    assert_eq!(counts(&ran), [4.0, 0.0, 0.0]);
    // A commit on its way when the worker crashes arrives all the same.
    let mut file = commits("after_each");
    file["faults"][0]["crash"]["at_ms"] = json!(24.5);
    assert_eq!(counts(&run(&file)), [4.0, 0.0, 0.0]);
}

/// At every poll that begins 20 ms or more after the last commit, what has been handled is committed.
#[test]
fn automatic_commits_come_with_the_polls() {
    let mut file = commits("auto");
    file["lanes"][0]["kafka"]["auto_commit_every_ms"] = json!(20);
    file["faults"] = json!([]);
    let ran = run(&file);
    // The poll at 14 is too early; at 20 the second is in hand, so it commits with the poll at 66.
    assert_eq!(ran.times("OffsetsCommitted"), [(6, 66.0)]);
    file["lanes"][0]["kafka"]["auto_commit_every_ms"] = json!(80);
    // Nothing is in hand any more when the time comes.
    assert_eq!(run(&file).times("OffsetsCommitted"), [(6, 80.0)]);
    file["faults"] =
        json!([{"crash": {"service": "consumer", "worker": 1, "at_ms": 70, "restart_after_ms": 5}}]);
    // Everything is handled and nothing is committed.
    assert_eq!(counts(&run(&file)), [6.0, 6.0, 0.0]);
}

/// What is remembered is not done twice: the deliveries repeat, the effects do not.
#[test]
fn an_idempotent_consumer_repeats_no_effect() {
    for (order, deliveries) in [("after_batch", 5.0), ("after_each", 4.0)] {
        let mut file = commits(order);
        file["services"][0]["idempotent"] = json!({});
        assert_eq!(counts(&run(&file)), [deliveries, 0.0, 0.0], "{order}");
    }
}

/// RabbitMQ: whoever crashes has its deliveries requeued a hop later, and no other.
#[test]
fn a_rabbitmq_consumer_gives_back_its_own() {
    let queues = json!({"handle": {"prefetch": 2, "consumer_per_worker": true}});
    let ran = run(&file(&json!({"broker": "rabbitmq", "queues": queues}), 2, 5));
    // 1 and 3 are the first one's, 2 and 4 the second's; 5 goes to whoever acknowledges first.
    assert_eq!(ran.times("WorkLost"), [(5, 27.0)]);
    assert_eq!(ran.times("MessageRequeued"), [(5, 28.0)]);
    assert_eq!(counts(&ran), [1.0, 0.0, 0.0]);
    // Sent at once to the other, who is free from 24 on.
    assert_eq!(ran.times("EffectVisible").last(), Some(&(5, 39.0)));
    // One consumer for both: it gives back what its worker had in hand.
    let shared = run(&file(&json!({"broker": "rabbitmq"}), 2, 5));
    assert_eq!(shared.times("WorkLost"), [(5, 27.0)]);
    assert_eq!(shared.times("MessageRequeued"), [(5, 28.0)]);
    assert_eq!(shared.times("EffectVisible").last(), Some(&(5, 39.0)));
}

/// SQS: what the worker had stays hidden until its visibility timeout.
#[test]
fn sqs_shows_it_again_in_time() {
    let sqs = json!({"visibility_timeout_ms": 60, "wait_ms": 20_000});
    let mut file = file(&json!({"broker": "sqs", "sqs": sqs}), 2, 5);
    file["faults"][0]["crash"]["at_ms"] = json!(20);
    let ran = run(&file);
    // 1 and 2 are done at 14; the polls of then bring 3 and 4, sent at 15, which are there at 16.
    assert_eq!(ran.times("WorkLost"), [(3, 20.0)]);
    assert_eq!(ran.times("VisibilityExpired"), [(3, 75.0)]);
    assert_eq!(counts(&ran), [1.0, 0.0, 0.0]);
    assert_eq!(ran.times("EffectVisible").last(), Some(&(3, 86.0)), "the other one waits for it");
}

/// Two consumers, one partition each. After the session timeout the group notices, and when the other one has
/// handled what it holds, it has both; once the first is back it has its own again.
#[test]
fn partitions_move_when_their_owner_is_gone() {
    let mut file = file(&json!({"kafka": {"session_timeout_ms": 50, "max_poll_records": 2}}), 2, 2);
    file["workload"]["arrivals"] = json!({"every": {"ms": 10, "operations": 20}});
    let ran = run(&file);
    // Gone at 27, noticed at 77, back at 127, known at 128.
    assert_eq!(of(&ran.times("RebalanceBegan")), [77.0, 128.0]);
    // The other one has 8 in hand until 84; later 12 until 136 and then 9, which it had fetched before, until 146.
    assert_eq!(of(&ran.times("RebalanceEnded")), [85.0, 147.0], "with the commit, a hop later");
    assert_eq!(ran.times("MessageRequeued"), [(5, 77.0), (3, 77.0)]);
    let sent = of(&ran.times("DeliverySent"));
    let stands = |at: &f64| (*at > 77.0 && *at < 85.0) || (*at > 128.0 && *at < 147.0);
    assert!(!sent.iter().any(stands), "the group stands still");
    assert_eq!(ran.times("MessageRemoved").len(), 20);
    assert_eq!((ran.value("duplicate_effects"), ran.value("lost"), ran.value("reordered")), (0.0, 0.0, 0.0));
    assert_eq!(ran.value("duplicate_deliveries") as usize, ran.times("MessageRequeued").len());
}

/// The broker keeps nothing and is down while the first is worked on, from 4 to 14 ms; its commit is due at 20 and
/// there at 21. The second is stored at 20.5, sent, and not committed by that: a crash amid its work at 25 ms brings
/// it once more.
#[test]
fn a_commit_of_what_the_broker_has_lost_commits_nothing_else() {
    let mut file = file(&json!({"kafka": {"commit": "auto", "auto_commit_every_ms": 20}}), 1, 1);
    file["broker"]["durable"] = false.into();
    file["workload"]["arrivals"] = json!({"at": {"ms": [0, 17.5]}});
    file["faults"][0]["crash"]["at_ms"] = json!(25);
    file["faults"].as_array_mut().unwrap().push(json!({"broker_down": {"from_ms": 5, "to_ms": 8}}));
    let ran = run(&file);
    assert_eq!(ran.times("MessageLost"), [(1, 5.0)]);
    assert_eq!(ran.times("OffsetsCommitted")[0], (1, 20.0));
    assert_eq!(ran.times("DeliverySent")[1], (2, 20.5));
    assert_eq!(ran.times("MessageRequeued"), [(2, 126.0)]);
    assert_eq!((ran.times("EffectVisible").len(), ran.value("lost")), (2, 0.0));
}
