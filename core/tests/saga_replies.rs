//! *A saga over reply queues*: an orchestrator that sends its commands as messages, and hears what becomes of them.

mod common;

use common::steps::{at, done, steps, undone, values};
use common::study;
use lockstep_core::metrics::{Operations, RowId, Verdict};
use lockstep_core::scene::{happened, Teller};
use lockstep_core::study::Study;
use lockstep_core::text::{plain, Lang};
use lockstep_core::time::SimTime;
use lockstep_core::trace::{End, Fact, Story, TransferKind};
use serde_json::{json, Value};

const FILE: &str = include_str!("../../assets/scenarios/saga-replies.json");

fn began(fact: Fact) -> bool {
    matches!(fact, Fact::CompensationBegan { .. })
}

fn stuck(fact: Fact) -> bool {
    matches!(fact, Fact::StepStuck { .. })
}

fn published(fact: Fact) -> bool {
    matches!(fact, Fact::MessagePublished { .. })
}

/// 4 ms to whoever works, as long again for the answer; work takes 4, 6 and 8 ms.
#[test]
fn each_command_waits_for_the_answer_to_the_one_before() {
    let run = study(FILE, &[]);
    let all = [(12.0, "book-flight"), (26.0, "book-hotel"), (42.0, "book-car")];
    assert_eq!(steps(&run, "replies", 1, done), at(&all));
    let answered = |fact| matches!(fact, Fact::ReplyArrived { outcome, .. } if outcome.is_ok());
    let all = [(16.0, "book-flight"), (30.0, "book-hotel"), (46.0, "book-car")];
    assert_eq!(steps(&run, "replies", 1, answered), at(&all));
    let all = [(0.0, "book-trip"), (4.0, "book-flight"), (16.0, "book-hotel"), (30.0, "book-car")];
    assert_eq!(steps(&run, "replies", 1, published), at(&all));
    // By events nobody waits for anybody; by calls a hop is 1 ms, and nothing is stored.
    let completions = ["sync", "replies", "events"].map(|lane| steps(&run, lane, 1, done)[2].0);
    assert_eq!(completions, [24.0, 42.0, 34.0]);
    assert_eq!(values(&run, "replies", &["acknowledgement_max_ms"]), [4.0]);
}

#[test]
fn a_step_that_fails_says_so_and_what_undoes_is_answered_as_well() {
    let run = study(FILE, &[]);
    // No car at 102, which is heard at 106; then hotel and flight, each after the answer before.
    assert_eq!(steps(&run, "replies", 2, began), at(&[(106.0, "book-trip")]));
    let told = [(106.0, "cancel-hotel"), (120.0, "cancel-flight")];
    assert_eq!(steps(&run, "replies", 2, published)[4..], at(&told));
    assert_eq!(steps(&run, "replies", 2, undone), at(&[(116.0, "cancel-hotel"), (128.0, "cancel-flight")]));
    // Its failure is told, so that its message is dealt with, and so is that of the trip.
    let acked = |fact| matches!(fact, Fact::DeliveryAcked { .. });
    let all: Vec<String> = steps(&run, "replies", 2, acked).into_iter().map(|(_, edge)| edge).collect();
    let order = ["book-flight", "book-hotel", "book-car", "cancel-hotel", "cancel-flight", "book-trip"];
    assert_eq!(all, order);
}

/// Who calls is refused and turns back; a command waits with the broker, and the orchestrator for its answer.
#[test]
fn a_hotel_that_is_down_is_waited_out() {
    let run = study(FILE, &[]);
    assert_eq!(steps(&run, "sync", 3, undone), at(&[(134.0, "cancel-flight")]));
    assert_eq!(steps(&run, "replies", 3, published)[2], (136.0, "book-hotel".into()));
    let all = [(132.0, "book-flight"), (173.0, "book-hotel"), (189.0, "book-car")];
    assert_eq!(steps(&run, "replies", 3, done), at(&all));
    assert_eq!(steps(&run, "events", 3, done).len(), 3);
    let success =
        |run: &Study| ["sync", "replies", "events"].map(|lane| values(run, lane, &["success_share"])[0]);
    assert_eq!(success(&run), [0.25, 0.5, 0.5]);
}

/// The table's row: of four trips three want for something by calls, and two where commands wait.
#[test]
fn the_table_counts_the_trips_that_the_outage_costs() {
    let run = study(FILE, &[]);
    let derived = run.derived_runs().unwrap();
    assert_eq!(run.outage_ms(), Some((125.0, 165.0)));
    let rows = run.compare(&derived, run.end()).rows;
    let row = rows.iter().find(|row| row.id == RowId::FaultTolerance).unwrap();
    let unsuccessful: Vec<Option<f64>> = row.findings.iter().map(|finding| finding.value).collect();
    assert_eq!(unsuccessful, [3.0, 2.0, 2.0].map(Some));
    assert_eq!(row.verdict, Verdict::Holds);
}

