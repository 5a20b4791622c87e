//! Which deliveries bring what had been delivered before.

use crate::trace::Address;

/// The deliveries along an edge.
#[derive(Default)]
pub(super) struct Deliveries {
    /// How many messages have been delivered for the first time, by operation.
    messages: Vec<u16>,
}

impl Deliveries {
    /// Enters a delivery. It is a duplicate if its message had been delivered before, or if it is a message
    /// more than the operation was to send along this edge: `copies`.
    pub(super) fn is_duplicate(&mut self, at: Address, copies: u16) -> bool {
        if at.delivery > 0 {
            return true;
        }
        let op = at.op as usize;
        if self.messages.len() <= op {
            self.messages.resize(op + 1, 0);
        }
        self.messages[op] = self.messages[op].saturating_add(1);
        self.messages[op] > copies
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_delivery_and_another_message_are_duplicates() {
        let mut came = Deliveries::default();
        let first = Address::first(3, 0);
        let again = Address { attempt: 2, ..first };
        assert!(!came.is_duplicate(first, 2));
        assert!(came.is_duplicate(first.redelivered(), 2));
        assert!(!came.is_duplicate(again, 2), "one of the two copies had not come");
        assert!(came.is_duplicate(Address { attempt: 1, ..first }, 2));
        assert!(!came.is_duplicate(Address::first(2, 0), 1));
    }
}
