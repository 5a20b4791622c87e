//! The broker.

use serde::Serialize;

use super::{Localized, ServiceTime};

/// A broker.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct BrokerFile {
    /// Its name in row labels.
    pub name: Localized,
    /// One way to and from it.
    pub one_way: ServiceTime,
    /// Durable append before the confirm.
    pub append: ServiceTime,
    /// Whether what it has stored outlasts its outages, as durable queues with persistent messages do; if
    /// not, all of it is lost when the broker goes down.
    #[cfg_attr(feature = "schema", schemars(default = "super::defaults::durable"))]
    pub durable: bool,
    /// Unacknowledged deliveries per worker of the consuming service, 1 to 10000; absent is unlimited,
    /// unless `rabbitmq.prefetch` says how many.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 10_000)))]
    pub prefetch_per_worker: Option<u32>,
    /// What every queue does, unless its edge or the lane says otherwise; absent keeps everything for ever.
    pub rabbitmq: Option<BrokerQueueFile>,
    /// Topics instead of queues, for the lanes whose `broker` is `kafka`.
    pub kafka: Option<KafkaFile>,
    /// What every SQS queue does, for the lanes whose `broker` is `sqs`, unless the lane says otherwise.
    pub sqs: Option<SqsFile>,
}

/// The settings of an SQS standard queue and of those who poll it. What is absent in a lane is left to the
/// broker, then to the default.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct SqsFile {
    /// How long a received message stays hidden, milliseconds, 1 to 43200000; 30000 as SQS has it.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 43_200_000)))]
    pub visibility_timeout_ms: Option<f64>,
    /// How long a poll waits for a message, milliseconds, 0 to 20000; 0, a short poll, as SQS has it.
    #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 20_000)))]
    pub wait_ms: Option<f64>,
    /// From the empty answer to a short poll to the next poll of that worker, milliseconds, 1 to 3600000;
    /// 100, a choice of this model. A long poll is followed by the next at once.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 3_600_000)))]
    pub poll_every_ms: Option<f64>,
    /// Messages that one poll may bring, 1 to 10; 1 as SQS has it.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 10)))]
    pub batch: Option<u32>,
    /// How long a message is hidden when it is new, milliseconds, 0 to 900000; 0 as SQS has it.
    #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 900_000)))]
    pub delay_ms: Option<f64>,
    /// How often a message may be received, 1 to 200; when one more would be too many it goes to the
    /// dead-letter queue. Absent is no redrive policy: for ever.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 200)))]
    pub max_receive_count: Option<u32>,
}

/// The settings of Kafka topics and of the groups that read them. What is absent in a lane is left to the
/// broker, then to the default.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct KafkaFile {
    /// Partitions of every topic, 1 to 1000; 1 as of Kafka 4.0.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 1000)))]
    pub partitions: Option<u32>,
    /// Records that a consumer fetches ahead, or that a poll brings where it commits whole polls, 1 to 10000;
    /// 500, `max.poll.records` as of Kafka 4.0.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 10_000)))]
    pub max_poll_records: Option<u32>,
    /// When a consumer commits; at first each record once it has handled it.
    pub commit: Option<CommitOrder>,
    /// From one automatic commit to the next, milliseconds, 1 to 3600000; 5000, `auto.commit.interval.ms` as of
    /// Kafka 4.0.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 3_600_000)))]
    pub auto_commit_every_ms: Option<f64>,
    /// From a crash of one worker until its group notices, milliseconds, 1 to 3600000; 45000,
    /// `session.timeout.ms` as of Kafka 4.0.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 3_600_000)))]
    pub session_timeout_ms: Option<f64>,
    /// Records that have to be there before a fetch is answered, 1 to 10000, or all that it may bring if that is
    /// less; 1 stands for `fetch.min.bytes` 1, as of Kafka 4.0.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 10_000)))]
    pub fetch_min_records: Option<u32>,
    /// How long a fetch waits for that many, milliseconds, 1 to 3600000; 500, `fetch.max.wait.ms` as of Kafka 4.0.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 3_600_000)))]
    pub fetch_max_wait_ms: Option<f64>,
    /// How long a producer waits for more records before it sends what it has, milliseconds, 0 to 3600000; absent
    /// and 0 send each record at once. `linger.ms` is 5 as of Kafka 4.0, and was 0 before.
    #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 3_600_000)))]
    pub linger_ms: Option<f64>,
    /// How long a group that was empty waits for further members, once one has joined, before it shares the
    /// partitions out (twice as long if it is new and has several), milliseconds, 0 to 3600000; 3000,
    /// `group.initial.rebalance.delay.ms` as of Kafka 4.0 (KIP-134).
    #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 3_600_000)))]
    pub initial_rebalance_delay_ms: Option<f64>,
    /// Where a group begins that has no offset yet: `latest`, as of Kafka 4.0.
    pub auto_offset_reset: Option<OffsetReset>,
    /// Records that a producer sends without waiting any longer, 1 to 10000; 100 stands for `batch.size` 16384,
    /// a choice of this model.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 10_000)))]
    pub batch_records: Option<u32>,
}

