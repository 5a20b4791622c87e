//! M/M/1 at 80 % load (tests/oracles/P1.json) in a process of its own, for benches/engine.rs.
//!
//! Usage: mm1 OPERATIONS SEED
//! Prints: operations, trace entries, mean sojourn in milliseconds, seconds of the run alone. Runs go before, so
//! that the memory is there: see benches/engine.rs.
//!
//! It keeps to what the first version of the core already had: scripts/bench.sh compiles it with that, too.

use std::time::Instant;

use lockstep_core::metrics::measure;
use lockstep_core::scenario::{Override, Scenario};
use lockstep_core::sim;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let mut next = |name| arguments.next().ok_or_else(|| format!("{name} is missing: mm1 OPERATIONS SEED"));
    let (operations, seed): (u32, u64) = (next("OPERATIONS")?.parse()?, next("SEED")?.parse()?);
    let change = Override::number("workload.arrivals.poisson.operations", f64::from(operations));
    let scenario = Scenario::with_overrides(include_str!("../tests/oracles/P1.json"), &[change])?;
    for warming in 1..=3 {
        drop(sim::run(&scenario.model, 0, seed + 1000 * warming)?);
    }
    let begun = Instant::now();
    let trace = sim::run(&scenario.model, 0, seed)?;
    let seconds = begun.elapsed().as_secs_f64();
    let sojourn_ms = measure(&scenario.model, 0, &trace, trace.end())["sojourn_mean_ms.service"];
    println!("{operations} {} {} {seconds}", trace.records().len(), sojourn_ms.unwrap_or(f64::NAN));
    Ok(())
}
