//! Policies of clients that cannot be.

use serde_json::json;

use super::{refused, set, set_elsewhere, valid};

#[test]
fn calls() {
    set("edges.0.call", json!(5), "is 5; expected an object");
    set("edges.0.call", json!([]), "is a list of 0; expected an object");
    set("edges.0.call.timeout", json!(5), "unknown field `timeout`, expected one of `preset`, `timeout_ms`");
    for field in ["timeout_ms", "deadline_ms"] {
        for ms in [json!(0), json!(-1), json!(3_600_001)] {
            set(&format!("edges.1.call.{field}"), ms, "allowed are 0.001 to 3600000");
        }
        set(&format!("edges.1.call.{field}"), json!("soon"), "expected a number from 0.001 to 3600000");
    }
    set("edges.1.call.cancel", json!(1), "is 1; expected true or false");
    set("services.0.stops_when_cancelled", json!("yes"), "expected true or false");
    set("edges.1.call.propagate_deadline", json!("yes"), "is \"yes\"; expected true or false");
    set("services.0.drop_expired", json!(1), "is 1; expected true or false");
    set("lanes.0.policies", json!([]), "is a list of 0; expected an object");
    set_elsewhere(
        "lanes.0.policies.post",
        json!({}),
        "lanes.0.policies",
        "\"post\" is no edge; allowed are place, charge",
    );
    set("lanes.0.policies.charge.timeout_ms", json!(0), "allowed are 0.001 to 3600000");
}

#[test]
fn retries() {
    let path = |rest: &str| format!("edges.1.call.retry{rest}");
    set(&path(""), json!({}), "missing field `max_attempts`");
    for attempts in [0, 101] {
        set(&path(".max_attempts"), json!(attempts), "allowed are 1 to 100");
    }
    let retry = |field: &str, value: serde_json::Value, at: &str, phrase: &str| {
        let mut retry = json!({"max_attempts": 3});
        retry[field] = value;
        set_elsewhere(&path(""), retry, &path(at), phrase);
    };
    retry(
        "times",
        json!(1),
        ".times",
        "expected one of `max_attempts`, `backoff`, `on`, `throttle`, `budget`",
    );
    retry("on", json!([]), ".on", "has 0 entries; allowed are 1 to 4");
    retry("on", json!(["luck"]), ".on.0", "expected one of `timeout`, `refused`, `error`, `rejected`");
    retry("backoff", json!({}), ".backoff", "missing field `initial_ms`");
    let backoff = |field: &str, value: serde_json::Value, at: &str, phrase: &str| {
        let mut backoff = json!({"initial_ms": 5});
        backoff[field] = value;
        retry("backoff", backoff, &format!(".backoff{at}"), phrase);
    };
    backoff("initial_ms", json!(-1), ".initial_ms", "allowed are 0 to 3600000");
    backoff("max_ms", json!(-1), ".max_ms", "allowed are 0 to 3600000");
    backoff("multiplier", json!(0.5), ".multiplier", "allowed are 1 to 100");
    backoff("jitter", json!("full"), ".jitter", "single field, one of `none`, `full`, `plus_minus`");
    backoff("jitter", json!({"some": {}}), ".jitter.some", "expected one of `none`, `full`, `plus_minus`");
    backoff("jitter", json!({"full": 1}), ".jitter.full", "is 1; expected an object");
    backoff("jitter", json!({"plus_minus": {"share": 2}}), ".jitter.plus_minus.share", "allowed are 0 to 1");
}

#[test]
fn hedging() {
    let hedge = |content: serde_json::Value, at: &str, phrase: &str| {
        set_elsewhere("edges.1.call.hedge", content, &format!("edges.1.call.hedge{at}"), phrase);
    };
    hedge(json!({"max_attempts": 2}), "", "missing field `delay_ms`");
    hedge(json!({"delay_ms": 5}), "", "missing field `max_attempts`");
    hedge(json!({"delay_ms": -1, "max_attempts": 2}), ".delay_ms", "allowed are 0 to 3600000");
    for attempts in [0, 6] {
        hedge(json!({"delay_ms": 5, "max_attempts": attempts}), ".max_attempts", "allowed are 1 to 5");
    }
    hedge(json!({"delay_ms": 5, "max_attempts": 2, "after": 1}), ".after", "unknown field `after`");
    let throttle = json!({"delay_ms": 5, "max_attempts": 2, "throttle": {"max_tokens": 5}});
    hedge(throttle, ".throttle", "missing field `token_ratio`");
    let both = json!({"retry": {"max_attempts": 2}, "hedge": {"delay_ms": 5, "max_attempts": 2}});
    set_elsewhere("edges.1.call", both, "edges.1.call.hedge", "allows one of the two");
}

