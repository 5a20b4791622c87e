//! The policies of the broker's queues, compiled: one for each edge of a lane. What the lane leaves
//! open is said by the edge, then by the broker, then by RabbitMQ's defaults.

use super::error::Problems;
use super::file::{BrokerQueueFile, LaneFile, OnFailure, QueueOverflow, ScenarioFile};
use super::references;
use crate::time::SimDuration;

/// What a RabbitMQ queue does with the messages of one edge.
#[derive(Clone, Debug, PartialEq)]
pub struct QueuePolicy {
    /// How many unacknowledged deliveries its consumer may hold.
    pub prefetch: Prefetch,
    /// Whether each worker is a consumer of its own.
    pub consumer_per_worker: bool,
    /// How long a message may wait, from when it was stored on; `None` is for ever.
    pub message_ttl: Option<SimDuration>,
    /// Messages that may wait; `None` is any number.
    pub max_length: Option<u32>,
    /// What happens when more come.
    pub overflow: QueueOverflow,
    /// What the consumer asks for when its work has failed.
    pub on_failure: OnFailure,
    /// Failed deliveries after which a message is given up when one more fails; `None` is never.
    pub delivery_limit: Option<u32>,
    /// Whether the queue comes and goes with its consumer's connection.
    pub exclusive: bool,
    /// Whether what is given up is kept as a dead letter.
    pub dead_letter: bool,
}

/// How many unacknowledged deliveries a consumer may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prefetch {
    /// Any number: RabbitMQ's default.
    Unlimited,
    /// So many for each of its workers.
    PerWorker(u32),
    /// So many in all.
    PerConsumer(u32),
}

impl Prefetch {
    /// The number for a consumer with so many workers; `None` is any.
    pub fn of(self, workers: u16) -> Option<u32> {
        match self {
            Prefetch::Unlimited => None,
            Prefetch::PerWorker(each) => Some(each * u32::from(workers)),
            Prefetch::PerConsumer(all) => Some(all),
        }
    }
}

/// Unacknowledged deliveries that a consumer of a quorum queue may hold at most (RabbitMQ 4.0, Consumer Prefetch).
const QUORUM_PREFETCH: u32 = 2000;

impl QueuePolicy {
    /// What one consumer may hold, of a service with so many workers; none where nothing limits that.
    fn of_one_consumer(&self, workers: u32) -> u32 {
        self.prefetch.of(if self.consumer_per_worker { 1 } else { workers as u16 }).unwrap_or(0)
    }
}

/// The policies of each edge's queue in one lane.
pub(super) fn policies(
    file: &ScenarioFile,
    index: usize,
    lane: &LaneFile,
    problems: &Problems,
) -> Vec<QueuePolicy> {
    for (id, _) in &lane.queues {
        references::edge(file, problems, id, format_args!("lanes.{index}.queues"));
    }
    let per_worker = file.broker.as_ref().and_then(|broker| broker.prefetch_per_worker);
    let mut policies = Vec::with_capacity(file.edges.len());
    for edge in &file.edges {
        let of_lane = lane.queues.iter().find(|(id, _)| *id == edge.id).map(|(_, queue)| queue);
        let of_all = file.broker.as_ref().and_then(|broker| broker.rabbitmq.as_ref());
        let layers = [of_lane, edge.queue.as_ref(), of_all];
        let policy = policy(&layers, per_worker);
        let wrong = |field: &str, problem: &str| {
            problems
                .note(format_args!("{field}"), format_args!("{problem}; see the queue of edge {}", edge.id));
        };
        if per_worker.is_some() && layers.iter().flatten().any(|layer| layer.prefetch.is_some()) {
            wrong(
                "broker.prefetch_per_worker",
                "a queue's prefetch is given, too; allowed is one of the two",
            );
        }
        if policy.overflow == QueueOverflow::RejectPublishDlx && policy.delivery_limit.is_some() {
            let problem = "a quorum queue, which has a delivery limit, allows drop_head and reject_publish";
            wrong("broker", problem);
        }
        let workers = file.services.iter().find(|service| service.id == edge.to).map_or(1, |to| to.workers);
        if policy.delivery_limit.is_some() && policy.of_one_consumer(workers) > QUORUM_PREFETCH {
            let problem = format_args!(
                "a consumer may hold {}; a quorum queue, which has a delivery limit, allows {QUORUM_PREFETCH}",
                policy.of_one_consumer(workers)
            );
            problems
                .note(format_args!("broker"), format_args!("{problem}; see the queue of edge {}", edge.id));
        }
        if policy.exclusive && (policy.delivery_limit.is_some() || policy.consumer_per_worker) {
            wrong("broker", "an exclusive queue is no quorum queue, and is of one connection");
        }
        policies.push(policy);
    }
    policies
}

/// The first layer that says something says it; the places are the lane's, the edge's and the broker's.
fn policy(layers: &[Option<&BrokerQueueFile>; 3], per_worker: Option<u32>) -> QueuePolicy {
    let given = || layers.iter().flatten();
    let consumer_per_worker = given().find_map(|layer| layer.consumer_per_worker).unwrap_or(false);
    let prefetch = match given().find_map(|layer| layer.prefetch) {
        Some(0) => Prefetch::Unlimited,
        Some(held) if consumer_per_worker => Prefetch::PerWorker(held),
        Some(held) => Prefetch::PerConsumer(held),
        None => per_worker.map_or(Prefetch::Unlimited, Prefetch::PerWorker),
    };
    let delivery_limit = given().find_map(|layer| layer.delivery_limit);
    let prefetch = match prefetch {
        Prefetch::Unlimited if delivery_limit.is_some() && consumer_per_worker => {
            Prefetch::PerWorker(QUORUM_PREFETCH)
        }
        Prefetch::Unlimited if delivery_limit.is_some() => Prefetch::PerConsumer(QUORUM_PREFETCH),
        stated => stated,
    };
    QueuePolicy {
        prefetch,
        consumer_per_worker,
        message_ttl: given().find_map(|layer| layer.message_ttl_ms).map(SimDuration::from_millis_f64),
        max_length: given().find_map(|layer| layer.max_length),
        overflow: given().find_map(|layer| layer.overflow).unwrap_or_default(),
        on_failure: given().find_map(|layer| layer.on_failure).unwrap_or_default(),
        delivery_limit,
        exclusive: given().find_map(|layer| layer.exclusive).unwrap_or(false),
        dead_letter: given().find_map(|layer| layer.dead_letter).unwrap_or(given().next().is_none()),
    }
}
