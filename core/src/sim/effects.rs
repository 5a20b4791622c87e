//! Which operations' effects can be seen by a reader at the present time; kept only where somebody reads.

use crate::scenario::{Model, OperationId};
use crate::trace::Address;

/// The edges of effect that have had one, as bits, by operation.
#[derive(Default)]
pub(super) struct Effects {
    /// Those that it takes for the whole effect; none where nobody reads.
    wanted: u128,
    seen: Vec<u128>,
}

impl Effects {
    pub(super) fn new(model: &Model) -> Self {
        let bit = |(index, edge): (usize, &crate::scenario::Edge)| u128::from(edge.effect) << index;
        let wanted = model.reads_after.map_or(0, |_| model.edges.iter().enumerate().map(bit).sum());
        Effects { wanted, seen: Vec::new() }
    }

    /// The work behind an edge has had its effect, perhaps once more.
    #[inline]
    pub(super) fn note(&mut self, at: Address) {
        if self.wanted == 0 {
            return;
        }
        let op = at.op as usize;
        if self.seen.len() <= op {
            self.seen.resize(op + 1, 0);
        }
        self.seen[op] |= 1 << at.edge;
    }

    /// Whether a reader finds the whole effect of an operation.
    pub(super) fn visible(&self, op: OperationId) -> bool {
        self.seen.get(op as usize).is_some_and(|seen| *seen == self.wanted)
    }
}
