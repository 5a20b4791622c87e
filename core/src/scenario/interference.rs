//! How busy workers slow each other down.

use super::file::InterferenceFile;

/// What the workers of a service cost each other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interference {
    /// Share of the work that all do one at a time, 0 to 1.
    pub contention: f64,
    /// What each pair of workers costs, as a share of the work, 0 to 1.
    pub coherency: f64,
}

impl Interference {
    pub(super) fn of(file: &InterferenceFile) -> Self {
        Interference { contention: file.contention, coherency: file.coherency }
    }

    /// How many times as long work takes that begins with so many busy, itself among them.
    pub fn factor(&self, busy: usize) -> f64 {
        let others = busy as f64 - 1.0;
        1.0 + others * (self.contention + self.coherency * busy as f64)
    }
}
