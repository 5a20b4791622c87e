//! Reads what the sender of a call does while it waits and when it fails.

use super::super::file::{
    BackoffFile, BreakerFile, BulkheadFile, CallFile, ConnectionsFile, FailureFile, HedgeFile, JitterFile,
    RetryBudgetFile, RetryFile, ThrottleFile,
};
use super::super::read::{Fields, Node};
use super::super::times::{length, LONGEST_MS};

pub(super) fn call(node: Node) -> CallFile {
    let fields = node.fields(&[
        "timeout_ms",
        "deadline_ms",
        "cancel",
        "propagate_deadline",
        "retry",
        "hedge",
        "breaker",
        "bulkhead",
        "pool",
    ]);
    let call = CallFile {
        timeout_ms: fields.opt("timeout_ms").map(patience),
        deadline_ms: fields.opt("deadline_ms").map(patience),
        cancel: fields.given("cancel").is_some_and(|cancel| cancel.flag()),
        propagate_deadline: fields.opt("propagate_deadline").map(|tells| tells.flag()),
        retry: fields.opt("retry").map(retry),
        hedge: fields.opt("hedge").map(hedge),
        breaker: fields.opt("breaker").map(breaker),
        bulkhead: fields.opt("bulkhead").map(bulkhead),
        pool: fields.opt("pool").map(pool),
    };
    if call.retry.is_some() && call.hedge.is_some() {
        fields.at("hedge").error(format_args!("stands beside a retry; gRFC A6 allows one of the two"));
    }
    call
}

/// A length of time after which one gives up: at least a microsecond.
fn patience(node: Node) -> f64 {
    node.within(0.001, LONGEST_MS)
}

fn retry(node: Node) -> RetryFile {
    let fields = node.fields(&["max_attempts", "backoff", "on", "throttle", "budget"]);
    RetryFile {
        max_attempts: fields.at("max_attempts").whole(1, 100),
        backoff: fields.opt("backoff").map_or(AT_ONCE, backoff),
        on: fields.opt("on").map_or(EVERY[..3].to_vec(), |on| on.list(1, EVERY.len(), failure)),
        throttle: fields.opt("throttle").map(throttle),
        budget: fields.opt("budget").map(budget),
    }
}

fn hedge(node: Node) -> HedgeFile {
    let fields = node.fields(&["delay_ms", "max_attempts", "throttle"]);
    HedgeFile {
        delay_ms: length(fields.at("delay_ms")),
        max_attempts: fields.at("max_attempts").whole(1, 5),
        throttle: fields.opt("throttle").map(throttle),
    }
}

/// No back-off at all.
const AT_ONCE: BackoffFile =
    BackoffFile { initial_ms: 0.0, multiplier: 1.0, max_ms: LONGEST_MS, jitter: JitterFile::None {} };

/// All failures; what the client itself has turned away is tried again only where it is said.
const EVERY: [FailureFile; 4] =
    [FailureFile::Timeout, FailureFile::Refused, FailureFile::Error, FailureFile::Rejected];

fn failure(node: Node) -> FailureFile {
    EVERY[node.word(&["timeout", "refused", "error", "rejected"])]
}

/// A whole number that has a default.
fn count(fields: &Fields, name: &'static str, default: u32, (min, max): (u32, u32)) -> u32 {
    fields.opt(name).map_or(default, |count| count.whole(min, max))
}

/// A share that has a default; none of a thing is no reason to act.
fn share(fields: &Fields, name: &'static str, default: f64) -> f64 {
    fields.opt(name).map_or(default, |share| share.within(0.001, 1.0))
}

/// Most calls that anybody counts.
const MANY: (u32, u32) = (1, 10_000);

fn breaker(node: Node) -> BreakerFile {
    let fields = node.fields(&[
        "window",
        "minimum_calls",
        "failure_share",
        "slow_call_ms",
        "slow_call_share",
        "open_ms",
        "half_open_calls",
    ]);
    BreakerFile {
        window: count(&fields, "window", 100, MANY),
        minimum_calls: count(&fields, "minimum_calls", 100, MANY),
        failure_share: share(&fields, "failure_share", 0.5),
        slow_call_ms: fields.opt("slow_call_ms").map_or(60_000.0, length),
        slow_call_share: share(&fields, "slow_call_share", 1.0),
        open_ms: fields.opt("open_ms").map_or(60_000.0, length),
        half_open_calls: count(&fields, "half_open_calls", 10, MANY),
    }
}

fn bulkhead(node: Node) -> BulkheadFile {
    let fields = node.fields(&["max_concurrent", "max_wait_ms"]);
    BulkheadFile {
        max_concurrent: count(&fields, "max_concurrent", 25, (1, 100_000)),
        max_wait_ms: fields.opt("max_wait_ms").map_or(0.0, length),
    }
}

fn pool(node: Node) -> ConnectionsFile {
    let fields = node.fields(&["size", "acquire_timeout_ms"]);
    ConnectionsFile {
        size: count(&fields, "size", 10, (1, 100_000)),
        acquire_timeout_ms: fields.opt("acquire_timeout_ms").map_or(30_000.0, length),
    }
}

fn throttle(node: Node) -> ThrottleFile {
    let fields = node.fields(&["max_tokens", "token_ratio"]);
    ThrottleFile {
        max_tokens: fields.at("max_tokens").within(1.0, 1000.0),
        token_ratio: fields.at("token_ratio").within(0.001, 1000.0),
    }
}

fn budget(node: Node) -> RetryBudgetFile {
    let fields = node.fields(&["tokens", "retry_cost", "gain"]);
    RetryBudgetFile {
        tokens: count(&fields, "tokens", 500, (1, 1_000_000)),
        retry_cost: count(&fields, "retry_cost", 14, (1, 1_000_000)),
        gain: count(&fields, "gain", 1, (0, 1_000_000)),
    }
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
