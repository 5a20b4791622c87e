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
        let field = format_args!("faults.{index}.poison.operation");
        let op = references::operation(*operation, operations, problems, field);
        poisons.push(Poison { op, edge: place });
    }
    poisons
}
