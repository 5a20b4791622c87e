//! *A saga by events*: the same trips as in *A saga*, and nobody who knows the whole.

mod common;

use common::steps::{at, done, steps, undone, values};
use common::study;
use lockstep_core::metrics::Operations;
use lockstep_core::scene::{happened, Teller};
use lockstep_core::text::{plain, Lang};
use lockstep_core::time::SimTime;
use lockstep_core::trace::{End, Fact, Record, Story, TransferKind};
use serde_json::{json, Value};

const FILE: &str = include_str!("../../assets/scenarios/saga-events.json");
const SAGA: &str = include_str!("../../assets/scenarios/saga.json");

/// A message is with its consumer 4 ms after it has left; work takes 0, 4, 6 and 8 ms.
#[test]
fn each_step_follows_the_event_of_the_one_before() {
    let run = study(FILE, &[]);
    let all = [(12.0, "book-flight"), (22.0, "book-hotel"), (34.0, "book-car")];
    assert_eq!(steps(&run, "events", 1, done), at(&all));
    let published = |fact| matches!(fact, Fact::MessagePublished { .. });
    let events = [(0.0, "book-trip"), (4.0, "book-flight"), (12.0, "book-hotel"), (22.0, "book-car")];
    assert_eq!(steps(&run, "events", 1, published), at(&events));
    // Its orchestrator is answered in turn: 4 ms, then 6, 8 and 10 with the ways there and back.
    let all = [(9.0, "book-flight"), (17.0, "book-hotel"), (27.0, "book-car")];
    assert_eq!(steps(&run, "orchestrated", 1, done), at(&all));
}

#[test]
fn what_has_failed_is_undone_from_service_to_service() {
    let run = study(FILE, &[]);
    // Trip 2, from 60 ms, has no car at 94: Car tells Hotel, and Hotel tells Flight.
    let began = |fact| matches!(fact, Fact::CompensationBegan { steps: 2, .. });
    assert_eq!(steps(&run, "events", 2, began), at(&[(94.0, "book-car")]));
    assert_eq!(steps(&run, "events", 2, undone), at(&[(104.0, "cancel-hotel"), (112.0, "cancel-flight")]));
    // Trip 3, from 120 ms, has no hotel at 142, and nobody asks for a car.
    assert_eq!(steps(&run, "events", 3, undone), at(&[(150.0, "cancel-flight")]));
    assert_eq!(steps(&run, "events", 3, done), at(&[(132.0, "book-flight")]));
    // What is told is dealt with: no message of these trips is left.
    let kept = |fact| matches!(fact, Fact::DeadLettered { .. });
    let all: Vec<usize> = (1..=4).map(|op| steps(&run, "events", op, kept).len()).collect();
    assert_eq!(all, [0, 0, 0, 1]);
}

/// Where an event is not sent on nobody goes on: an orchestrator undoes the flight all the same.
#[test]
fn a_step_that_is_stuck_stops_those_before_it() {
    let run = study(FILE, &[]);
    let kept = |fact| matches!(fact, Fact::DeadLettered { .. });
    assert_eq!(steps(&run, "events", 4, kept), at(&[(225.0, "cancel-hotel")]));
    assert_eq!(steps(&run, "events", 4, undone), []);
    // It is said where the broker gives its message up, and of no other trip.
    let stuck = |fact| matches!(fact, Fact::StepStuck { .. });
    let all: Vec<usize> = (1..=4).map(|op| steps(&run, "events", op, stuck).len()).collect();
    assert_eq!(all, [0, 0, 0, 1]);
    assert_eq!(steps(&run, "events", 4, stuck), at(&[(225.0, "cancel-hotel")]));
    let records = run.traces[run.scenario.model.lane("events").unwrap()].records();
    let told = records.iter().find(|record| stuck(record.fact)).unwrap();
    assert!(matches!(records[told.cause as usize].fact, Fact::DeadLettered { .. }));
    assert_eq!(steps(&run, "sync", 4, undone), at(&[(218.0, "cancel-flight")]));
    assert_eq!(steps(&run, "orchestrated", 4, undone), at(&[(221.0, "cancel-flight")]));
}

