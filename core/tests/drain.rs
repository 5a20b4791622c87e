//! How long the largest backlog takes to be gone, at hand-made runs and at the settings that promise one.

mod common;

use common::{one_consumer, one_service, study};
use lockstep_core::study::Study;
use lockstep_core::time::SimTime;
use serde_json::{json, Value};

const BURST: &str = include_str!("../../assets/scenarios/traffic-burst.json");
const OUTAGE: &str = include_str!("../../assets/scenarios/callee-outage-at-scale.json");
const OUTBOX: &str = include_str!("../../assets/scenarios/broker-outage-at-scale.json");

/// As measured in a lane when the playhead stands at a point in time.
fn at(study: &Study, lane: usize, ms: f64) -> Option<f64> {
    study.measure(lane, SimTime::from_millis_f64(ms))["drain_time_ms"]
}

fn drained(study: &Study) -> Option<f64> {
    study.measure(0, study.end())["drain_time_ms"]
}

/// Calls at these times, 10 ms of work each.
fn calls(times: &[u32], service: Value, faults: Value) -> Study {
    let mut own = json!({"service_time": {"fixed": {"ms": 10}}});
    own.as_object_mut().unwrap().extend(service.as_object().unwrap().clone());
    one_service(own, json!({}), json!({"arrivals": {"at": {"ms": times}}}), faults)
}

/// Messages at 0, 1 ms and an append of 2 ms away from the broker; see [`one_consumer`].
fn messages(count: usize, more: Value) -> Study {
    let mut file = one_consumer("handle");
    file["workload"] = json!({"arrivals": {"at": {"ms": vec![0; count]}}});
    file.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    study(&file.to_string(), &[])
}

/// Of five at once four wait until the first is done at 10 ms, and the last begins at 40 ms: there is no value
/// before that, and the same one ever after.
#[test]
fn lasts_from_the_largest_backlog_to_none() {
    let five = calls(&[0; 5], json!({}), json!([]));
    assert_eq!((at(&five, 0, 0.0), at(&five, 0, 10.0), at(&five, 0, 39.999)), (None, None, None));
    assert_eq!(
        (at(&five, 0, 40.0), at(&five, 0, 45.0), drained(&five)),
        (Some(30.0), Some(30.0), Some(30.0))
    );
}

/// Three wait from the first to the second peak of five, of which four wait; and the other way round. A second
/// one that is smaller leaves the first as it was; while a larger one lasts nothing is drained.
#[test]
fn the_larger_of_two_peaks_counts() {
    let rising = calls(&[0, 0, 0, 1000, 1000, 1000, 1000, 1000], json!({}), json!([]));
    assert_eq!((at(&rising, 0, 500.0), at(&rising, 0, 1000.0)), (Some(10.0), None));
    assert_eq!((at(&rising, 0, 1039.0), drained(&rising)), (None, Some(30.0)));
    let falling = calls(&[0, 0, 0, 0, 0, 1000, 1000, 1000], json!({}), json!([]));
    assert_eq!((at(&falling, 0, 500.0), at(&falling, 0, 1005.0)), (Some(30.0), Some(30.0)));
    assert_eq!(drained(&falling), Some(30.0));
}

#[test]
fn where_nobody_waits_nothing_drains() {
    assert_eq!(drained(&calls(&[0, 20, 40], json!({}), json!([]))), None);
    assert_eq!(drained(&messages(1, json!({}))), None);
    // In the broker and at the consumer it is there for an instant, and does not wait.
    assert_eq!(drained(&messages(1, json!({"lanes": kafka(500)}))), None);
}

#[test]
fn what_never_gets_done_never_drains() {
    let hangs = json!([{"hang": {"service": "service", "from_ms": 0}}]);
    assert_eq!(drained(&calls(&[0; 5], json!({}), hangs)), None);
    let down = json!({"faults": [{"down": {"service": "consumer", "from_ms": 0}}]});
    assert_eq!(drained(&messages(5, down)), None);
    let back = json!({"faults": [{"down": {"service": "consumer", "from_ms": 0, "to_ms": 100}}]});
    // From 102 ms, when the consumer is known to be back and the first is there, to the last at 142 ms.
    assert_eq!(drained(&messages(5, back)), Some(40.0));
}

