//! Kinds of broker, and the settings of each.

use serde_json::json;

use super::{refused, set, set_elsewhere, valid};

#[test]
fn the_settings_of_kafka_have_its_limits() {
    set("lanes.1.broker", json!("mq"), "expected one of `rabbitmq`, `kafka`, `sqs`");
    for (field, wrong, allowed) in [
        ("partitions", json!(0), "allowed are 1 to 1000"),
        ("max_poll_records", json!(0), "allowed are 1 to 10000"),
        ("commit", json!("never"), "expected one of `after_each`, `after_batch`, `before_batch`, `auto`"),
        ("auto_commit_every_ms", json!(0), "allowed are 1 to 3600000"),
        ("session_timeout_ms", json!(-1), "allowed are 1 to 3600000"),
        ("initial_rebalance_delay_ms", json!(-1), "allowed are 0 to 3600000"),
        ("fetch_min_records", json!(0), "allowed are 1 to 10000"),
        ("fetch_max_wait_ms", json!(0), "allowed are 1 to 3600000"),
        ("auto_offset_reset", json!("newest"), "`latest` or `earliest`"),
        ("linger_ms", json!(-1), "allowed are 0 to 3600000"),
        ("batch_records", json!(0), "allowed are 1 to 10000"),
    ] {
        for settings in ["broker.kafka", "lanes.1.kafka"] {
            let whole = json!({field: wrong});
            set_elsewhere(settings, whole, &format!("{settings}.{field}"), allowed);
        }
    }
    let mut undone = valid();
    undone["edges"].as_array_mut().unwrap().push(json!({
        "id": "refund", "from": "orders", "to": "payments", "compensates": "charge",
    }));
    undone["lanes"][1]["edges"]["refund"] = json!("message");
    undone["lanes"][0]["edges"]["refund"] = json!("call");
    undone["lanes"][1]["broker"] = json!("kafka");
    undone["lanes"][1]["kafka"] = json!({"commit": "after_batch"});
    refused("a saga in polls", &undone, "lanes.1", "commits whole polls, which needs a call on \"refund\"");
    let crash = |value: serde_json::Value, at: &str, phrase: &str| {
        set_elsewhere("faults", json!([{"crash": value}]), &format!("faults.0.crash{at}"), phrase);
    };
    crash(json!({"service": "bank", "worker": 1, "at_ms": 0}), ".service", "\"bank\" is no service");
    crash(
        json!({"service": "payments", "worker": 2, "at_ms": 0}),
        ".worker",
        "is 2; allowed are 1 to 1 (workers)",
    );
    crash(json!({"service": "payments", "at_ms": 0}), "", "missing field `worker`");
    let problem = "needs workload.keys, which says how many there are";
    set("workload.keys_in_turn", json!(true), problem);
    set("workload.keys", json!(0), "allowed are 1 to 1000000");
}

#[test]
fn the_settings_of_sqs_have_its_limits() {
    for (field, wrong, allowed) in [
        ("visibility_timeout_ms", json!(0), "allowed are 1 to 43200000"),
        ("wait_ms", json!(20_001), "allowed are 0 to 20000"),
        ("poll_every_ms", json!(0), "allowed are 1 to 3600000"),
        ("batch", json!(11), "allowed are 1 to 10"),
        ("delay_ms", json!(-1), "allowed are 0 to 900000"),
        ("max_receive_count", json!(0), "allowed are 1 to 200"),
    ] {
        for settings in ["broker.sqs", "lanes.1.sqs"] {
            let whole = json!({field: wrong});
            set_elsewhere(settings, whole, &format!("{settings}.{field}"), allowed);
        }
    }
    set_elsewhere("lanes.1.sqs", json!({"fifo": true}), "lanes.1.sqs.fifo", "unknown field `fifo`");
}

#[test]
fn workers_may_differ() {
    set("services.1.worker_times", json!({}), "expected a list");
    let wrong = json!([{"fixed": {"ms": -1}}]);
    set_elsewhere("services.1.worker_times", wrong, "services.1.worker_times.0.fixed.ms", "allowed are 0 to");
    set("lanes.1.service_times", json!([]), "is a list of 0; expected an object");
    let nobody = json!({"nobody": {"fixed": {"ms": 1}}});
    set("lanes.1.service_times", nobody, "\"nobody\" is no service; allowed are orders, payments");
    let wrong = json!({"orders": {"fixed": {"ms": -1}}});
    set_elsewhere(
        "lanes.1.service_times",
        wrong,
        "lanes.1.service_times.orders.fixed.ms",
        "allowed are 0 to",
    );
    let own = json!({"consumer_per_worker": 1});
    set_elsewhere("broker.rabbitmq", own, "broker.rabbitmq.consumer_per_worker", "expected true or false");
}

