//! *A shared database*: what all consumers need one at a time bounds what a further one is worth.

mod common;

use common::near;
use lockstep_core::study::Study;
use lockstep_core::time::SimTime;
use lockstep_core::trace::Fact;
use serde_json::{json, Value};

const DATABASE: &str = include_str!("../../assets/scenarios/scaling-consumers-database.json");

/// Tasks per second in both lanes with so many consumers and connections, in a run that is long enough.
fn rates(consumers: u32, connections: u32, own_ms: u32) -> [Option<f64>; 2] {
    let study = common::study(
        DATABASE,
        &[
            ("workload.arrivals.batches.operations", json!(960)),
            ("services.workers.workers", json!(consumers)),
            ("services.database.workers", json!(connections)),
            ("services.workers.service_time.fixed.ms", json!(own_ms)),
        ],
    );
    [0, 1].map(|lane| study.measure(lane, study.end())["completed_per_s"])
}

/// Amdahl's law: 8 of 12 ms are done one at a time, so the speed-up is min(N, 12 / 8) and no more; with three
/// connections the limit is three times as high, and with no work of one's own there is nothing to gain.
#[test]
fn the_share_that_all_do_one_at_a_time_is_the_limit() {
    for (consumers, connections, own_ms, per_s) in [
        (1, 1, 4, 1000.0 / 12.0),
        (2, 1, 4, 125.0),
        (3, 1, 4, 125.0),
        (8, 1, 4, 125.0),
        (4, 3, 4, 4000.0 / 12.0),
        (8, 3, 4, 375.0),
        (1, 1, 0, 125.0),
        (8, 1, 0, 125.0),
    ] {
        for rate in rates(consumers, connections, own_ms) {
            near(rate, per_s, 0.01);
        }
    }
}

/// Five that start together finish together: a batch of five every 12 ms is 5 / 12 ms, and nothing more.
#[test]
fn what_is_stored_in_batches_is_no_faster_than_its_connections() {
    for batches in [2, 5, 48] {
        let all = [
            ("services.workers.workers", json!(5)),
            ("services.database.workers", json!(5)),
            ("workload.arrivals.batches.size", json!(5 * batches)),
            ("workload.arrivals.batches.operations", json!(5 * batches)),
        ];
        let study = common::study(DATABASE, &all);
        for lane in [0, 1] {
            near(study.measure(lane, study.end())["completed_per_s"], 5000.0 / 12.0, 1e-9);
        }
    }
    // So is what comes in batches: six every 20 ms, however many batches there are.
    let arrivals = |batches: u32| json!({"batches": {"size": 6, "ms": 20, "operations": 6 * batches}});
    for batches in [2, 9] {
        let study = common::study(DATABASE, &[("workload.arrivals", arrivals(batches))]);
        near(study.measure(0, study.end())["offered_per_s"], 300.0, 1e-9);
    }
    // One batch alone is no rate.
    let once = common::study(DATABASE, &[("workload.arrivals", arrivals(1))]);
    assert_eq!(once.measure(0, once.end())["offered_per_s"], None);
}

/// After 12 ms the first is stored and three wait for the connection; all 24 are stored at 4 + 24 · 8 ms.
#[test]
fn its_marks_are_what_happens() {
    let study: Study = common::study(DATABASE, &[] as &[(&str, Value)]);
    let mark = |place: usize| SimTime::from_millis_f64(study.scenario.file.marks[place].at_ms);
    let until = |at: SimTime| study.traces[0].records().iter().take_while(move |record| record.at <= at);
    let stored = |at| until(at).filter(|record| matches!(record.fact, Fact::EffectVisible { .. })).count();
    let waiting: i32 = until(mark(0))
        .map(|record| match record.fact {
            Fact::RequestArrived { at } if at.edge == 1 => 1,
            Fact::WorkStarted { at, .. } if at.edge == 1 => -1,
            _ => 0,
        })
        .sum();
    assert_eq!((stored(mark(0)), waiting), (1, 3));
    assert_eq!((mark(1).millis(), stored(mark(1))), (196.0, 24));
    assert!(stored(SimTime::from_millis_f64(195.9)) < 24);
}
