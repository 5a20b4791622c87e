//! The settings of Kafka topics and of the groups that read them, compiled: what the lane leaves open is said by
//! the broker, then by Kafka's own defaults (as of 4.0).

use super::error::Problems;
use super::file::{
    defaults, BrokerKind, CommitOrder, EdgeFile, EdgeMode, KafkaFile, LaneFile, OffsetReset, ScenarioFile,
};
use crate::time::SimDuration;

/// What every Kafka topic of a lane is like, and how its group reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KafkaTopic {
    /// Partitions, at least one.
    pub partitions: u16,
    /// Records that a consumer fetches ahead, or that a poll brings it, at least one.
    pub max_poll_records: u32,
    /// When it commits.
    pub commit: Commit,
    /// After which silence the group counts a member as gone.
    pub session_timeout: SimDuration,
    /// How long a group that was empty waits for further members.
    pub initial_delay: SimDuration,
    /// Records that have to be there before a fetch is answered, at least one.
    pub fetch_min_records: u32,
    /// How long a fetch waits for them.
    pub fetch_max_wait: SimDuration,
    /// How long a producer waits for more records; zero is not at all.
    pub linger: SimDuration,
    /// Records with which it waits no longer, at least one.
    pub batch_records: u32,
    /// Whether a group without an offset begins with the first record of the log.
    pub from_earliest: bool,
}

/// When a consumer commits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Commit {
    /// Each record when it has handled it; meanwhile it fetches ahead.
    AfterEach,
    /// A whole poll, when it has handled all of it.
    AfterBatch,
    /// A whole poll, before it handles any of it.
    BeforeBatch,
    /// What it has handled, at the first poll so long after the last commit.
    Auto(SimDuration),
}

/// The topics of a lane whose broker is Kafka.
pub(super) fn topic(
    index: usize,
    lane: &LaneFile,
    file: &ScenarioFile,
    problems: &Problems,
) -> Option<KafkaTopic> {
    if lane.broker != BrokerKind::Kafka {
        return None;
    }
    let of_all = file.broker.as_ref().and_then(|broker| broker.kafka.as_ref());
    let layers = [lane.kafka.as_ref(), of_all];
    let count = |of: fn(&KafkaFile) -> Option<u32>| layers.iter().flatten().find_map(|layer| of(layer));
    let ms = |of: fn(&KafkaFile) -> Option<f64>, default: f64| {
        SimDuration::from_millis_f64(layers.iter().flatten().find_map(|layer| of(layer)).unwrap_or(default))
    };
    let topic = KafkaTopic {
        partitions: count(|kafka| kafka.partitions).unwrap_or(defaults::KAFKA_PARTITIONS) as u16,
        max_poll_records: count(|kafka| kafka.max_poll_records).unwrap_or(defaults::KAFKA_POLL_RECORDS),
        commit: match layers.iter().flatten().find_map(|layer| layer.commit) {
            None | Some(CommitOrder::AfterEach) => Commit::AfterEach,
            Some(CommitOrder::AfterBatch) => Commit::AfterBatch,
            Some(CommitOrder::BeforeBatch) => Commit::BeforeBatch,
            Some(CommitOrder::Auto) => {
                Commit::Auto(ms(|kafka| kafka.auto_commit_every_ms, defaults::KAFKA_AUTO_COMMIT_MS))
            }
        },
        session_timeout: ms(|kafka| kafka.session_timeout_ms, defaults::KAFKA_SESSION_MS),
        initial_delay: ms(|kafka| kafka.initial_rebalance_delay_ms, defaults::KAFKA_INITIAL_REBALANCE_MS),
        fetch_min_records: count(|kafka| kafka.fetch_min_records).unwrap_or(defaults::KAFKA_FETCH_RECORDS),
        fetch_max_wait: ms(|kafka| kafka.fetch_max_wait_ms, defaults::KAFKA_FETCH_WAIT_MS),
        linger: ms(|kafka| kafka.linger_ms, defaults::KAFKA_LINGER_MS),
        from_earliest: layers.iter().flatten().find_map(|layer| layer.auto_offset_reset)
            == Some(OffsetReset::Earliest),
        batch_records: count(|kafka| kafka.batch_records).unwrap_or(defaults::KAFKA_BATCH_RECORDS),
    };
    let by_message =
        |edge: &&EdgeFile| lane.edges.iter().any(|(id, mode)| *id == edge.id && *mode == EdgeMode::Message);
    let undoing = file.edges.iter().filter(|edge| edge.compensates.is_some()).find(by_message);
    if let Some(edge) = undoing.filter(|_| topic.commit != Commit::AfterEach) {
        // A poll brings the records of one topic here.
        problems.note(
            format_args!("lanes.{index}"),
            format_args!(
                "commits whole polls, which needs a call on \"{}\", as it undoes another edge",
                edge.id
            ),
        );
    }
    Some(topic)
}
