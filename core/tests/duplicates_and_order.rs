//! Scenario 12: what a crash makes of deliveries and of their order, step by step; every time by hand.

mod common;

use lockstep_core::study::Study;
use lockstep_core::trace::Fact;
use serde_json::{json, Value};

use common::study;

const ORDER: &str = include_str!("../../assets/scenarios/duplicates.json");
const COMMIT: &str = include_str!("../../assets/scenarios/duplicates-commit.json");
const MEASURED: [&str; 5] = ["duplicate_deliveries", "duplicate_effects", "reordered", "lost", "failed"];

fn lane(study: &Study, id: &str) -> usize {
    study.scenario.model.lane(id).unwrap()
}

fn measured(study: &Study, id: &str) -> [f64; 5] {
    let all = study.measure(lane(study, id), study.end());
    MEASURED.map(|metric| all[metric].unwrap())
}

/// The operations, from 1, and the milliseconds of their effects in a lane.
fn effects(study: &Study, id: &str) -> Vec<(u32, f64)> {
    let records = study.traces[lane(study, id)].records().iter();
    let visible = records.filter(|record| matches!(record.fact, Fact::EffectVisible { .. }));
    visible.map(|record| (record.fact.operation().unwrap() + 1, record.at.millis())).collect()
}

/// The one call in hand fails, and its caller knows; the queue delivers three once more, and 10 comes before 7, 12
/// before 9; the partitions keep the order, and repeat the poll of 3, 4 and 6, two of which were done.
#[test]
fn the_crash_fails_one_reorders_two_or_repeats_two() {
    let study = study(ORDER, &[]);
    assert_eq!(measured(&study, "sync"), [0.0, 0.0, 0.0, 0.0, 1.0]);
    assert_eq!(measured(&study, "queue"), [3.0, 0.0, 2.0, 0.0, 0.0]);
    assert_eq!(measured(&study, "keyed"), [3.0, 2.0, 0.0, 0.0, 0.0]);
    let queue = effects(&study, "queue");
    // Consumer 2 has 8, 10 and 12 in hand when 7, 9 and 11 come back at 39; consumer 1 is back at 60.
    assert_eq!(queue[6..], [(8, 44.0), (10, 54.0), (12, 64.0), (11, 72.0), (7, 74.0), (9, 84.0)]);
    let keyed = effects(&study, "keyed");
    assert_eq!(keyed[2..6], [(3, 26.0), (5, 26.0), (4, 36.0), (8, 36.0)]);
    assert_eq!(keyed[7..10], [(3, 72.0), (4, 82.0), (6, 92.0)]);
}

/// Deliveries repeat, effects do not.
#[test]
fn consumers_that_remember_have_no_second_effect() {
    let study = study(ORDER, &[("services.orders.idempotent.window_ms", json!(200))]);
    assert_eq!(measured(&study, "queue"), [3.0, 0.0, 2.0, 0.0, 0.0]);
    assert_eq!(measured(&study, "keyed"), [3.0, 0.0, 0.0, 0.0, 0.0]);
    // A window that is over before they come again, 38 and 36 ms after their effects, is none.
    let short = common::study(ORDER, &[("services.orders.idempotent.window_ms", json!(30))]);
    assert_eq!(measured(&short, "keyed")[1], 2.0);
}

/// Whenever the crash comes, and however many consumers there are: only keys keep the order.
#[test]
fn order_is_kept_only_by_keys() {
    let mut reordered = 0.0;
    for consumers in [2, 3, 4] {
        for at in 0..=80 {
            let changes: [(&str, Value); 2] =
                [("faults.0.crash.at_ms", json!(at)), ("services.orders.workers", json!(consumers))];
            let study = study(ORDER, &changes);
            assert_eq!(measured(&study, "keyed")[2], 0.0, "{consumers} consumers, crash at {at}");
            reordered += measured(&study, "queue")[2];
        }
    }
    assert!(reordered > 50.0, "{reordered}");
    // A single consumer takes one after the other, and what comes back comes back in its order.
    let alone = study(ORDER, &[("services.orders.workers", json!(1))]);
    assert_eq!((measured(&alone, "queue")[2], measured(&alone, "keyed")[2]), (0.0, 0.0));
}