/// A limit holds the backlog at its largest as long as the outage lasts: it drains from its end.
#[test]
fn a_full_queue_drains_when_the_outage_is_over() {
    let times: Vec<u32> = (0..30).map(|n| n * 10).collect();
    let hangs = json!([{"hang": {"service": "service", "from_ms": 5, "to_ms": 305}}]);
    let study = calls(&times, json!({"queue_limit": 3}), hangs);
    assert_eq!(study.measure(0, study.end())["refused"], Some(26.0));
    // Whoever is at work when the hang ends is done then; the three follow.
    assert_eq!(drained(&study), Some(20.0));
}

fn kafka(max_poll_records: u32) -> Value {
    json!([{
        "id": "async", "style": "async", "technology": "Kafka", "edges": {"handle": "message"},
        "kafka": {"partitions": 1, "max_poll_records": max_poll_records},
    }])
}

/// A poll empties the log at once and not the backlog: what it has brought waits at its consumer, and on its way
/// there. With a queue of RabbitMQ and one at a time each waits for its turn in the broker.
#[test]
fn what_is_polled_or_prefetched_waits_still() {
    // The first alone, the others with the next poll: they come when it is done and asks.
    let polled = messages(5, json!({"lanes": kafka(500)}));
    let last = common::times(&polled, |fact| matches!(fact, lockstep_core::trace::Fact::WorkStarted { .. }));
    let (first, last) = (last[1], last[4]);
    assert_eq!(last - first, 30.0);
    assert_eq!(drained(&polled), Some(30.0));
    // An acknowledgement and a delivery on their way between one and the next: 2 ms more for each of three.
    let mut lanes = one_consumer("handle")["lanes"].clone();
    lanes[0]["queues"] = json!({"handle": {"prefetch": 1}});
    assert_eq!(drained(&messages(5, json!({"lanes": lanes}))), Some(36.0));
}

/// The mark says that the backlog of the burst, 2000 at 50 per second more out than in, is drained at 60 s, 40 s
/// after the burst; within its chance, which is measured over more seeds beside it (`load/burst.rs`).
#[test]
fn the_burst_drains_in_forty_seconds() {
    let study = study(BURST, &[]);
    let lane = study.scenario.model.lane("async").unwrap();
    assert_eq!((at(&study, lane, 20_000.0), at(&study, lane, 50_000.0)), (None, None));
    common::near(at(&study, lane, 70_000.0), 40_000.0, 0.07);
    // The bounded queue of callers, 200, is gone after 4 s, give or take the chance of a tenth of that load.
    common::near(at(&study, study.scenario.model.lane("sync").unwrap(), 70_000.0), 4000.0, 0.25);
}

/// Oracle D1: 3000 wait when the minute is over; at 80 a second while 50 come that is 100 s.
#[test]
fn the_backlog_of_a_minute_drains_in_a_hundred_seconds() {
    let study = study(OUTAGE, &[]);
    for id in ["drop-head", "reject-publish"] {
        let lane = study.scenario.model.lane(id).unwrap();
        assert_eq!((at(&study, lane, 119_000.0), at(&study, lane, 219_000.0)), (None, None));
        common::near(at(&study, lane, 221_000.0), 100_000.0, 0.001);
    }
    // Who is refused does not wait.
    assert_eq!(drained(&study), None);
}

/// The outbox has 1500 after half a minute at 50/s. One poll finds the broker back, 17 more take 100 each while
/// 10 come: 18 polls of 200 ms, and the chance of the arrivals.
#[test]
fn an_outbox_is_a_backlog_too() {
    let study = study(OUTBOX, &[]);
    let lane = study.scenario.model.lane("outbox").unwrap();
    let drained = at(&study, lane, study.end().millis()).unwrap();
    assert!((3200.0..=4000.0).contains(&drained), "{drained}");
    assert_eq!(at(&study, lane, 59_000.0), None);
}
