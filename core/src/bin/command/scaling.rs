//! What more workers bring, in runs of their own, and the law that they follow.

use lockstep_core::metrics::measure;
use lockstep_core::scenario::Scenario;
use lockstep_core::sim;
use lockstep_core::study::{scaled, StudyError, RATE};
use lockstep_core::theory::{Scalability, LEAST_POINTS};
use serde::Serialize;

/// The Universal Scalability Law as it is found in a lane.
#[derive(Serialize)]
pub(crate) struct Law {
    /// Contention σ, a share of the work.
    pub(crate) contention: f64,
    /// Coherency κ, a share of the work for each pair of workers.
    pub(crate) coherency: f64,
    /// Workers beyond which more are slower; none where κ is not above 0.
    pub(crate) peak_workers: Option<f64>,
    /// How far the law is from the throughput that it meets least, as a share of that.
    pub(crate) worst_error_share: f64,
}

/// A lane with so many workers.
#[derive(Clone, Copy, Serialize)]
pub(crate) struct Point {
    pub(crate) workers: u32,
    pub(crate) completed_per_s: Option<f64>,
    /// The throughput over that of the first point.
    pub(crate) speedup: Option<f64>,
}

/// What more workers bring in a lane.
#[derive(Serialize)]
pub(crate) struct Scaling {
    pub(crate) service: String,
    pub(crate) operations: u32,
    pub(crate) points: Vec<Point>,
    pub(crate) law: Option<Law>,
}

/// Makes the runs that the scenario names for it, in these lanes; none where they are too few for the law.
pub(crate) fn scaling(
    scenario: &Scenario,
    seed: u64,
    lanes: &[usize],
) -> Result<Vec<Option<Scaling>>, StudyError> {
    let named = scenario.file.derived.scalability.as_ref();
    let Some(run) = named.filter(|run| run.workers.len() >= LEAST_POINTS) else {
        return Ok(lanes.iter().map(|_| None).collect());
    };
    let mut points: Vec<Vec<Point>> = vec![Vec::new(); lanes.len()];
    for workers in &run.workers {
        let scaled = scaled(scenario, run, *workers)?;
        for (lane, points) in lanes.iter().zip(&mut points) {
            let trace = sim::run(&scaled.model, *lane, seed)?;
            let completed_per_s = measure(&scaled.model, *lane, &trace, trace.end()).get(RATE);
            let alone = points.first().map_or(completed_per_s, |first: &Point| first.completed_per_s);
            let speedup = completed_per_s.zip(alone).map(|(rate, alone)| rate / alone);
            points.push(Point { workers: *workers, completed_per_s, speedup });
        }
    }
    let of_lane = |points: Vec<Point>| {
        let rates: Option<Vec<f64>> = points.iter().map(|point| point.completed_per_s).collect();
        let law = rates.and_then(|rates| {
            let law = Scalability::of_rates(&run.workers, &rates)?;
            Some(Law {
                contention: law.sigma,
                coherency: law.kappa,
                peak_workers: law.peak(),
                worst_error_share: law.worst_error(&run.workers, &rates),
            })
        });
        Some(Scaling { service: run.service.clone(), operations: run.operations, points, law })
    };
    Ok(points.into_iter().map(of_lane).collect())
}
