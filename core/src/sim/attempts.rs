//! Numbers what an operation sends along one edge, so that no two of its requests or messages
//! there are taken for each other.

use crate::scenario::{EdgeId, OperationId};
use crate::trace::Address;

/// What has been sent beyond the first, by edge and in the order of the operations.
#[derive(Default)]
pub(super) struct Attempts(Vec<Vec<(OperationId, u16)>>);

impl Attempts {
    /// What is sent on along an edge by the work on `parent`. The first work on an operation sends
    /// attempt 0; work on a retry or a redelivery takes the next number that is free.
    #[inline]
    pub(super) fn onward(&mut self, parent: Address, edge: EdgeId) -> Address {
        let first = Address::first(parent.op, edge);
        if parent.attempt == 0 && parent.delivery == 0 {
            return first;
        }
        self.again(first)
    }

    /// The same once more, under the next number.
    pub(super) fn again(&mut self, at: Address) -> Address {
        let edge = usize::from(at.edge);
        if self.0.len() <= edge {
            self.0.resize(edge + 1, Vec::new());
        }
        let counts = &mut self.0[edge];
        let attempt = match counts.binary_search_by_key(&at.op, |(op, _)| *op) {
            Ok(place) => {
                counts[place].1 = counts[place].1.saturating_add(1);
                counts[place].1
            }
            Err(place) => {
                counts.insert(place, (at.op, 1));
                1
            }
        };
        Address { attempt, delivery: 0, ..at }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_is_given_once() {
        let mut attempts = Attempts::default();
        let parent = Address::first(7, 0);
        let first = attempts.onward(parent, 2);
        assert_eq!(first, Address::first(7, 2));
        let retry = attempts.again(first);
        let beside = attempts.onward(parent.redelivered(), 2);
        let other = attempts.onward(Address { op: 3, attempt: 1, ..parent }, 2);
        assert_eq!((retry.attempt, beside.attempt, other.attempt), (1, 2, 1));
    }
}
