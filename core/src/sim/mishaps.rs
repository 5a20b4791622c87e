//! What is to happen to single operations, and has not happened yet.

use crate::scenario::{Mishap, MishapKind, OperationId};
use crate::time::SimTime;

/// Nothing, in most runs.
pub(super) struct Mishaps(Vec<Mishap>);

impl Mishaps {
    pub(super) fn new(mishaps: &[Mishap]) -> Self {
        Mishaps(mishaps.to_vec())
    }

    /// Whether nothing happens to anybody.
    #[inline]
    pub(super) fn are_none(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether an acknowledgement of an operation that leaves now gets lost: that is then over.
    pub(super) fn lose(&mut self, op: OperationId, now: SimTime) -> bool {
        let due = |mishap: &Mishap| {
            mishap.kind == MishapKind::LostAcknowledgement && mishap.op == op && mishap.from <= now
        };
        let place = self.0.iter().position(due);
        place.map(|place| self.0.remove(place)).is_some()
    }

    /// How many times as long work on an operation takes that begins now.
    pub(super) fn factor(&self, op: OperationId, now: SimTime) -> f64 {
        let mut factor = 1.0;
        for mishap in self.0.iter().filter(|mishap| mishap.op == op && mishap.from <= now) {
            if let MishapKind::Slow(times) = mishap.kind {
                factor *= times;
            }
        }
        factor
    }
}
