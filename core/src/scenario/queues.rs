//! The policies of the broker's queues, compiled: one for each edge of a lane. What the lane leaves
//! open is said by the edge, then by the broker, then by RabbitMQ's defaults.

use std::fmt;

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

/// Whether a layer says a value.
type IsSaid = fn(&BrokerQueueFile) -> bool;

/// What is said of the queue of one edge in one lane, and where.
struct Said<'f> {
    lane: usize,
    edge: (usize, &'f str),
    /// The lane's, the edge's and the broker's.
    layers: [Option<&'f BrokerQueueFile>; 3],
}

/// The place in the file of a value by its name: in the first layer that says it.
struct Place<'s>(&'s Said<'s>, &'static str, IsSaid);

// Looked up here and not before, as only who tells what is wrong asks for it.
impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Place(said, name, is_said) = self;
        let Said { lane, edge: (index, id), layers } = said;
        match layers.iter().position(|layer| layer.is_some_and(is_said)) {
            Some(0) => write!(f, "lanes.{lane}.queues.{id}.{name}"),
            Some(1) => write!(f, "edges.{index}.queue.{name}"),
            Some(_) => write!(f, "broker.rabbitmq.{name}"),
            // The only value that may be said elsewhere.
            None => f.write_str(PER_WORKER),
        }
    }
}

/// Where it is said how many deliveries a consumer may hold for each worker, for all queues.
const PER_WORKER: &str = "broker.prefetch_per_worker";

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
    for (place, edge) in file.edges.iter().enumerate() {
        let of_lane = lane.queues.iter().find(|(id, _)| *id == edge.id).map(|(_, queue)| queue);
        let of_all = file.broker.as_ref().and_then(|broker| broker.rabbitmq.as_ref());
        let layers = [of_lane, edge.queue.as_ref(), of_all];
        let policy = policy(&layers, per_worker);
        let workers = file.services.iter().find(|service| service.id == edge.to).map_or(1, |to| to.workers);
        let said = Said { lane: index, edge: (place, &edge.id), layers };
        check(&said, &policy, per_worker, workers, problems);
        policies.push(policy);
    }
    policies
}

/// Notes which policies do not go together, for a consumer with so many workers.
fn check(said: &Said, policy: &QueuePolicy, per_worker: Option<u32>, workers: u32, problems: &Problems) {
    let prefetch = Place(said, "prefetch", |queue| queue.prefetch.is_some());
    let limit = Place(said, "delivery_limit", |queue| queue.delivery_limit.is_some());
    let exclusive = Place(said, "exclusive", |queue| queue.exclusive.is_some());
    if let Some(each) =
        per_worker.filter(|_| said.layers.iter().flatten().any(|layer| layer.prefetch.is_some()))
    {
        let problem = "a queue's prefetch is given, too; allowed is one of the two";
        problems.note(format_args!("{PER_WORKER}"), format_args!("is {each}; {problem}; see {prefetch}"));
    }
    if let Some(times) = policy.delivery_limit {
        let quorum = "a quorum queue, which has a delivery limit, allows";
        if policy.overflow == QueueOverflow::RejectPublishDlx {
            problems.note(
                format_args!("{}", Place(said, "overflow", |queue| queue.overflow.is_some())),
                format_args!("is \"reject_publish_dlx\"; {quorum} drop_head and reject_publish; see {limit}"),
            );
        }
        let held = policy.of_one_consumer(workers);
        // More than that is held only where somebody says so.
        let given = said.layers.iter().flatten().find_map(|layer| layer.prefetch).or(per_worker);
        if let Some(given) = given.filter(|_| held > QUORUM_PREFETCH) {
            problems.note(
                format_args!("{prefetch}"),
                format_args!(
                    "is {given}, and so a consumer may hold {held}; {quorum} {QUORUM_PREFETCH}; see {limit}"
                ),
            );
        }
        if policy.exclusive {
            problems.note(
                format_args!("{limit}"),
                format_args!(
                    "is {times}; an exclusive queue is no quorum queue, and has none; see {exclusive}"
                ),
            );
        }
    }
    if policy.exclusive && policy.consumer_per_worker {
        problems.note(
            format_args!(
                "{}",
                Place(said, "consumer_per_worker", |queue| queue.consumer_per_worker.is_some())
            ),
            format_args!(
                "is true; an exclusive queue is of one connection, and has one consumer; see {exclusive}"
            ),
        );
    }
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
