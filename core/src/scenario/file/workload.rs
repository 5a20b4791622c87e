//! When operations start.

use serde::Serialize;

use super::ServiceTime;

/// When operations start, and from which one on they are measured.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WorkloadFile {
    /// When operations start.
    pub arrivals: Arrivals,
    /// Share of the operations that is left out at the start, 0 to 0.5.
    pub warm_up_share: f64,
}

/// When operations start.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Arrivals {
    /// At given times.
    At {
        /// Milliseconds, ascending.
        ms: Vec<f64>,
    },
    /// The first at 0, then at equal gaps.
    Every {
        /// The gap, milliseconds.
        ms: f64,
        /// How many.
        operations: u32,
    },
    /// The first at 0, then as a Poisson process.
    Poisson {
        /// Rate, per second.
        per_s: f64,
        /// How many.
        operations: u32,
    },
    /// Callers that think, send, wait and think again.
    Closed {
        /// How many callers.
        callers: u32,
        /// Time to think.
        think: ServiceTime,
        /// How many operations in all.
        operations: u32,
    },
}