/// Three deliveries, of which the last says that it was; the orchestrator goes on with what was before.
#[test]
fn what_exhausts_its_tries_is_stuck_and_the_rest_is_undone() {
    let run = study(FILE, &[]);
    let failed = |fact| matches!(fact, Fact::WorkFailed { .. });
    let tries =
        [(222.0, "book-car"), (236.0, "cancel-hotel"), (244.0, "cancel-hotel"), (252.0, "cancel-hotel")];
    assert_eq!(steps(&run, "replies", 4, failed), at(&tries));
    assert_eq!(steps(&run, "replies", 4, stuck), at(&[(253.0, "cancel-hotel")]));
    let heard = |fact| matches!(fact, Fact::ReplyArrived { outcome, .. } if !outcome.is_ok());
    assert_eq!(steps(&run, "replies", 4, heard), at(&[(226.0, "book-car"), (256.0, "cancel-hotel")]));
    assert_eq!(steps(&run, "replies", 4, undone), at(&[(264.0, "cancel-flight")]));
    // So do three calls; by events nobody goes on.
    assert_eq!(steps(&run, "sync", 4, stuck), at(&[(233.0, "cancel-hotel")]));
    assert_eq!(steps(&run, "sync", 4, undone), at(&[(238.0, "cancel-flight")]));
    assert_eq!(steps(&run, "events", 4, stuck), at(&[(241.0, "cancel-hotel")]));
    assert_eq!(steps(&run, "events", 4, undone), []);
    let counts = ["compensated", "stuck", "disagreeing"];
    let all = ["sync", "replies", "events"].map(|lane| values(&run, lane, &counts));
    assert_eq!(all, [vec![2.0, 1.0, 1.0], vec![1.0, 1.0, 1.0], vec![1.0, 1.0, 1.0]]);
}

#[test]
fn the_orchestrator_knows_the_broker_alone() {
    let run = study(FILE, &[]);
    let knows = |lane| values(&run, lane, &["addresses_known", "causal_depth"]);
    assert_eq!(["sync", "replies", "events"].map(knows), [[3.0, 3.0], [1.0, 5.0], [1.0, 11.0]]);
    // A publish of five outcomes, and of a step that it has failed, that no answer comes, and that two do.
    assert_eq!(values(&run, "replies", &["caller_outcomes"]), [8.0]);
    let patient = [("lanes.replies.step_replies", json!({"timeout_ms": 40}))];
    assert_eq!(values(&study(FILE, &patient), "replies", &["caller_outcomes"]), [9.0]);
}

/// What has timed out counts as failed, whatever becomes of it: the room is booked all the same.
#[test]
fn an_answer_that_is_late_finds_nobody() {
    let run = study(FILE, &[("lanes.replies.step_replies", json!({"timeout_ms": 40}))]);
    let overdue = |fact| matches!(fact, Fact::TimedOut { .. });
    assert_eq!(steps(&run, "replies", 3, overdue), at(&[(176.0, "book-hotel")]));
    assert_eq!(steps(&run, "replies", 3, began), at(&[(176.0, "book-trip")]));
    assert_eq!(steps(&run, "replies", 3, done), at(&[(132.0, "book-flight"), (173.0, "book-hotel")]));
    assert_eq!(steps(&run, "replies", 3, undone), at(&[(184.0, "cancel-flight")]));
    let discarded = |fact| matches!(fact, Fact::ReplyDiscarded { .. });
    assert_eq!(steps(&run, "replies", 3, discarded), at(&[(177.0, "book-hotel")]));
    assert_eq!(values(&run, "replies", &["timed_out", "disagreeing"]), [1.0, 2.0]);
}

