//! Policies of clients that cannot be.

use serde_json::json;

use super::{set, set_elsewhere};

#[test]
fn calls() {
    set("edges.0.call", json!(5), "is 5; expected an object");
    set("edges.0.call", json!([]), "is a list of 0; expected an object");
    set("edges.0.call.timeout", json!(5), "unknown field `timeout`, expected one of `timeout_ms`");
    for field in ["timeout_ms", "deadline_ms"] {
        for ms in [json!(0), json!(-1), json!(3_600_001)] {
            set(&format!("edges.1.call.{field}"), ms, "allowed are 0.001 to 3600000");
        }
        set(&format!("edges.1.call.{field}"), json!("soon"), "expected a number from 0.001 to 3600000");
    }
    set("lanes.0.policies", json!([]), "is a list of 0; expected an object");
    set_elsewhere("lanes.0.policies.post", json!({}), "lanes.0.policies", "\"post\" is no edge");
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
    retry("times", json!(1), ".times", "expected one of `max_attempts`, `backoff`, `on`");
    retry("on", json!([]), ".on", "has 0 entries; allowed are 1 to 3");
    retry("on", json!(["luck"]), ".on.0", "expected one of `timeout`, `refused`, `error`");
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
