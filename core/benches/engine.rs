//! How fast the engine is: M/M/1 at 80 % load (tests/oracles/P1.json) with its whole trace kept.
//!
//! `cargo bench -p lockstep-core --bench engine` measures the engine on this machine. LOCKSTEP_WASM_GLUE names the
//! engine as WebAssembly (the module that wasm-bindgen wrote for Node), LOCKSTEP_SIMPY_PYTHON a Python that has
//! SimPy: each round then runs the same model there too, so that all meet the same machine in the same mood.
//!
//! Every engine, SimPy too, has made the same run before the one that is measured. A page that has run its scenario
//! once runs it again at each move of a slider, in memory that it has; and the first time that a process touches a
//! page of memory costs more than to write the twenty operations that fit there.
//!
//! What the semantics cost is measured beside it: the same model with policies that never act, and, where
//! LOCKSTEP_FIRST_ENGINE and LOCKSTEP_THIS_ENGINE name examples/mm1.rs compiled with the first version of the core
//! and with this one, the first version in the same rounds.

use std::process::Command;
use std::time::Instant;

use lockstep_core::metrics::measure;
use lockstep_core::scenario::{Override, Scenario};
use lockstep_core::sim;

const P1: &str = include_str!("../tests/oracles/P1.json");
const ROUNDS: u32 = 10;
/// Runs before the one that is measured; with two of them the allocator has learnt to keep what is given back.
const WARMING: u32 = 3;
/// How much faster than SimPy the engine is meant to be, natively and as WebAssembly.
const GOAL: f64 = 50.0;
/// How much longer than the native engine the one in WebAssembly may take.
const GOAL_WASM: f64 = 1.3;
/// Mean sojourn of M/M/1 at 80 % load and 10 ms of work: 1/(μ − λ).
const THEORY_MS: f64 = 50.0;

const NATIVE: &str = "native";
const POLICIES: &str = "with policies";
/// This engine and the first, each in a process of its own.
const THIS: &str = "this engine";
const FIRST: &str = "first engine";

/// One run of one engine.
struct Run {
    operations: f64,
    entries: f64,
    sojourn_ms: f64,
    seconds: f64,
}

impl Run {
    fn operations_per_s(&self) -> f64 {
        self.operations / self.seconds
    }
}

/// An engine, and its run in each round.
struct Side {
    name: &'static str,
    run: Box<dyn Fn(u32, u32) -> Run>,
    runs: Vec<Run>,
}

/// Policies that are looked at by every operation and never act: nobody waits for ten seconds at a worker who is
/// idle a fifth of the time, and nothing fails.
const IDLE_POLICIES: &[&str] = &[
    r#"edges.ask.call={"timeout_ms": 10000, "retry": {"max_attempts": 3}, "breaker": {}, "bulkhead": {"max_concurrent": 10000}}"#,
    "services.service.queue_limit=10000",
];

fn native(operations: u32, seed: u32) -> Run {
    run(&[], operations, seed)
}

fn with_policies(operations: u32, seed: u32) -> Run {
    run(IDLE_POLICIES, operations, seed)
}

fn run(changes: &[&str], operations: u32, seed: u32) -> Run {
    let mut changes: Vec<Override> =
        changes.iter().map(|change| Override::parse(change).expect("a change is PATH=VALUE")).collect();
    changes.push(Override::number("workload.arrivals.poisson.operations", f64::from(operations)));
    let scenario = Scenario::with_overrides(P1, &changes).expect("the oracle's file is valid");
    let run = |seed| sim::run(&scenario.model, 0, seed).expect("the file's limit of records is enough");
    for warming in 1..=WARMING {
        drop(run(u64::from(seed + 1000 * warming)));
    }
    let begun = Instant::now();
    let trace = run(u64::from(seed));
    let seconds = begun.elapsed().as_secs_f64();
    let measured = measure(&scenario.model, 0, &trace, trace.end());
    Run {
        operations: f64::from(operations),
        entries: trace.records().len() as f64,
        sojourn_ms: measured["sojourn_mean_ms.service"].unwrap_or(f64::NAN),
        seconds,
    }
}

/// An engine in a program of its own, which prints the four numbers of a [`Run`].
fn elsewhere(program: &str, arguments: &[&str], operations: u32, seed: u32) -> Run {
    let output = Command::new(program)
        .args(arguments)
        .args([operations.to_string(), seed.to_string()])
        .output()
        .unwrap_or_else(|problem| panic!("{program}: {problem}"));
    let said = String::from_utf8_lossy(&output.stdout);
    let numbers: Vec<f64> = said.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    match numbers[..] {
        [operations, entries, sojourn_ms, seconds] => Run { operations, entries, sojourn_ms, seconds },
        _ => panic!("{program}: {}", String::from_utf8_lossy(&output.stderr)),
    }
}