/// The whole uncommitted poll again, two of it for the second time; or what was committed and not yet handled,
/// never.
#[test]
fn commit_after_repeats_and_commit_before_loses() {
    let study = study(COMMIT, &[]);
    assert_eq!(measured(&study, "after"), [3.0, 2.0, 0.0, 0.0, 0.0]);
    assert_eq!(measured(&study, "before"), [0.0, 0.0, 0.0, 2.0, 0.0]);
    let before: Vec<u32> = effects(&study, "before").iter().map(|(op, _)| *op).collect();
    assert!(!before.contains(&4) && !before.contains(&6), "{before:?}");
    // At every time of the crash: one never loses, the other never repeats an effect.
    for at in 0..=80 {
        let study = common::study(COMMIT, &[("faults.0.crash.at_ms", json!(at))]);
        assert_eq!(measured(&study, "after")[3], 0.0, "crash at {at}");
        assert_eq!(measured(&study, "before")[1], 0.0, "crash at {at}");
    }
    // As asked: amid the poll's first record, and when all of it is done.
    let at = |ms: u32| common::study(COMMIT, &[("faults.0.crash.at_ms", json!(ms))]);
    let (early, late) = (at(27), at(47));
    assert_eq!((measured(&early, "after")[1], measured(&early, "before")[3]), (1.0, 3.0));
    assert_eq!((measured(&late, "after")[1], measured(&late, "before")[3]), (0.0, 1.0));
}

const REBALANCE: &str = include_str!("../../assets/scenarios/duplicates-rebalance.json");

/// Records that the first consumer has handled before its crash, since it has committed last.
fn uncommitted(study: &Study) -> f64 {
    let mut handled = std::collections::BTreeSet::new();
    let mut since = 0.0;
    for record in study.traces[lane(study, "keyed")].records() {
        match record.fact {
            Fact::WorkFinished { at, worker: 0 } => {
                handled.insert(at);
                since += 1.0;
            }
            Fact::OffsetsCommitted { at } if handled.contains(&at) => since = 0.0,
            Fact::WorkerCrashed { .. } => return since,
            _ => {}
        }
    }
    panic!("nobody crashes")
}

/// Nobody notices for ten seconds: a third of the keys waits, and then what had been handled since the last
/// automatic commit is handled once more, by others. RabbitMQ has noticed after a hop.
#[test]
fn a_group_notices_after_the_session_timeout() {
    let study = study(REBALANCE, &[]);
    let records = study.traces[lane(&study, "keyed")].records();
    let began: Vec<f64> = records
        .iter()
        .filter(|record| matches!(record.fact, Fact::RebalanceBegan { .. }))
        .map(|record| record.at.millis())
        .collect();
    assert_eq!(began, [24_000.0]);
    let [_, effects, reordered, lost, _] = measured(&study, "keyed");
    assert_eq!((effects, reordered, lost), (uncommitted(&study), 0.0, 0.0));
    assert!(effects > 50.0, "{effects}");
    assert!(measured(&study, "queue")[2] > 10.0);
    let worst = |id: &str| study.measure(lane(&study, id), study.end())["staleness_max_ms"].unwrap();
    assert!((10_000.0..15_000.0).contains(&worst("keyed")) && worst("queue") < 500.0, "{}", worst("keyed"));
    // The sooner it commits, the less is done twice; and what is remembered is not.
    let often = common::study(REBALANCE, &[("broker.kafka.auto_commit_every_ms", json!(100))]);
    assert!(measured(&often, "keyed")[1] < 10.0 && measured(&often, "keyed")[1] == uncommitted(&often));
    let remembers = common::study(REBALANCE, &[("services.orders.idempotent.window_ms", json!(60_000))]);
    assert_eq!(measured(&remembers, "keyed")[1], 0.0);
    assert!(measured(&remembers, "keyed")[0] > 50.0);
}

/// A worker that is back sooner than a slow hop lasts is a consumer again, however long the hops are.
#[test]
fn news_of_a_connection_does_not_overtake_that_of_the_one_before() {
    let hops = json!({"uniform": {"min_ms": 0.5, "max_ms": 9}});
    for seed in 0..40 {
        let changes = [
            ("broker.one_way", hops.clone()),
            ("faults.0.crash.restart_after_ms", json!(2)),
            ("seed", json!(seed)),
        ];
        let study = study(ORDER, &changes);
        let records = study.traces[lane(&study, "queue")].records().iter();
        let mut after = records.skip_while(|record| !matches!(record.fact, Fact::WorkerRestarted { .. }));
        let works = after.any(|record| matches!(record.fact, Fact::WorkStarted { worker: 0, .. }));
        assert!(works, "seed {seed}");
    }
}
