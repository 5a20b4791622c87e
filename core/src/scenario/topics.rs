//! What the edges of a topic may be: published once by one sender, and stored for each of its subscribers.

use std::fmt;

use super::error::Problems;
use super::file::{EdgeFile, FaultFile, QueueOverflow, ScenarioFile};
use super::lane::LaneModel;
use super::model::{Edge, EdgeId};

/// The first edge of an edge's topic.
pub(super) fn first(file: &ScenarioFile, edge: &EdgeFile) -> Option<EdgeId> {
    let topic = edge.topic.as_ref()?;
    let place = file.edges.iter().position(|other| other.topic.as_ref() == Some(topic));
    place.map(|place| place as EdgeId)
}

/// Notes what is wrong with the edges of topics.
pub(super) fn check(file: &ScenarioFile, edges: &[Edge], lanes: &[LaneModel], problems: &Problems) {
    for (index, edge) in edges.iter().enumerate() {
        let Some(first) = edge.topic.map(usize::from) else { continue };
        let wrong = |problem: fmt::Arguments| problems.note(format_args!("edges.{index}.topic"), problem);
        let undone = edges.iter().any(|other| other.compensates == Some(index as EdgeId));
        let own = file.edges[index].publish.is_some()
            || file.lanes.iter().any(|lane| lane.publish.iter().any(|(id, _)| *id == edge.id));
        if edge.from != edges[first].from {
            let from = &file.edges[first].from;
            wrong(format_args!("is published by {from}; allowed are edges from there"));
        } else if edge.copies > 1 {
            wrong(format_args!("does not go with copies: it is published once"));
        } else if undone || edge.compensates.is_some() {
            wrong(format_args!(
                "does not go with compensation: nobody hears whether a subscriber has done its work"
            ));
        } else if own && first != index {
            let id = &edges[first].id;
            wrong(format_args!("is published along \"{id}\"; say there how"));
        } else if file.workload.classes.iter().any(|class| class.skips.contains(&edge.id)) {
            wrong(format_args!("is for all operations; a class must not skip one of its subscribers"));
        }
        for lane in lanes {
            let (id, call) = (&lane.id, lane.is_call(index as EdgeId));
            if call != lane.is_call(first as EdgeId) {
                wrong(format_args!(
                    "is partly called in lane \"{id}\"; allowed are all calls or all messages"
                ));
            } else if !call && lane.sqs.is_some() {
                wrong(format_args!(
                    "is of SQS in lane \"{id}\", which has none: SNS before it is not modelled"
                ));
            } else if !call && lane.queues[index].overflow != QueueOverflow::DropHead {
                wrong(format_args!("has a queue that refuses in lane \"{id}\"; allowed is drop_head"));
            }
        }
    }
    for (index, fault) in file.faults.iter().enumerate() {
        let of_none = |id: &String| file.edges.iter().any(|edge| edge.id == *id && edge.topic.is_none());
        if let FaultFile::Unsubscribed { edge: id, .. } = fault {
            if of_none(id) {
                problems.note(
                    format_args!("faults.{index}.unsubscribed.edge"),
                    format_args!("\"{id}\" has no topic; allowed are edges that subscribe to one"),
                );
            }
        }
        let FaultFile::Duplicate { edge: id, .. } = fault else { continue };
        if file.edges.iter().any(|edge| edge.id == *id && edge.topic.is_some()) {
            problems.note(
                format_args!("faults.{index}.duplicate.edge"),
                format_args!(
                    "\"{id}\" is of a topic; allowed are other edges: whose copy comes twice is not modelled"
                ),
            );
        }
    }
}
