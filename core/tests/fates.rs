//! What became of the operations of the run with an outage, in every shipped setting: each is counted once, and
//! what the table says of them is all of them.

mod common;

use lockstep_core::metrics::{Fates, Finding, Operations, Progress, RowId};
use lockstep_core::scenario::{Override, Scenario};
use lockstep_core::study::{DerivedRuns, Study};
use lockstep_core::text::Lang;
use lockstep_core::time::SimTime;
use lockstep_core::trace::Trace;
use serde_json::{json, Value};

fn files() -> Vec<Value> {
    let folder = format!("{}/../assets/scenarios", env!("CARGO_MANIFEST_DIR"));
    let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    paths.map(|path| serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()).collect()
}

/// Whether the run has the outage already that its table is about.
fn has_its_outage(file: &Value) -> bool {
    let of = &file["derived"]["fault_tolerance"]["service"];
    let faults = file["faults"].as_array();
    faults.into_iter().flatten().any(|fault| {
        let service = ["down", "hang"].iter().find_map(|kind| fault[kind]["service"].as_str());
        if of.is_null() {
            fault["broker_down"].is_object()
        } else {
            service == of.as_str()
        }
    })
}

/// The run with the outage, made here once more.
fn with_outage(mut file: Value) -> Study {
    let run = file["derived"]["fault_tolerance"].clone();
    if !has_its_outage(&file) {
        let kind = if run["service"].is_null() { "broker_down" } else { "down" };
        if file["faults"].is_null() {
            file["faults"] = json!([]);
        }
        file["faults"].as_array_mut().unwrap().push(json!({kind: run}));
    }
    common::study(&file.to_string(), &[])
}

fn row(study: &Study) -> Vec<Finding> {
    let table = study.compare(&study.derived_runs().unwrap(), study.end());
    table.rows.into_iter().find(|row| row.id == RowId::FaultTolerance).unwrap().findings
}

#[test]
fn every_operation_of_the_run_with_an_outage_is_in_one_part() {
    let mut rows = 0;
    for file in files() {
        if file["derived"]["fault_tolerance"].is_null() {
            continue;
        }
        let id = file["id"].clone();
        let found = row(&common::study(&file.to_string(), &[]));
        let broken = with_outage(file);
        let model = &broken.scenario.model;
        for (lane, finding) in found.iter().enumerate() {
            let trace = &broken.traces[lane];
            let operations = Operations::until(model, trace, trace.end());
            let count = |condition: &dyn Fn(&Progress) -> bool| operations.count(condition) as f64;
            let succeeded = count(&Progress::succeeded);
            let all = f64::from(model.measured_operations());
            let of = format!("{id}, lane {lane}: {finding:?}");
            assert_eq!(finding.basis[0], all, "{of}");
            assert_eq!(finding.basis[1], count(&Progress::failed), "{of}");
            assert_eq!(finding.value, Some(all - succeeded), "{of}");
            assert_eq!(finding.value, Some(finding.basis[1..5].iter().sum()), "{of}");
            // What succeeded is neither failed nor lost.
            assert_eq!(count(&|p| p.succeeded() && (p.failed() || p.lost() || p.compensated())), 0.0, "{of}");
            let measured = broken.measure(lane, broken.end());
            assert_eq!(measured["success_share"], Some(succeeded / all), "{of}");
            rows += 1;
        }
    }
    assert!(rows > 60, "{rows}");
}

/// What became of the operations in each lane.
fn fates(study: &Study) -> Vec<Fates> {
    let model = &study.scenario.model;
    let of = |trace: &Trace| Fates::of(model, &Operations::until(model, trace, trace.end()));
    study.traces.iter().map(of).collect()
}

/// Ten orders, counted by hand: the second one's sender dies when its work is committed, the broker is down for
/// the third to the sixth, the eighth cannot be shipped, and Shipping hangs before the last two.
#[test]
fn ten_orders_end_as_counted_by_hand() {
    let file = include_str!("../../assets/scenarios/broker-outage.json");
    let lanes = serde_json::from_str::<Value>(file).unwrap()["lanes"].clone();
    let changes = [
        ("controls", json!([])),
        ("lanes", json!([lanes[0], lanes[1]])),
        (
            "faults",
            json!([
                {"crash_between": {"edge": "announce", "share": 1, "from_ms": 20, "to_ms": 40}},
                {"broker_down": {"from_ms": 48, "to_ms": 110}},
                {"poison": {"operation": 8, "edge": "announce"}},
                {"hang": {"service": "shipping", "from_ms": 165}},
            ]),
        ),
    ];
    let run = common::study(file, &changes);
    // Called, the broker is of no concern, and the eighth is told to have failed. Published, it has been accepted.
    let called = Fates { succeeded: 6, failed: 2, unfinished: 2, ..Fates::default() };
    let published = Fates { succeeded: 2, failed: 5, lost: 1, undone: 0, unfinished: 2 };
    assert_eq!(fates(&run), [called, published]);
    let parts: Vec<Vec<f64>> = row(&run).into_iter().map(|finding| finding.basis).collect();
    let slowest = ["sync", "direct"].map(|lane| {
        let lane = run.scenario.model.lane(lane).unwrap();
        run.measure(lane, run.end())["acknowledgement_max_ms"].unwrap()
    });
    assert_eq!(slowest, [17.0, 11.0]);
    assert_eq!(parts, [[10.0, 2.0, 0.0, 0.0, 2.0, 0.0, 17.0], [10.0, 5.0, 1.0, 0.0, 2.0, 0.0, 11.0]]);
    // The second is lost, too: a part of it is committed. Its caller was told, and so it counts once, as failed.
    for trace in &run.traces {
        let operations = Operations::until(&run.scenario.model, trace, trace.end());
        assert!(operations.get(1).is_some_and(|second| second.lost() && second.failed()));
    }
}

