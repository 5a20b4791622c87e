//! Scaling consumers: a queue that any of them takes from, and partitions that belong to one each.

use lockstep_core::theory::{mm1_sojourn_ms, partitioned_speedup, pooled_wait_ms};
use lockstep_core::trace::Fact;
use serde_json::json;

use super::{lane, near, place, study};

const TWELVE: &str = include_str!("../../../assets/scenarios/scaling-consumers.json");
const POOLING: &str = include_str!("../../../assets/scenarios/scaling-consumers-at-scale.json");

/// 24 tasks of 10 ms, stored and delivered after 4: five rounds of five, or three partitions of two.
#[test]
fn the_fullest_consumer_decides() {
    let study = study(TWELVE, &[], 1);
    assert_eq!(lane(&study, "queue")["completion_max_ms"], Some(54.0));
    assert_eq!(lane(&study, "partitions")["completion_max_ms"], Some(64.0));
    assert_eq!(lane(&study, "sync")["completion_max_ms"], Some(51.0));
    // All are in the log before the first is committed; a queue has none.
    assert_eq!(lane(&study, "partitions")["peak_lag.handle"], Some(24.0));
    assert!(lane(&study, "queue").get("peak_lag.handle").is_none());
}

/// P15, measured: equally loaded partitions speed up in steps, P / ⌈P / C⌉, and beyond P not at all.
#[test]
fn partitions_speed_up_in_steps() {
    let makespan = |consumers: u32| {
        let load = json!({"batches": {"size": 2400, "ms": 0, "operations": 2400}});
        let changes = [("workload.arrivals", load), ("services.workers.workers", json!(consumers))];
        // Neither lane waits for the network while work is fetched ahead.
        let study = study(TWELVE, &changes, 1);
        let took = |id: &str| lane(&study, id)["completion_max_ms"].unwrap() - 4.0;
        (took("queue"), took("partitions"))
    };
    let alone = makespan(1);
    for consumers in 1..=16 {
        let (queue, partitions) = makespan(consumers);
        near(alone.1 / partitions, partitioned_speedup(12, consumers), 1e-9);
        near(alone.0 / queue, f64::from(consumers), 0.01);
    }
}

/// One queue for four at 80 % load waits 7.455 ms, and four behind their own partitions 40 ms each.
#[test]
fn one_queue_waits_less_than_four() {
    let changes = [
        ("workload.arrivals.poisson.operations", json!(600_000)),
        ("workload.warm_up_share", json!(0.05)),
        ("limits.records", json!(20_000_000)),
    ];
    let study = study(POOLING, &changes, 1);
    let wait = |id: &str| lane(&study, id)["queue_wait_mean_ms.workers"].unwrap();
    near(wait("queue"), pooled_wait_ms(320.0, 10.0, 4).unwrap(), 0.04);
    near(wait("sync"), pooled_wait_ms(320.0, 10.0, 4).unwrap(), 0.04);
    near(wait("partitions"), mm1_sojourn_ms(80.0, 10.0).unwrap() - 10.0, 0.06);
}

/// With a single key there is a single partition in use, and three of four consumers are idle.
#[test]
fn one_key_leaves_all_work_to_one() {
    let study =
        study(POOLING, &[("workload.keys", json!(1)), ("workload.arrivals.poisson.per_s", json!(100))], 1);
    let records = study.traces[place(&study, "partitions")].records();
    let mut workers = std::collections::BTreeSet::new();
    let mut partitions = std::collections::BTreeSet::new();
    for record in records {
        match record.fact {
            Fact::WorkStarted { worker, .. } => drop(workers.insert(worker)),
            Fact::RecordAppended { partition, .. } => drop(partitions.insert(partition)),
            _ => {}
        }
    }
    assert_eq!((workers.len(), partitions.len()), (1, 1));
}
