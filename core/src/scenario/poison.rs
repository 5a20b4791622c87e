//! Poisoned messages: the work on one operation always fails, however often it is tried.

use super::error::Problems;
use super::file::{FaultFile, ScenarioFile};
use super::model::{EdgeId, OperationId};
use super::references;

/// One operation whose work behind one edge always fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Poison {
    /// Which operation.
    pub op: OperationId,
    /// Behind which edge.
    pub edge: EdgeId,
}

/// Compiles the poisons of a file whose workload starts so many operations.
pub(super) fn poisons(file: &ScenarioFile, operations: u32, problems: &Problems) -> Vec<Poison> {
    let mut poisons = Vec::new();
    for (index, fault) in file.faults.iter().enumerate() {
        let FaultFile::Poison { operation, edge } = fault else { continue };
        let place = references::edge(file, problems, edge, format_args!("faults.{index}.poison.edge"));
        if *operation > operations {
            problems.note(
                format_args!("faults.{index}.poison.operation"),
                format_args!("is {operation}; allowed are 1 to {operations}, as no more start"),
            );
        }
        poisons.push(Poison { op: operation - 1, edge: place });
    }
    poisons
}
