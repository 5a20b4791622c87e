//! Reads what the sender of a call does while it waits and when it fails.

use super::super::file::{BackoffFile, CallFile, FailureFile, JitterFile, RetryFile};
use super::super::read::Node;
use super::super::times::{length, LONGEST_MS};

pub(super) fn call(node: Node) -> CallFile {
    let fields = node.fields(&["timeout_ms", "deadline_ms", "retry"]);
    CallFile {
        timeout_ms: fields.opt("timeout_ms").map(patience),
        deadline_ms: fields.opt("deadline_ms").map(patience),
        retry: fields.opt("retry").map(retry),
    }
}

/// A length of time after which one gives up: at least a microsecond.
fn patience(node: Node) -> f64 {
    node.within(0.001, LONGEST_MS)
}

fn retry(node: Node) -> RetryFile {
    let fields = node.fields(&["max_attempts", "backoff", "on"]);
    RetryFile {
        max_attempts: fields.at("max_attempts").whole(1, 100),
        backoff: fields.opt("backoff").map_or(AT_ONCE, backoff),
        on: fields.opt("on").map_or(EVERY.to_vec(), |on| on.list(1, EVERY.len(), failure)),
    }
}

/// No back-off at all.
const AT_ONCE: BackoffFile =
    BackoffFile { initial_ms: 0.0, multiplier: 1.0, max_ms: LONGEST_MS, jitter: JitterFile::None {} };

const EVERY: [FailureFile; 3] = [FailureFile::Timeout, FailureFile::Refused, FailureFile::Error];

fn failure(node: Node) -> FailureFile {
    EVERY[node.word(&["timeout", "refused", "error"])]
}

fn backoff(node: Node) -> BackoffFile {
    let fields = node.fields(&["initial_ms", "multiplier", "max_ms", "jitter"]);
    BackoffFile {
        initial_ms: length(fields.at("initial_ms")),
        multiplier: fields.opt("multiplier").map_or(1.0, |by| by.within(1.0, 100.0)),
        max_ms: fields.opt("max_ms").map_or(LONGEST_MS, length),
        jitter: fields.opt("jitter").map_or(JitterFile::None {}, jitter),
    }
}

fn jitter(node: Node) -> JitterFile {
    let (kind, content) = node.variant(&["none", "full", "plus_minus"]);
    match kind {
        "none" => {
            content.fields(&[]);
            JitterFile::None {}
        }
        "full" => {
            content.fields(&[]);
            JitterFile::Full {}
        }
        _ => {
            let share = content.fields(&["share"]).at("share");
            JitterFile::PlusMinus { share: share.within(0.0, 1.0) }
        }
    }
}
