//! The order of what happens under one key: kept by the partitions of a log, not by consumers that compete.

mod common;

use std::collections::BTreeMap;

use lockstep_core::scenario::Scenario;
use lockstep_core::sim;
use lockstep_core::trace::{Fact, Trace};
use serde_json::{json, Value};

use common::Ran;

/// One message edge to consumers, by kind of broker.
fn scenario(broker: &str, consumers: u32, hop: Value, work: Value, workload: Value) -> Scenario {
    let text = json!({"en": "x", "ru": "x"});
    let mut workload = workload;
    workload["keys"] = json!(5);
    let file = json!({
        "format": 1, "id": "one", "number": 1,
        "title": text, "lead": text, "operation": text, "effect": text,
        "network": {"one_way": hop},
        "services": [{"id": "consumer", "name": text, "work": text, "workers": consumers, "service_time": work}],
        "broker": {
            "name": text, "one_way": hop, "append": {"fixed": {"ms": 1}}, "prefetch_per_worker": 3,
            "kafka": {"partitions": 4, "max_poll_records": 3},
        },
        "edges": [{"id": "handle", "from": "caller", "to": "consumer", "effect": true}],
        "lanes": [
            {"id": "lane", "style": "async", "technology": "x", "broker": broker, "edges": {"handle": "message"}},
        ],
        "workload": workload,
    });
    Scenario::from_json(&file.to_string()).unwrap()
}

/// The operations of each key, in the order in which the facts that are wanted were recorded.
fn by_key(trace: &Trace, wanted: fn(&Fact) -> bool) -> BTreeMap<u32, Vec<u32>> {
    let mut orders = BTreeMap::<u32, Vec<u32>>::new();
    for record in trace.records().iter().filter(|record| wanted(&record.fact)) {
        let op = record.fact.operation().unwrap();
        orders.entry(trace.key(op).unwrap()).or_default().push(op);
    }
    orders
}

/// Whether every key's effects came as its records were stored, and in each key's partition alone.
fn keeps_order(broker: &str, seed: u64) -> bool {
    let random = json!({"exponential": {"mean_ms": 4}});
    let load = json!({"arrivals": {"poisson": {"per_s": 300, "operations": 200}}});
    let scenario = scenario(broker, 3, random.clone(), random, load);
    let trace = sim::run(&scenario.model, 0, seed).unwrap();
    by_key(&trace, |fact| matches!(fact, Fact::MessageStored { .. }))
        == by_key(&trace, |fact| matches!(fact, Fact::EffectVisible { .. }))
}

/// However long each hop and each piece of work takes.
#[test]
fn partitions_keep_the_order_of_a_key_and_competing_consumers_do_not() {
    for seed in 0..100 {
        assert!(keeps_order("kafka", seed), "seed {seed}");
    }
    assert!((0..100).filter(|seed| !keeps_order("rabbitmq", *seed)).count() > 95);
}

/// Ten operations at once, five keys in turn, so 1 and 6, 2 and 7 … have one key. The first takes 30 ms, each
/// other one 5: of two consumers the second is done with 6 long before the first is with 1.
#[test]
fn one_slow_message_is_overtaken_by_the_next_of_its_key() {
    let load =
        json!({"arrivals": {"batches": {"size": 10, "ms": 0, "operations": 10}}, "keys_in_turn": true});
    let slow = json!([{"slow_operation": {"operation": 1, "factor": 6, "from_ms": 0}}]);
    let fixed = |ms: u32| json!({"fixed": {"ms": ms}});
    let ran = |broker: &str, consumers: u32| {
        let mut all = scenario(broker, consumers, fixed(1), fixed(5), load.clone());
        let faults = lockstep_core::scenario::Override { path: "faults".into(), value: slow.clone().into() };
        all = all.changed(&[faults]).unwrap();
        Ran::of(&all)
    };
    let queue = ran("rabbitmq", 2);
    let effects = queue.times("EffectVisible");
    let of = |op: u32| effects.iter().find(|(number, _)| *number == op).unwrap().1;
    // Stored after 2 ms, delivered after 3.
    assert_eq!((of(1), of(6)), (33.0, 28.0));
    assert_eq!(queue.value("reordered"), 1.0);
    assert_eq!(ran("rabbitmq", 1).value("reordered"), 0.0, "a single consumer");
    assert_eq!(ran("kafka", 2).value("reordered"), 0.0);
}

/// Without keys there is no order to keep, and nothing to measure.
#[test]
fn without_keys_nothing_is_out_of_order() {
    let fixed = json!({"fixed": {"ms": 1}});
    let load = json!({"arrivals": {"every": {"ms": 1, "operations": 3}}});
    let keyless =
        lockstep_core::scenario::Override { path: "workload.keys".into(), value: Value::Null.into() };
    let ran = Ran::of(&scenario("kafka", 1, fixed.clone(), fixed, load).changed(&[keyless]).unwrap());
    assert_eq!((ran.measured["reordered"], ran.trace.key(0)), (None, None));
}