#[test]
fn classes_of_operations() {
    let class = |field: &str, value: serde_json::Value, at: &str, phrase: &str| {
        let mut class = json!({"id": "a", "name": {"en": "A", "ru": "А"}, "share": 1});
        class[field] = value;
        set_elsewhere("workload.classes", json!([class]), &format!("workload.classes.0{at}"), phrase);
    };
    class("share", json!(0), ".share", "allowed are 0.001 to 1000");
    class("time_factor", json!(0), ".time_factor", "allowed are 0.01 to 1000");
    class("priority", json!(10), ".priority", "allowed are 0 to 9");
    class("weight", json!(1), ".weight", "unknown field `weight`");
    class("name", json!("A"), ".name", "expected an object");
    class("skips", json!(["post"]), ".skips", "\"post\" is no edge; allowed are place, charge");
    class("skips", json!(["place"]), ".skips", "is the way in, which every operation takes");
    class("skips", json!(["charge"]), ".skips", "leaves no edge with \"effect\": true");
    let twice = json!({"id": "a", "name": {"en": "A", "ru": "А"}, "share": 1});
    set("workload.classes", json!([twice, twice]), "\"a\" is there twice");
    set_elsewhere("workload.classes", json!([{"id": "a"}]), "workload.classes.0", "missing field `name`");
    set_elsewhere(
        "workload.objective",
        json!({"share": 0}),
        "workload.objective.share",
        "allowed are 0.001 to 1",
    );
    set("workload.objective.answer_within_ms", json!(0), "allowed are 0.001 to 3600000");
}

#[test]
fn a_broker_that_fails() {
    set("broker.durable", json!(1), "expected true or false");
    let fault = |fault: serde_json::Value, field: &str, phrase: &str| {
        set_elsewhere("faults", json!([fault]), &format!("faults.0{field}"), phrase);
    };
    fault(json!({"broker_down": {}}), ".broker_down", "missing field `from_ms`");
    fault(json!({"broker_down": {"from_ms": -1}}), ".broker_down.from_ms", "allowed are 0 to 86400000");
    fault(json!({"broker_down": {"from_ms": 5, "to_ms": 4}}), ".broker_down.to_ms", "allowed are 5 to");
    fault(json!({"broker_down": {"from_ms": 5, "service": "x"}}), ".broker_down.service", "unknown field");
    fault(json!({"broker_alarm": {"from_ms": 5}}), ".broker_alarm", "missing field `to_ms`");
    fault(json!({"broker_alarm": {"from_ms": 5, "to_ms": 4}}), ".broker_alarm.to_ms", "allowed are 5 to");
    let twice = json!([{"broker_down": {"from_ms": 1}}, {"broker_down": {"from_ms": 2}}]);
    set_elsewhere("faults", twice, "faults.1", "overlaps with an earlier one of the same kind");
    let mut file = valid();
    file.as_object_mut().unwrap().remove("broker");
    file["lanes"] = json!([file["lanes"][0]]);
    file["faults"] = json!([{"broker_down": {"from_ms": 1}}]);
    let mut silent = file.clone();
    silent["faults"] = json!([]);
    silent["derived"]["fault_tolerance"].as_object_mut().unwrap().remove("service");
    refused(
        "nothing to go down",
        &silent,
        "derived.fault_tolerance",
        "needs a service that goes down, or a broker",
    );
    let mut alarmed = file.clone();
    alarmed["faults"] = json!([{"broker_alarm": {"from_ms": 1, "to_ms": 2}}]);
    refused("no broker with an alarm", &alarmed, "faults.0.broker_alarm", "needs a broker");
    refused("no broker to fail", &file, "faults.0.broker_down", "needs a broker");
}

#[test]
fn repeats() {
    let fault = |value: serde_json::Value, at: &str, phrase: &str| {
        set_elsewhere("faults", json!([{"duplicate": value}]), &format!("faults.0.duplicate{at}"), phrase);
    };
    fault(json!({"edge": "post", "from_ms": 0}), ".edge", "\"post\" is no edge");
    fault(json!({"edge": "charge", "operation": 6, "from_ms": 0}), ".operation", "allowed are 1 to 5");
    fault(json!({"edge": "charge", "share": 2, "from_ms": 0}), ".share", "allowed are 0 to 1");
    fault(json!({"edge": "charge", "from_ms": 5, "to_ms": 4}), ".to_ms", "allowed are 5 to");
    fault(json!({"edge": "charge"}), "", "missing field `from_ms`");
    let mut copies = valid();
    copies["edges"][1]["copies"] = json!(2);
    copies["services"][1]["idempotent"] = json!({});
    refused("copies", &copies, "services.1.idempotent", "edge \"charge\" sends copies");
}

#[test]
fn words_of_controls_name_values_that_they_have() {
    let option = |value: f64| serde_json::json!([{"value": value, "name": {"en": "yes", "ru": "да"}}]);
    super::set_elsewhere(
        "controls.0.options",
        option(1e9),
        "controls.0.options",
        "name a value that it never has",
    );
}