/// The hotel is down from 100 to 165 ms: who waits for no more than 40 counts the room of trip 2 as stuck from 146 on,
/// and it is free at 179 all the same.
#[test]
fn what_is_undone_too_late_for_its_sender_is_stuck_until_then() {
    let patience = ("lanes.replies.step_replies", json!({"timeout_ms": 40}));
    let run = study(FILE, &[patience, ("faults.1.down.from_ms", json!(100))]);
    assert_eq!(steps(&run, "replies", 2, stuck), at(&[(146.0, "cancel-hotel")]));
    let of_hotel = steps(&run, "replies", 2, undone).into_iter().filter(|(_, edge)| edge == "cancel-hotel");
    assert_eq!(of_hotel.collect::<Vec<_>>(), at(&[(179.0, "cancel-hotel")]));
    let lane = run.scenario.model.lane("replies").unwrap();
    let until = |ms| run.measure(lane, SimTime::from_millis_f64(ms))["stuck"];
    assert_eq!([145.9, 146.0, 178.9, 179.0].map(until), [0.0, 1.0, 1.0, 0.0].map(Some));
    // By a slow hotel undone at 122 ms, which its sender would hear at 126: it waits until 123, and nothing is stuck.
    let slow = json!({"slow": {"service": "hotel", "factor": 2, "from_ms": 100, "to_ms": 130}});
    let no_car = json!({"poison": {"operation": 2, "edge": "book-car"}});
    let patience = ("lanes.replies.step_replies", json!({"timeout_ms": 17}));
    let hasty = study(FILE, &[patience, ("faults", json!([slow, no_car]))]);
    let overdue = |fact| matches!(fact, Fact::TimedOut { .. });
    assert_eq!(steps(&hasty, "replies", 2, overdue), at(&[(123.0, "cancel-hotel")]));
    assert_eq!(steps(&hasty, "replies", 2, undone)[0], (122.0, "cancel-hotel".into()));
    assert_eq!(steps(&hasty, "replies", 2, stuck), []);
    // That of trip 4 stays.
    assert_eq!(values(&run, "replies", &["stuck", "compensated"]), [1.0, 1.0]);
}

/// Hotel answers at 26 ms. A broker that is down before that and the acknowledgement arrive at 27 delivers the command
/// once more; one that goes down between that and the storing of the answer at 29 has lost it. The message of the trip is
/// delivered once more either way, at 41, and begins a second saga beside the first: each hears its own answers.
#[test]
fn an_outage_of_the_broker_repeats_a_step_or_loses_its_answer() {
    let outage = |from_ms: f64| {
        let faults = json!([{"broker_down": {"from_ms": from_ms, "to_ms": 40}}]);
        study(FILE, &[("faults", faults), ("lanes.replies.step_replies", json!({"timeout_ms": 40}))])
    };
    let hotel = |run: &Study, wanted: fn(Fact) -> bool| {
        let all = steps(run, "replies", 1, wanted).into_iter();
        all.filter(|(_, edge)| edge == "book-hotel").map(|(ms, _)| ms).collect::<Vec<f64>>()
    };
    let lost = |fact| matches!(fact, Fact::ReplyLost { .. });
    let heard = |fact| matches!(fact, Fact::ReplyArrived { .. });
    // Booked again, as no consumer is idempotent; that answer is heard at 51, and the second saga's at 67.
    let repeated = outage(26.5);
    assert_eq!((hotel(&repeated, lost), hotel(&repeated, heard)), (vec![29.0], vec![51.0, 67.0]));
    assert_eq!(hotel(&repeated, done), [26.0, 47.0, 63.0]);
    assert_eq!(steps(&repeated, "replies", 1, began), []);
    // Whoever hears nothing for 40 ms undoes what it knows of; the room stays.
    let forgotten = outage(28.0);
    assert_eq!((hotel(&forgotten, lost), hotel(&forgotten, heard)), (vec![29.0], vec![67.0]));
    assert_eq!(hotel(&forgotten, done), [26.0, 63.0]);
    assert_eq!(steps(&forgotten, "replies", 1, began), at(&[(56.0, "book-trip")]));
    assert_eq!(steps(&forgotten, "replies", 1, undone), at(&[(64.0, "cancel-flight")]));
}

/// Flight answers at 12 ms, which reaches the broker at 13 and is stored at 15: lost by any outage that meets it there,
/// long or short, and by none before or after.
#[test]
fn an_answer_is_lost_wherever_between_its_arrival_and_its_storing_the_broker_is_down() {
    let lost = |from_ms: f64, to_ms: f64| {
        let run = study(FILE, &[("faults", json!([{"broker_down": {"from_ms": from_ms, "to_ms": to_ms}}]))]);
        let mut all = steps(&run, "replies", 1, |fact| matches!(fact, Fact::ReplyLost { .. }));
        all.retain(|(ms, _)| *ms < 18.0);
        all
    };
    assert_eq!(lost(12.5, 14.9), at(&[(15.0, "book-flight")]));
    assert_eq!(lost(14.0, 14.1), at(&[(15.0, "book-flight")]));
    assert_eq!(lost(12.1, 12.9), []);
    assert_eq!(lost(15.1, 15.9), []);
}