/// What is changed, when the step is stuck, and what that comes from.
type Lost<'c> = (Vec<(&'c str, Value)>, f64, fn(Fact) -> bool);

/// However the message is lost that was to undo it: told once, and with what has lost it. What is undone already is
/// not stuck, whatever becomes of the message.
#[test]
fn whatever_gives_its_message_up_is_its_cause() {
    let down = json!({"down": {"service": "hotel", "from_ms": 215, "to_ms": 300}});
    let no_car = json!({"poison": {"operation": 4, "edge": "book-car"}});
    let outage = json!({"broker_down": {"from_ms": 220, "to_ms": 230}});
    let waits = json!([no_car, down, outage]);
    let ttl = ("edges.5.queue", json!({"message_ttl_ms": 4, "dead_letter": true}));
    let forgets = ("broker.durable", json!(false));
    let kafka = [("lanes.events.broker", json!("kafka")), ("broker.kafka", json!({"partitions": 1}))];
    let limit = json!({"on_failure": "requeue", "delivery_limit": 1, "dead_letter": false});
    let outage = json!({"broker_down": {"from_ms": 220, "to_ms": 221}});
    let crash = json!({"down": {"service": "hotel", "from_ms": 222, "to_ms": 224}});
    let held = json!([no_car, outage, crash]);
    let cases: [Lost; 5] = [
        // The broker forgets what the hotel has, and then the hotel is gone.
        (vec![("faults", held), forgets.clone()], 222.0, |fact| matches!(fact, Fact::WorkLost { .. })),
        (kafka.to_vec(), 225.0, |fact| matches!(fact, Fact::DeadLettered { .. })),
        (vec![("edges.5.queue", limit)], 233.0, |fact| matches!(fact, Fact::MessageDropped { .. })),
        // Stored at 217 for a hotel that is down, and too old at 221.
        (vec![("faults", json!([no_car, down])), ttl], 221.0, |fact| {
            matches!(fact, Fact::MessageExpired { .. })
        }),
        (vec![("faults", waits), forgets], 220.0, |fact| {
            matches!(fact, Fact::MessageLost { held: false, .. })
        }),
    ];
    for (changes, ms, cause) in cases {
        let run = study(FILE, &changes);
        let records = run.traces[run.scenario.model.lane("events").unwrap()].records();
        let stuck = |record: &&Record| matches!(record.fact, Fact::StepStuck { .. });
        let all: Vec<&Record> = records.iter().filter(stuck).collect();
        assert_eq!(all.len(), 1, "{changes:?}");
        assert_eq!(all[0].at.millis(), ms, "{changes:?}");
        assert!(cause(records[all[0].cause as usize].fact), "{changes:?}");
        assert_eq!(values(&run, "events", &["stuck"]), [1.0], "{changes:?}");
    }
}

/// Flight is undone at 112 ms, and its acknowledgement is lost: it becomes a dead letter, and nothing is stuck or lost.
#[test]
fn what_is_undone_is_not_stuck_whatever_becomes_of_its_message() {
    let faults = json!([
        {"poison": {"operation": 2, "edge": "book-car"}},
        {"lost_acknowledgement": {"operation": 2, "from_ms": 112}},
    ]);
    let once = json!({"on_failure": "requeue", "delivery_limit": 0, "dead_letter": true});
    let run = study(FILE, &[("faults", faults), ("edges.4.queue", once)]);
    let kept = |fact| matches!(fact, Fact::DeadLettered { .. });
    assert_eq!(steps(&run, "events", 2, kept), at(&[(113.0, "cancel-flight")]));
    assert_eq!(steps(&run, "events", 2, |fact| matches!(fact, Fact::StepStuck { .. })), []);
    assert_eq!(values(&run, "events", &["compensated", "stuck", "lost"]), [1.0, 0.0, 0.0]);
}

