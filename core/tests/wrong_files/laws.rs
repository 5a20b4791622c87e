//! Laws, arrivals and faults that cannot be.

use serde_json::{json, Value};

use super::set_elsewhere;

/// A law, a workload or a fault of another kind than the valid file has.
#[test]
fn laws_arrivals_and_faults() {
    let law = |value: Value, field: &str, phrase: &str| {
        set_elsewhere("network.one_way", value, &format!("network.one_way{field}"), phrase);
    };
    let share = |share: f64| json!({"ms": 1, "share": share});
    law(json!({"fixd": {"ms": 1}}), ".fixd", "`fixed`, `exponential`, `uniform`, `lognormal`, `mixture`");
    law(json!({"exponential": {"mean_ms": 0}}), ".exponential.mean_ms", "allowed are 0.001 to 3600000");
    law(json!({"mixture": {"points": []}}), ".mixture.points", "allowed are 1 to 20");
    law(json!({"mixture": {"points": vec![share(0.04); 25]}}), ".mixture.points", "allowed are 1 to 20");
    law(json!({"mixture": {"points": [share(0.5)]}}), ".mixture.points", "must add up to 1");
    law(json!({"mixture": {"points": [share(1.5)]}}), ".mixture.points.0.share", "allowed are 0 to 1");
    law(json!({"mixture": {"points": [{"ms": 1}]}}), ".mixture.points.0", "missing field `share`");

    law(json!({"uniform": {"min_ms": 2, "max_ms": 1}}), ".uniform.max_ms", "allowed are 2 to 3600000");
    law(json!({"uniform": {"min_ms": 2}}), ".uniform", "missing field `max_ms`");
    let lognormal =
        |mean_ms: f64, variation: f64| json!({"lognormal": {"mean_ms": mean_ms, "variation": variation}});
    law(lognormal(0.0, 1.0), ".lognormal.mean_ms", "allowed are 0.001 to 3600000");
    law(lognormal(1.0, 10.5), ".lognormal.variation", "allowed are 0 to 10");

    let arrivals = |value: Value, field: &str, phrase: &str| {
        set_elsewhere("workload.arrivals", value, &format!("workload.arrivals{field}"), phrase);
    };
    let think = |ms: i32| json!({"fixed": {"ms": ms}});
    let closed =
        |callers: u32, ms: i32| json!({"closed": {"callers": callers, "think": think(ms), "operations": 5}});
    arrivals(json!({"often": {}}), ".often", "`at`, `every`, `poisson`, `batches`, `phases`, `closed`");
    arrivals(json!({"at": {"ms": []}}), ".at.ms", "allowed are 1 to 100000");
    arrivals(json!({"at": {"ms": [3, 1]}}), ".at.ms", "has 1 after 3; allowed are ascending times");
    arrivals(json!({"at": {"ms": [-1]}}), ".at.ms.0", "allowed are 0 to 86400000");
    arrivals(json!({"poisson": {"per_s": 0, "operations": 5}}), ".poisson.per_s", "0.001 to 1000000");
    arrivals(json!({"poisson": {"per_s": 1e7, "operations": 5}}), ".poisson.per_s", "0.001 to 1000000");
    arrivals(json!({"poisson": {"operations": 5}}), ".poisson", "missing field `per_s`");
    arrivals(closed(0, 1), ".closed.callers", "allowed are 1 to 10000");
    arrivals(closed(10_001, 1), ".closed.callers", "allowed are 1 to 10000");
    arrivals(closed(1, -1), ".closed.think.fixed.ms", "allowed are 0 to 3600000");
    let batches = |size: u32, ms: i32| json!({"batches": {"size": size, "ms": ms, "operations": 5}});
    arrivals(batches(0, 1), ".batches.size", "allowed are 1 to 100000");
    arrivals(batches(2, -1), ".batches.ms", "allowed are 0 to 3600000");
    let phases = |rates: Value| json!({"phases": {"rates": rates, "operations": 5}});
    arrivals(phases(json!([])), ".phases.rates", "allowed are 1 to 50");
    arrivals(
        phases(json!([{"for_ms": 5, "per_s": 1}])),
        ".phases.rates",
        "has a for_ms in its last phase, 0; allowed is none there",
    );
    arrivals(
        phases(json!([{"per_s": 1}, {"per_s": 2}])),
        ".phases.rates",
        "has no for_ms in phase 0; needed",
    );
    arrivals(phases(json!([{"for_ms": 5}])), ".phases.rates.0", "has neither of every_ms and per_s");
    let both = json!([{"every_ms": 5, "per_s": 1}]);
    arrivals(phases(both), ".phases.rates.0", "has both of every_ms and per_s; needed is one");
    arrivals(phases(json!([{"every_ms": 0}])), ".phases.rates.0.every_ms", "allowed are 0.001 to 3600000");
    arrivals(phases(json!([{"per_s": 0}])), ".phases.rates.0.per_s", "allowed are 0.001 to 1000000");
    arrivals(phases(json!([{"for_ms": 0, "per_s": 1}])), ".phases.rates.0.for_ms", "0.001 to 3600000");
    let named = json!({"at": {"ms": [0, 1, 2, 3]}});
    set_elsewhere("workload.arrivals", named, "derived.scalability", "allowed are all but at");

    let fault = |value: Value, field: &str, phrase: &str| {
        set_elsewhere("faults", value, &format!("faults{field}"), phrase);
    };
    let down = |service: &str, from: i32, to: i32| json!({"down": {"service": service, "from_ms": from, "to_ms": to}});
    fault(
        json!([{"late": {}}]),
        ".0.late",
        "one of `down`, `slow`, `hang`, `error`, `delay`, `loss`, `broker_down`, `broker_alarm`, `unsubscribed`, `crash_between`, `poison`, `slow_operation`, `lost_acknowledgement`",
    );
    let poison = |operation: i32, edge: &str| json!([{"poison": {"operation": operation, "edge": edge}}]);
    fault(poison(0, "charge"), ".0.poison.operation", "allowed are 1 to 20000000");
    fault(poison(6, "charge"), ".0.poison.operation", "allowed are 1 to 5");
    fault(poison(2, "post"), ".0.poison.edge", "allowed are place, charge");
    fault(
        json!([{"poison": {"operation": 2, "share": 0.5, "edge": "charge"}}]),
        ".0.poison",
        "has both of operation and share; needed is one of the two",
    );
    fault(json!([{"poison": {"edge": "charge"}}]), ".0.poison", "has neither of operation and share");
    fault(json!([{"poison": {"share": 1.5, "edge": "charge"}}]), ".0.poison.share", "allowed are 0 to 1");
    let mut chance =
        json!({"service": "orders", "mean_up_ms": 9, "mean_down_ms": 0, "from_ms": 0, "to_ms": 90});
    fault(json!([{"down": chance}]), ".0.down.mean_down_ms", "allowed are 0.001 to 3600000");
    chance["mean_down_ms"] = 1.into();
    chance["to_ms"] = Value::Null;
    fault(json!([{"down": chance}]), ".0.down", "has no to_ms; what chance brings needs an end");
    chance["to_ms"] = 90_000.into();
    fault(json!([{"down": chance}]), ".0.down", "comes to more than 500 stretches");
    chance["mean_up_ms"] = Value::Null;
    fault(json!([{"down": chance}]), ".0.down", "needed are both or neither");
    chance.as_object_mut().unwrap().remove("service");
    chance["mean_up_ms"] = json!("long");
    fault(json!([{"broker_down": chance}]), ".0.broker_down.mean_up_ms", "expected a number from 0.001");
    let slow = |operation: i32, factor: f64| json!([{"slow_operation": {"operation": operation, "factor": factor, "from_ms": 1}}]);
    fault(slow(0, 10.0), ".0.slow_operation.operation", "1 to 20000000");
    fault(slow(6, 10.0), ".0.slow_operation.operation", "allowed are 1 to 5");
    fault(slow(2, 0.0), ".0.slow_operation.factor", "0.01 to 1000");
    let lost = |field: &str| json!([{"lost_acknowledgement": {"operation": 2, field: 1}}]);
    fault(lost("to_ms"), ".0.lost_acknowledgement.to_ms", "expected `operation` or `from_ms`");
    fault(
        json!([{"lost_acknowledgement": {"operation": 9, "from_ms": 0}}]),
        ".0.lost_acknowledgement.operation",
        "allowed are 1 to 5",
    );
    fault(json!([{"poison": {"operation": 2}}]), ".0.poison", "missing field `edge`");
    fault(json!([down("nobody", 1, 2)]), ".0.down.service", "allowed are orders, payments");
    fault(json!([down("orders", -1, 2)]), ".0.down.from_ms", "allowed are 0 to 86400000");
    fault(json!([down("orders", 5, 4)]), ".0.down.to_ms", "allowed are 5 to 86400000");
    fault(
        json!([down("orders", 5, 9), down("orders", 8, 10)]),
        "",
        "the outage of \"orders\" from 8 overlaps with an earlier one; join them into one",
    );
    fault(Value::from(vec![down("orders", 5, 5); 2001]), "", "allowed are 0 to 2000");
}
