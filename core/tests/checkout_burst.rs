//! The first scenario, to the number: every time and share that its description gives.

use lockstep_core::metrics::{Operations, RowId, Verdict};
use lockstep_core::scenario::Scenario;
use lockstep_core::study::Study;
use lockstep_core::time::SimTime;
use lockstep_core::trace::{Fact, Outcome};

const JSON: &str = include_str!("../../assets/scenarios/checkout-burst.json");
const SYNC: usize = 0;
const ASYNC: usize = 1;

fn study() -> Study {
    Study::run(Scenario::from_json(JSON).unwrap(), 1).unwrap()
}

fn times(study: &Study, lane: usize, of: impl Fn(&Fact) -> bool) -> Vec<f64> {
    let records = study.traces[lane].records();
    records.iter().filter(|record| of(&record.fact)).map(|record| record.at.millis()).collect()
}

fn value(study: &Study, lane: usize, at_ms: f64, id: &str) -> f64 {
    study.measure(lane, SimTime::from_millis_f64(at_ms))[id].unwrap()
}

#[test]
fn every_time_is_as_described() {
    let study = study();
    let effect = |fact: &Fact| matches!(fact, Fact::EffectVisible { .. });
    let answer = |fact: &Fact| matches!(fact, Fact::Acknowledged { outcome: Outcome::Ok, .. });
    let start = |fact: &Fact| matches!(fact, Fact::OperationStarted { .. });
    for lane in [SYNC, ASYNC] {
        assert_eq!(times(&study, lane, start), [0.0, 6.0, 12.0, 18.0, 24.0]);
    }
    assert_eq!(times(&study, SYNC, effect), [18.0, 30.0, 42.0, 54.0, 66.0]);
    assert_eq!(times(&study, SYNC, answer), [20.0, 32.0, 44.0, 56.0, 68.0]);
    assert_eq!(times(&study, ASYNC, answer), [10.0, 16.0, 22.0, 28.0, 34.0]);
    assert_eq!(times(&study, ASYNC, effect), [21.0, 33.0, 45.0, 57.0, 69.0]);
}

#[test]
fn the_threads_take_turns_alike_in_both_lanes() {
    let study = study();
    for lane in [SYNC, ASYNC] {
        let workers: Vec<u16> = study.traces[lane]
            .records()
            .iter()
            .filter_map(|record| match record.fact {
                Fact::WorkStarted { at, worker } if at.edge == 0 => Some(worker + 1),
                _ => None,
            })
            .collect();
        assert_eq!(workers, [1, 2, 1, 2, 1]);
    }
}

#[test]
fn the_means_are_as_described() {
    let study = study();
    let end = study.end().millis();
    assert_eq!(value(&study, SYNC, end, "acknowledgement_mean_ms"), 32.0);
    assert_eq!(value(&study, ASYNC, end, "acknowledgement_mean_ms"), 10.0);
    assert_eq!(value(&study, SYNC, end, "completion_mean_ms"), 30.0);
    assert_eq!(value(&study, ASYNC, end, "completion_mean_ms"), 33.0);
    assert_eq!(value(&study, SYNC, end, "staleness_max_ms"), 0.0);
    assert_eq!(value(&study, ASYNC, end, "staleness_max_ms"), 35.0);
    assert_eq!(value(&study, SYNC, end, "event_kinds"), 4.0);
    assert_eq!(value(&study, ASYNC, end, "event_kinds"), 6.0);
}

#[test]
fn at_31_ms_the_counts_and_shares_are_as_described() {
    let study = study();
    let at = SimTime::from_millis_f64(31.0);
    for (lane, answered, effective, blocked) in [(SYNC, 1, 2, 88.0), (ASYNC, 4, 1, 49.0)] {
        let operations = Operations::until(&study.scenario.model, &study.traces[lane], at);
        assert_eq!(operations.count(|o| o.answered.is_some()), answered);
        assert_eq!(operations.count(|o| o.effective.is_some()), effective);
        let share = operations.caller_blocked_share().unwrap();
        assert_eq!((share * 100.0).round(), blocked);
    }
}

#[test]
fn the_derived_runs_and_the_verdicts_are_as_described() {
    let study = study();
    let derived = study.derived_runs().unwrap();
    let table = study.compare(&derived, study.end());
    let row = |id: RowId| table.rows.iter().find(|row| row.id == id).unwrap();
    let tenths = |lane: usize| -> Vec<f64> {
        row(RowId::Scalability).findings[lane].basis.iter().map(|rate| (rate * 10.0).round() / 10.0).collect()
    };
    assert_eq!(tenths(SYNC), [83.3, 111.7]);
    assert_eq!(tenths(ASYNC), [83.3, 166.7]);
    let lost = |lane: usize| row(RowId::FaultTolerance).findings[lane].value.unwrap();
    assert_eq!((lost(SYNC), lost(ASYNC)), (4.0, 0.0));
    let verdicts: Vec<Verdict> = table.rows.iter().map(|row| row.verdict).collect();
    use Verdict::{Fails, Holds};
    assert_eq!(verdicts, [Holds, Fails(3.0), Holds, Holds, Holds, Holds]);
}
