//! The command line.

use std::ffi::OsString;
use std::path::PathBuf;
use std::str::FromStr;

use lexopt::prelude::{Long, Short, Value, ValueExt};
use lockstep_core::scenario::{Override, MOST_OPERATIONS};

pub(crate) const HELP: &str = "\
lockstep: runs the same operations in every lane of a scenario and measures them

  lockstep run SCENARIO.json [options]    simulate and print
  lockstep check SCENARIO.json            say whether the file is valid, and what is wrong
  lockstep presets                        list what presets stand for, with units and sources
  lockstep schema                         print the JSON Schema of such files, for editors

options of run
  --lane NAME          only this lane
  --seed N             another seed than the scenario's (0 to 18446744073709551615)
  --set PATH=VALUE     change one value, as in services.payments.workers=3; may be repeated
  --operations N       start so many operations
  --format FORMAT      table (default), json, or trace
";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Table,
    Json,
    Trace,
}

#[derive(Debug)]
pub(crate) struct RunOptions {
    pub(crate) path: PathBuf,
    pub(crate) lane: Option<String>,
    pub(crate) seed: Option<u64>,
    pub(crate) changes: Vec<Override>,
    pub(crate) operations: Option<u32>,
    pub(crate) format: Format,
}

#[derive(Debug)]
pub(crate) enum Command {
    Help,
    Schema,
    Presets,
    Check { path: PathBuf },
    Run(RunOptions),
}

pub(crate) fn read(mut parser: lexopt::Parser) -> Result<Command, Box<dyn std::error::Error>> {
    let name = match parser.next()? {
        Some(Value(name)) => name.string()?,
        Some(Long("help") | Short('h')) | None => return Ok(Command::Help),
        Some(other) => return Err(other.unexpected().into()),
    };
    if !matches!(name.as_str(), "run" | "check" | "presets" | "schema") {
        let allowed = "allowed are run, check, presets and schema (see --help)";
        return Err(format!("there is no \"{name}\"; {allowed}").into());
    }
    let may_have_file = matches!(name.as_str(), "run" | "check");
    let mut path = None;
    let mut run = RunOptions {
        path: PathBuf::new(),
        lane: None,
        seed: None,
        changes: Vec::new(),
        operations: None,
        format: Format::Table,
    };
    let may_have_options = name == "run";
    while let Some(argument) = parser.next()? {
        match argument {
            Long("help") | Short('h') => return Ok(Command::Help),
            Value(value) if path.is_none() && may_have_file => path = Some(PathBuf::from(value)),
            Long("lane") if may_have_options => run.lane = Some(parser.value()?.string()?),
            Long("seed") if may_have_options => {
                run.seed = Some(number("--seed", parser.value()?, 0, u64::MAX)?)
            }
            Long("set") if may_have_options => {
                run.changes.push(Override::parse(&parser.value()?.string()?)?);
            }
            Long("operations") if may_have_options => {
                run.operations = Some(number("--operations", parser.value()?, 1, MOST_OPERATIONS.into())?)
            }
            Long("format") if may_have_options => run.format = format(&parser.value()?.string()?)?,
            other => return Err(other.unexpected().into()),
        }
    }
    match name.as_str() {
        "schema" => return Ok(Command::Schema),
        "presets" => return Ok(Command::Presets),
        _ => {}
    }
    let path = path.ok_or_else(|| format!("which file? write lockstep {name} SCENARIO.json"))?;
    if name == "check" {
        return Ok(Command::Check { path });
    }
    run.path = path;
    Ok(Command::Run(run))
}

/// A whole number; the parser's own words about a wrong one name neither the option nor what is allowed. Whether the
/// scenario can have so many is said by its own field.
fn number<T: FromStr>(option: &str, value: OsString, least: u64, most: u64) -> Result<T, String> {
    let text = value.to_string_lossy();
    text.parse().map_err(|_| {
        format!("{option}: \"{text}\" is none; allowed are whole numbers from {least} to {most}")
    })
}

fn format(name: &str) -> Result<Format, String> {
    match name {
        "table" => Ok(Format::Table),
        "json" => Ok(Format::Json),
        "trace" => Ok(Format::Trace),
        other => Err(format!("--format: \"{other}\" is none; allowed are table, json and trace")),
    }
}
