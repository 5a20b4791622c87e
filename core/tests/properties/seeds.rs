//! How many scenarios each property is tried on, and what is said of those in which it does not hold.

use std::ops::Range;

use lockstep_core::scenario::Model;
use lockstep_core::sim;
use lockstep_core::trace::Trace;

/// How many unless somebody asks for more.
const STANDARD: u64 = 300;

/// The seeds that are tried: the first 300, or what the environment's `LOCKSTEP_SEEDS` names, as `5000` (that
/// many, not fewer than the standard) or as `852..853` (those; what counts rare things may then count too few).
pub(crate) fn seeds() -> Range<u64> {
    let Ok(asked) = std::env::var("LOCKSTEP_SEEDS") else { return 0..STANDARD };
    let (from, to) = asked.split_once("..").unwrap_or(("0", &asked));
    let number = |text: &str| text.parse().unwrap_or_else(|_| panic!("LOCKSTEP_SEEDS={asked}"));
    let (from, to) = (number(from), number(to));
    from..if asked.contains("..") { to } else { to.max(STANDARD) }
}

/// What does not hold, wherever it does not: a sweep over many seeds tells of all of them at once.
#[derive(Default)]
pub(crate) struct Broken(Vec<String>);

impl Broken {
    /// The run of a lane, if it comes to an end.
    pub(crate) fn run(&mut self, model: &Model, lane: usize, seed: u64) -> Option<Trace> {
        let ran = sim::run(model, lane, seed);
        ran.map_err(|problem| self.note(format!("seed {seed}, lane {lane}: {problem}"))).ok()
    }

    pub(crate) fn note(&mut self, problem: String) {
        self.0.push(problem);
    }
}

impl Drop for Broken {
    fn drop(&mut self) {
        if !self.0.is_empty() && !std::thread::panicking() {
            panic!("{} do not hold:\n{}", self.0.len(), self.0.join("\n"));
        }
    }
}
