//! Deliveries that are lost in a crash although they had been committed: nobody delivers them again.

use crate::trace::{Address, Fact, Record};

/// Of every delivery that is lost in a crash, whether it is lost, and whether it is committed.
pub(super) struct Forgotten(Vec<(Address, [bool; 2])>);

impl Forgotten {
    /// Those that a run loses.
    pub(super) fn of(records: &[Record]) -> Self {
        let mut all = Vec::new();
        for record in records {
            if let Fact::WorkLost { at, .. } | Fact::DeliveryLost { at } = record.fact {
                if let Err(place) = all.binary_search_by_key(&at, |(known, _)| *known) {
                    all.insert(place, (at, [false; 2]));
                }
            }
        }
        Forgotten(all)
    }

    /// Whether a delivery is both with this fact, which is of its loss or of its commit.
    pub(super) fn is_now(&mut self, fact: Fact, at: Address) -> bool {
        let Ok(place) = self.0.binary_search_by_key(&at, |(known, _)| *known) else { return false };
        let both = &mut self.0[place].1;
        both[usize::from(matches!(fact, Fact::MessageRemoved { .. }))] = true;
        *both == [true; 2]
    }
}
