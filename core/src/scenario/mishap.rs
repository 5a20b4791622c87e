//! What happens to a single operation: its work is slow, or an acknowledgement of it gets lost.

use super::error::Problems;
use super::file::{FaultFile, ScenarioFile};
use super::model::OperationId;
use super::references;
use crate::time::SimTime;

/// Something that happens to one operation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mishap {
    /// Which operation.
    pub op: OperationId,
    /// What.
    pub kind: MishapKind,
    /// From when on.
    pub from: SimTime,
}

/// What happens to it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum MishapKind {
    /// Work on it that begins from then on takes this many times as long, at every service.
    Slow(f64),
    /// The next answer of any kind that leaves then gets lost: a reply, a confirm, or a consumer's
    /// acknowledgement. Once.
    LostAcknowledgement,
}

/// Compiles the mishaps of a file whose workload starts so many operations.
pub(super) fn mishaps(file: &ScenarioFile, operations: u32, problems: &Problems) -> Vec<Mishap> {
    let mut mishaps = Vec::new();
    for (index, fault) in file.faults.iter().enumerate() {
        let (word, operation, kind, from_ms) = match *fault {
            FaultFile::SlowOperation { operation, factor, from_ms } => {
                ("slow_operation", operation, MishapKind::Slow(factor), from_ms)
            }
            FaultFile::LostAcknowledgement { operation, from_ms } => {
                ("lost_acknowledgement", operation, MishapKind::LostAcknowledgement, from_ms)
            }
            _ => continue,
        };
        let field = format_args!("faults.{index}.{word}.operation");
        let op = references::operation(operation, operations, problems, field);
        mishaps.push(Mishap { op, kind, from: SimTime::from_millis_f64(from_ms) });
    }
    mishaps
}
