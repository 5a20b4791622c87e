//! Producers that wait for more records, and fetches that do: all times by hand.

mod common;

use lockstep_core::scenario::Scenario;
use serde_json::{json, Value};

use common::Ran;

/// One consumer of one partition, whose work takes no time; hops of 1 ms, an append of 2.
fn run(kafka: Value, starts: &[f64]) -> Ran {
    let text = json!({"en": "x", "ru": "x"});
    let file = json!({
        "format": 1, "id": "one", "number": 1,
        "title": text, "lead": text, "operation": text, "effect": text,
        "network": {"one_way": {"fixed": {"ms": 1}}},
        "services": [{
            "id": "consumer", "name": text, "work": text, "workers": 1, "service_time": {"fixed": {"ms": 0}},
        }],
        "broker": {
            "name": text, "one_way": {"fixed": {"ms": 1}}, "append": {"fixed": {"ms": 2}}, "kafka": kafka,
        },
        "edges": [{"id": "handle", "from": "caller", "to": "consumer", "effect": true}],
        "lanes": [
            {"id": "lane", "style": "async", "technology": "x", "broker": "kafka", "edges": {"handle": "message"}},
        ],
        "workload": {"arrivals": {"at": {"ms": starts}}},
    });
    Ran::of(&Scenario::from_json(&file.to_string()).unwrap())
}

fn times(ran: &Ran, kind: &str) -> Vec<f64> {
    ran.times(kind).iter().map(|(_, at)| *at).collect()
}

/// Three are a batch and leave with the third at 2 ms; the next two leave when the first has waited for 5.
#[test]
fn a_producer_waits_for_a_batch_or_for_its_time() {
    let ran = run(json!({"linger_ms": 5, "batch_records": 3}), &[0.0, 1.0, 2.0, 20.0, 21.0]);
    assert_eq!(times(&ran, "MessagePublished"), [0.0, 1.0, 2.0, 20.0, 21.0]);
    assert_eq!(times(&ran, "MessageReceived"), [3.0, 3.0, 3.0, 26.0, 26.0]);
    assert_eq!(times(&ran, "Acknowledged"), [6.0, 6.0, 6.0, 29.0, 29.0]);
    assert_eq!(ran.value("acknowledgement_max_ms"), 9.0);
    // A batch that was full begins anew: what looks at the first one's time does not touch the next.
    let next = run(json!({"linger_ms": 5, "batch_records": 2}), &[0.0, 1.0, 4.0]);
    assert_eq!(times(&next, "MessageReceived"), [2.0, 2.0, 10.0]);
}

/// As before 4.0, and as without a word.
#[test]
fn without_linger_each_record_leaves_at_once() {
    for kafka in [json!({}), json!({"linger_ms": 0}), json!({"linger_ms": 5, "batch_records": 1})] {
        let ran = run(kafka, &[0.0, 1.0]);
        assert_eq!(times(&ran, "MessageReceived"), [1.0, 2.0]);
        assert_eq!(times(&ran, "EffectVisible"), [4.0, 5.0]);
    }
}

/// A fetch is answered as soon as three are there, or when it has waited for 50 ms with at least one.
#[test]
fn a_fetch_waits_for_enough_records_or_for_its_time() {
    for commit in ["after_each", "after_batch"] {
        let kafka = json!({"fetch_min_records": 3, "fetch_max_wait_ms": 50, "commit": commit});
        // Stored at 3, 4 and 23: three are there.
        let enough = run(kafka.clone(), &[0.0, 1.0, 20.0]);
        assert_eq!(times(&enough, "EffectVisible"), [24.0; 3], "{commit}");
        // Two are not: they wait for the end of the fetch that has begun at 0.
        let few = run(kafka.clone(), &[0.0, 1.0]);
        assert_eq!(times(&few, "EffectVisible"), [51.0; 2], "{commit}");
        // One that comes later waits for the end of the fetch of its time, the third.
        let late = run(kafka, &[110.0]);
        assert_eq!(times(&late, "EffectVisible"), [151.0], "{commit}");
    }
}

/// What a fetch may bring is enough for it.
#[test]
fn a_full_poll_waits_for_nothing() {
    let kafka = json!({"fetch_min_records": 10, "max_poll_records": 2, "commit": "after_batch"});
    let ran = run(kafka, &[0.0, 0.0, 0.0]);
    // The third waits for its fetch's 500 ms, which began when that was asked for, at 5.
    assert_eq!(times(&ran, "EffectVisible"), [4.0, 4.0, 506.0]);
}
