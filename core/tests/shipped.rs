//! What every shipped scenario file offers whoever opens it: settings in their order, the small one first, and
//! places to jump to at which that happens which their names say.

mod common;

use common::study;
use lockstep_core::metrics::Operations;
use lockstep_core::playback::Timeline;
use lockstep_core::scenario::Scenario;
use lockstep_core::study::Study;
use lockstep_core::time::SimTime;
use lockstep_core::trace::{Fact, Outcome, Record};

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

/// When the last that a broker has stored is sent on: the first time after `from_ms` at which nobody waits in it.
fn broker_is_empty(study: &Study, lane: &str, from_ms: f64) -> f64 {
    let mut waiting = 0;
    let mut empty = |record: &&Record| {
        match record.fact {
            Fact::MessageStored { .. } => waiting += 1,
            Fact::DeliverySent { .. } => waiting -= 1,
            _ => return false,
        }
        waiting == 0 && record.at.millis() > from_ms
    };
    records(study, lane).iter().find(|record| empty(record)).unwrap().at.millis()
}

/// How many facts of one kind there are, less those of another, until a mark's time.
fn standing(study: &Study, lane: &str, place: usize, from: fn(Fact) -> bool, to: fn(Fact) -> bool) -> i32 {
    let until = records(study, lane).iter().take_while(|record| record.at.millis() <= mark(study, place));
    until.map(|record| i32::from(from(record.fact)) - i32::from(to(record.fact))).sum()
}

fn refused(fact: Fact) -> bool {
    matches!(fact, Fact::RequestRefused { .. } | Fact::MessageRefused { .. })
}

fn stored(fact: Fact) -> bool {
    matches!(fact, Fact::MessageStored { .. })
}

fn sent_on(fact: Fact) -> bool {
    matches!(fact, Fact::DeliverySent { .. })
}

fn failed(fact: Fact) -> bool {
    matches!(fact, Fact::WorkFailed { .. })
}

#[test]
fn the_marks_of_a_traffic_burst() {
    let study = study(&file("traffic-burst"), &[]);
    assert_eq!(earliest(&study, "sync", refused).1, mark(&study, 1));
    let waiting = standing(&study, "async", 2, stored, sent_on);
    assert!((1950..2050).contains(&waiting), "{waiting}");
    assert_eq!(broker_is_empty(&study, "async", mark(&study, 2)), mark(&study, 3));
}

/// The lanes that have room for ten refuse about a fifth, and the third has what they have not.
#[test]
fn a_fifth_too_much_is_refused_or_waits() {
    let study = study(&file("backpressure-at-scale"), &[]);
    for lane in ["sync", "bounded"] {
        assert_eq!(earliest(&study, lane, refused).1, mark(&study, 0), "{lane}");
        let all = records(&study, lane).iter().filter(|record| refused(record.fact)).count();
        common::near(Some(all as f64 / 6000.0), 0.2, 0.05);
    }
    assert!(standing(&study, "unbounded", 1, stored, sent_on) > 1000);
}

/// A work on a poisoned order and its way back: by a queue that is polled, by one that pushes.
#[test]
fn the_marks_of_poison_messages() {
    for (id, dead) in [("poison-message-sqs", "redrive"), ("poison-message", "limited")] {
        let study = study(&file(id), &[]);
        for lane in ["for-ever", dead] {
            assert_eq!(earliest(&study, lane, failed), (2, mark(&study, 0)), "{id} {lane}");
        }
        let aside = |fact| matches!(fact, Fact::DeadLettered { .. });
        let place = study.scenario.file.marks.iter().position(|mark| mark.name.en.contains("sets it aside"));
        assert_eq!(earliest(&study, dead, aside), (2, mark(&study, place.unwrap())), "{id}");
    }
}

/// Every caller of the lane that drops the oldest is answered well, and three of them are never paid; by a retry all
/// but the first query are done twice, for nobody.
#[test]
fn what_the_questions_of_two_small_settings_presuppose() {
    let outage = study(&file("callee-outage"), &[]);
    let fates =
        Operations::until(&outage.scenario.model, &outage.traces[place(&outage, "drop-head")], outage.end());
    let well = |fact| matches!(fact, Fact::Acknowledged { outcome: Outcome::Ok, .. });
    let count = |study: &Study, lane: &str, wanted: fn(Fact) -> bool| {
        records(study, lane).iter().filter(|record| wanted(record.fact)).count()
    };
    assert_eq!((count(&outage, "drop-head", well), fates.all().len()), (10, 10));
    assert_eq!(count(&outage, "drop-head", done), 7);
    let storm = study(&file("retry-storm"), &[]);
    assert_eq!((count(&storm, "sync", well), count(&storm, "sync", done)), (1, 1 + 2 * 11));
    assert_eq!(earliest(&storm, "sync", well).0, 1);
    // What the server takes up after its outage has timed out before.
    let next = records(&storm, "sync")
        .iter()
        .find(|record| started(record.fact) && record.at.millis() >= mark(&storm, 1));
    let next = next.unwrap().fact.operation().unwrap() + 1;
    let late = |fact| matches!(fact, Fact::TimedOut { .. });
    assert!(first(&storm, "sync", next, late) < mark(&storm, 1));
}

/// The marks that name one instant of one lane of the shops and of the search.
#[test]
fn the_last_thread_and_the_slow_branch() {
    let shops = study(&file("cascade-endpoints"), &[]);
    let shop = shops.scenario.file.edges.iter().position(|edge| edge.id == "open").unwrap();
    let mut busy = 0;
    let mut full = |record: &&Record| {
        match record.fact {
            Fact::WorkStarted { at, .. } if usize::from(at.edge) == shop => busy += 1,
            Fact::ReplySent { at, .. } if usize::from(at.edge) == shop => busy -= 1,
            _ => return false,
        }
        busy == 200
    };
    let at = records(&shops, "sync").iter().find(|record| full(record)).unwrap().at.millis();
    assert_eq!(at, mark(&shops, 1));
    let search = study(&file("fan-out-at-scale"), &[]);
    let slow = |record: &&Record| {
        done(record.fact) && record.fact.operation() == Some(0) && record.at.millis() > 10.0
    };
    let slow: Vec<f64> =
        records(&search, "parallel").iter().filter(slow).map(|record| record.at.millis()).collect();
    assert_eq!((slow, first(&search, "parallel", 1, answered)), (vec![mark(&search, 1)], mark(&search, 1)));
}
