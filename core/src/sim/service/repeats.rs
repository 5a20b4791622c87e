//! What an idempotent consumer remembers: each operation for a while, in the transaction of its effect.

use crate::scenario::EdgeId;
use crate::time::{SimDuration, SimTime};
use crate::trace::Address;

/// Until when the work on each operation is remembered; it outlives a crash, as the effect does.
pub(super) struct Remembered {
    /// `None` remembers nothing.
    window: Option<SimDuration>,
    /// By edge: a service may be asked to do something, and to undo it.
    until: Vec<(EdgeId, Vec<SimTime>)>,
}

impl Remembered {
    pub(super) fn new(window: Option<SimDuration>) -> Self {
        Remembered { window, until: Vec::new() }
    }

    /// Whether an operation has been handled, and that is not too long ago.
    #[inline]
    pub(super) fn knows(&self, at: Address, now: SimTime) -> bool {
        let of_edge = self.until.iter().find(|(edge, _)| *edge == at.edge);
        of_edge.and_then(|(_, until)| until.get(at.op as usize)).is_some_and(|until| now < *until)
    }

    /// An operation has been handled.
    #[inline]
    pub(super) fn note(&mut self, at: Address, now: SimTime) {
        let Some(window) = self.window else { return };
        if !self.until.iter().any(|(edge, _)| *edge == at.edge) {
            self.until.push((at.edge, Vec::new()));
        }
        let op = at.op as usize;
        for (_, until) in self.until.iter_mut().filter(|(edge, _)| *edge == at.edge) {
            if until.len() <= op {
                until.resize(op + 1, SimTime::ZERO);
            }
            until[op] = now + window;
        }
    }
}
