//! The small settings that open scenarios 1 and 2: what they promise, to the millisecond.

mod common;

use common::{near, study};
use lockstep_core::metrics::Measurements;
use lockstep_core::study::Study;
use lockstep_core::trace::{Fact, Record};
use serde_json::{json, Value};

const LETTER: &str = include_str!("../../assets/scenarios/one-letter.json");
const THREADS: &str = include_str!("../../assets/scenarios/two-threads.json");

fn lane(study: &Study, id: &str) -> Measurements {
    study.measure(study.scenario.model.lane(id).unwrap(), study.end())
}

/// Times at which a kind of fact happens in a lane, in milliseconds.
fn when(study: &Study, id: &str, wanted: fn(Fact) -> bool) -> Vec<f64> {
    let trace = &study.traces[study.scenario.model.lane(id).unwrap()];
    let records = trace.records().iter().filter(|record: &&Record| wanted(record.fact));
    records.map(|record| record.at.millis()).collect()
}

fn answered(fact: Fact) -> bool {
    matches!(fact, Fact::Acknowledged { .. })
}

fn done(fact: Fact) -> bool {
    matches!(fact, Fact::EffectVisible { .. })
}

fn marks(study: &Study) -> Vec<f64> {
    study.scenario.file.marks.iter().map(|mark| mark.at_ms).collect()
}

/// Work of 10 ms with a hop before and after it, against two hops and an append of 2 ms: the letter is answered
/// first, and done later by an append and a hop.
#[test]
fn one_operation_by_call_and_by_letter() {
    let study = study(LETTER, &[]);
    assert_eq!((when(&study, "sync", answered), when(&study, "sync", done)), (vec![12.0], vec![11.0]));
    assert_eq!((when(&study, "async", answered), when(&study, "async", done)), (vec![4.0], vec![14.0]));
    assert_eq!(marks(&study), [4.0, 12.0, 14.0]);
    let (sync, letter) = (lane(&study, "sync"), lane(&study, "async"));
    // Fewer parts, and one tree of causes.
    for metric in ["processes", "durable_stores", "event_kinds", "boundary_crossings"] {
        assert!(sync[metric] < letter[metric], "{metric}: {:?} {:?}", sync[metric], letter[metric]);
    }
    assert_eq!((sync["traceable_share"], letter["traceable_share"]), (Some(1.0), Some(0.0)));
    assert_eq!((sync["staleness_max_ms"], letter["staleness_max_ms"]), (Some(0.0), Some(10.0)));
    // The caller who waits for the work is blocked for as long as it waits.
    assert_eq!(sync["acknowledgement_max_ms"], Some(12.0));
}

/// Work that is quicker than the broker's append: the call is answered first.
#[test]
fn a_letter_is_slower_than_a_short_call() {
    let study = study(LETTER, &[("services.service.service_time.fixed.ms", json!(1))]);
    assert_eq!((when(&study, "sync", answered), when(&study, "async", answered)), (vec![3.0], vec![4.0]));
}

/// At 20 operations a second, one every 50 ms, each is the first one over again.
#[test]
fn at_twenty_a_second_every_operation_is_like_the_first() {
    let study = study(LETTER, &[("workload.arrivals.every.operations", json!(8))]);
    for (id, answer, effect) in [("sync", 12.0, 11.0), ("async", 4.0, 14.0)] {
        let each = |first: f64| (0..8).map(|n| first + 50.0 * f64::from(n)).collect::<Vec<_>>();
        assert_eq!(when(&study, id, answered), each(answer), "{id}");
        assert_eq!(when(&study, id, done), each(effect), "{id}");
        near(lane(&study, id)["offered_per_s"], 20.0, 1e-9);
    }
}

/// Throughput of callers who think for `z` ms and are blocked for `r` ms each time, per second.
fn throughput(callers: f64, z: f64, r: f64) -> f64 {
    callers * 1000.0 / (z + r)
}

fn completed(study: &Study, id: &str) -> (f64, f64) {
    let measured = lane(study, id);
    (measured["accepted_per_s"].unwrap(), measured["completed_per_s"].unwrap())
}

/// Two callers, one of whom waits for the other in the first round only: 2 per 30 ms against 2 per 24 ms.
#[test]
fn two_threads_think_and_wait() {
    let study = study(THREADS, &[]);
    let round = |first: [f64; 2], every: f64| {
        (0..6).flat_map(|n| first.map(|at| at + every * f64::from(n))).collect::<Vec<_>>()
    };
    assert_eq!(when(&study, "sync", answered), round([30.0, 40.0], 30.0));
    assert_eq!(when(&study, "async", answered), round([24.0, 24.0], 24.0));
    assert_eq!(when(&study, "async", done), round([34.0, 44.0], 24.0));
    assert_eq!(marks(&study), [24.0, 40.0, 164.0]);
    assert_eq!(when(&study, "sync", answered).last(), Some(&(164.0 + 26.0)));
    // Of each thread's time until its last answer: 12 rounds of 10 ms, and the 10 ms in which the second waited
    // for the first; and 12 rounds of 4 ms.
    near(lane(&study, "sync")["caller_blocked_share"], 130.0 / (180.0 + 190.0), 1e-9);
    near(lane(&study, "async")["caller_blocked_share"], 48.0 / (144.0 + 144.0), 1e-9);
    let many = threads(2, 2000);
    near(Some(completed(&many, "sync").1), throughput(2.0, 20.0, 10.0), 0.01);
    near(Some(completed(&many, "async").1), throughput(2.0, 20.0, 4.0), 0.01);
    near(lane(&many, "sync")["caller_blocked_share"], 10.0 / 30.0, 0.01);
    near(lane(&many, "async")["caller_blocked_share"], 4.0 / 24.0, 0.01);
}

fn threads(callers: u32, operations: u32) -> Study {
    let changes: [(&str, Value); 2] = [
        ("workload.arrivals.closed.callers", json!(callers)),
        ("workload.arrivals.closed.operations", json!(operations)),
    ];
    study(THREADS, &changes)
}

/// Past the capacity of 100 a second more is accepted, no more is completed, and half of the time is blocked.
#[test]
fn four_threads_reach_the_capacity() {
    for operations in [12, 2000] {
        let four = threads(4, operations);
        let (sync, letters) = (completed(&four, "sync"), completed(&four, "async"));
        near(Some(sync.1), 100.0, 0.01);
        near(Some(letters.1), 100.0, 0.01);
        near(Some(letters.0), throughput(4.0, 20.0, 4.0), 0.01);
        // What a caller waits for is bounded by the callers; what is accepted is not.
        assert_eq!(lane(&four, "sync")["peak_in_flight"], Some(4.0));
        assert!(lane(&four, "async")["peak_in_flight"] >= Some(f64::from(operations) / 3.0));
    }
    near(lane(&threads(4, 2000), "sync")["caller_blocked_share"], 0.5, 0.01);
}

/// Work that is quicker than the broker blocks the callers of calls for less.
#[test]
fn short_work_blocks_less_than_the_broker() {
    let study = study(THREADS, &[("services.service.service_time.fixed.ms", json!(2))]);
    assert!(lane(&study, "sync")["caller_blocked_share"] < lane(&study, "async")["caller_blocked_share"]);
}
