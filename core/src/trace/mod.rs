//! What happened in a lane: records with causes, and what is derived from them.

mod chance;
mod concerned;
mod fact;
mod hash;
mod lengths;
mod line;
mod open;
mod outcome;
mod parts;
mod spans;

pub use fact::{Address, Fact, PartitionId, Record, RecordId, WorkerId, NO_CAUSE};
pub use lengths::{End, Ending, Span, SpanKind, Transfer, TransferKind};
pub use line::write_line;
pub use outcome::{Outcome, Patience, Refusal};
pub use spans::Story;

use crate::scenario::OperationId;
use crate::time::SimTime;

/// The records of one lane, in the order of their time; never changed after the run.
#[derive(Clone, Debug, PartialEq)]
pub struct Trace {
    records: Vec<Record>,
    /// By operation; none where the operations have no keys.
    keys: Vec<u32>,
}

impl Trace {
    pub(crate) fn new(records: Vec<Record>, keys: Vec<u32>) -> Self {
        debug_assert!(records.windows(2).all(|pair| pair[0].at <= pair[1].at));
        Trace { records, keys }
    }

    /// All records.
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// The key of an operation, from 0; `None` where the operations have none.
    pub fn key(&self, op: OperationId) -> Option<u32> {
        self.keys.get(op as usize).copied()
    }

    /// How many records lie at or before a time.
    pub fn count_until(&self, at: SimTime) -> usize {
        self.records.partition_point(|record| record.at <= at)
    }

    /// The time of the last record; zero for an empty trace.
    pub fn end(&self) -> SimTime {
        self.records.last().map_or(SimTime::ZERO, |record| record.at)
    }

    /// A fingerprint: equal traces have equal hashes, on every machine.
    pub fn hash(&self) -> u64 {
        hash::of(&self.records)
    }
}
