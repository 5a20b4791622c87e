//! Crashes of single workers, and the ways in which Kafka consumers commit, made from a seed.

use serde_json::{json, Value};

use super::variety::Dice;

/// Gives some lanes another way to commit, and among faults lets some workers crash.
pub(crate) fn add(dice: &mut Dice, file: &mut Value, faults: bool) {
    // Whoever commits first waits for the broker, even for ever.
    let forever = |fault: &Value| fault.get("broker_down").is_some_and(|down| down["to_ms"].is_null());
    let orders =
        if file["faults"].as_array().is_some_and(|faults| faults.iter().any(forever)) { 3 } else { 4 };
    // Whole polls are of one topic.
    let undoing = file["edges"]
        .as_array()
        .is_some_and(|edges| edges.iter().any(|edge| edge.get("compensates").is_some()));
    for lane in file["lanes"].as_array_mut().into_iter().flatten().filter(|lane| lane["broker"] == "kafka") {
        let order = ["after_each", "after_batch", "auto", "before_batch"][dice.below(orders) as usize];
        let order = if undoing { "after_each" } else { order };
        let linger = dice.of(&[0.0, 0.0, 3.0]);
        lane["kafka"] = json!({
            "linger_ms": linger, "batch_records": 1 + dice.below(4), "fetch_min_records": 1 + dice.below(3) * dice.below(2),
            "fetch_max_wait_ms": dice.of(&[2.0, 30.0]),
            "commit": order, "auto_commit_every_ms": dice.of(&[1.0, 30.0]), "session_timeout_ms": dice.of(&[1.0, 10.0, 40.0]),
        });
    }
    for _ in 0..dice.below(6) {
        let services = file["services"].as_array().cloned().unwrap_or_default();
        let service = &services[dice.below(services.len() as u64) as usize];
        let worker = 1 + dice.below(service["workers"].as_u64().unwrap_or(1));
        let mut crash = json!({"service": service["id"], "worker": worker, "at_ms": dice.below(150)});
        // The first comes back, or what waits would wait for ever.
        if worker == 1 || dice.below(4) > 0 {
            crash["restart_after_ms"] = dice.of(&[0.0, 7.0, 40.0, 120.0]).into();
        }
        if let Some(all) = file["faults"].as_array_mut().filter(|_| faults) {
            all.push(json!({"crash": crash}));
        }
    }
}
