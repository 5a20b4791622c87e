//! Reads a service.

use super::super::file::{
    defaults, IdempotentFile, InterferenceFile, Overflow, QueueFile, QueueOrder, ServiceFile,
};
use super::super::intervention::BROKER;
use super::super::presets::SERVERS;
use super::super::read::Node;
use super::super::times::{law, LONGEST_MS};
use super::super::words::{id, localized};
use crate::time::LONGEST_RUN;

pub(super) fn service(node: Node) -> ServiceFile {
    let whole = node.filled(&SERVERS);
    let node = whole.as_ref().map_or(node, |whole| node.with(whole));
    let fields = node.fields(&[
        "preset",
        "id",
        "name",
        "worker",
        "workers",
        "service_time",
        "worker_times",
        "work",
        "queue_limit",
        "max_workers",
        "queue",
        "stops_when_cancelled",
        "drop_expired",
        "idempotent",
        "interference",
    ]);
    let service = ServiceFile {
        preset: fields.opt("preset").map(|preset| preset.preset(&SERVERS)),
        id: id(fields.at("id")),
        name: localized(fields.at("name")),
        worker: fields.opt("worker").map(localized),
        workers: fields.opt("workers").map_or(1, workers),
        service_time: law(fields.at("service_time")),
        worker_times: fields.list("worker_times", 1000, law),
        work: localized(fields.at("work")),
        queue_limit: fields.opt("queue_limit").map(|limit| limit.whole(0, 1_000_000)),
        max_workers: fields.opt("max_workers").map(workers),
        queue: fields.opt("queue").map(queue),
        stops_when_cancelled: fields.given("stops_when_cancelled").is_some_and(|stops| stops.flag()),
        idempotent: fields.opt("idempotent").map(idempotent),
        interference: fields.opt("interference").map(interference),
        drop_expired: fields.given("drop_expired").is_some_and(|drops| drops.flag()),
    };
    if fields.opt("workers").is_none() {
        node.error(format_args!("says neither workers nor a preset that has them"));
    }
    for taken in ["caller", BROKER] {
        if service.id == taken {
            fields
                .at("id")
                .error(format_args!("is \"{taken}\", which names the {taken}; allowed is any other id"));
        }
    }
    service
}

fn idempotent(node: Node) -> IdempotentFile {
    let window =
        node.fields(&["window_ms"]).given("window_ms").map(|window| window.within(0.0, LONGEST_RUN.millis()));
    IdempotentFile { window_ms: window.unwrap_or_else(defaults::idempotent_window_ms) }
}

fn interference(node: Node) -> InterferenceFile {
    let fields = node.fields(&["contention", "coherency"]);
    let share = |name| fields.given(name).map_or(0.0, |share| share.within(0.0, 1.0));
    InterferenceFile { contention: share("contention"), coherency: share("coherency") }
}

fn queue(node: Node) -> QueueFile {
    let fields = node.fields(&["order", "overflow", "shed_above", "shed_retry_after_ms"]);
    let order = |node: Node| {
        [QueueOrder::Fifo, QueueOrder::Lifo, QueueOrder::Priority][node.word(&["fifo", "lifo", "priority"])]
    };
    let overflow = |node: Node| [Overflow::Reject, Overflow::OldestOut][node.word(&["reject", "oldest_out"])];
    let usual = QueueFile::default();
    QueueFile {
        order: fields.opt("order").map_or(usual.order, order),
        overflow: fields.opt("overflow").map_or(usual.overflow, overflow),
        shed_above: fields.opt("shed_above").map(|above| above.whole(0, 1_000_000)),
        shed_retry_after_ms: fields.opt("shed_retry_after_ms").map(|after| after.within(-1.0, LONGEST_MS)),
    }
}

pub(super) fn workers(node: Node) -> u32 {
    node.whole(1, 1000)
}
