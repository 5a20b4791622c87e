//! Kinds of broker, and the settings of each.

use serde_json::json;

use super::{set, set_elsewhere};

#[test]
fn kafka_is_refused_without_its_settings() {
    set("lanes.1.broker", json!("sqs"), "`rabbitmq` or `kafka`");
    set("lanes.1.broker", json!("kafka"), "broker.kafka, which says how many partitions, is missing");
    set_elsewhere("broker.kafka", json!({}), "broker.kafka", "missing field `partitions`");
    let kafka =
        |partitions: u32, records: u32| json!({"partitions": partitions, "max_poll_records": records});
    set_elsewhere("broker.kafka", kafka(0, 1), "broker.kafka.partitions", "allowed are 1 to 1000");
    set_elsewhere("broker.kafka", kafka(1, 0), "broker.kafka.max_poll_records", "allowed are 1 to 10000");
    set("workload.keys", json!(0), "allowed are 1 to 1000000");
}
