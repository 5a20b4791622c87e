//! Workers that slow each other down, and the Universal Scalability Law in what they bring.

mod common;

use common::near;
use lockstep_core::metrics::RowId;
use lockstep_core::scenario::Scenario;
use lockstep_core::study::Study;
use lockstep_core::theory::Scalability;
use lockstep_core::trace::Fact;
use serde_json::{json, Value};

const P14: &str = include_str!("oracles/P14.json");
const CROSSTALK: &str = include_str!("../../assets/scenarios/scaling-consumers-crosstalk.json");

/// The lengths of the work of a run in its first lane, milliseconds, in the order in which it ends.
fn lengths(study: &Study) -> Vec<f64> {
    let records = study.traces[0].records();
    let ends = records.iter().filter(|record| matches!(record.fact, Fact::WorkFinished { .. }));
    ends.map(|end| end.at.since(records[end.cause as usize].at).millis()).collect()
}

/// Effects per second with few to many workers, and their law.
fn measured(study: &Study) -> (Vec<f64>, Scalability) {
    let derived = study.derived_runs().unwrap();
    let table = study.compare(&derived, study.end());
    let row = table.rows.iter().find(|row| row.id == RowId::Scalability).unwrap();
    let rates = row.findings[0].basis.clone();
    let workers = &study.scenario.file.derived.scalability.as_ref().unwrap().workers;
    assert_eq!(row.findings[0].value, Some(rates[rates.len() - 1] / rates[0]));
    let law = Scalability::of_rates(workers, &rates).unwrap();
    (rates, law)
}

/// P14 through the engine: the speed-up at each number of workers, and the law and its peak found from them. What
/// starts and ends the run, while not all are busy, is 0.1 % of it.
#[test]
fn p14_the_universal_scalability_law() {
    let published = [
        1.0,
        1.958_863_858_961_802_2,
        3.752_345_215_759_85,
        6.849_315_068_493_150_5,
        11.267_605_633_802_816,
        15.122_873_345_935_728,
        14.967_259_120_673_527,
    ];
    let study = common::study(P14, &[] as &[(&str, Value)]);
    let (rates, law) = measured(&study);
    assert_eq!(rates.len(), published.len());
    for (rate, speedup) in rates.iter().zip(published) {
        near(Some(rate / rates[0]), speedup, 2e-3);
    }
    near(Some(law.sigma), 0.02, 0.02);
    near(Some(law.kappa), 0.0005, 0.01);
    near(law.peak(), 44.271_887_242_357_31, 0.005);
    near(Some(law.speedup(law.peak().unwrap())), 15.680_890_800_669_29, 0.005);
    // No other whole number of workers does more than 44.
    let rate = |workers: u32| {
        let derived = json!({"service": "service", "workers": [1, workers], "operations": 40_000});
        let study = common::study(P14, &[("derived.scalability", derived)]);
        study.derived_runs().unwrap().scaling[1][0].unwrap()
    };
    near(Some(rate(44) / rates[0]), 15.680_684_248_039_915, 2e-3);
    assert!(rate(44) > rate(32) && rate(44) > rate(64));
}

/// Without coherency there is no peak, only a limit of 1/σ; without either, no loss.
#[test]
fn without_coherency_there_is_no_peak() {
    let with = |contention: f64, coherency: f64| {
        let costs = json!({"contention": contention, "coherency": coherency});
        measured(&common::study(P14, &[("services.service.interference", costs)])).1
    };
    let amdahl = with(0.1, 0.0);
    near(Some(amdahl.sigma), 0.1, 0.01);
    assert!(amdahl.kappa.abs() < 1e-5, "{amdahl:?}");
    let linear = with(0.0, 0.0);
    assert!(linear.sigma.abs() < 1e-3 && linear.kappa.abs() < 1e-5, "{linear:?}");
    let costly = with(0.02, 0.002);
    near(costly.peak(), libm::sqrt(0.98 / 0.002), 0.01);
}

/// Work takes longer the more are busy when it begins, and what has begun stays as it is: 10 ms, then for two
/// 10 · (1 + 0.1 + 0.05 · 2) and for three 10 · (1 + 0.1 · 2 + 0.05 · 3 · 2); the fourth begins with three busy.
#[test]
fn work_takes_longer_the_more_are_busy_when_it_begins() {
    let run = |interference: Value| {
        common::study(
            P14,
            &[
                ("services.service.workers", json!(3)),
                ("services.service.interference", interference),
                ("workload.arrivals.batches", json!({"size": 4, "ms": 1, "operations": 4})),
            ],
        )
    };
    assert_eq!(lengths(&run(json!({"contention": 0.1, "coherency": 0.05}))), [10.0, 12.0, 15.0, 15.0]);
    assert_eq!(lengths(&run(json!({"contention": 0.1}))), [10.0, 11.0, 12.0, 12.0]);
    assert_eq!(lengths(&run(Value::Null)), [10.0; 4]);
    let absent = run(Value::Null).traces[0].hash();
    assert_eq!(run(json!({})).traces[0].hash(), absent);
}

