//! Until when the sender of a request waits for it, where the request tells its callee, as gRPC's does
//! (`grpc-timeout`): kept only for those that do.

use crate::scenario::OperationId;
use crate::time::SimTime;
use crate::trace::Address;

/// By edge and operation, the attempts along it.
#[derive(Default)]
pub(super) struct Deadlines(Vec<Vec<Vec<(u16, SimTime)>>>);

impl Deadlines {
    /// Until when somebody waits for a request, if it says so.
    #[inline]
    pub(super) fn of(&self, at: Address) -> Option<SimTime> {
        let attempts = self.0.get(usize::from(at.edge))?.get(at.op as usize)?;
        attempts.iter().find(|(attempt, _)| *attempt == at.attempt).map(|(_, until)| *until)
    }

    /// Says it for a request.
    pub(super) fn tell(&mut self, at: Address, until: SimTime) {
        self.forget(at);
        self.attempts(at.edge, at.op).push((at.attempt, until));
    }

    /// Takes it back.
    pub(super) fn forget(&mut self, at: Address) {
        if self.of(at).is_some() {
            self.attempts(at.edge, at.op).retain(|(attempt, _)| *attempt != at.attempt);
        }
    }

    fn attempts(&mut self, edge: u8, op: OperationId) -> &mut Vec<(u16, SimTime)> {
        let (edge, op) = (usize::from(edge), op as usize);
        if self.0.len() <= edge {
            self.0.resize_with(edge + 1, Vec::new);
        }
        let operations = &mut self.0[edge];
        if operations.len() <= op {
            operations.resize_with(op + 1, Vec::new);
        }
        &mut operations[op]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_request_says_its_own() {
        let mut deadlines = Deadlines::default();
        let first = Address::first(3, 1);
        let (retry, ms) = (Address { attempt: 1, ..first }, SimTime::from_millis_f64);
        assert_eq!(deadlines.of(first), None);
        deadlines.tell(first, ms(5.0));
        deadlines.tell(retry, ms(7.0));
        deadlines.tell(first, ms(6.0));
        assert_eq!([first, retry].map(|at| deadlines.of(at)), [Some(ms(6.0)), Some(ms(7.0))]);
        deadlines.forget(first);
        assert_eq!([first, retry].map(|at| deadlines.of(at)), [None, Some(ms(7.0))]);
    }
}