#[test]
fn disturbances() {
    let fault = |kind: &str, content: serde_json::Value, at: &str, phrase: &str| {
        set_elsewhere("faults", json!([{ kind: content }]), &format!("faults.0.{kind}{at}"), phrase);
    };
    fault("slow", json!({"service": "orders", "from_ms": 0}), "", "missing field `factor`");
    fault(
        "slow",
        json!({"service": "orders", "factor": 0, "from_ms": 0}),
        ".factor",
        "allowed are 0.01 to 1000",
    );
    fault(
        "slow",
        json!({"service": "o", "factor": 2, "from_ms": 0}),
        ".service",
        "allowed are orders, payments",
    );
    fault("hang", json!({"edge": "charge", "from_ms": 0}), ".edge", "unknown field `edge`");
    fault(
        "hang",
        json!({"service": "orders", "from_ms": 9, "to_ms": 8}),
        ".to_ms",
        "allowed are 9 to 86400000",
    );
    fault("hang", json!({"service": "o", "from_ms": 0}), ".service", "allowed are orders, payments");
    fault("error", json!({"service": "orders", "share": 1.5, "from_ms": 0}), ".share", "allowed are 0 to 1");
    fault("delay", json!({"edge": "post", "ms": 5, "from_ms": 0}), ".edge", "allowed are place, charge");
    fault("delay", json!({"edge": "place", "ms": -5, "from_ms": 0}), ".ms", "allowed are 0 to 3600000");
    fault("loss", json!({"edge": "place", "share": 0.5, "from_ms": 0}), "", "waits for ever");
    fault("loss", json!({"edge": "post", "share": -1, "from_ms": 0}), ".share", "allowed are 0 to 1");
    let hang = |from: i32, to: i32| json!({"hang": {"service": "orders", "from_ms": from, "to_ms": to}});
    set_elsewhere("faults", json!([hang(5, 9), hang(8, 10)]), "faults.1", "overlaps with an earlier one");
}

#[test]
fn breakers_bulkheads_pools_and_budgets() {
    let call = |kind: &str, content: serde_json::Value, at: &str, phrase: &str| {
        let path = format!("edges.1.call.{kind}");
        set_elsewhere(&path, content, &format!("{path}{at}"), phrase);
    };
    call("breaker", json!({"size": 5}), ".size", "expected one of `window`, `minimum_calls`");
    for field in ["window", "minimum_calls", "half_open_calls"] {
        call("breaker", json!({ field: 0 }), &format!(".{field}"), "allowed are 1 to 10000");
    }
    for field in ["failure_share", "slow_call_share"] {
        call("breaker", json!({ field: 50 }), &format!(".{field}"), "allowed are 0.001 to 1");
    }
    for field in ["slow_call_ms", "open_ms"] {
        call("breaker", json!({ field: -1 }), &format!(".{field}"), "allowed are 0 to 3600000");
    }
    call("bulkhead", json!({"max_concurrent": 0}), ".max_concurrent", "allowed are 1 to 100000");
    call("bulkhead", json!({"max_wait_ms": -1}), ".max_wait_ms", "allowed are 0 to 3600000");
    call("pool", json!({"size": 0}), ".size", "allowed are 1 to 100000");
    call("pool", json!({"acquire_timeout_ms": "long"}), ".acquire_timeout_ms", "from 0 to 3600000");
    let retry = |kind: &str, content: serde_json::Value, at: &str, phrase: &str| {
        call("retry", json!({"max_attempts": 2, kind: content}), &format!(".{kind}{at}"), phrase);
    };
    retry("throttle", json!({"max_tokens": 10}), "", "missing field `token_ratio`");
    retry("throttle", json!({"max_tokens": 0, "token_ratio": 1}), ".max_tokens", "allowed are 1 to 1000");
    retry(
        "throttle",
        json!({"max_tokens": 9, "token_ratio": 0}),
        ".token_ratio",
        "allowed are 0.001 to 1000",
    );
    retry("budget", json!({"tokens": 0}), ".tokens", "allowed are 1 to 1000000");
    retry("budget", json!({"retry_cost": 0}), ".retry_cost", "allowed are 1 to 1000000");
    retry("budget", json!({"gain": -1}), ".gain", "allowed are 0 to 1000000");
}

