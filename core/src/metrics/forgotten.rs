//! Deliveries that neither their consumer nor the broker has any more: nobody delivers them again, and nobody
//! handles them. The one has lost or returned what the other had been told to forget, or could not keep.

use crate::trace::{Address, Fact, Record};

/// Of every such delivery, whether its consumer and whether the broker has parted with it.
pub(super) struct Forgotten(Vec<(Address, [bool; 2])>);

impl Forgotten {
    /// Those that a run loses.
    pub(super) fn of(records: &[Record]) -> Self {
        let mut all = Vec::new();
        for record in records {
            if let Fact::WorkLost { at, .. }
            | Fact::DeliveryLost { at }
            | Fact::MessageLost { at, held: true } = record.fact
            {
                if let Err(place) = all.binary_search_by_key(&at, |(known, _)| *known) {
                    all.insert(place, (at, [false; 2]));
                }
            }
        }
        Forgotten(all)
    }

    /// Whether a delivery is gone from both with this fact, which is of either.
    pub(super) fn is_now(&mut self, fact: Fact, at: Address) -> bool {
        let Ok(place) = self.0.binary_search_by_key(&at, |(known, _)| *known) else { return false };
        let both = &mut self.0[place].1;
        both[usize::from(matches!(fact, Fact::MessageRemoved { .. } | Fact::MessageLost { .. }))] = true;
        *both == [true; 2]
    }
}
