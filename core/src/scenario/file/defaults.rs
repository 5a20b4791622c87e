//! What a scenario file leaves unsaid, where that is not simply nothing: the reader and the schema take
//! it from here.

use super::super::times::LONGEST_MS;
use super::{
    BackoffFile, BreakerFile, BulkheadFile, ConnectionsFile, FailureFile, JitterFile, LimitsFile, Overflow,
    QueueFile, QueueOrder, RetryBudgetFile,
};

/// The seed.
pub fn seed() -> u64 {
    1
}

/// How many times as long work on the operations of a class takes.
pub fn time_factor() -> f64 {
    1.0
}

/// The share of the operations that has to keep to the objective.
pub fn objective_share() -> f64 {
    0.99
}

/// Whether a lane undoes what a failed operation had done.
pub fn compensation() -> bool {
    true
}

/// Requests or messages that are sent along an edge for one operation.
pub fn copies() -> u32 {
    1
}

/// Messages that a relay publishes at one poll of its outbox.
pub fn outbox_batch() -> u32 {
    100
}

/// Whoever publishes waits for the confirm.
pub fn confirm() -> bool {
    true
}

/// What a broker has stored outlasts its outages.
pub fn durable() -> bool {
    true
}

/// The share of what is concerned.
pub fn all_of_them() -> f64 {
    1.0
}

/// How long a consumer remembers what it has handled, milliseconds: 5 minutes, as an SQS FIFO queue does
/// (AWS SQS developer guide, 2024).
pub fn idempotent_window_ms() -> f64 {
    300_000.0
}

/// Partitions of a Kafka topic: `num.partitions` as of Kafka 4.0.
pub const KAFKA_PARTITIONS: u32 = 1;
/// Records of a poll: `max.poll.records` as of Kafka 4.0.
pub const KAFKA_POLL_RECORDS: u32 = 500;
/// From one automatic commit to the next, milliseconds: `auto.commit.interval.ms` as of Kafka 4.0.
pub const KAFKA_AUTO_COMMIT_MS: f64 = 5000.0;
/// Silence after which a member is gone, milliseconds: `session.timeout.ms` as of Kafka 4.0.
pub const KAFKA_SESSION_MS: f64 = 45_000.0;
/// `group.initial.rebalance.delay.ms`, as of Kafka 4.0.
pub const KAFKA_INITIAL_REBALANCE_MS: f64 = 3_000.0;
/// Records for which a fetch waits: stands for `fetch.min.bytes` 1 as of Kafka 4.0.
pub const KAFKA_FETCH_RECORDS: u32 = 1;
/// How long a fetch waits for them, milliseconds: `fetch.max.wait.ms` as of Kafka 4.0.
pub const KAFKA_FETCH_WAIT_MS: f64 = 500.0;
/// How long a producer waits for more records, milliseconds: `linger.ms` before Kafka 4.0, which has 5.
pub const KAFKA_LINGER_MS: f64 = 0.0;
/// Records with which a producer waits no longer: stands for `batch.size` 16384, a choice of this model.
pub const KAFKA_BATCH_RECORDS: u32 = 100;

/// Failures after which a client tries again; what it has turned away itself, only where that is said.
pub fn retried() -> Vec<FailureFile> {
    vec![FailureFile::Timeout, FailureFile::Refused, FailureFile::Error]
}

/// From one back-off to the next.
pub fn multiplier() -> f64 {
    1.0
}

/// The longest back-off, milliseconds.
pub fn longest_backoff_ms() -> f64 {
    LONGEST_MS
}

/// The preset under which gRPC's rules hold for retries.
pub const GRPC: &str = "grpc";
/// Attempts of one call that gRPC makes at most: it takes more for so many (gRFC A6, `maxAttempts`).
pub const GRPC_MOST_ATTEMPTS: u32 = 5;
/// What chance adds to a back-off of gRPC or takes away: rand(0.8, 1.2) (gRFC A6).
pub const GRPC_JITTER_SHARE: f64 = 0.2;

/// No chance in a back-off, but gRPC's own under its preset.
pub fn jitter(grpc: bool) -> JitterFile {
    if grpc {
        return JitterFile::PlusMinus { share: GRPC_JITTER_SHARE };
    }
    JitterFile::None {}
}

/// The same for the schema.
#[cfg(feature = "schema")]
pub fn no_jitter() -> JitterFile {
    jitter(false)
}

/// No back-off at all.
pub fn backoff() -> BackoffFile {
    BackoffFile {
        initial_ms: 0.0,
        multiplier: multiplier(),
        max_ms: longest_backoff_ms(),
        jitter: jitter(false),
    }
}

impl Default for BreakerFile {
    /// As of resilience4j 2.
    fn default() -> Self {
        BreakerFile {
            window: 100,
            minimum_calls: 100,
            failure_share: 0.5,
            slow_call_ms: 60_000.0,
            slow_call_share: 1.0,
            open_ms: 60_000.0,
            half_open_calls: 10,
        }
    }
}

impl Default for BulkheadFile {
    /// As of resilience4j 2.
    fn default() -> Self {
        BulkheadFile { max_concurrent: 25, max_wait_ms: 0.0 }
    }
}

impl Default for ConnectionsFile {
    /// As of HikariCP 5.
    fn default() -> Self {
        ConnectionsFile { size: 10, acquire_timeout_ms: 30_000.0 }
    }
}

impl Default for RetryBudgetFile {
    /// As of AWS's standard mode.
    fn default() -> Self {
        RetryBudgetFile { tokens: 500, retry_cost: 14, gain: 1 }
    }
}

impl Default for QueueFile {
    /// First in, first out; who finds it full is refused.
    fn default() -> Self {
        QueueFile {
            order: QueueOrder::Fifo,
            overflow: Overflow::Reject,
            shed_above: None,
            shed_retry_after_ms: None,
        }
    }
}

impl Default for LimitsFile {
    /// Two million records: about 50 MB, what a phone's browser still holds.
    fn default() -> Self {
        LimitsFile { until_ms: None, records: 2_000_000 }
    }
}
