//! How long each piece of work took, by what it was.

use std::collections::BTreeMap;

use lockstep_core::time::SimDuration;
use lockstep_core::trace::{Address, Fact, Record};

/// The lengths of all finished work, by operation, edge and attempt.
pub(crate) fn work_lengths(records: &[Record]) -> BTreeMap<(Address, u8), SimDuration> {
    let mut attempts = BTreeMap::new();
    let mut lengths = BTreeMap::new();
    for record in records {
        match record.fact {
            Fact::DeliveryArrived { at, attempt } => {
                attempts.insert(at, attempt);
            }
            Fact::WorkFinished { at, .. } => {
                let attempt = attempts.get(&at).copied().unwrap_or(0);
                let started = records[record.cause as usize].at;
                lengths.insert((at, attempt), record.at.since(started));
            }
            _ => {}
        }
    }
    lengths
}
