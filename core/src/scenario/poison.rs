//! Poisoned messages: the work on one operation always fails, however often it is tried.

use super::error::Problems;
use super::file::{FaultFile, ScenarioFile};
use super::model::{EdgeId, OperationId};

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
        let place = file.edges.iter().position(|known| known.id == *edge);
        if place.is_none() {
            let known: Vec<&str> = file.edges.iter().map(|edge| edge.id.as_str()).collect();
            problems.note(
                format_args!("faults.{index}.poison.edge"),
                format_args!("\"{edge}\" is no edge; allowed are {}", known.join(", ")),
            );
        }
        if *operation > operations {
            problems.note(
                format_args!("faults.{index}.poison.operation"),
                format_args!("is {operation}; allowed are 1 to {operations}, as no more start"),
            );
        }
        poisons.push(Poison { op: operation - 1, edge: place.unwrap_or(0) as EdgeId });
    }
    poisons
}
