//! Scenario 5, *Broker outage and outbox*: what finds no broker, what is lost between commit and message, and what
//! an outbox makes of both.

use lockstep_core::metrics::{RowId, Verdict};
use lockstep_core::scenario::{Override, Scenario};
use lockstep_core::study::Study;
use lockstep_core::trace::Fact;

const SMALL: &str = include_str!("../../assets/scenarios/broker-outage.json");
const LARGE: &str = include_str!("../../assets/scenarios/broker-outage-at-scale.json");
const LANES: [&str; 3] = ["sync", "direct", "outbox"];
const SHARE: &str = "faults.0.crash_between.share";

fn study(json: &str, changes: &[(&str, f64)], seed: Option<u64>) -> Study {
    let changes: Vec<Override> = changes.iter().map(|(path, value)| Override::number(path, *value)).collect();
    let scenario = Scenario::with_overrides(json, &changes).unwrap();
    let seed = seed.unwrap_or(scenario.file.seed);
    Study::run(scenario, seed).unwrap()
}

/// One metric in every lane, over the whole run.
fn values(study: &Study, id: &str) -> [f64; 3] {
    LANES.map(|lane| study.measure(study.scenario.model.lane(lane).unwrap(), study.end())[id].unwrap())
}

/// Operation, from 1, and time of every fact of a kind in a lane.
fn facts(study: &Study, lane: usize, kind: &str) -> Vec<(u32, f64)> {
    let is_one = |fact: Fact| format!("{fact:?}").split(' ').next() == Some(kind);
    let records = study.traces[lane].records().iter().filter(|record| is_one(record.fact));
    records.map(|record| (record.fact.operation().map_or(0, |op| op + 1), record.at.millis())).collect()
}

/// Orders 3 to 6 find no broker, the third as it is stored; without one in the way nobody notices.
#[test]
fn four_of_ten_orders_find_no_broker() {
    let study = study(SMALL, &[], None);
    let refused: Vec<u32> = facts(&study, 1, "PublishFailed").into_iter().map(|(op, _)| op).collect();
    assert_eq!(refused, [3, 4, 5, 6]);
    // Four by the outage and one by its sender's death, or only that.
    assert_eq!(values(&study, "failed"), [1.0, 5.0, 1.0]);
    assert_eq!(values(&study, "acknowledgement_max_ms"), [17.0, 11.0, 7.0]);
    assert_eq!(values(&study, "refused"), [0.0, 4.0, 2.0]);
}

/// Order 10 dies after its commit, in every lane.
#[test]
fn what_dies_after_its_commit_is_lost_unless_it_stands_in_an_outbox() {
    let study = study(SMALL, &[], None);
    assert_eq!(facts(&study, 0, "CrashedBetween"), [(10, 186.0)]);
    assert_eq!(facts(&study, 1, "CrashedBetween"), [(10, 186.0)]);
    assert_eq!(facts(&study, 2, "CrashedBetween"), [(7, 160.0), (10, 186.0)]);
    assert_eq!(values(&study, "lost"), [1.0, 1.0, 0.0]);
    assert_eq!(values(&study, "unknown_outcomes"), [1.0, 1.0, 1.0]);
    let shipped: Vec<u32> = facts(&study, 2, "EffectVisible").into_iter().map(|(op, _)| op).collect();
    assert!((1..=10).all(|op| shipped.contains(&op)), "{shipped:?}");
}

/// Orders 1 and 2 were with Shipping when the broker went down, and come once more when it is back; order 7 was
/// published and not marked.
#[test]
fn the_outbox_ships_three_orders_twice() {
    let study = study(SMALL, &[], None);
    assert_eq!(values(&study, "duplicate_deliveries"), [0.0, 0.0, 3.0]);
    assert_eq!(values(&study, "duplicate_effects"), [0.0, 0.0, 3.0]);
    let mut times = [0; 11];
    for (op, _) in facts(&study, 2, "EffectVisible") {
        times[op as usize] += 1;
    }
    let twice: Vec<usize> = (1..=10).filter(|op| times[*op] == 2).collect();
    assert_eq!((twice, times.iter().sum::<i32>()), (vec![1, 2, 7], 13));
}

