//! Numbers what an operation sends along one edge, so that no two of its requests or messages
//! there are taken for each other.

use crate::scenario::{EdgeId, LaneModel, Model, OperationId};
use crate::trace::Address;

/// What has been sent beyond what the first work on an operation sends.
pub(super) struct Attempts {
    counts: Vec<Counts>,
    /// By edge, whether its messages are answered.
    awaited: Vec<bool>,
    /// Of what has been sent or stored once more along these, in order, what it was at first.
    firsts: Vec<(Address, Address)>,
}

/// Of one edge.
struct Counts {
    /// How many the first work sends: their attempts are the numbers below.
    copies: u16,
    /// The last number given beyond them, in the order of the operations.
    last: Vec<(OperationId, u16)>,
}

impl Attempts {
    pub(super) fn new(model: &Model, lane: &LaneModel) -> Self {
        let counts = |edge: &crate::scenario::Edge| Counts { copies: edge.copies, last: Vec::new() };
        let counts = model.edges.iter().map(counts).collect();
        Attempts { counts, awaited: lane.awaited.clone(), firsts: Vec::new() }
    }

    /// What is sent on along an edge by the work on `parent`, as which copy from 0. The first work on an
    /// operation sends that attempt; work on a retry or a redelivery takes the next number that is free.
    #[inline]
    pub(super) fn onward(&mut self, parent: Address, (edge, copy): (EdgeId, u16)) -> Address {
        let first = Address { attempt: copy, ..Address::first(parent.op, edge) };
        if parent.attempt == 0 && parent.delivery == 0 {
            return first;
        }
        self.again(first)
    }

    /// The same once more, under the next number: whoever answers it answers the first.
    pub(super) fn repeated(&mut self, at: Address) -> Address {
        let again = self.again(at);
        if self.awaited[usize::from(at.edge)] {
            let first = self.first_of(at);
            let place = self.firsts.partition_point(|(other, _)| *other < again);
            self.firsts.insert(place, (again, first));
        }
        again
    }

    /// What something was sent as at first, along an edge whose messages are answered.
    pub(super) fn first_of(&self, at: Address) -> Address {
        let at = at.sent();
        let place = self.firsts.binary_search_by_key(&at, |(again, _)| *again);
        place.map_or(at, |place| self.firsts[place].1)
    }

    /// The same once more, under the next number.
    fn again(&mut self, at: Address) -> Address {
        let Counts { copies, last } = &mut self.counts[usize::from(at.edge)];
        let attempt = match last.binary_search_by_key(&at.op, |(op, _)| *op) {
            Ok(place) => {
                last[place].1 = last[place].1.saturating_add(1);
                last[place].1
            }
            Err(place) => {
                last.insert(place, (at.op, *copies));
                *copies
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
        let counts = |copies| Counts { copies, last: Vec::new() };
        let counts = vec![counts(1), counts(1), counts(1), counts(3)];
        let mut attempts = Attempts { counts, awaited: vec![false, false, true, false], firsts: Vec::new() };
        let parent = Address::first(7, 0);
        let first = attempts.onward(parent, (2, 0));
        assert_eq!(first, Address::first(7, 2));
        let retry = attempts.repeated(first);
        let beside = attempts.onward(parent.redelivered(), (2, 0));
        let other = attempts.onward(Address { op: 3, attempt: 1, ..parent }, (2, 0));
        assert_eq!((retry.attempt, beside.attempt, other.attempt), (1, 2, 1));
        let last = attempts.repeated(retry.redelivered());
        assert_eq!(last.attempt, 3);
        assert_eq!(
            [first, retry, last, beside].map(|at| attempts.first_of(at)),
            [first, first, first, beside]
        );
        let copies = [0, 1, 2].map(|copy| attempts.onward(parent, (3, copy)).attempt);
        let again = [0, 1, 2].map(|copy| attempts.onward(parent.redelivered(), (3, copy)).attempt);
        assert_eq!((copies, again), ([0, 1, 2], [3, 4, 5]));
    }
}
