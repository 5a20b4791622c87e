//! The settings of SQS queues, compiled: what the lane leaves open is said by the broker, then by SQS's
//! own defaults (AWS SQS developer guide, 2024).

use super::file::{BrokerKind, LaneFile, ScenarioFile, SqsFile};
use crate::time::SimDuration;

/// What every SQS queue of a lane does, and how it is polled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SqsQueue {
    /// How long a received message stays hidden.
    pub visibility_timeout: SimDuration,
    /// How long a poll waits for a message; zero is a short poll.
    pub wait: SimDuration,
    /// From the empty answer to a short poll to the worker's next poll.
    pub poll_every: SimDuration,
    /// Messages that one poll may bring, 1 to 10.
    pub batch: u32,
    /// How long a new message is hidden.
    pub delay: SimDuration,
    /// How often a message may be received; `None` is any number.
    pub max_receive_count: Option<u32>,
}

/// The queues of a lane whose broker is SQS.
pub(super) fn queue(lane: &LaneFile, file: &ScenarioFile) -> Option<SqsQueue> {
    if lane.broker != BrokerKind::Sqs {
        return None;
    }
    let of_all = file.broker.as_ref().and_then(|broker| broker.sqs.as_ref());
    let layers = [lane.sqs.as_ref(), of_all];
    let ms = |of: fn(&SqsFile) -> Option<f64>, default: f64| {
        SimDuration::from_millis_f64(layers.iter().flatten().find_map(|layer| of(layer)).unwrap_or(default))
    };
    let count = |of: fn(&SqsFile) -> Option<u32>| layers.iter().flatten().find_map(|layer| of(layer));
    Some(SqsQueue {
        visibility_timeout: ms(|sqs| sqs.visibility_timeout_ms, 30_000.0),
        wait: ms(|sqs| sqs.wait_ms, 0.0),
        poll_every: ms(|sqs| sqs.poll_every_ms, 100.0),
        batch: count(|sqs| sqs.batch).unwrap_or(1),
        delay: ms(|sqs| sqs.delay_ms, 0.0),
        max_receive_count: count(|sqs| sqs.max_receive_count),
    })
}