/// Of a broker with an alarm that reads nothing of what is published: an answer waits like any message, from 13 to 60 ms
/// and not past an outage, while its acknowledgement is read.
#[test]
fn an_alarm_holds_answers_as_well() {
    let alarm = json!({"broker_alarm": {"from_ms": 9, "to_ms": 60}});
    let run = study(FILE, &[("faults", json!([alarm]))]);
    let flight = |run: &Study, wanted: fn(Fact) -> bool| {
        let all = steps(run, "replies", 1, wanted).into_iter();
        all.filter(|(_, edge)| edge == "book-flight").map(|(ms, _)| ms).collect::<Vec<f64>>()
    };
    assert_eq!(flight(&run, |fact| matches!(fact, Fact::MessageRemoved { .. })), [13.0]);
    assert_eq!(flight(&run, |fact| matches!(fact, Fact::AnswerStored { .. })), [62.0]);
    assert_eq!(steps(&run, "replies", 1, done)[1], (73.0, "book-hotel".into()));
    let outage = json!({"broker_down": {"from_ms": 20, "to_ms": 30}});
    let both = study(FILE, &[("faults", json!([alarm, outage]))]);
    assert_eq!(flight(&both, |fact| matches!(fact, Fact::ReplyLost { .. })), [20.0]);
}

/// Hotel's step is a saga of its own: a room, which is undone as there is no key.
fn nested() -> String {
    let mut file: Value = serde_json::from_str(FILE).unwrap();
    let all = file.as_object_mut().unwrap();
    for key in ["claims", "marks", "controls", "derived", "questions"] {
        all.remove(key);
    }
    let text = json!({"en": "x", "ru": "x"});
    for id in ["room", "key"] {
        let own =
            json!({"id": id, "name": text, "work": text, "workers": 1, "service_time": {"fixed": {"ms": 1}}});
        file["services"].as_array_mut().unwrap().push(own);
    }
    let edges = [
        json!({"id": "get-room", "from": "hotel", "to": "room", "effect": true}),
        json!({"id": "get-key", "from": "hotel", "to": "key", "effect": true}),
        json!({"id": "free-room", "from": "hotel", "to": "room", "compensates": "get-room"}),
    ];
    file["edges"].as_array_mut().unwrap().extend(edges);
    file["lanes"].as_array_mut().unwrap().retain(|lane| lane["id"] == "replies");
    for id in ["get-room", "get-key", "free-room"] {
        file["lanes"][0]["edges"][id] = "message".into();
    }
    let hotel = file["edges"].as_array_mut().unwrap().iter_mut().find(|edge| edge["id"] == "book-hotel");
    hotel.unwrap()["queue"] = json!({"on_failure": "requeue", "delivery_limit": 2, "dead_letter": true});
    file["faults"] = json!([{"poison": {"operation": 2, "edge": "get-key"}}]);
    file.to_string()
}

/// What has undone its own steps is dealt with, so it is not tried again, whatever its queue says; its orchestrator
/// hears that it has failed.
#[test]
fn a_step_that_is_a_saga_says_that_it_has_failed() {
    let run = study(&nested(), &[]);
    assert_eq!(steps(&run, "replies", 2, undone), at(&[(109.0, "free-room"), (125.0, "cancel-flight")]));
    let told = |fact| matches!(fact, Fact::StepAnswered { outcome, .. } if !outcome.is_ok());
    assert_eq!(steps(&run, "replies", 2, told), at(&[(100.0, "get-key"), (113.0, "book-hotel")]));
    assert_eq!(steps(&run, "replies", 2, began), at(&[(104.0, "book-hotel"), (117.0, "book-trip")]));
    let last = |fact| matches!(fact, Fact::DeliveryAcked { .. });
    assert_eq!(steps(&run, "replies", 2, last).last(), Some(&(129.0, "book-trip".into())));
}

/// A relay whose broker never comes back gives up at once, and not when the hour is over that a worker waits for.
#[test]
fn patience_keeps_no_relay_going_in_vain() {
    let mut file: Value = serde_json::from_str(&nested()).unwrap();
    file["lanes"][0]["step_replies"] = json!({"timeout_ms": 3_600_000});
    file["lanes"][0]["publish"] = json!({"note": {"outbox": {"poll_every_ms": 10}}});
    file["lanes"][0]["edges"]["note"] = "message".into();
    let mut ledger = file["services"][1].clone();
    ledger["id"] = json!("ledger");
    file["services"].as_array_mut().unwrap().push(ledger);
    file["edges"].as_array_mut().unwrap().push(json!({"id": "note", "from": "flight", "to": "ledger"}));
    file["faults"] = json!([{"broker_down": {"from_ms": 11}}]);
    let run = study(&file.to_string(), &[]);
    let notes = steps(&run, "replies", 1, |fact| matches!(fact, Fact::OutboxTaken { .. }));
    assert!((1..40).contains(&notes.len()), "{}", notes.len());
    assert_eq!(run.end(), SimTime::from_millis_f64(3_600_005.0));
}

