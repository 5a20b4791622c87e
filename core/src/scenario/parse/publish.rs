//! Reads what the publisher of a message does.

use super::super::file::{defaults, OutboxFile, PublishFile};
use super::super::read::Node;
use super::super::times::LONGEST_MS;
use super::call::{patience, retry};

pub(super) fn publish(node: Node) -> PublishFile {
    let fields = node.fields(&["confirm", "mandatory", "confirm_timeout_ms", "retry", "outbox"]);
    let publish = PublishFile {
        confirm: fields.given("confirm").map_or_else(defaults::confirm, |confirm| confirm.flag()),
        mandatory: fields.given("mandatory").is_some_and(|mandatory| mandatory.flag()),
        confirm_timeout_ms: fields.opt("confirm_timeout_ms").map(patience),
        retry: fields.opt("retry").map(|node| retry(node, false)),
        outbox: fields.opt("outbox").map(outbox),
    };
    if !publish.confirm {
        for name in ["mandatory", "confirm_timeout_ms", "retry", "outbox"] {
            if let Some(given) = fields.opt(name).filter(|_| name != "mandatory" || publish.mandatory) {
                given.error(format_args!("stands beside \"confirm\": false, which waits for nothing"));
            }
        }
    }
    if publish.outbox.is_some() && publish.retry.is_some() {
        fields
            .at("retry")
            .error(format_args!("stands beside an outbox, whose relay publishes again by itself"));
    }
    publish
}

fn outbox(node: Node) -> OutboxFile {
    let fields = node.fields(&["poll_every_ms", "batch"]);
    OutboxFile {
        poll_every_ms: fields.at("poll_every_ms").within(1.0, LONGEST_MS),
        batch: fields.given("batch").map_or_else(defaults::outbox_batch, |batch| batch.whole(1, 10_000)),
    }
}
