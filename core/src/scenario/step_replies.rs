//! Which messages of a saga are answered into the reply queue of whoever sends them.

use std::fmt;

use super::choreography::orchestrates;
use super::error::Problems;
use super::file::{EdgeMode, LaneFile, ScenarioFile};
use super::lane::LaneModel;
use super::model::Edge;

/// By edge, whether its sender waits for the answer to what it sends along it.
pub(super) fn awaited(edges: &[Edge], modes: &[EdgeMode], lane: &LaneFile) -> Vec<bool> {
    let awaits = |(edge, mode): (&Edge, &EdgeMode)| {
        lane.step_replies.is_some() && *mode == EdgeMode::Message && orchestrates(edges, edge.from)
    };
    edges.iter().zip(modes).map(awaits).collect()
}

/// Notes what is wrong with the lanes in which the steps of sagas are answered.
pub(super) fn check(file: &ScenarioFile, edges: &[Edge], lanes: &[LaneModel], problems: &Problems) {
    for (index, lane) in
        lanes.iter().enumerate().filter(|(index, _)| file.lanes[*index].step_replies.is_some())
    {
        let wrong = |problem: fmt::Arguments| {
            problems.note(format_args!("lanes.{index}.step_replies"), problem);
        };
        if lane.choreography {
            wrong(format_args!("is there, and nobody orchestrates whom they could tell"));
        } else if lane.sqs.is_some() {
            wrong(format_args!("does not go with SQS, where a worker waits for one queue only"));
        } else if !lane.awaited.contains(&true) {
            wrong(format_args!("is there, and no step of a saga is a message"));
        }
        for (place, edge) in (0..).zip(edges).filter(|(place, _)| lane.awaits(*place)) {
            let relayed = lane.relayed(place).is_some();
            if edge.copies > 1 || edge.topic.is_some() || relayed {
                let id = &edge.id;
                wrong(format_args!("needs single messages; \"{id}\" is copied, of a topic or of an outbox"));
            }
        }
    }
}