/// Without answers all steps leave at once, and nothing is undone.
#[test]
fn who_hears_nothing_undoes_nothing() {
    let run = study(FILE, &[("lanes.replies.step_replies", json!(null))]);
    let all = [(12.0, "book-flight"), (14.0, "book-hotel"), (16.0, "book-car")];
    assert_eq!(steps(&run, "replies", 1, done), at(&all));
    assert_eq!(values(&run, "replies", &["compensated", "stuck"]), [0.0, 0.0]);
}

/// Kafka gives up what has failed once, and commits it; the orchestrator hears of that as well.
#[test]
fn a_topic_of_answers_does_as_well() {
    let run =
        study(FILE, &[("lanes.replies.broker", json!("kafka")), ("broker.kafka", json!({"partitions": 1}))]);
    assert_eq!(steps(&run, "replies", 2, undone).len(), 2);
    assert_eq!(steps(&run, "replies", 4, stuck).len(), 1);
    assert_eq!(steps(&run, "replies", 4, undone).len(), 1);
}

/// From the worker to the broker, and from there to whoever waits.
#[test]
fn an_answer_is_drawn_on_its_two_ways() {
    let run = study(FILE, &[]);
    let lane = run.scenario.model.lane("replies").unwrap();
    let story = Story::of(&run.scenario.model, &run.traces[lane]);
    assert!(story.transfers.iter().all(|way| way.kind != TransferKind::Reply));
    let ways: Vec<(End, End, f64, Option<f64>, bool)> = story
        .transfers
        .iter()
        .filter(|way| way.kind == TransferKind::Notice && way.at.op == 1 && way.at.edge == 3)
        .map(|way| (way.source, way.target, way.sent.millis(), way.arrived.map(SimTime::millis), way.ok))
        .collect();
    let (trips, car) = (End::Worker(0, 0), End::Worker(3, 0));
    let broker = End::Broker(3);
    let both = [(car, broker, 102.0, Some(105.0), false), (broker, trips, 105.0, Some(106.0), false)];
    assert_eq!(ways, both);
}

#[test]
fn it_is_told_in_words() {
    let run = study(FILE, &[]);
    let patient = study(FILE, &[("lanes.replies.step_replies", json!({"timeout_ms": 40}))]);
    for (run, lang, ms, words) in [
        (
            &run,
            Lang::En,
            4.0,
            "Trips thread 1 sends Flight a command for 1, and waits for the answer in its own reply queue.",
        ),
        (&run, Lang::Ru, 4.0, "команда по 1 отправлена сервису «Рейс», ответ придёт в очередь ответов."),
        (&run, Lang::En, 120.0, "Trips thread 1 sends Flight a command to undo 2, and waits for the answer"),
        (&run, Lang::Ru, 120.0, "команда отменить 2 отправлена сервису «Рейс»"),
        (&run, Lang::En, 15.0, "The broker has Flight’s answer for 1 in Trips’s reply queue."),
        (&run, Lang::Ru, 15.0, "Ответ сервиса «Рейс» по 1 лежит в очереди ответов сервиса «Поездки»."),
        (
            &patient,
            Lang::En,
            176.0,
            "Trips has no answer for 3 from Hotel in time: to it the step has failed.",
        ),
        (
            &patient,
            Lang::Ru,
            176.0,
            "Сервис «Поездки» не дождался ответа по 3 от сервиса «Отель»: шаг считается неудачным.",
        ),
    ] {
        let lane = run.scenario.model.lane("replies").unwrap();
        let (model, trace) = (&run.scenario.model, &run.traces[lane]);
        let (story, fates) = (Story::of(model, trace), Operations::until(model, trace, trace.end()));
        let teller = Teller { scenario: &run.scenario, lane, trace, story: &story, lang };
        let sentences = happened(&teller, &fates, SimTime::from_millis_f64(ms));
        let said = sentences.iter().map(|sentence| plain(sentence)).collect::<Vec<_>>().join(" ");
        let said = said.replace(char::is_whitespace, " ");
        assert!(said.contains(words), "{ms}: {said}");
    }
}
