//! Which operations' effects can be seen by a reader at the present time; kept only where somebody reads, or
//! where an effect may be undone.

use crate::scenario::{EdgeId, Model, OperationId};
use crate::trace::Address;

/// The edges of effect that have had one, as bits, by operation.
#[derive(Default)]
pub(super) struct Effects {
    /// Those that it takes for the whole effect, by class; none where nobody asks.
    wanted: Vec<u128>,
    seen: Vec<u128>,
}

impl Effects {
    pub(super) fn new(model: &Model) -> Self {
        let of_class = |class| {
            let bit = |(index, edge): (u8, &crate::scenario::Edge)| {
                u128::from(edge.effect && model.takes(class, index)) << index
            };
            (0..).zip(&model.edges).map(bit).sum()
        };
        let asked = model.reads_after.is_some() || model.has_compensations();
        let classes = if asked { model.classes.len().max(1) } else { 0 };
        let wanted = (0..classes).map(of_class).collect();
        Effects { wanted, seen: Vec::new() }
    }

    /// The work behind an edge has had its effect, perhaps once more.
    #[inline]
    pub(super) fn note(&mut self, at: Address) {
        if self.wanted.is_empty() {
            return;
        }
        let op = at.op as usize;
        if self.seen.len() <= op {
            self.seen.resize(op + 1, 0);
        }
        self.seen[op] |= 1 << at.edge;
    }

    /// The effect behind an edge is taken away; whether there was one.
    pub(super) fn take(&mut self, op: OperationId, edge: EdgeId) -> bool {
        let Some(seen) = self.seen.get_mut(op as usize) else { return false };
        let there = *seen & (1 << edge) != 0;
        *seen &= !(1 << edge);
        there
    }

    /// Whether an effect behind an edge is there.
    pub(super) fn stands(&self, op: OperationId, edge: EdgeId) -> bool {
        self.seen.get(op as usize).is_some_and(|seen| seen & (1 << edge) != 0)
    }

    /// Whether a reader finds the whole effect of an operation of a class.
    pub(super) fn visible(&self, op: OperationId, class: usize) -> bool {
        self.seen.get(op as usize) == self.wanted.get(class)
    }
}