fn sides() -> Vec<Side> {
    let mut sides = vec![
        Side { name: NATIVE, run: Box::new(native), runs: Vec::new() },
        Side { name: POLICIES, run: Box::new(with_policies), runs: Vec::new() },
    ];
    for (name, variable) in [(THIS, "LOCKSTEP_THIS_ENGINE"), (FIRST, "LOCKSTEP_FIRST_ENGINE")] {
        if let Ok(program) = std::env::var(variable) {
            let run = move |operations, seed| elsewhere(&program, &[], operations, seed);
            sides.push(Side { name, run: Box::new(run), runs: Vec::new() });
        }
    }
    if let Ok(glue) = std::env::var("LOCKSTEP_WASM_GLUE") {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/mm1_wasm.mjs");
        let run = move |operations, seed| elsewhere("node", &[script, &glue], operations, seed);
        sides.push(Side { name: "WebAssembly", run: Box::new(run), runs: Vec::new() });
    }
    if let Ok(python) = std::env::var("LOCKSTEP_SIMPY_PYTHON") {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/mm1_simpy.py");
        let run = move |operations, seed| elsewhere(&python, &[script], operations, seed);
        sides.push(Side { name: "SimPy", run: Box::new(run), runs: Vec::new() });
    }
    sides
}

/// The least, the middle and the greatest of some values.
fn spread(values: impl Iterator<Item = f64>) -> [f64; 3] {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    [values[0], values[values.len() / 2], values[values.len() - 1]]
}

fn report(Side { name, runs, .. }: &Side) {
    let [least, middle, most] = spread(runs.iter().map(Run::operations_per_s));
    let [_, entries, _] = spread(runs.iter().map(|run| run.entries / run.seconds));
    let [_, sojourn_ms, _] = spread(runs.iter().map(|run| run.sojourn_ms));
    println!(
        "{name:<13} {middle:>11.0} operations/s ({least:.0} … {most:.0}), {entries:>11.0} trace entries/s, \
         {:.0} an operation; mean sojourn {sojourn_ms:.1} ms",
        runs[0].entries / runs[0].operations
    );
}

/// How many times as many operations a second one side does as another: the middle of the rounds.
fn ratio(sides: &[Side], one: &str, other: &str) -> Option<f64> {
    let runs = |name: &str| sides.iter().find(|side| side.name == name).map(|side| side.runs.iter());
    let pairs = runs(one)?.zip(runs(other)?);
    Some(spread(pairs.map(|(one, other)| one.operations_per_s() / other.operations_per_s()))[1])
}

fn main() {
    // Run by `cargo test`, it only shows that it still works.
    let measuring = std::env::args().any(|argument| argument == "--bench");
    let (rounds, operations) = if measuring { (ROUNDS, 100_000) } else { (1, 1_000) };
    let mut sides = sides();
    let count = sides.len();
    for round in 0..rounds {
        // There and back again, so that a machine that slows down slows all of them.
        for place in 0..count {
            let side = &mut sides[if round % 2 == 0 { place } else { count - 1 - place }];
            side.runs.push((side.run)(operations, round + 1));
        }
    }
    println!(
        "M/M/1 at 80 % load, {operations} operations, {rounds} rounds in turn; theory: {THEORY_MS:.1} ms."
    );
    println!("An operation is the fair unit: one arrival, one wait, one piece of work. A trace entry of the");
    println!("engine is a record with time, cause and fact; one of SimPy's script is a tuple.");
    sides.iter().for_each(report);
    for name in ["WebAssembly", "SimPy"] {
        if !sides.iter().any(|side| side.name == name) {
            println!("{name} was not run: `make bench` runs all three.");
        }
    }
    let entries = |name: &str| sides.iter().find(|side| side.name == name).map(|side| side.runs[0].entries);
    assert_eq!(entries(NATIVE), entries(POLICIES), "a policy has acted");
    if let Some(times) = ratio(&sides, POLICIES, NATIVE) {
        println!(
            "with a timeout, retries, a breaker, a bulkhead and a queue limit, none of which acts / without: \
             ×{times:.2}"
        );
    }
    match ratio(&sides, THIS, FIRST) {
        Some(times) => println!("this engine / its first version, without policies: ×{times:.2}"),
        None => println!("The engine's first version was not run: `make bench` runs it where git has it."),
    }
    let verdict = |met: bool| if met { "met" } else { "missed" };
    for name in [NATIVE, "WebAssembly"] {
        if let Some(times) = ratio(&sides, name, "SimPy") {
            println!("{name} / SimPy: ×{times:.0}; goal ×{GOAL:.0}: {}", verdict(times >= GOAL));
        }
    }
    if let Some(times) = ratio(&sides, NATIVE, "WebAssembly") {
        println!(
            "native / WebAssembly: ×{times:.2}; goal ×{GOAL_WASM} at most: {}",
            verdict(times <= GOAL_WASM)
        );
    }
}
