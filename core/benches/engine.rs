//! How fast the engine is: M/M/1 at 80 % load (tests/oracles/P1.json) with its whole trace kept.
//!
//! `cargo bench -p lockstep-core --bench engine` measures the engine. With LOCKSTEP_SIMPY_PYTHON naming a Python
//! that has SimPy, each round also runs the same model there, so that both meet the same machine.

use std::process::Command;
use std::time::Instant;

use lockstep_core::metrics::measure;
use lockstep_core::scenario::{Override, Scenario};
use lockstep_core::sim;

const P1: &str = include_str!("../tests/oracles/P1.json");
const ROUNDS: u64 = 15;
/// How much faster than SimPy the engine is meant to be.
const GOAL: f64 = 50.0;

/// One run of either side.
struct Run {
    operations: f64,
    entries: f64,
    sojourn_ms: f64,
    seconds: f64,
}

fn engine(operations: u32, seed: u64) -> Run {
    let change = Override::number("workload.arrivals.poisson.operations", f64::from(operations));
    let scenario = Scenario::with_overrides(P1, &[change]).expect("the oracle's file is valid");
    let begun = Instant::now();
    let trace = sim::run(&scenario.model, 0, seed).expect("the file's limit of records is enough");
    let seconds = begun.elapsed().as_secs_f64();
    let measured = measure(&scenario.model, 0, &trace, trace.end());
    Run {
        operations: f64::from(operations),
        entries: trace.records().len() as f64,
        sojourn_ms: measured["sojourn_mean_ms.service"].unwrap_or(f64::NAN),
        seconds,
    }
}

fn simpy(python: &str, operations: u32, seed: u64) -> Run {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/mm1_simpy.py");
    let output = Command::new(python)
        .args([script, &operations.to_string(), &seed.to_string()])
        .output()
        .expect("LOCKSTEP_SIMPY_PYTHON names a program");
    let said = String::from_utf8_lossy(&output.stdout);
    let numbers: Vec<f64> = said.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    match numbers[..] {
        [operations, entries, sojourn_ms, seconds] => Run { operations, entries, sojourn_ms, seconds },
        _ => panic!("{}", String::from_utf8_lossy(&output.stderr)),
    }
}

/// The least and the middle of some values.
fn spread(runs: &[Run], of: impl Fn(&Run) -> f64) -> (f64, f64) {
    let mut values: Vec<f64> = runs.iter().map(of).collect();
    values.sort_by(f64::total_cmp);
    (values[0], values[values.len() / 2])
}

/// Prints a side, and gives its median of operations per second.
fn report(name: &str, runs: &[Run]) -> f64 {
    let (least, median) = spread(runs, |run| run.operations / run.seconds);
    let (least_entries, median_entries) = spread(runs, |run| run.entries / run.seconds);
    let (_, sojourn_ms) = spread(runs, |run| run.sojourn_ms);
    let per_operation = runs[0].entries / runs[0].operations;
    println!(
        "{name:<10} {:>9} operations   per second: operations min {least:>11.0} median {median:>11.0}   \
         trace entries min {least_entries:>11.0} median {median_entries:>11.0} ({per_operation:.0} an operation)   \
         mean sojourn {sojourn_ms:.1} ms",
        runs[0].operations
    );
    median
}

fn main() {
    // Run by `cargo test`, it only shows that it still works.
    let measuring = std::env::args().any(|argument| argument == "--bench");
    let (rounds, operations) = if measuring { (ROUNDS, 100_000) } else { (1, 1_000) };
    let python = std::env::var("LOCKSTEP_SIMPY_PYTHON").ok();
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for seed in 1..=rounds {
        ours.push(engine(operations, seed));
        theirs.extend(python.as_deref().map(|python| simpy(python, operations, seed)));
    }
    println!(
        "M/M/1, 80 arrivals a second, work of 10 ms on average; {rounds} rounds in turn; theory: 50.0 ms"
    );
    println!("An operation is the fair unit: one arrival, one wait, one piece of work. A trace entry of the");
    println!("engine is a record with time, cause and fact (9 an operation: it also sends, answers and");
    println!("acknowledges); one of SimPy's script is a tuple (3 an operation).");
    let engine = report("engine", &ours);
    if theirs.is_empty() {
        println!("SimPy was not run: LOCKSTEP_SIMPY_PYTHON is not set.");
        return;
    }
    let ratio = engine / report("SimPy", &theirs);
    let met = if ratio >= GOAL { "met" } else { "missed" };
    println!("ratio of the medians, operations per second: {ratio:.0}; goal {GOAL:.0}: {met}");
}