/// Where a Kafka group begins to read that has no committed offset.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum OffsetReset {
    /// At the end of the log: what was published before never reaches it.
    #[default]
    Latest,
    /// At the beginning of the log, all of which is kept.
    Earliest,
}

/// When a Kafka consumer commits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum CommitOrder {
    /// Each record once it has handled it, while it fetches ahead.
    #[default]
    AfterEach,
    /// Each poll once it has handled all of it: at least once.
    AfterBatch,
    /// Each poll before it handles any of it: at most once.
    BeforeBatch,
    /// What it has handled, at its first poll so long after the last commit.
    Auto,
}

/// Which kind of broker carries the messages of a lane.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum BrokerKind {
    /// A queue per message edge, from which any worker takes the next message.
    #[default]
    Rabbitmq,
    /// A topic per message edge, each of whose partitions is read by one worker in order.
    Kafka,
    /// A queue per message edge, which every worker of the consuming service polls.
    Sqs,
}

/// The policies of a RabbitMQ queue. What is absent is left to the edge, then to the broker.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct BrokerQueueFile {
    /// Unacknowledged deliveries that the consumer may hold, 0 to 10000; 0 is unlimited. Absent leaves it
    /// to `prefetch_per_worker`. Beside a `delivery_limit`, which quorum queues have, at most 2000, and unlimited
    /// is 2000 (RabbitMQ 4.0, Consumer Prefetch).
    #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 10_000)))]
    pub prefetch: Option<u32>,
    /// Whether each worker is a consumer of its own: `prefetch` is then each one's, what it holds waits for
    /// this worker, and messages go round among the consumers that may hold more. At first one consumer
    /// hands over to all workers of the service.
    pub consumer_per_worker: Option<bool>,
    /// How long a message may wait, milliseconds; absent is for ever.
    #[cfg_attr(feature = "schema", schemars(range(min = 0.001, max = 3_600_000)))]
    pub message_ttl_ms: Option<f64>,
    /// Messages that may wait, 0 to 1000000; absent is any number.
    #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 1_000_000)))]
    pub max_length: Option<u32>,
    /// What happens when more come; at first the head is dropped, as of RabbitMQ 4.0.
    pub overflow: Option<QueueOverflow>,
    /// What the consumer asks for when its work has failed; at first it rejects.
    pub on_failure: Option<OnFailure>,
    /// Failed deliveries after which a message is given up, when one more fails, 0 to 200; a quorum
    /// queue has 20 as of RabbitMQ 4.0, absent is a classic queue, which has no limit.
    #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 200)))]
    pub delivery_limit: Option<u32>,
    /// Whether the queue is its consumer's own: it comes and goes with the connection, and with it what it
    /// holds; what is published while there is none never gets into it. At first a queue is durable. A quorum
    /// queue cannot be exclusive, nor one with a consumer per worker.
    pub exclusive: Option<bool>,
    /// Whether what is given up goes to a dead-letter queue; without one it is gone. At first a queue that
    /// has any policies has none, as of RabbitMQ 4.0.
    pub dead_letter: Option<bool>,
}

/// What a full queue does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum QueueOverflow {
    /// It gives up the message that has waited longest.
    #[default]
    DropHead,
    /// It refuses the newcomer, and its publisher is told.
    RejectPublish,
    /// The same, and the newcomer goes to the dead-letter queue.
    RejectPublishDlx,
}

/// What a consumer asks for when its work has failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum OnFailure {
    /// The message is given up.
    #[default]
    Reject,
    /// The message goes back to its place in the queue, and is delivered once more.
    Requeue,
}
