//! The command `lockstep`: the core of the page, in a terminal.

use std::process::ExitCode;

#[path = "command/mod.rs"]
mod command;

fn main() -> ExitCode {
    match command::run(lexopt::Parser::from_env()) {
        Ok(output) => {
            print!("{output}");
            ExitCode::SUCCESS
        }
        Err(problem) => {
            eprintln!("lockstep: {problem}");
            ExitCode::FAILURE
        }
    }
}
