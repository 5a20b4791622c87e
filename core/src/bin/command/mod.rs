//! Reading the arguments, and what each subcommand answers.

mod options;
mod output;
mod scaling;

use std::fmt::Write;

use lockstep_core::scenario::{Override, Scenario, MOST_RECORDS};
use lockstep_core::sim;
use lockstep_core::study::operations_override;
use options::{Command, Format, RunOptions};

/// What the command can say is wrong: a sentence for the person who typed it.
type Problem = Box<dyn std::error::Error>;

pub(crate) fn run(parser: lexopt::Parser) -> Result<String, Problem> {
    match options::read(parser)? {
        Command::Help => Ok(options::HELP.to_string()),
        Command::Check { path } => check(&path),
        Command::Presets => Ok(output::presets()),
        Command::Schema => Ok(lockstep_core::scenario::schema()),
        Command::Run(options) => simulate(&options),
    }
}

fn read_file(path: &std::path::Path) -> Result<String, Problem> {
    std::fs::read_to_string(path).map_err(|e| format!("cannot read {}: {e}", path.display()).into())
}

fn check(path: &std::path::Path) -> Result<String, Problem> {
    let scenario = in_file(path, Scenario::from_json(&read_file(path)?))?;
    in_file(path, controls_fit(&scenario))?;
    let lanes: Vec<&str> = scenario.model.lanes.iter().map(|lane| lane.id.as_str()).collect();
    let operations = scenario.model.workload.operations();
    let mut text =
        format!("{}: valid; {operations} operations in lanes {}\n", scenario.file.id, lanes.join(", "));
    for (index, lane) in lanes.iter().enumerate() {
        for preset in scenario.file.presets(index) {
            // What they are is listed by `lockstep presets`.
            writeln!(text, "  {lane}: defaults of {} ({})", preset.name, preset.version)?;
        }
    }
    Ok(text)
}

/// Whether the file is still right with each of its controls at either end, and wherever it has a word.
fn controls_fit(scenario: &Scenario) -> Result<(), String> {
    for (index, control) in scenario.file.controls.iter().enumerate() {
        for value in control.tried() {
            scenario.changed(&[control.change(value)]).map_err(|problem| {
                format!("controls.{index}: with \"{}\" at {value} the file is wrong: {problem}", control.id)
            })?;
        }
    }
    Ok(())
}

fn in_file<T>(path: &std::path::Path, result: Result<T, impl std::fmt::Display>) -> Result<T, Problem> {
    result.map_err(|e| format!("{}: {e}", path.display()).into())
}

fn simulate(options: &RunOptions) -> Result<String, Problem> {
    let json = read_file(&options.path)?;
    let mut changes = options.changes.clone();
    let mut scenario = in_file(&options.path, Scenario::with_overrides(&json, &changes))?;
    if let Some(operations) = options.operations {
        let change = operations_override(&scenario, operations)
            .ok_or("--operations: this scenario names its arrivals one by one")?;
        changes.push(change);
        // More operations need more records; a run that was asked for is not stopped by the page's limit.
        changes.push(Override::number("limits.records", MOST_RECORDS as f64));
        // Which operation the page shows first is no matter of the command.
        if scenario.file.view.operation.is_some_and(|shown| shown > operations) {
            changes.push(Override::number("view.operation", 1.0));
        }
        scenario = in_file(&options.path, Scenario::with_overrides(&json, &changes))?;
    }
    let seed = options.seed.unwrap_or(scenario.file.seed);
    scenario = in_file(&options.path, scenario.seeded(seed))?;
    let model = &scenario.model;
    let chosen: Vec<usize> = match &options.lane {
        None => (0..model.lanes.len()).collect(),
        Some(name) => {
            let known: Vec<&str> = model.lanes.iter().map(|lane| lane.id.as_str()).collect();
            let unknown = || format!("--lane: \"{name}\" is no lane; allowed are {}", known.join(", "));
            vec![model.lane(name).ok_or_else(unknown)?]
        }
    };
    let mut report = output::Report::new(&scenario, seed);
    let mut lines = String::new();
    let more = match options.format {
        Format::Trace => chosen.iter().map(|_| None).collect(),
        _ => scaling::scaling(&scenario, seed, &chosen)?,
    };
    for (lane, more) in chosen.into_iter().zip(more) {
        let trace = sim::run(model, lane, seed)?;
        if options.format == Format::Trace {
            writeln!(lines, "# lane {}", model.lanes[lane].id)?;
            for (index, record) in trace.records().iter().enumerate() {
                lockstep_core::trace::write_line(&mut lines, model, index, record);
            }
        } else {
            report.add(lane, &trace, more);
        }
    }
    match options.format {
        Format::Trace => Ok(lines),
        Format::Json => report.json(),
        Format::Table => Ok(report.table()),
    }
}