/// What it costs to build: a store and a process more than publishing directly.
#[test]
fn an_outbox_is_a_store_and_a_process_more() {
    let study = study(SMALL, &[], None);
    assert_eq!(values(&study, "durable_stores"), [0.0, 1.0, 2.0]);
    assert_eq!(values(&study, "processes"), [2.0, 3.0, 4.0]);
    let table = study.compare(&study.derived_runs().unwrap(), study.end());
    // The run has its outage already.
    let row = table.rows.iter().find(|row| row.id == RowId::FaultTolerance).unwrap();
    let failed: Vec<f64> = row.findings.iter().map(|finding| finding.value.unwrap()).collect();
    assert_eq!(failed, [1.0, 5.0, 1.0]);
    // "Messages wait in the queue" fails where nobody is there to take them.
    let tolerant = table.claims.first().unwrap();
    assert_eq!((tolerant.values.as_slice(), tolerant.verdict), (&[(1, Some(1.0))][..], Verdict::Fails(1.0)));
}

/// Of 6000 orders 2 % die in between: 120 a run, within three standard errors over ten runs. With an outbox none
/// is lost, and as many again are published twice.
#[test]
fn n_times_p_events_are_lost() {
    let (mut lost, mut twice) = (0.0, 0.0);
    for seed in 1..=10 {
        let study = study(LARGE, &[], Some(seed));
        let of_run = values(&study, "lost");
        assert_eq!(of_run[0], of_run[1], "the same luck in every lane");
        assert_eq!(of_run[2], 0.0);
        assert_eq!(values(&study, "unknown_outcomes")[2], of_run[1]);
        lost += of_run[1];
        twice += values(&study, "duplicate_effects")[2];
    }
    let error = 3.0 * (60_000.0_f64 * 0.02 * 0.98).sqrt();
    assert!((lost - 1200.0).abs() < error, "{lost} lost, 1200 expected, ±{error}");
    // What Shipping held when the broker went down comes twice, too: eight a run at most.
    assert!(twice > 1200.0 - error && twice < 1280.0 + error, "{twice} shipped twice");
}

/// Without crashes only what meets the outage fails: 30 s at 50 per second, published directly.
#[test]
fn direct_publishes_fail_for_as_long_as_the_outage() {
    let study = study(LARGE, &[(SHARE, 0.0)], None);
    let [sync, direct, outbox] = values(&study, "failed");
    assert_eq!((sync, outbox), (0.0, 0.0));
    let error = 3.0 * 1500.0_f64.sqrt();
    assert!((direct - 1500.0).abs() < error, "{direct} failed, 1500 expected, ±{error}");
    assert_eq!(values(&study, "lost"), [0.0, 0.0, 0.0]);
    assert_eq!(values(&study, "success_share")[2], 1.0);
    let worst = values(&study, "staleness_max_ms")[2];
    assert!(worst > 29_000.0 && worst < 31_500.0, "{worst} ms stale");
}

/// While nothing is wrong a message waits for half a period of the relay on average.
#[test]
fn a_poll_adds_half_its_period() {
    for period in [20.0, 200.0, 1000.0] {
        let quiet = [
            ("faults.1.broker_down.from_ms", 3_000_000.0),
            ("faults.1.broker_down.to_ms", 3_000_000.0),
            (SHARE, 0.0),
            ("lanes.outbox.publish.announce.outbox.poll_every_ms", period),
        ];
        let study = study(LARGE, &quiet, None);
        let stored = facts(&study, 2, "OutboxStored");
        let taken = facts(&study, 2, "OutboxTaken");
        let sum = |times: &[(u32, f64)]| times.iter().map(|(_, at)| at).sum::<f64>();
        let mean = (sum(&taken) - sum(&stored)) / stored.len() as f64;
        // Uniform over the period: its standard deviation is the period over the root of 12.
        let error = 3.0 * period / (12.0 * 6000.0_f64).sqrt();
        assert!((mean - period / 2.0).abs() < error, "{mean} ms of {period}, ±{error}");
    }
    // What is seen of it: the staleness of a period of 200 ms, above that of a direct publish.
    let quiet =
        [("faults.1.broker_down.from_ms", 30_000.0), ("faults.1.broker_down.to_ms", 30_000.0), (SHARE, 0.0)];
    let [_, direct, outbox] = values(&study(LARGE, &quiet, None), "staleness_mean_ms");
    // Ten messages leave at once, which four workers take 8 ms each for: another 8 ms or so.
    assert!(outbox - direct > 100.0 && outbox - direct < 120.0, "{outbox} and {direct} ms");
}
