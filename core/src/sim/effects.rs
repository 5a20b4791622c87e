//! Which operations' effects can be seen by a reader at the present time; kept only where somebody reads.

use crate::scenario::{Model, OperationId};
use crate::trace::Address;

/// The edges of effect that have had one, as bits, by operation.
#[derive(Default)]
pub(super) struct Effects {
    /// Those that it takes for the whole effect, by class; none where nobody reads.
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
        let classes = if model.reads_after.is_some() { model.classes.len().max(1) } else { 0 };
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

    /// Whether a reader finds the whole effect of an operation of a class.
    pub(super) fn visible(&self, op: OperationId, class: usize) -> bool {
        self.seen.get(op as usize) == self.wanted.get(class)
    }
}
