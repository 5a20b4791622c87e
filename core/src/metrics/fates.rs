//! What became of the operations of a run, each of them once: the parts of a sum.

use super::operations::{Operations, Progress};
use crate::scenario::Model;

/// How many operations came to which end; warm-up is left out. Together they are all that the run measures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fates {
    /// Good answer and effect.
    pub succeeded: u32,
    /// The caller was told that it failed, or gave up, whatever became of it.
    pub failed: u32,
    /// Lost for good, and the caller was not told so.
    pub lost: u32,
    /// Undone, and the caller was not told so.
    pub undone: u32,
    /// None of these so far: not started, under way, or without an end.
    pub unfinished: u32,
}

impl Fates {
    /// Counts those of a run of `model`.
    pub fn of(model: &Model, operations: &Operations) -> Self {
        let mut fates = Fates { unfinished: model.measured_operations(), ..Fates::default() };
        for progress in operations.counted() {
            if let Some(fate) = fates.place(progress) {
                *fate += 1;
                fates.unfinished = fates.unfinished.saturating_sub(1);
            }
        }
        fates
    }

    fn place(&mut self, progress: &Progress) -> Option<&mut u32> {
        if progress.succeeded() {
            Some(&mut self.succeeded)
        } else if progress.failed() {
            Some(&mut self.failed)
        } else if progress.lost() {
            Some(&mut self.lost)
        } else if progress.compensated() {
            Some(&mut self.undone)
        } else {
            None
        }
    }
}
