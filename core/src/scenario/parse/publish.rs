//! Reads what the publisher of a message does.

use super::super::file::{defaults, PublishFile};
use super::super::read::Node;
use super::call::{patience, retry};

pub(super) fn publish(node: Node) -> PublishFile {
    let fields = node.fields(&["confirm", "confirm_timeout_ms", "retry"]);
    let publish = PublishFile {
        confirm: fields.given("confirm").map_or_else(defaults::confirm, |confirm| confirm.flag()),
        confirm_timeout_ms: fields.opt("confirm_timeout_ms").map(patience),
        retry: fields.opt("retry").map(retry),
    };
    if !publish.confirm {
        for name in ["confirm_timeout_ms", "retry"] {
            if let Some(given) = fields.opt(name) {
                given.error(format_args!("stands beside \"confirm\": false, which waits for nothing"));
            }
        }
    }
    publish
}
