//! Messages that the broker stores twice, and services that remember what they have handled.

use super::error::Problems;
use super::file::{FaultFile, ScenarioFile};
use super::model::{EdgeId, OperationId};
use super::references;
use crate::time::SimTime;

/// Messages of an edge that are stored twice.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Duplicate {
    /// Along which edge.
    pub edge: EdgeId,
    /// So many of them, 0 to 1: another draw for each message.
    pub share: f64,
    /// Of which operation; `None` is of any.
    pub op: Option<OperationId>,
    /// Those that are stored from then on.
    pub from: SimTime,
    /// Until when; `None` is for ever.
    pub to: Option<SimTime>,
}

/// Compiles those of a file whose workload starts so many operations.
pub(super) fn duplicates(file: &ScenarioFile, operations: u32, problems: &Problems) -> Vec<Duplicate> {
    let mut duplicates = Vec::new();
    for (index, fault) in file.faults.iter().enumerate() {
        let FaultFile::Duplicate { edge, share, operation, when } = fault else { continue };
        let edge = references::edge(file, problems, edge, format_args!("faults.{index}.duplicate.edge"));
        let op = operation.map(|number| {
            let field = format_args!("faults.{index}.duplicate.operation");
            references::operation(number, operations, problems, field)
        });
        let (from, to) = when.times();
        duplicates.push(Duplicate { edge, share: *share, op, from, to });
    }
    duplicates
}

/// Copies of a message are different work, and a service that remembers operations would do only one of it.
pub(super) fn check_idempotent(file: &ScenarioFile, problems: &Problems) {
    for (index, service) in file.services.iter().enumerate() {
        let copied = file.edges.iter().find(|edge| edge.to == service.id && edge.copies > 1);
        if let Some(edge) = copied.filter(|_| service.idempotent.is_some()) {
            problems.note(
                format_args!("services.{index}.idempotent"),
                format_args!("knows an operation by one message; edge \"{}\" sends copies", edge.id),
            );
        }
    }
}
