//! The command `lockstep`: the core of the page, in a terminal.

use std::io::{ErrorKind, Write};
use std::process::ExitCode;

#[path = "command/mod.rs"]
mod command;

fn main() -> ExitCode {
    match command::run(lexopt::Parser::from_env()) {
        Ok(output) => {
            // Whoever reads may have seen enough: a closed pipe is no failure.
            match std::io::stdout().write_all(output.to_string().as_bytes()) {
                Err(problem) if problem.kind() != ErrorKind::BrokenPipe => {
                    eprintln!("lockstep: {problem}");
                    ExitCode::FAILURE
                }
                _ => ExitCode::SUCCESS,
            }
        }
        Err(problem) => {
            eprintln!("lockstep: {problem}");
            ExitCode::FAILURE
        }
    }
}
