//! Reads a service.

use super::super::file::ServiceFile;
use super::super::read::Node;
use super::super::times::law;
use super::super::words::{id, localized};

pub(super) fn service(node: Node) -> ServiceFile {
    let fields = node.fields(&["id", "name", "worker", "workers", "service_time", "work", "queue_limit"]);
    let service = ServiceFile {
        id: id(fields.at("id")),
        name: localized(fields.at("name")),
        worker: fields.opt("worker").map(localized),
        workers: workers(fields.at("workers")),
        service_time: law(fields.at("service_time")),
        work: localized(fields.at("work")),
        queue_limit: fields.opt("queue_limit").map(|limit| limit.whole(0, 1_000_000)),
    };
    if service.id == "caller" {
        fields.at("id").error(format_args!("\"caller\" is taken: it names the caller"));
    }
    service
}

pub(super) fn workers(node: Node) -> u32 {
    node.whole(1, 1000)
}
