//! What load does, run through the shipped files: the numbers that theory gives for each scenario,
//! within the sampling error of its run.

mod burst;
mod fan_out;
mod hedging;
mod scaling;
mod stale_read;

use lockstep_core::metrics::Measurements;
use lockstep_core::scenario::{Override, Scenario};
use lockstep_core::study::Study;
use serde_json::Value;

/// A shipped file with some values changed, run with a seed.
fn study(json: &str, changes: &[(&str, Value)], seed: u64) -> Study {
    let change =
        |(path, value): &(&str, Value)| Override { path: path.to_string(), value: value.clone().into() };
    let changes: Vec<Override> = changes.iter().map(change).collect();
    Study::run(Scenario::with_overrides(json, &changes).unwrap(), seed).unwrap()
}

fn place(study: &Study, lane: &str) -> usize {
    study.scenario.model.lane(lane).unwrap()
}

/// The measurements of a lane over the whole run.
fn lane(study: &Study, id: &str) -> Measurements {
    study.measure(place(study, id), study.end())
}

#[track_caller]
fn near(measured: f64, expected: f64, tolerance: f64) {
    let error = (measured / expected - 1.0).abs();
    assert!(error <= tolerance, "measured {measured}, expected {expected}, {:.2} % off", error * 100.0);
}
