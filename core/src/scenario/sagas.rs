//! What the edges that undo others may be: each undoes one step, where that was done and for whom.

use std::fmt;

use super::error::Problems;
use super::file::{BrokerKind, EdgeMode, LaneFile, ScenarioFile};
use super::model::Edge;

/// Notes what is wrong with the edges that compensate others.
pub(super) fn check(file: &ScenarioFile, edges: &[Edge], problems: &Problems) {
    for (index, edge) in edges.iter().enumerate() {
        let Some(step) = edge.compensates.map(usize::from) else { continue };
        let id = &edges[step].id;
        let wrong = |field: &str, problem: fmt::Arguments| {
            problems.note(format_args!("edges.{index}.{field}"), problem);
        };
        if step >= index {
            wrong(
                "compensates",
                format_args!("\"{id}\" does not stand before it; allowed are edges that do"),
            );
        } else if step == 0 {
            wrong("compensates", format_args!("\"{id}\" is the way in, which no service can undo"));
        } else if edges[step].compensates.is_some() {
            wrong("compensates", format_args!("\"{id}\" is itself a compensation"));
        } else if edges[..index].iter().any(|other| other.compensates == edge.compensates) {
            wrong("compensates", format_args!("\"{id}\" is compensated by an earlier edge"));
        } else if (edge.from, edge.to) != (edges[step].from, edges[step].to) {
            let (from, to) = (&file.edges[step].from, &file.edges[step].to);
            wrong("compensates", format_args!("\"{id}\" leads from {from} to {to}, and so must this edge"));
        } else if edge.effect {
            wrong("effect", format_args!("is true; a compensation takes an effect away and has none"));
        } else if edge.copies.max(edges[step].copies) > 1 {
            wrong(
                "compensates",
                format_args!("\"{id}\" or this edge has copies; what is undone is sent once"),
            );
        } else if file.lanes.iter().any(|lane| asks_two_queues(lane, [&edge.id, id])) {
            let problem = "or this edge is a message over SQS, where a worker waits for one queue only";
            wrong("compensates", format_args!("\"{id}\" {problem}"));
        }
    }
}

/// Whether the workers of a step's service would have to look after something besides the queue they ask.
fn asks_two_queues(lane: &LaneFile, edges: [&String; 2]) -> bool {
    let message =
        |id: &String| lane.edges.iter().any(|(edge, mode)| edge == id && *mode == EdgeMode::Message);
    lane.broker == BrokerKind::Sqs && edges.into_iter().any(message)
}
