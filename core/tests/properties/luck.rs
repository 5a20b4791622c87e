//! How long each piece of work took, by what it was.

use std::collections::BTreeMap;

use lockstep_core::time::SimDuration;
use lockstep_core::trace::{Address, Fact, Record};

/// The lengths of all finished work, by operation, edge, attempt and delivery; what is recognised as a repeat is none.
pub(crate) fn work_lengths(records: &[Record]) -> BTreeMap<Address, SimDuration> {
    let finished = records.iter().filter_map(|record| match record.fact {
        Fact::WorkFinished { at, .. } => Some((at, record.at.since(records[record.cause as usize].at))),
        _ => None,
    });
    let mut lengths: BTreeMap<Address, SimDuration> = finished.collect();
    for record in records {
        if let Fact::RepeatRecognised { at } = record.fact {
            lengths.remove(&at);
        }
    }
    lengths
}
