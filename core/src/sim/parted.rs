//! Deliveries of what undoes a step that the broker or the consumer has parted with, and not the other.

use crate::trace::{Address, Fact};

/// In the order of their addresses, and whether it was the broker.
#[derive(Default)]
pub(super) struct Parted(Vec<(Address, bool)>);

impl Parted {
    /// One of the two parts with a delivery; whether the other had done so before.
    pub(super) fn is_gone(&mut self, at: Address, fact: Fact) -> bool {
        let broker = matches!(fact, Fact::MessageRemoved { .. } | Fact::MessageLost { .. });
        match self.0.binary_search_by_key(&at, |(parted, _)| *parted) {
            Ok(place) => self.0[place].1 != broker,
            Err(place) => {
                self.0.insert(place, (at, broker));
                false
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_have_to_part_with_it() {
        let mut parted = Parted::default();
        let at = Address::first(3, 1);
        let facts = |at| (Fact::MessageLost { at, held: true }, Fact::DeliveryLost { at });
        let (broker, consumer) = facts(at);
        assert!(!parted.is_gone(at, broker) && !parted.is_gone(at, broker) && parted.is_gone(at, consumer));
        let (broker, consumer) = facts(at.redelivered());
        assert!(!parted.is_gone(at.redelivered(), consumer) && parted.is_gone(at.redelivered(), broker));
    }
}