#[test]
fn the_lanes_end_alike_and_know_differently_much() {
    let run = study(FILE, &[]);
    let counts = ["compensated", "stuck", "disagreeing", "intermediate_reads", "success_share"];
    assert_eq!(values(&run, "events", &counts), [2.0, 1.0, 1.0, 4.0, 0.25]);
    assert_eq!(values(&run, "orchestrated", &counts), [2.0, 1.0, 1.0, 4.0, 0.25]);
    assert_eq!(values(&run, "sync", &counts), [2.0, 1.0, 1.0, 0.0, 0.25]);
    // As in the other setting, which has the same trips.
    let saga = study(SAGA, &[]);
    assert_eq!(values(&run, "orchestrated", &counts), values(&saga, "async", &counts));
    assert_eq!(values(&run, "sync", &counts), values(&saga, "sync", &counts));
    // No participant knows more than the broker, and no trace tells the whole.
    let knows = ["addresses_known", "causal_depth", "traceable_share"];
    assert_eq!(values(&run, "events", &knows), [1.0, 11.0, 0.0]);
    assert_eq!(values(&run, "orchestrated", &knows), [3.0, 4.0, 0.0]);
    assert_eq!(values(&run, "sync", &knows), [3.0, 3.0, 1.0]);
    assert_eq!(values(&run, "events", &["acknowledgement_max_ms", "completion_max_ms"]), [4.0, 34.0]);
    let traced = study(FILE, &[("lanes.events.trace_context", json!(1))]);
    assert_eq!(values(&traced, "events", &["traceable_share"]), [1.0]);
}

/// An orchestrator that publishes all steps at once does not learn that one has failed.
#[test]
fn an_orchestrator_without_replies_undoes_nothing() {
    let run = study(FILE, &[("lanes.events.choreography", json!(false))]);
    assert_eq!(values(&run, "events", &["compensated", "disagreeing"]), [0.0, 3.0]);
    // All three steps leave together at 4 ms.
    let all = [(12.0, "book-flight"), (14.0, "book-hotel"), (16.0, "book-car")];
    assert_eq!(steps(&run, "events", 1, done), at(&all));
}

/// The arrows start where the events do: at the worker of the step before.
#[test]
fn each_event_is_drawn_from_whoever_sends_it() {
    let run = study(FILE, &[]);
    let lane = run.scenario.model.lane("events").unwrap();
    let story = Story::of(&run.scenario.model, &run.traces[lane]);
    let senders: Vec<u8> = story
        .transfers
        .iter()
        .filter(|transfer| transfer.kind == TransferKind::Publish && transfer.at.op == 1)
        .filter_map(|transfer| match transfer.source {
            End::Worker(service, _) => Some(service),
            _ => None,
        })
        .collect();
    // Trips, Flight, Hotel; then back from Car and from Hotel.
    assert_eq!(senders, [0, 1, 2, 3, 2]);
}

#[test]
fn it_is_told_in_words() {
    let run = study(FILE, &[]);
    let lane = run.scenario.model.lane("events").unwrap();
    let (model, trace) = (&run.scenario.model, &run.traces[lane]);
    let (story, fates) = (Story::of(model, trace), Operations::until(model, trace, trace.end()));
    for (lang, ms, words) in [
        (Lang::En, 94.0, "Car fails at 2: its event has the 2 steps before it undone."),
        (Lang::En, 142.0, "Hotel fails at 3: its event has the step before it undone."),
        (Lang::Ru, 94.0, "Сервис «Машина» не справился с 2: по его событию отменяют предыдущие шаги (2)."),
        (Lang::Ru, 142.0, "Сервис «Отель» не справился с 3: по его событию отменяют предыдущий шаг."),
        (
            Lang::En,
            225.0,
            "What 4 did at Hotel cannot be undone: that step is stuck, and nobody undoes the one before it.",
        ),
        (
            Lang::Ru,
            225.0,
            "Шаг по 4 в сервисе «Отель» отменить не удалось: он застрял, и предыдущий шаг никто не отменит.",
        ),
        (Lang::En, 104.0, "Hotel undoes its step of 2 in 6 ms: the effect is gone."),
    ] {
        let teller = Teller { scenario: &run.scenario, lane, trace, story: &story, lang };
        let sentences = happened(&teller, &fates, SimTime::from_millis_f64(ms));
        let said = sentences.iter().map(|sentence| plain(sentence)).collect::<Vec<_>>().join(" ");
        let said = said.replace(char::is_whitespace, " ");
        assert!(said.contains(words), "{ms}: {said}");
    }
}
