//! What every shipped scenario file offers whoever opens it: settings in their order, the small one first, and
//! places to jump to at which that happens which their names say.

mod common;

use common::study;
use lockstep_core::metrics::Operations;
use lockstep_core::playback::Timeline;
use lockstep_core::scenario::Scenario;
use lockstep_core::study::Study;
use lockstep_core::time::SimTime;
use lockstep_core::trace::{Fact, Record};

/// Steps of a run that a person goes through one by one.
const SMALL: usize = 140;

fn file(id: &str) -> String {
    std::fs::read_to_string(format!("{}/../assets/scenarios/{id}.json", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn all() -> Vec<Scenario> {
    let folder = format!("{}/../assets/scenarios", env!("CARGO_MANIFEST_DIR"));
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files.map(|path| Scenario::from_json(&std::fs::read_to_string(path).unwrap()).unwrap()).collect()
}

fn run(scenario: Scenario) -> Study {
    let seed = scenario.file.seed;
    Study::run(scenario, seed).unwrap()
}

/// What a click on a scenario's title opens can be stepped through, and stands there by its file's word.
#[test]
fn the_first_setting_of_every_scenario_is_small() {
    let scenarios = all();
    for number in 1..=14 {
        let settings = scenarios.iter().filter(|scenario| scenario.file.number == number);
        let mut places: Vec<_> =
            settings.map(|scenario| (scenario.file.place, scenario.file.id.as_str())).collect();
        places.sort_unstable();
        if places.len() > 1 {
            let wanted = (1..).map(Some).take(places.len());
            assert!(places.iter().map(|(place, _)| *place).eq(wanted), "scenario {number}: {places:?}");
        }
        let first = run(Scenario::from_json(&file(places[0].1)).unwrap());
        let steps = Timeline::of(&first.traces, []).steps();
        assert!(steps <= SMALL, "{}: {steps} steps", places[0].1);
        let operations = first.scenario.model.workload.operations();
        assert!(operations <= 24, "{}: {operations} operations", places[0].1);
    }
    assert!(scenarios.iter().all(|scenario| (1..=14).contains(&scenario.file.number)));
}

#[test]
fn every_setting_has_two_marks_within_its_run() {
    for scenario in all() {
        let study = run(scenario);
        let file = &study.scenario.file;
        let mut marks: Vec<f64> = file.marks.iter().map(|mark| mark.at_ms).collect();
        marks.dedup();
        marks.retain(|at_ms| SimTime::from_millis_f64(*at_ms) <= study.end());
        assert!(marks.len() >= 2, "{}: {marks:?}", file.id);
        assert!(marks.windows(2).all(|two| two[0] < two[1]), "{}: {marks:?}", file.id);
    }
}

fn place(study: &Study, lane: &str) -> usize {
    study.scenario.model.lane(lane).unwrap()
}

fn records<'s>(study: &'s Study, lane: &str) -> &'s [Record] {
    study.traces[place(study, lane)].records()
}

/// When a kind of fact happens to an operation, from 1, for the first time.
fn first(study: &Study, lane: &str, op: u32, wanted: fn(Fact) -> bool) -> f64 {
    let of = |record: &&Record| record.fact.operation() == Some(op - 1) && wanted(record.fact);
    records(study, lane).iter().find(of).unwrap().at.millis()
}

/// The operation, from 1, and the time of the first fact of a kind in a lane.
fn earliest(study: &Study, lane: &str, wanted: fn(Fact) -> bool) -> (u32, f64) {
    let record = records(study, lane).iter().find(|record| wanted(record.fact)).unwrap();
    (record.fact.operation().unwrap() + 1, record.at.millis())
}

fn mark(study: &Study, place: usize) -> f64 {
    study.scenario.file.marks[place].at_ms
}

fn arrived(fact: Fact) -> bool {
    matches!(fact, Fact::RequestArrived { .. } | Fact::DeliveryArrived { .. })
}

fn started(fact: Fact) -> bool {
    matches!(fact, Fact::WorkStarted { .. })
}

fn answered(fact: Fact) -> bool {
    matches!(fact, Fact::Acknowledged { .. })
}

fn done(fact: Fact) -> bool {
    matches!(fact, Fact::EffectVisible { .. })
}

/// Facts of the first kind without one of the second yet: the most at a time, and when first.
fn most_between(study: &Study, lane: &str, from: fn(Fact) -> bool, to: fn(Fact) -> bool) -> (i32, f64) {
    let (mut now, mut most) = (0, (0, 0.0));
    for record in records(study, lane) {
        now += i32::from(from(record.fact)) - i32::from(to(record.fact));
        if now > most.0 {
            most = (now, record.at.millis());
        }
    }
    most
}

/// The first of an operation's work that has to wait: which operation, and since when.
fn first_that_waits(study: &Study, lane: &str) -> (u32, f64) {
    let all = records(study, lane).iter().filter(|record| arrived(record.fact));
    let mut waiting = all.map(|record| (record.fact.operation().unwrap() + 1, record.at.millis()));
    waiting.find(|(op, at)| first(study, lane, *op, started) > *at).unwrap()
}

#[test]
fn the_marks_of_phone_call_vs_letter() {
    let study = study(&file("phone-call-vs-letter"), &[]);
    assert_eq!(first_that_waits(&study, "sync"), (2, mark(&study, 0)));
    assert_eq!(first_that_waits(&study, "async"), (2, mark(&study, 1)));
    assert_eq!(first(&study, "async", 2, answered), mark(&study, 1));
    assert_eq!(most_between(&study, "sync", arrived, started), (5, mark(&study, 2)));
}

#[test]
fn the_marks_of_six_kinds() {
    let study = study(&file("six-kinds"), &[]);
    let (op, at) = earliest(&study, "sync", |fact| matches!(fact, Fact::WorkFailed { .. }));
    assert_eq!((at, first(&study, "sync", op, answered)), (mark(&study, 0), mark(&study, 0)));
    let dead = earliest(&study, "async", |fact| matches!(fact, Fact::DeadLettered { .. }));
    assert_eq!(dead, (op, mark(&study, 1)));
    // Its caller was told that it is accepted, and nothing after that.
    let told = |record: &&Record| record.fact.operation() == Some(op - 1) && answered(record.fact);
    assert_eq!(records(&study, "async").iter().filter(told).count(), 1);
    assert!(first(&study, "async", op, answered) < mark(&study, 1));
    let report = study.scenario.file.workload.classes.iter().position(|class| class.id == "report").unwrap();
    let fates = Operations::until(&study.scenario.model, &study.traces[0], study.end());
    let is_report = |op: u32| usize::from(fates.all()[op as usize].class) == report;
    let of_a_report =
        |record: &&Record| started(record.fact) && record.fact.operation().is_some_and(is_report);
    let first_report = records(&study, "sync").iter().find(of_a_report).unwrap();
    assert_eq!(first_report.at.millis(), mark(&study, 2));
    let op = first_report.fact.operation().unwrap() + 1;
    let took = first(&study, "sync", op, |fact| matches!(fact, Fact::WorkFinished { .. })) - mark(&study, 2);
    assert!((10_000.0..10_500.0).contains(&took), "{took}");
}

#[test]
fn the_marks_of_blocked_callers() {
    let study = study(&file("blocked-callers"), &[]);
    assert_eq!(first_that_waits(&study, "sync"), (3, mark(&study, 0)));
    let begins = records(&study, "sync").iter().find_map(|record| match record.fact {
        Fact::OperationStarted { op: 2, caller, .. } => Some(caller),
        _ => None,
    });
    assert_eq!(begins, Some(2), "the third caller's");
    assert_eq!(most_between(&study, "sync", arrived, started), (8, mark(&study, 1)));
    assert_eq!(most_between(&study, "async", answered, done), (37, mark(&study, 2)));
}

#[test]
fn the_marks_of_fifty_callers() {
    let study = study(&file("fifty-callers"), &[]);
    let round = |lane: &str| (1..=50).map(|op| first(&study, lane, op, answered)).fold(0.0, f64::max);
    assert_eq!((round("grpc"), round("sync")), (mark(&study, 0), mark(&study, 1)));
    assert!(earliest(&study, "async", answered).1 > mark(&study, 1));
    let last =
        |lane: &str| records(&study, lane).iter().rfind(|record| answered(record.fact)).unwrap().at.millis();
    assert_eq!(last("async"), mark(&study, 2));
    assert_eq!((last("grpc").round(), last("sync").round()), (125.0, 202.0));
}

#[test]
fn the_first_expired_order_and_the_slowest_key() {
    let deadline = study(&file("backpressure-deadline"), &[]);
    let expired = earliest(&deadline, "told", |fact| matches!(fact, Fact::RequestExpired { .. })).1;
    assert_eq!(expired, mark(&deadline, 0));
    let hedged = study(&file("fan-out-hedged"), &[]);
    assert_eq!(first(&hedged, "parallel", 1, answered), mark(&hedged, 1));
    assert_eq!((first(&hedged, "hedged", 1, answered) * 10.0).round(), 176.0);
}
