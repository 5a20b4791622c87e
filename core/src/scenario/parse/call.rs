//! Reads what the sender of a call does while it waits and when it fails.

use super::super::file::defaults;
use super::super::file::{
    BackoffFile, BreakerFile, BulkheadFile, CallFile, ConnectionsFile, FailureFile, HedgeFile, JitterFile,
    RetryBudgetFile, RetryFile, ThrottleFile,
};
use super::super::presets::CALLS;
use super::super::read::{Fields, Node};
use super::super::times::{length, LONGEST_MS};

pub(super) fn call(node: Node) -> CallFile {
    let whole = node.filled(&CALLS);
    let node = whole.as_ref().map_or(node, |whole| node.with(whole));
    let fields = node.fields(&[
        "preset",
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
    let preset = fields.opt("preset").map(|preset| preset.preset(&CALLS));
    let grpc = preset == Some(defaults::GRPC);
    let call = CallFile {
        preset,
        timeout_ms: fields.opt("timeout_ms").map(patience),
        deadline_ms: fields.opt("deadline_ms").map(patience),
        cancel: fields.given("cancel").is_some_and(|cancel| cancel.flag()),
        propagate_deadline: fields.opt("propagate_deadline").map(|tells| tells.flag()),
        retry: fields.opt("retry").map(|node| retry(node, grpc)),
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
pub(super) fn patience(node: Node) -> f64 {
    node.within(0.001, LONGEST_MS)
}

/// `grpc` says whether gRPC's rules hold for what is not stated, and for what it does not allow.
pub(super) fn retry(node: Node, grpc: bool) -> RetryFile {
    let fields = node.fields(&["max_attempts", "backoff", "on", "throttle", "budget"]);
    let max_attempts = fields.at("max_attempts").whole(1, 100);
    RetryFile {
        max_attempts: if grpc { max_attempts.min(defaults::GRPC_MOST_ATTEMPTS) } else { max_attempts },
        backoff: fields.opt("backoff").map_or_else(defaults::backoff, |node| backoff(node, grpc)),
        on: fields.opt("on").map_or_else(defaults::retried, |on| on.list(1, EVERY.len(), failure)),
        throttle: fields.opt("throttle").map(throttle),
        budget: fields.opt("budget").map(budget),
    }
}

fn hedge(node: Node) -> HedgeFile {
    let fields = node.fields(&["delay_ms", "max_attempts", "throttle"]);
    HedgeFile {
        delay_ms: length(fields.at("delay_ms")),
        max_attempts: fields.at("max_attempts").whole(1, defaults::GRPC_MOST_ATTEMPTS),
        throttle: fields.opt("throttle").map(throttle),
    }
}

/// All failures.
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
    let usual = BreakerFile::default();
    BreakerFile {
        window: count(&fields, "window", usual.window, MANY),
        minimum_calls: count(&fields, "minimum_calls", usual.minimum_calls, MANY),
        failure_share: share(&fields, "failure_share", usual.failure_share),
        slow_call_ms: fields.opt("slow_call_ms").map_or(usual.slow_call_ms, length),
        slow_call_share: share(&fields, "slow_call_share", usual.slow_call_share),
        open_ms: fields.opt("open_ms").map_or(usual.open_ms, length),
        half_open_calls: count(&fields, "half_open_calls", usual.half_open_calls, MANY),
    }
}

fn bulkhead(node: Node) -> BulkheadFile {
    let fields = node.fields(&["max_concurrent", "max_wait_ms"]);
    let usual = BulkheadFile::default();
    BulkheadFile {
        max_concurrent: count(&fields, "max_concurrent", usual.max_concurrent, (1, 100_000)),
        max_wait_ms: fields.opt("max_wait_ms").map_or(usual.max_wait_ms, length),
    }
}

fn pool(node: Node) -> ConnectionsFile {
    let fields = node.fields(&["size", "acquire_timeout_ms"]);
    let usual = ConnectionsFile::default();
    ConnectionsFile {
        size: count(&fields, "size", usual.size, (1, 100_000)),
        acquire_timeout_ms: fields.opt("acquire_timeout_ms").map_or(usual.acquire_timeout_ms, length),
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
    let usual = RetryBudgetFile::default();
    RetryBudgetFile {
        tokens: count(&fields, "tokens", usual.tokens, (1, 1_000_000)),
        retry_cost: count(&fields, "retry_cost", usual.retry_cost, (1, 1_000_000)),
        gain: count(&fields, "gain", usual.gain, (0, 1_000_000)),
    }
}

fn backoff(node: Node, grpc: bool) -> BackoffFile {
    let fields = node.fields(&["initial_ms", "multiplier", "max_ms", "jitter"]);
    BackoffFile {
        initial_ms: length(fields.at("initial_ms")),
        multiplier: fields.opt("multiplier").map_or_else(defaults::multiplier, |by| by.within(1.0, 100.0)),
        max_ms: fields.opt("max_ms").map_or_else(defaults::longest_backoff_ms, length),
        jitter: fields.opt("jitter").map_or_else(|| defaults::jitter(grpc), jitter),
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
