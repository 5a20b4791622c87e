//! When operations start.

use serde::Serialize;

use super::{Localized, ServiceTime};

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
    /// Whether the operations have their keys one after the other, instead of by chance: the first has the
    /// first key, and after the last key the first comes again. Needs `keys`.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub keys_in_turn: bool,
    /// Classes of operations; none where all are alike.
    #[cfg_attr(feature = "schema", schemars(default, length(max = 20)))]
    pub classes: Vec<ClassFile>,
    /// What callers count on; absent is a good answer, however late, for 99 of 100.
    pub objective: Option<ObjectiveFile>,
    /// Reads of what was written; absent where nobody reads.
    pub reads: Option<ReadsFile>,
}

/// A class of operations: an endpoint that callers turn to.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct ClassFile {
    /// Its id; metrics of the class end in it.
    #[cfg_attr(feature = "schema", schemars(regex(pattern = "^[a-z0-9_-]{1,40}$")))]
    pub id: String,
    /// Its name.
    pub name: Localized,
    /// Its part of all operations, 0.001 to 1000, as compared with that of the others: chance gives every
    /// operation its class.
    #[cfg_attr(feature = "schema", schemars(range(min = 0.001, max = 1000)))]
    pub share: f64,
    /// Work on its operations takes so many times as long, 0.01 to 1000; 1.
    #[cfg_attr(
        feature = "schema",
        schemars(default = "super::defaults::time_factor", range(min = 0.01, max = 1000))
    )]
    pub time_factor: f64,
    /// Who goes first where a queue is ordered by priority: the higher number, 0 to 9; 0.
    #[cfg_attr(feature = "schema", schemars(default, range(min = 0, max = 9)))]
    pub priority: u32,
    /// Edges that its operations do not take, nor those behind them.
    #[cfg_attr(feature = "schema", schemars(default, length(max = 50)))]
    pub skips: Vec<String>,
}

/// What callers count on, class by class.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct ObjectiveFile {
    /// A good answer within so many milliseconds; absent is at any time.
    #[cfg_attr(feature = "schema", schemars(range(min = 0.001, max = 3_600_000)))]
    pub answer_within_ms: Option<f64>,
    /// For this share of the operations, 0.001 to 1; 0.99.
    #[cfg_attr(
        feature = "schema",
        schemars(default = "super::defaults::objective_share", range(min = 0.001, max = 1))
    )]
    pub share: f64,
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
