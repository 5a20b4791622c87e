//! Scenario 4, *Callee outage*: what the outage costs each lane, and oracle D1 to the number.

use lockstep_core::metrics::{Operations, RowId};
use lockstep_core::scenario::{Override, Scenario};
use lockstep_core::study::Study;
use lockstep_core::time::SimTime;
use lockstep_core::trace::Fact;

const SMALL: &str = include_str!("../../assets/scenarios/callee-outage.json");
const LARGE: &str = include_str!("../../assets/scenarios/callee-outage-at-scale.json");
const LANES: [&str; 3] = ["sync", "drop-head", "reject-publish"];

fn study(json: &str, changes: &[(&str, f64)]) -> Study {
    let changes: Vec<Override> = changes.iter().map(|(path, value)| Override::number(path, *value)).collect();
    Study::run(Scenario::with_overrides(json, &changes).unwrap(), 1).unwrap()
}

/// One metric in every lane, over the whole run.
fn values(study: &Study, id: &str) -> [f64; 3] {
    LANES.map(|lane| study.measure(study.scenario.model.lane(lane).unwrap(), study.end())[id].unwrap())
}

fn operations(study: &Study, lane: usize) -> Operations {
    Operations::until(&study.scenario.model, &study.traces[lane], study.end())
}

/// Orders 3 to 8 meet the outage: refused one by one, or six in a queue for three.
#[test]
fn six_of_ten_orders_meet_the_outage() {
    let study = study(SMALL, &[]);
    assert_eq!(values(&study, "failed"), [6.0, 0.0, 3.0]);
    assert_eq!(values(&study, "lost"), [0.0, 3.0, 0.0]);
    let table = study.compare(&study.derived_runs().unwrap(), study.end());
    let row = table.rows.iter().find(|row| row.id == RowId::FaultTolerance).unwrap();
    let lost: Vec<f64> = row.findings.iter().map(|finding| finding.value.unwrap()).collect();
    assert_eq!(lost, [6.0, 3.0, 3.0]);
}

#[test]
fn with_room_for_all_nothing_is_lost() {
    let study = study(SMALL, &[("broker.rabbitmq.max_length", 10.0)]);
    assert_eq!(values(&study, "success_share"), [0.4, 1.0, 1.0]);
}

/// Without any delay on the way, as the oracle has it: D/D/1 with 20 ms between orders, 12.5 ms of work
/// and a minute's outage, whose backlog takes until 220 s.
#[test]
fn d1_the_backlog_of_a_minute() {
    let study = study(
        LARGE,
        &[
            ("network.one_way.fixed.ms", 0.0),
            ("broker.one_way.fixed.ms", 0.0),
            ("broker.append.fixed.ms", 0.0),
        ],
    );
    for lane in [1, 2] {
        let operations = operations(&study, lane);
        let sojourns: Vec<f64> =
            operations.all().iter().map(|order| order.completion().unwrap().millis()).collect();
        let delayed: Vec<f64> = sojourns.iter().copied().filter(|sojourn| *sojourn > 12.5).collect();
        let over = |ms: f64| sojourns.iter().filter(|sojourn| **sojourn > ms).count();
        assert_eq!(sojourns.len(), 15_000);
        assert_eq!(delayed.len(), 8000);
        assert!(delayed.iter().all(|sojourn| *sojourn <= 60_012.5) && delayed[0] == 60_012.5);
        let mean = delayed.iter().sum::<f64>() / 8000.0;
        assert!((mean - 30_016.25).abs() < 1e-6, "{mean}");
        assert!(sojourns.iter().all(|sojourn| *sojourn >= 12.5));
        assert_eq!((over(1000.0), over(30_000.0)), (7869, 4002));
        let last = operations.all().iter().rposition(|order| order.completion().unwrap().millis() > 12.5);
        let last = operations.all()[last.unwrap()].effective.unwrap();
        assert_eq!(last, SimTime::from_millis_f64(220_000.0));
        // Before the end of the outage, which is the first thing at 120 s.
        let before = SimTime::from_millis_f64(119_999.999);
        let sent = |fact: &Fact| matches!(fact, Fact::DeliverySent { .. });
        let records = &study.traces[lane].records()[..study.traces[lane].count_until(before)];
        let stored = records.iter().filter(|record| matches!(record.fact, Fact::MessageStored { .. }));
        let waiting = stored.count() - records.iter().filter(|record| sent(&record.fact)).count();
        assert_eq!(waiting, 3000);
    }
    assert_eq!(values(&study, "lost"), [0.0, 0.0, 0.0]);
    assert_eq!(values(&study, "failed"), [3000.0, 0.0, 0.0]);
}

/// Sync: no order of the outage succeeds. The hop to the broker is within the minute's rhythm, so the
/// shipped delays lose and refuse as many as none would.
#[test]
fn an_outage_of_a_minute_at_50_per_s() {
    let shipped = study(LARGE, &[]);
    assert_eq!(values(&shipped, "failed"), [3000.0, 0.0, 0.0]);
    assert_eq!(values(&shipped, "lost"), [0.0, 0.0, 0.0]);
    let meets = |order: &&lockstep_core::metrics::Progress| {
        (60_000.0..120_000.0).contains(&order.started.millis()) && order.succeeded()
    };
    let succeeded = LANES
        .iter()
        .enumerate()
        .map(|(lane, _)| operations(&shipped, lane).all().iter().filter(meets).count());
    assert_eq!(succeeded.collect::<Vec<_>>(), [0, 3000, 3000]);
    assert_eq!(values(&shipped, "success_share_in_outage"), [0.0, 1.0, 1.0]);

    // As its mark says, 3000 orders are worked off at 80 a second while 50 come: in 100 s.
    for lane in [1, 2] {
        let done = operations(&shipped, lane);
        let mut later = done.all().iter().filter(|order| order.started.millis() >= 60_000.0);
        let prompt = later.find(|order| order.completion().unwrap().millis() < 30.0).unwrap();
        assert!((219_000.0..221_000.0).contains(&prompt.started.millis()), "{}", prompt.started.millis());
    }

    let short = study(LARGE, &[("broker.rabbitmq.max_length", 1000.0)]);
    assert_eq!(values(&short, "lost"), [0.0, 2000.0, 0.0]);
    assert_eq!(values(&short, "failed"), [3000.0, 0.0, 2000.0]);
    assert_eq!(values(&short, "refused"), [3000.0, 0.0, 2000.0]);
    // 1000 of the 3000 are kept: the newest, or the oldest.
    assert_eq!(values(&short, "success_share_in_outage"), [0.0, 1.0 / 3.0, 1.0 / 3.0]);
}
