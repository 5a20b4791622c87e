//! Which effects that can be undone are there, while a trace is read.

use crate::scenario::{EdgeId, Model};
use crate::trace::Address;

/// The steps that are done, as bits, by operation; kept only of edges that another one compensates.
pub(super) struct Standing {
    can_be_undone: u64,
    done: Vec<u64>,
}

impl Standing {
    pub(super) fn new(model: &Model) -> Self {
        let bit = |edge: &crate::scenario::Edge| edge.compensates.map_or(0, |step| 1 << step);
        Standing { can_be_undone: model.edges.iter().map(bit).sum(), done: Vec::new() }
    }

    /// An effect can be seen; whether it could be seen before.
    pub(super) fn note(&mut self, at: Address) -> bool {
        let bit = self.can_be_undone & 1 << at.edge;
        if bit == 0 {
            return false;
        }
        let done = self.of(at);
        let before = *done & bit != 0;
        *done |= bit;
        before
    }

    /// The work along a compensating edge has taken an effect away: how many that is.
    pub(super) fn take(&mut self, model: &Model, at: Address) -> u16 {
        let bit = model.edges[usize::from(at.edge)].compensates.map_or(0, |step: EdgeId| 1 << step);
        let done = self.of(at);
        let there = *done & bit != 0;
        *done &= !bit;
        u16::from(there)
    }

    fn of(&mut self, at: Address) -> &mut u64 {
        let op = at.op as usize;
        if self.done.len() <= op {
            self.done.resize(op + 1, 0);
        }
        &mut self.done[op]
    }
}
