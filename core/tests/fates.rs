//! What became of the operations of the run with an outage, in every shipped setting: each is counted once, and
//! what the table says of them is all of them.

mod common;

use lockstep_core::metrics::{Finding, Operations, Progress, RowId};
use lockstep_core::study::Study;
use lockstep_core::text::Lang;
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
fn every_operation_of_the_run_with_an_outage_is_counted_once() {
    let (mut rows, mut both, mut undone) = (0, 0, 0);
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
            let failed = count(&Progress::failed);
            let lost = count(&|p| p.lost() && !p.failed());
            let taken_back = count(&|p| p.compensated() && !p.failed() && !p.lost());
            let all = f64::from(model.measured_operations());
            let rest = all - succeeded - failed - lost - taken_back;
            let of = format!("{id}, lane {lane}: {finding:?}");
            assert_eq!(finding.basis[..5], [all, failed, lost, taken_back, rest], "{of}");
            assert_eq!(finding.value, Some(all - succeeded), "{of}");
            // The order in which they are asked for hides nothing: what succeeded is neither failed nor lost.
            assert_eq!(count(&|p| p.succeeded() && (p.failed() || p.lost() || p.compensated())), 0.0, "{of}");
            let measured = broken.measure(lane, broken.end());
            assert_eq!(measured["success_share"], Some(succeeded / all), "{of}");
            rows += 1;
            both += u32::from(count(&|p| p.lost() && p.failed()) > 0.0);
            undone += u32::from(taken_back > 0.0);
        }
    }
    assert!(rows > 60 && both > 0 && undone > 0, "{rows} {both} {undone}");
}

/// Who waits for ever is neither answered nor lost; nor are those who would have come after.
#[test]
fn what_has_no_end_is_unfinished() {
    let burst = include_str!("../../assets/scenarios/checkout-burst.json");
    let hangs = ("faults", json!([{"hang": {"service": "payments", "from_ms": 0}}]));
    let one_by_one = json!({"closed": {"callers": 1, "think": {"fixed": {"ms": 1}}, "operations": 5}});
    for changes in [vec![hangs.clone()], vec![hangs, ("workload.arrivals", one_by_one)]] {
        let found = row(&common::study(burst, &changes));
        assert_eq!(found[0].basis, [5.0, 0.0, 0.0, 0.0, 5.0, 0.0], "{changes:?}");
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
        row.findings.into_iter().map(|finding| finding.basis).collect()
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
    assert_eq!(en.unsuccessful("1", "0", None, None), "1 failed, 0 lost");
    assert_eq!(en.unsuccessful("1", "2", Some("3"), Some("4")), "1 failed, 2 lost, 3 undone, 4 unfinished");
    assert_eq!(ru.unsuccessful("1", "2", None, Some("4")), "с ошибкой 1, потеряно 2, не закончено 4");
    assert_eq!(
        [0, 1, 2, 3].map(|place| en.amiss(place, "5")),
        ["5 undone", "5 stuck", "5 in part", "subscribers missed 5"]
    );
    let ru = [0, 1, 2, 3].map(|place| ru.amiss(place, "5"));
    assert_eq!(ru, ["отменено 5", "застряло 5", "выполнено частично 5", "подписчики не получили 5"]);
}