/// Four trips: the first is booked, two are undone, and of the fourth a step cannot be. Whoever is answered at
/// once has been told nothing of that.
#[test]
fn four_trips_end_as_counted_by_hand() {
    let run = common::study(include_str!("../../assets/scenarios/saga.json"), &[]);
    let told = Fates { succeeded: 1, failed: 3, ..Fates::default() };
    let untold = Fates { succeeded: 1, undone: 2, lost: 1, ..Fates::default() };
    assert_eq!(fates(&run), [told, untold, told]);
}

/// Who waits for ever is neither answered nor lost; nor are those who would have come after.
#[test]
fn what_has_no_end_is_unfinished() {
    let burst = include_str!("../../assets/scenarios/checkout-burst.json");
    let hangs = ("faults", json!([{"hang": {"service": "payments", "from_ms": 0}}]));
    let one_by_one = json!({"closed": {"callers": 1, "think": {"fixed": {"ms": 1}}, "operations": 5}});
    for changes in [vec![hangs.clone()], vec![hangs, ("workload.arrivals", one_by_one)]] {
        let found = row(&common::study(burst, &changes));
        assert_eq!(found[0].basis, [5.0, 0.0, 0.0, 0.0, 5.0, 0.0, 0.0], "{changes:?}");
        assert_eq!(found[0].value, Some(5.0));
    }
}

/// The row of consistency says what was undone, what is stuck or has a part of its effect only, and what subscribers
/// missed, as the run measured it.
#[test]
fn consistency_says_what_is_undone_stuck_and_missed() {
    let basis = |json: &str| -> Vec<Vec<f64>> {
        let study = common::study(json, &[]);
        let table = study.compare(&Default::default(), study.end());
        let row = table.rows.into_iter().find(|row| row.id == RowId::Consistency).unwrap();
        row.findings.into_iter().map(|finding| finding.basis[..4].to_vec()).collect()
    };
    let saga = basis(include_str!("../../assets/scenarios/saga.json"));
    assert_eq!(saga, [[2.0, 1.0, 1.0, 0.0], [2.0, 1.0, 1.0, 0.0], [0.0, 0.0, 3.0, 0.0]]);
    // Two orders before the audit subscribes, and two while Mail is away; calls are refused, and nothing is missed.
    let subscribers = basis(include_str!("../../assets/scenarios/subscribers.json"));
    assert_eq!(subscribers, [[0.0; 4], [0.0, 0.0, 0.0, 4.0], [0.0, 0.0, 0.0, 2.0]]);
    let burst = basis(include_str!("../../assets/scenarios/checkout-burst.json"));
    assert_eq!(burst, [[0.0; 4], [0.0; 4]]);
}

#[test]
fn the_parts_are_named_where_there_are_some() {
    let [en, ru] = [Lang::En, Lang::Ru].map(Lang::ui);
    assert_eq!(en.unsuccessful("1", "0", None, None), "1 failed, 0 silently lost");
    assert_eq!(
        en.unsuccessful("1", "2", Some("3"), Some("4")),
        "1 failed, 2 silently lost, 3 undone, 4 unfinished"
    );
    assert_eq!(ru.unsuccessful("1", "2", None, Some("4")), "с ошибкой 1, потеряно молча 2, не закончено 4");
    // What is lost or slowed down stands where a sentence begins with its capital.
    assert_eq!(ru.was_done(2, "Операция 3", "20 мс"), "Операция 3: подтверждение потеряно после 20 мс");
    assert_eq!(ru.was_done(3, "Операция 3", "20 мс"), "Операция 3: работа в 10 раз медленнее с 20 мс");
    assert_eq!(
        [0, 1, 2, 3].map(|place| en.amiss(place, "5")),
        ["5 undone", "5 stuck", "5 in part", "subscribers missed 5"]
    );
    let ru = [0, 1, 2, 3].map(|place| ru.amiss(place, "5"));
    assert_eq!(ru, ["отменено 5", "застряло 5", "выполнено частично 5", "подписчики не получили 5"]);
}

/// Four are answered when Payments breaks, and never charged: the stale window of those that were says nothing of it.
#[test]
fn what_is_answered_and_never_comes_stands_beside_the_stale_window() {
    let broken = r#"faults=[{"down":{"service":"payments","from_ms":31.001}}]"#;
    let json = include_str!("../../assets/scenarios/checkout-burst.json");
    let scenario = Scenario::with_overrides(json, &[Override::parse(broken).unwrap()]).unwrap();
    let study = Study::run(scenario, 1).unwrap();
    let table = study.compare(&DerivedRuns::default(), study.end());
    let row = table.rows.iter().find(|row| row.id == RowId::Consistency).unwrap();
    let [sync, letters] = [0, 1].map(|lane| &row.findings[lane]);
    assert_eq!((letters.value, &letters.basis[..]), (Some(11.0), &[0.0, 0.0, 0.0, 0.0, 4.0, 0.0][..]));
    assert_eq!(sync.basis[4], 0.0);
    let as_shipped = Study::run(Scenario::from_json(json).unwrap(), 1).unwrap();
    let before = as_shipped.compare(&DerivedRuns::default(), SimTime::from_millis_f64(31.0));
    let row = before.rows.iter().find(|row| row.id == RowId::Consistency).unwrap();
    assert_eq!(row.findings[1].basis[4], 3.0, "answered by then, and not charged yet");
}
