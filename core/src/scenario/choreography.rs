//! Sagas without an orchestrator: who sends what in a lane in which every step follows the event of the one before.
//!
//! The edges are those of the orchestrator; only their senders are others. The first step is still its own, each
//! later one is sent by whoever has done the one before, and what undoes a step by whoever is at the step after it:
//! it has failed there, or has been undone itself.

use std::fmt;

use super::error::Problems;
use super::file::{LaneFile, ScenarioFile};
use super::lane::LaneModel;
use super::model::{Edge, EdgeId, Source};

/// Whether steps of this sender can be undone.
pub(super) fn orchestrates(edges: &[Edge], sender: Source) -> bool {
    edges.iter().any(|edge| edge.from == sender && edge.compensates.is_some())
}

/// The steps of a sender, in their order.
fn steps(edges: &[Edge], sender: Source) -> impl Iterator<Item = usize> + '_ {
    let step = move |place: &usize| edges[*place].from == sender && edges[*place].compensates.is_none();
    (0..edges.len()).filter(step)
}

/// Who sends along each edge of a lane.
pub(super) fn senders(edges: &[Edge], lane: &LaneFile) -> Vec<Source> {
    let sender = |(place, edge): (usize, &Edge)| {
        if !lane.choreography || !orchestrates(edges, edge.from) {
            return edge.from;
        }
        let neighbour = match edge.compensates {
            None => steps(edges, edge.from).take_while(|step| *step < place).last(),
            Some(step) => steps(edges, edge.from).find(|later| *later > usize::from(step)),
        };
        neighbour.map_or(edge.from, |beside| Source::Service(edges[beside].to))
    };
    edges.iter().enumerate().map(sender).collect()
}

/// Notes what is wrong with the lanes in which nobody orchestrates.
pub(super) fn check(file: &ScenarioFile, edges: &[Edge], lanes: &[LaneModel], problems: &Problems) {
    for (index, lane) in lanes.iter().enumerate().filter(|(index, _)| file.lanes[*index].choreography) {
        let wrong = |problem: fmt::Arguments| {
            problems.note(format_args!("lanes.{index}.choreography"), problem);
        };
        if edges.iter().all(|edge| edge.compensates.is_none()) {
            wrong(format_args!("is true, and no edge compensates another"));
        }
        if lane.reply.is_some() {
            wrong(format_args!("does not go with a reply: nobody knows when all is done"));
        }
        for (place, edge) in edges.iter().enumerate().filter(|(_, edge)| orchestrates(edges, edge.from)) {
            let id = &edge.id;
            let last = steps(edges, edge.from).last() == Some(place);
            let undone = edges.iter().any(|other| other.compensates == Some(place as EdgeId));
            let skipped = file.workload.classes.iter().any(|class| class.skips.contains(id));
            if lane.is_call(place as EdgeId) || edge.copies > 1 || edge.topic.is_some() {
                wrong(format_args!("needs single messages; \"{id}\" is called, copied or of a topic"));
            } else if edge.compensates.is_none() && !last && !undone {
                wrong(format_args!("needs an edge that compensates \"{id}\", which another step follows"));
            } else if skipped {
                wrong(format_args!("needs all steps of every operation; a class skips \"{id}\""));
            } else if orchestrates(edges, Source::Service(edge.to)) {
                wrong(format_args!("needs steps without a saga of their own; \"{id}\" leads to one"));
            }
        }
    }
}