/// A worker that waits for an answer is as busy as one that works.
#[test]
fn who_waits_for_an_answer_is_busy() {
    let mut file: Value = serde_json::from_str(P14).unwrap();
    let database = json!({
        "id": "database", "name": {"en": "Database", "ru": "База"}, "work": {"en": "store", "ru": "запись"},
        "workers": 2, "service_time": {"fixed": {"ms": 100}},
    });
    file["services"].as_array_mut().unwrap().push(database);
    file["services"][0]["workers"] = json!(2);
    file["services"][0]["interference"] = json!({"contention": 1.0});
    file["edges"].as_array_mut().unwrap().push(json!({"id": "store", "from": "service", "to": "database"}));
    file["lanes"][0]["edges"]["store"] = json!("call");
    file["workload"]["arrivals"] = json!({"every": {"ms": 50, "operations": 2}});
    let study = Study::run(Scenario::from_json(&file.to_string()).unwrap(), 1).unwrap();
    // Its own work ends at 10, its call at 110; the second comes at 50.
    assert_eq!(lengths(&study), [10.0, 20.0, 100.0, 100.0]);
}

/// The runs are made one by one for who asks so, and are the same.
#[test]
fn further_runs_are_made_one_by_one() {
    let study = common::study(P14, &[("derived.scalability.operations", json!(200))]);
    let mut made = Default::default();
    let mut steps = 0;
    while study.derive_next(&mut made).unwrap() {
        steps += 1;
        let table = study.compare(&made, study.end());
        let row = table.rows.iter().find(|row| row.id == RowId::Scalability).unwrap();
        assert_eq!(row.findings[0].value.is_some(), steps == 7, "after {steps}");
    }
    assert_eq!(steps, 7);
    assert_eq!(study.derived_runs().unwrap(), made);
}

/// The setting with P14's parameters: its runs of 2000 tasks find them again, and the peak, in both lanes.
#[test]
fn crosstalk_peaks_at_forty_four() {
    let study = common::study(CROSSTALK, &[] as &[(&str, Value)]);
    let derived = study.derived_runs().unwrap();
    let workers = &study.scenario.file.derived.scalability.as_ref().unwrap().workers;
    assert_eq!(*workers, [1, 2, 4, 8, 16, 32, 64]);
    for lane in [0, 1] {
        let rates: Vec<f64> = derived.scaling.iter().map(|lanes| lanes[lane].unwrap()).collect();
        let law = Scalability::of_rates(workers, &rates).unwrap();
        near(Some(law.sigma), 0.02, 0.03);
        near(Some(law.kappa), 0.0005, 0.02);
        near(law.peak(), 44.27, 0.01);
        assert!(law.worst_error(workers, &rates) < 0.005);
        near(Some(rates[5] / rates[0]), 15.122_873_345_935_728, 0.01);
        near(Some(rates[6] / rates[0]), 14.967_259_120_673_527, 0.01);
    }
}

/// Its third question: without a cost of pairs there is no peak among 64, and the gain stays below 1/σ.
#[test]
fn crosstalk_without_pairs_has_no_peak() {
    let study = common::study(CROSSTALK, &[("services.workers.interference.coherency", json!(0))]);
    let (rates, law) = measured(&study);
    assert!(law.peak().is_none_or(|peak| peak > 64.0), "{law:?}");
    near(Some(rates[6] / rates[0]), 64.0 / (1.0 + 0.02 * 63.0), 0.01);
    assert!(rates.is_sorted() && rates[6] / rates[0] < 50.0);
    // Its slider's end: each pair costs so much that 64 do less than one.
    let dear = common::study(CROSSTALK, &[("services.workers.interference.coherency", json!(0.02))]);
    let (rates, law) = measured(&dear);
    assert!(rates[6] < rates[0]);
    near(law.peak(), 7.0, 0.03);
}

/// The first task takes 10 ms and the eighth 10 · (1 + 0.02 · 7 + 0.0005 · 8 · 7), and the marks stand where that ends.
#[test]
fn the_marks_of_crosstalk_are_what_happens() {
    let study = common::study(CROSSTALK, &[] as &[(&str, Value)]);
    let lengths = lengths(&study);
    assert_eq!((lengths[0], lengths[7], lengths.len()), (10.0, 11.68, 24));
    assert!(
        lengths[7..].iter().all(|length| *length == 11.68),
        "from then on all eight are busy: {lengths:?}"
    );
    let ends = common::times(&study, |fact| matches!(fact, Fact::EffectVisible { .. }));
    let marks: Vec<f64> = study.scenario.file.marks.iter().map(|mark| mark.at_ms).collect();
    assert_eq!(marks, [ends[0], ends[7], ends[23]]);
}
