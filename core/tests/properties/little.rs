//! Little's law, exactly: what the metrics say as time averages, as means over operations, and
//! what the ledger counts, are the same area.

use lockstep_core::metrics::{measure, Measurements};
use lockstep_core::sim;
use lockstep_core::trace::Trace;

use super::ledger::{Ledger, ServiceBook};
use super::seeds::seeds;
use super::variety::Variety;

fn close_to(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1.0)
}

/// For each service of each lane of each scenario: its id, account, measurements and the trace.
fn each(variety: Variety, mut check: impl FnMut(&str, &ServiceBook, &Measurements, &Trace)) {
    for seed in seeds() {
        let scenario = variety.scenario(seed);
        let model = &scenario.model;
        for lane in 0..model.lanes.len() {
            let trace = sim::run(model, lane, seed).unwrap();
            let measured = measure(model, lane, &trace, trace.end());
            let mut ledger = Ledger::new(model, lane);
            for index in 0..trace.records().len() {
                if let Err(problem) = ledger.enter(trace.records(), index) {
                    panic!(
                        "seed {seed}, lane {lane}, record {index} {:?}: {problem}",
                        trace.records()[index]
                    );
                }
            }
            for (service, book) in model.services.iter().zip(&ledger.services) {
                check(&service.id, book, &measured, &trace);
            }
        }
    }
}

/// In a run that has ended, the area under the number in system is the sum of the sojourns,
/// outages or not; and the metrics' time averages are that area over the time.
#[test]
fn the_areas_are_the_sums() {
    each(Variety::everything().measured_whole(), |id, book, measured, trace| {
        assert_eq!(book.inside_area, book.sojourns, "{id}");
        assert_eq!(book.inside_area, book.waiting_area + book.busy_area, "{id}");
        let width = trace.end().micros() as f64;
        for (metric, area) in [
            ("number_in_system_mean", book.inside_area),
            ("queue_length_mean", book.waiting_area),
            ("busy_mean", book.busy_area),
        ] {
            let mean = measured[&format!("{metric}.{id}")].unwrap_or(0.0);
            assert!(close_to(mean * width, area as f64), "{metric}.{id}: {mean} over {width}, area {area}");
        }
    });
}

/// Without outages: number in system = throughput · sojourn, and queue length = throughput · wait.
#[test]
fn the_metrics_obey_the_law() {
    each(Variety::everything().faultless().measured_whole(), |id, book, measured, trace| {
        assert_eq!(book.waiting_area, book.waits, "{id}");
        // Whoever goes without being served is in the system, and in no sojourn.
        if book.displaced > 0 {
            return;
        }
        // Both sides times the length of the run, which can be zero: number · time = served · sojourn.
        let (width, served) = (trace.end().millis(), book.served as f64);
        for (number, time) in
            [("number_in_system_mean", "sojourn_mean_ms"), ("queue_length_mean", "queue_wait_mean_ms")]
        {
            let number = measured[&format!("{number}.{id}")].unwrap_or(0.0);
            let time_ms = measured[&format!("{time}.{id}")].unwrap_or(0.0);
            assert!(
                close_to(number * width, served * time_ms),
                "{id}: {number}, {time_ms} ms, {served} in {width}"
            );
        }
    });
}
