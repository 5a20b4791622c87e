//! How long each piece of work took, by what it was.

use std::collections::{BTreeMap, VecDeque};

use lockstep_core::time::SimDuration;
use lockstep_core::trace::{Address, Fact, Record, RecordId};

/// The lengths of all finished work, by operation, edge and attempt.
///
/// A message that was put back may wait beside a second copy of itself, which an upstream service
/// published after a crash; the queue is first in, first out, so each start takes the oldest arrival.
pub(crate) fn work_lengths(records: &[Record]) -> BTreeMap<(Address, u8), SimDuration> {
    let mut waiting: BTreeMap<Address, VecDeque<u8>> = BTreeMap::new();
    let mut started: BTreeMap<RecordId, u8> = BTreeMap::new();
    let mut lengths = BTreeMap::new();
    for (index, record) in records.iter().enumerate() {
        let Some(at) = record.fact.address() else { continue };
        let attempts = waiting.entry(at).or_default();
        let cause = records.get(record.cause as usize).map(|cause| cause.fact);
        match (record.fact, cause) {
            (Fact::RequestArrived { .. }, _) => attempts.push_back(0),
            (Fact::DeliveryArrived { attempt, .. }, _) => attempts.push_back(attempt),
            (Fact::RequestRefused { .. }, _)
            | (Fact::DeliveryLost { .. }, Some(Fact::ServiceDown { .. })) => {
                attempts.pop_front();
            }
            (Fact::WorkStarted { .. }, _) => {
                started.extend(attempts.pop_front().map(|attempt| (index as RecordId, attempt)));
            }
            (Fact::WorkFinished { .. }, _) => {
                let begun = records[record.cause as usize].at;
                lengths.insert((at, started[&record.cause]), record.at.since(begun));
            }
            _ => {}
        }
    }
    lengths
}
