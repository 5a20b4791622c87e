//! How the caller learns that an operation which it has handed over is done, compiled.

use super::error::Problems;
use super::file::{EdgeMode, LaneFile, ReplyFile, ScenarioFile};
use crate::time::SimDuration;

/// How the caller learns of the completion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reply {
    /// By which way.
    pub way: ReplyWay,
    /// Whether the caller waits for it, so that it is the answer.
    pub awaited: bool,
    /// How long the caller waits at most.
    pub timeout: Option<SimDuration>,
}

/// By which way a notice of completion comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReplyWay {
    /// Straight from the service.
    Callback,
    /// Through the broker, as an event for whoever listens.
    Event,
    /// Through the broker, into the caller's own queue.
    Message,
}

/// The reply of a lane, whose first edge has to be a message for that.
pub(super) fn reply(
    index: usize,
    lane: &LaneFile,
    file: &ScenarioFile,
    problems: &Problems,
) -> Option<Reply> {
    let entry = file.edges.first().map_or("", |edge| edge.id.as_str());
    let is_message = lane.edges.iter().any(|(id, mode)| id == entry && *mode == EdgeMode::Message);
    let given = lane.reply?;
    if !is_message {
        let problem = "is there, and the first edge is a call, whose reply tells everything";
        problems.note(format_args!("lanes.{index}.reply"), format_args!("{problem}"));
    }
    let (way, awaited, timeout_ms) = match given {
        ReplyFile::Callback {} => (ReplyWay::Callback, false, None),
        ReplyFile::Event {} => (ReplyWay::Event, false, None),
        ReplyFile::Message {} => (ReplyWay::Message, false, None),
        ReplyFile::RequestReply { timeout_ms } => (ReplyWay::Message, true, timeout_ms),
    };
    Some(Reply { way, awaited, timeout: timeout_ms.map(SimDuration::from_millis_f64) })
}
