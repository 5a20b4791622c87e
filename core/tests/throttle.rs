//! Oracle D4 to its end, as runs: how many successes it takes until gRPC's throttle, run dry by twenty calls that
//! fail, lets a further attempt through again.

mod common;

use common::one_service;
use lockstep_core::trace::Fact;
use serde_json::{json, Value};

/// Calls that fail at first; so many succeed then.
const FAILING: u32 = 20;

/// Attempts of the operation that comes after twenty that fail and so many that succeed, one each millisecond.
fn attempts_after(successes: u32, policy: Value, last: Value) -> usize {
    let after = FAILING + successes;
    let mut faults = vec![json!({"error": {
        "service": "service", "share": 1, "from_ms": 0, "to_ms": f64::from(FAILING) - 0.5,
    }})];
    faults.push(last);
    let study = one_service(
        json!({"service_time": {"fixed": {"ms": 0.1}}, "workers": 8}),
        policy,
        json!({"arrivals": {"every": {"ms": 1, "operations": after + 1}}}),
        Value::from(faults),
    );
    let records = study.traces[0].records();
    let failed = |op: u32| {
        records.iter().any(|record| matches!(record.fact, Fact::WorkFailed { at, .. } if at.op == op))
    };
    assert!((0..FAILING).all(failed) && !(FAILING..after).any(failed));
    let its = |fact: Fact| matches!(fact, Fact::RequestSent { at } if at.op == after);
    records.iter().filter(|record| its(record.fact)).count()
}

fn throttle() -> Value {
    json!({"max_tokens": 10, "token_ratio": 0.1})
}

/// A call that fails is charged before it is asked about: 0.1 k − 1 > 5 from the 61st success on.
#[test]
fn a_failing_call_is_retried_after_61_successes() {
    let attempts = |successes| {
        let policy = json!({"retry": {"max_attempts": 4, "throttle": throttle()}});
        let from = f64::from(FAILING + successes) - 0.5;
        attempts_after(
            successes,
            policy,
            json!({"error": {"service": "service", "share": 1, "from_ms": from}}),
        )
    };
    assert_eq!([51, 60, 61, 62].map(attempts), [1, 1, 2, 2]);
    // Two failures are charged before the second retry: 0.1 k − 2 > 5.
    assert_eq!([70, 71].map(attempts), [2, 3]);
}

/// A call that takes long is charged with nothing: 0.1 k > 5 from the 51st success on, and it is hedged.
#[test]
fn a_slow_call_is_hedged_after_51_successes() {
    let attempts = |successes| {
        let policy = json!({"hedge": {"delay_ms": 0.5, "max_attempts": 2, "throttle": throttle()}});
        let number = FAILING + successes + 1;
        attempts_after(
            successes,
            policy,
            json!({"slow_operation": {"operation": number, "factor": 100, "from_ms": 0}}),
        )
    };
    assert_eq!([1, 50, 51, 60].map(attempts), [1, 1, 2, 2]);
}
