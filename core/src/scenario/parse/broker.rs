//! Reads the broker.

use super::super::file::defaults;
use super::super::file::{
    BrokerFile, BrokerQueueFile, CommitOrder, KafkaFile, OffsetReset, OnFailure, QueueOverflow, SqsFile,
};
use super::super::read::Node;
use super::super::times::{law, LONGEST_MS};
use super::super::words::localized;

/// Most unacknowledged deliveries.
const MOST_HELD: u32 = 10_000;

pub(super) fn broker(node: Node) -> BrokerFile {
    let fields = node.fields(&[
        "name",
        "one_way",
        "append",
        "durable",
        "prefetch_per_worker",
        "rabbitmq",
        "kafka",
        "sqs",
    ]);
    BrokerFile {
        name: localized(fields.at("name")),
        one_way: law(fields.at("one_way")),
        append: law(fields.at("append")),
        durable: fields.given("durable").map_or_else(defaults::durable, |durable| durable.flag()),
        prefetch_per_worker: fields.opt("prefetch_per_worker").map(|held| held.whole(1, MOST_HELD)),
        rabbitmq: fields.opt("rabbitmq").map(queue),
        kafka: fields.opt("kafka").map(kafka),
        sqs: fields.opt("sqs").map(sqs),
    }
}

/// The settings of an SQS queue.
pub(super) fn sqs(node: Node) -> SqsFile {
    let fields = node.fields(&[
        "visibility_timeout_ms",
        "wait_ms",
        "poll_every_ms",
        "batch",
        "delay_ms",
        "max_receive_count",
    ]);
    let ms = |name, least, most| fields.opt(name).map(|length| length.within(least, most));
    SqsFile {
        visibility_timeout_ms: ms("visibility_timeout_ms", 1.0, 43_200_000.0),
        wait_ms: ms("wait_ms", 0.0, 20_000.0),
        poll_every_ms: ms("poll_every_ms", 1.0, 3_600_000.0),
        batch: fields.opt("batch").map(|batch| batch.whole(1, 10)),
        delay_ms: ms("delay_ms", 0.0, 900_000.0),
        max_receive_count: fields.opt("max_receive_count").map(|count| count.whole(1, 200)),
    }
}

/// The settings of Kafka topics and their groups.
pub(super) fn kafka(node: Node) -> KafkaFile {
    let fields = node.fields(&[
        "partitions",
        "max_poll_records",
        "commit",
        "auto_commit_every_ms",
        "session_timeout_ms",
        "fetch_min_records",
        "fetch_max_wait_ms",
        "linger_ms",
        "batch_records",
        "auto_offset_reset",
        "initial_rebalance_delay_ms",
    ]);
    let ms = |name| fields.opt(name).map(|length| length.within(1.0, LONGEST_MS));
    let from_none = |name| fields.opt(name).map(|length| length.within(0.0, LONGEST_MS));
    let records = |name| fields.opt(name).map(|records| records.whole(1, MOST_HELD));
    KafkaFile {
        partitions: fields.opt("partitions").map(|all| all.whole(1, 1000)),
        max_poll_records: records("max_poll_records"),
        fetch_min_records: records("fetch_min_records"),
        fetch_max_wait_ms: ms("fetch_max_wait_ms"),
        linger_ms: from_none("linger_ms"),
        initial_rebalance_delay_ms: from_none("initial_rebalance_delay_ms"),
        batch_records: records("batch_records"),
        auto_offset_reset: fields
            .opt("auto_offset_reset")
            .map(|reset| [OffsetReset::Latest, OffsetReset::Earliest][reset.word(&["latest", "earliest"])]),
        commit: fields.opt("commit").map(commit),
        auto_commit_every_ms: ms("auto_commit_every_ms"),
        session_timeout_ms: ms("session_timeout_ms"),
    }
}

fn commit(node: Node) -> CommitOrder {
    let words = ["after_each", "after_batch", "before_batch", "auto"];
    [CommitOrder::AfterEach, CommitOrder::AfterBatch, CommitOrder::BeforeBatch, CommitOrder::Auto]
        [node.word(&words)]
}

/// The policies of a queue.
pub(super) fn queue(node: Node) -> BrokerQueueFile {
    let fields = node.fields(&[
        "prefetch",
        "consumer_per_worker",
        "message_ttl_ms",
        "max_length",
        "overflow",
        "on_failure",
        "delivery_limit",
        "exclusive",
        "dead_letter",
    ]);
    BrokerQueueFile {
        prefetch: fields.opt("prefetch").map(|held| held.whole(0, MOST_HELD)),
        consumer_per_worker: fields.opt("consumer_per_worker").map(|own| own.flag()),
        message_ttl_ms: fields.opt("message_ttl_ms").map(|ttl| ttl.within(0.001, LONGEST_MS)),
        max_length: fields.opt("max_length").map(|most| most.whole(0, 1_000_000)),
        overflow: fields.opt("overflow").map(overflow),
        on_failure: fields.opt("on_failure").map(on_failure),
        delivery_limit: fields.opt("delivery_limit").map(|limit| limit.whole(0, 200)),
        exclusive: fields.opt("exclusive").map(|exclusive| exclusive.flag()),
        dead_letter: fields.opt("dead_letter").map(|dead_letter| dead_letter.flag()),
    }
}

fn overflow(node: Node) -> QueueOverflow {
    let words = ["drop_head", "reject_publish", "reject_publish_dlx"];
    [QueueOverflow::DropHead, QueueOverflow::RejectPublish, QueueOverflow::RejectPublishDlx]
        [node.word(&words)]
}

fn on_failure(node: Node) -> OnFailure {
    [OnFailure::Reject, OnFailure::Requeue][node.word(&["reject", "requeue"])]
}
