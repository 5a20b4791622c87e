//! What a file names: services and edges by an id, operations by a number. What names none is answered with
//! those that there are.

use std::fmt;

use super::error::Problems;
use super::file::ScenarioFile;
use super::model::{EdgeId, OperationId, ServiceId};

/// The place of the service that stands in `field`; the first where there is none.
pub(super) fn service(
    file: &ScenarioFile,
    problems: &Problems,
    id: &str,
    field: fmt::Arguments,
) -> ServiceId {
    let known: Vec<&str> = file.services.iter().map(|service| service.id.as_str()).collect();
    place("service", &known, problems, id, field) as ServiceId
}

/// The place of the edge that stands in `field`; the first where there is none.
pub(super) fn edge(file: &ScenarioFile, problems: &Problems, id: &str, field: fmt::Arguments) -> EdgeId {
    let known: Vec<&str> = file.edges.iter().map(|edge| edge.id.as_str()).collect();
    place("edge", &known, problems, id, field) as EdgeId
}

/// The place of the operation whose number, from 1, stands in `field`, where `operations` start.
pub(super) fn operation(
    number: u32,
    operations: u32,
    problems: &Problems,
    field: fmt::Arguments,
) -> OperationId {
    if number > operations {
        let allowed = format_args!("is {number}; allowed are 1 to {operations}, as no more start");
        problems.note(field, allowed);
    }
    number - 1
}

#[inline(never)]
fn place(what: &str, known: &[&str], problems: &Problems, id: &str, field: fmt::Arguments) -> usize {
    let place = known.iter().position(|known| *known == id);
    if place.is_none() {
        let known = known.join(", ");
        problems.note(field, format_args!("\"{id}\" is no {what}; allowed are {known}"));
    }
    place.unwrap_or(0)
}
