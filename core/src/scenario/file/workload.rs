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
    /// Different keys of the operations, 1 to 1000000, equally likely: they choose a record's partition.
    /// Absent gives the partitions one record after the other.
    pub keys: Option<u32>,
    /// Reads of what was written; absent where nobody reads.
    pub reads: Option<ReadsFile>,
}

/// A read of each operation's effect, some time after its good answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReadsFile {
    /// From the acknowledgement to the read, milliseconds. The read itself takes no time: it sees what
    /// is visible at that instant.
    pub after_acknowledgement_ms: f64,
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
    /// So many at once at 0, and again at equal gaps.
    Batches {
        /// How many at once, 1 to 100000.
        size: u32,
        /// From one batch to the next, milliseconds.
        ms: f64,
        /// How many in all.
        operations: u32,
    },
    /// The first at 0, then at rates that change from phase to phase.
    Phases {
        /// The phases, one after the other.
        rates: Vec<PhaseFile>,
        /// How many in all.
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

/// A stretch of time with a rate of its own: either equal gaps or a Poisson process.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PhaseFile {
    /// How long it lasts, milliseconds; absent in the last, which lasts until all have started.
    pub for_ms: Option<f64>,
    /// Equal gaps, milliseconds; one start at the beginning of the phase.
    pub every_ms: Option<f64>,
    /// A Poisson process of this rate, per second.
    pub per_s: Option<f64>,
}
