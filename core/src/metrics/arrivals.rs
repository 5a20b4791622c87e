//! When each request and each message last arrived at a service.

use crate::scenario::EdgeId;
use crate::time::SimTime;
use crate::trace::Address;

/// Nearly all arrivals are the first of their operation, and those are found by its number;
/// retries, redeliveries and what undoes a step are few beside them and are kept in order.
#[derive(Default)]
pub(super) struct Arrivals {
    /// Along which edge the first of all came.
    edge: Option<EdgeId>,
    first: Vec<SimTime>,
    later: Vec<(Address, SimTime)>,
}

impl Arrivals {
    pub(super) fn note(&mut self, at: Address, now: SimTime) {
        let op = at.op as usize;
        self.edge = self.edge.or(Some(at.edge));
        if self.is_first(at) {
            if self.first.len() <= op {
                self.first.resize(op + 1, SimTime::ZERO);
            }
            self.first[op] = now;
            return;
        }
        match self.place(at) {
            Ok(place) => self.later[place].1 = now,
            Err(place) => self.later.insert(place, (at, now)),
        }
    }

    /// Of what has not arrived, the start of the run.
    pub(super) fn of(&self, at: Address) -> SimTime {
        if self.is_first(at) {
            return self.first.get(at.op as usize).copied().unwrap_or(SimTime::ZERO);
        }
        self.place(at).map_or(SimTime::ZERO, |place| self.later[place].1)
    }

    fn place(&self, at: Address) -> Result<usize, usize> {
        self.later.binary_search_by_key(&at, |(known, _)| *known)
    }

    fn is_first(&self, at: Address) -> bool {
        at.attempt == 0 && at.delivery == 0 && self.edge == Some(at.edge)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attempts_and_deliveries_of_one_operation_are_told_apart() {
        let mut arrivals = Arrivals::default();
        let first = Address::first(3, 1);
        let retry = Address { attempt: 1, ..first };
        let undo = Address { edge: 2, ..first };
        for (at, ms) in [(first, 1.0), (retry, 5.0), (first.redelivered(), 7.0), (retry, 9.0), (undo, 8.0)] {
            arrivals.note(at, SimTime::from_millis_f64(ms));
        }
        let ms = |at| arrivals.of(at).millis();
        let redelivered = ms(first.redelivered());
        assert_eq!((ms(first), ms(retry), redelivered, ms(undo)), (1.0, 9.0, 7.0, 8.0));
    }
}
