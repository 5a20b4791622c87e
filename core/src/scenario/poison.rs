//! Poisoned messages: the work on an operation always fails, however often it is tried.

use super::error::Problems;
use super::file::{FaultFile, ScenarioFile};
use super::model::{EdgeId, OperationId};
use super::references;

/// Operations whose work behind one edge always fails.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Poison {
    /// Which operation; `None` is any.
    pub op: Option<OperationId>,
    /// So many of them, 0 to 1: one draw for each operation.
    pub share: f64,
    /// Behind which edge.
    pub edge: EdgeId,
}

/// Compiles the poisons of a file whose workload starts so many operations.
pub(super) fn poisons(file: &ScenarioFile, operations: u32, problems: &Problems) -> Vec<Poison> {
    let mut poisons = Vec::new();
    for (index, fault) in file.faults.iter().enumerate() {
        let FaultFile::Poison { operation, share, edge } = fault else { continue };
        let place = references::edge(file, problems, edge, format_args!("faults.{index}.poison.edge"));
        let op = operation.map(|number| {
            let field = format_args!("faults.{index}.poison.operation");
            references::operation(number, operations, problems, field)
        });
        poisons.push(Poison { op, share: share.unwrap_or(1.0), edge: place });
    }
    poisons
}
