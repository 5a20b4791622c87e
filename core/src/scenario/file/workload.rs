//! When operations start.

use serde::Serialize;

use super::ServiceTime;

/// When operations start, and from which one on they are measured.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct WorkloadFile {
    /// When operations start.
    pub arrivals: Arrivals,
    /// Share of the operations that is left out at the start, 0 to 0.5.
    #[cfg_attr(feature = "schema", schemars(default, range(min = 0, max = 0.5)))]
    pub warm_up_share: f64,
    /// Different keys of the operations, 1 to 1000000, equally likely: they choose a record's partition.
    /// Absent gives the partitions one record after the other.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 1_000_000)))]
    pub keys: Option<u32>,
    /// Reads of what was written; absent where nobody reads.
    pub reads: Option<ReadsFile>,
}

/// A read of each operation's effect, some time after its good answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct ReadsFile {
    /// From the acknowledgement to the read, milliseconds. The read itself takes no time: it sees what
    /// is visible at that instant.
    #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 3_600_000)))]
    pub after_acknowledgement_ms: f64,
}

/// When operations start.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[serde(rename_all = "snake_case")]
pub enum Arrivals {
    /// At given times.
    At {
        /// Milliseconds, ascending.
        #[cfg_attr(
            feature = "schema",
            schemars(length(min = 1, max = 100_000), inner(range(min = 0, max = 86_400_000)))
        )]
        ms: Vec<f64>,
    },
    /// The first at 0, then at equal gaps.
    Every {
        /// The gap, milliseconds.
        #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 3_600_000)))]
        ms: f64,
        /// How many.
        #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 20_000_000)))]
        operations: u32,
    },
    /// The first at 0, then as a Poisson process.
    Poisson {
        /// Rate, per second.
        #[cfg_attr(feature = "schema", schemars(range(min = 0.001, max = 1_000_000)))]
        per_s: f64,
        /// How many.
        #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 20_000_000)))]
        operations: u32,
    },
    /// So many at once at 0, and again at equal gaps.
    Batches {
        /// How many at once, 1 to 100000.
        #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 100_000)))]
        size: u32,
        /// From one batch to the next, milliseconds.
        #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 3_600_000)))]
        ms: f64,
        /// How many in all.
        #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 20_000_000)))]
        operations: u32,
    },
    /// The first at 0, then at rates that change from phase to phase.
    Phases {
        /// The phases, one after the other.
        #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 50)))]
        rates: Vec<PhaseFile>,
        /// How many in all.
        #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 20_000_000)))]
        operations: u32,
    },
    /// Callers that think, send, wait and think again.
    Closed {
        /// How many callers.
        #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 10_000)))]
        callers: u32,
        /// Time to think.
        think: ServiceTime,
        /// How many operations in all.
        #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 20_000_000)))]
        operations: u32,
    },
}

/// A stretch of time with a rate of its own: either equal gaps or a Poisson process.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct PhaseFile {
    /// How long it lasts, milliseconds; absent in the last, which lasts until all have started.
    #[cfg_attr(feature = "schema", schemars(range(min = 0.001, max = 3_600_000)))]
    pub for_ms: Option<f64>,
    /// Equal gaps, milliseconds; one start at the beginning of the phase.
    #[cfg_attr(feature = "schema", schemars(range(min = 0.001, max = 3_600_000)))]
    pub every_ms: Option<f64>,
    /// A Poisson process of this rate, per second.
    #[cfg_attr(feature = "schema", schemars(range(min = 0.001, max = 1_000_000)))]
    pub per_s: Option<f64>,
}