#[test]
fn queues_and_pools_of_threads() {
    set("services.0.queue", json!("lifo"), "is \"lifo\"; expected an object");
    set("services.0.queue.order", json!("random"), "expected one of `fifo`, `lifo`, `priority`");
    set("services.0.queue.overflow", json!("newest_out"), "expected `reject` or `oldest_out`");
    set("services.0.queue.shed_above", json!(-1), "allowed are 0 to 1000000");
    set("services.0.queue.shed_retry_after_ms", json!(-2), "allowed are -1 to 3600000");
    set("services.0.queue.limit", json!(5), "unknown field `limit`");
    set("services.0.max_workers", json!(1001), "allowed are 1 to 1000");
    set("services.0.max_workers", json!(1), "is 1; allowed are 2 (workers) to 1000");
    set("services.0.max_workers", json!(3), "needs a queue_limit");
}

/// What a publisher does, on the edge and in one lane.
#[test]
fn publishers() {
    for place in ["edges.1.publish", "lanes.1.publish.charge"] {
        let publish = |value: serde_json::Value, field: &str, phrase: &str| {
            set_elsewhere(place, value, &format!("{place}{field}"), phrase);
        };
        publish(json!(true), "", "expected an object");
        publish(json!({"confirm": 1}), ".confirm", "expected true or false");
        publish(json!({"confirm_timeout_ms": 0}), ".confirm_timeout_ms", "allowed are 0.001 to 3600000");
        publish(json!({"retry": {}}), ".retry", "missing field `max_attempts`");
        publish(json!({"timeout_ms": 5}), ".timeout_ms", "`confirm_timeout_ms`");
        let waits = json!({"confirm": false, "confirm_timeout_ms": 5});
        publish(waits, ".confirm_timeout_ms", "\"confirm\": false, which waits for nothing");
        publish(json!({"mandatory": 1}), ".mandatory", "expected true or false");
        let wants_back = json!({"confirm": false, "mandatory": true});
        publish(wants_back, ".mandatory", "\"confirm\": false, which waits for nothing");
        let tries = json!({"confirm": false, "retry": {"max_attempts": 2}});
        publish(tries, ".retry", "\"confirm\": false, which waits for nothing");
    }
    set_elsewhere("lanes.1.publish", json!({"post": {}}), "lanes.1.publish", "\"post\" is no edge");
}

/// Outboxes, and senders that die.
#[test]
fn outboxes() {
    for place in ["edges.1.publish", "lanes.1.publish.charge"] {
        let publish = |value: serde_json::Value, field: &str, phrase: &str| {
            set_elsewhere(place, value, &format!("{place}{field}"), phrase);
        };
        publish(json!({"outbox": {}}), ".outbox", "missing field `poll_every_ms`");
        publish(json!({"outbox": {"poll_every_ms": 0}}), ".outbox.poll_every_ms", "allowed are 1 to 3600000");
        let batch = json!({"outbox": {"poll_every_ms": 5, "batch": 0}});
        publish(batch, ".outbox.batch", "allowed are 1 to 10000");
        let waives = json!({"confirm": false, "outbox": {"poll_every_ms": 5}});
        publish(waives, ".outbox", "which waits for nothing");
        let retries = json!({"retry": {"max_attempts": 2}, "outbox": {"poll_every_ms": 5}});
        publish(retries, ".retry", "an outbox, whose relay publishes again");
    }
    let outbox = json!({"place": {"outbox": {"poll_every_ms": 5}}});
    set_elsewhere("lanes.1.publish", outbox, "lanes.1.publish.place.outbox", "needs a service as its sender");
    let crash =
        |edge: &str, share: f64| json!([{"crash_between": {"edge": edge, "share": share, "from_ms": 0}}]);
    let at = "faults.0.crash_between";
    set_elsewhere("faults", crash("charge", 1.5), &format!("{at}.share"), "allowed are 0 to 1");
    set_elsewhere("faults", crash("post", 0.5), &format!("{at}.edge"), "\"post\" is no edge");
    set_elsewhere("faults", crash("place", 0.5), &format!("{at}.edge"), "starts at the caller");
    let mut file = valid();
    file["lanes"][1]["edges"]["place"] = "message".into();
    file["faults"] = crash("charge", 0.5);
    refused("a consumer that dies", &file, &format!("{at}.edge"), "needs a sender that is called");
}
