//! Policies of clients, and what goes wrong without anything going down, made from a seed.

use lockstep_core::scenario::presets::CALLS;
use serde_json::{json, Value};

use super::variety::Dice;

/// The `call` of an edge.
pub(crate) fn call(dice: &mut Dice) -> Value {
    let mut call = json!({});
    if let Some(preset) = CALLS.get(dice.below(24) as usize) {
        call["preset"] = preset.word.into();
    }
    if dice.below(4) > 0 {
        call["timeout_ms"] = dice.of(&[0.5, 3.0, 12.0, 40.0]).into();
    }
    if dice.below(3) == 0 {
        call["deadline_ms"] = dice.of(&[1.0, 20.0, 60.0]).into();
    }
    if dice.below(3) == 0 {
        call["cancel"] = true.into();
    }
    if dice.below(3) == 0 {
        call["propagate_deadline"] = (dice.below(4) > 0).into();
    }
    match dice.below(5) {
        0 | 1 => call["retry"] = retry(dice),
        2 => {
            call["hedge"] = hedge(dice);
            // One of the two; a preset may have brought the other.
            call["retry"] = Value::Null;
        }
        _ => {}
    }
    if dice.below(3) == 0 {
        call["breaker"] = json!({
            "window": 1 + dice.below(8), "minimum_calls": 1 + dice.below(6), "failure_share": dice.of(&[0.3, 0.5, 1.0]),
            "open_ms": dice.of(&[0.0, 5.0, 40.0]), "half_open_calls": 1 + dice.below(3),
        });
    }
    if dice.below(4) == 0 {
        call["bulkhead"] = json!({"max_concurrent": 1 + dice.below(3), "max_wait_ms": dice.of(&[0.0, 6.0])});
    }
    if dice.below(4) == 0 {
        call["pool"] = json!({"size": 1 + dice.below(3), "acquire_timeout_ms": dice.of(&[0.0, 2.0, 20.0])});
    }
    call
}

/// The `publish` of an edge.
pub(crate) fn publish(dice: &mut Dice) -> Value {
    if dice.below(4) == 0 {
        return json!({"confirm": false});
    }
    let mut publish = json!({});
    if dice.below(4) > 0 {
        publish["confirm_timeout_ms"] = dice.of(&[0.5, 2.0, 6.0, 40.0]).into();
    }
    if dice.below(4) > 0 {
        publish["retry"] = retry(dice);
    }
    publish
}

/// Gives one edge an outbox, and lets its sender die now and then.
pub(crate) fn relay(dice: &mut Dice, file: &mut Value, count: u64, faults: bool) {
    let place = 1 + dice.below(count - 1) as usize;
    let mut publish = json!({
        "outbox": {"poll_every_ms": dice.of(&[3.0, 20.0, 50.0]), "batch": 1 + dice.below(5)},
    });
    if dice.below(2) == 0 {
        // Longer than any way there and back, or the relay would never have done.
        publish["confirm_timeout_ms"] = 60.into();
    }
    file["edges"][place]["publish"] = publish;
    if !faults || dice.below(2) == 0 {
        return;
    }
    // Who dies there is called.
    let sender = file["edges"][place]["from"].clone();
    let edges = file["edges"].as_array().unwrap();
    let into = edges.iter().find(|edge| edge["to"] == sender).map(|edge| edge["id"].clone()).unwrap();
    for lane in file["lanes"].as_array_mut().unwrap() {
        lane["edges"][into.as_str().unwrap()] = "call".into();
    }
    let from = dice.below(60);
    let mut crash = json!({"edge": format!("e{place}"), "share": dice.of(&[0.2, 1.0]), "from_ms": from});
    if dice.below(2) == 0 {
        crash["to_ms"] = (from + dice.below(200)).into();
    }
    file["faults"].as_array_mut().unwrap().push(json!({"crash_between": crash}));
}

fn hedge(dice: &mut Dice) -> Value {
    let mut hedge = json!({"delay_ms": dice.of(&[0.0, 1.0, 8.0]), "max_attempts": 1 + dice.below(4)});
    if dice.below(3) == 0 {
        hedge["throttle"] = json!({"max_tokens": 4, "token_ratio": dice.of(&[0.1, 0.5])});
    }
    hedge
}

fn retry(dice: &mut Dice) -> Value {
    let mut retry = json!({"max_attempts": 1 + dice.below(4)});
    if dice.below(3) > 0 {
        let jitter = match dice.below(3) {
            0 => json!({"none": {}}),
            1 => json!({"full": {}}),
            _ => json!({"plus_minus": {"share": 0.2}}),
        };
        retry["backoff"] = json!({
            "initial_ms": dice.of(&[0.0, 1.0, 5.0]), "multiplier": 2, "max_ms": 8, "jitter": jitter,
        });
    }
    if dice.below(4) == 0 {
        retry["throttle"] = json!({"max_tokens": 4, "token_ratio": dice.of(&[0.1, 0.5])});
    }
    if dice.below(4) == 0 {
        retry["budget"] = json!({"tokens": 20, "retry_cost": 5});
    }
    if dice.below(3) == 0 {
        let which = ["timeout", "refused", "error", "rejected"][dice.below(4) as usize];
        retry["on"] = json!([which]);
    }
    retry
}

/// Adds up to three disturbances, one of a kind; what hangs or loses is over after a while.
pub(crate) fn disturb(dice: &mut Dice, file: &mut Value, steady: bool) {
    for kind in 0..5 {
        if dice.below(2) == 0 || (steady && kind < 2) {
            continue;
        }
        let count = file["services"].as_array().map_or(1, Vec::len) as u64;
        let place = dice.below(count);
        let (service, edge) = (format!("s{place}"), format!("e{place}"));
        let (from, to) = (dice.below(120), 120 + dice.below(120));
        let fault = match kind {
            0 => json!({"slow": {"service": service, "factor": dice.of(&[0.5, 3.0, 10.0]), "from_ms": from}}),
            1 => json!({"hang": {"service": service, "from_ms": from, "to_ms": to}}),
            2 => json!({"error": {"service": service, "share": dice.of(&[0.3, 1.0]), "from_ms": from}}),
            3 => json!({"delay": {"edge": edge, "ms": dice.of(&[0.0, 5.0]), "from_ms": from, "to_ms": to}}),
            _ => {
                impatient(dice, file, place as usize);
                json!({"loss": {"edge": edge, "share": dice.of(&[0.3, 1.0]), "from_ms": from, "to_ms": to}})
            }
        };
        if let Some(faults) = file["faults"].as_array_mut() {
            faults.push(fault);
        }
    }
}

/// Nobody waits for ever along an edge.
fn impatient(dice: &mut Dice, file: &mut Value, place: usize) {
    let timeout = dice.of(&[12.0, 40.0]);
    file["edges"][place]["call"]["timeout_ms"] = timeout.into();
    for lane in file["lanes"].as_array_mut().into_iter().flatten() {
        let edge = format!("e{place}");
        if lane["policies"].get(&edge).is_some() {
            lane["policies"][edge]["timeout_ms"] = timeout.into();
        }
    }
}

/// What a bounded queue may do besides turning calls away.
pub(crate) fn queue(dice: &mut Dice, service: &mut Value) {
    if dice.below(2) == 0 {
        let workers = service["workers"].as_u64().unwrap_or(1);
        service["max_workers"] = (workers + dice.below(3)).into();
    }
    if dice.below(2) == 0 {
        let order = ["fifo", "lifo", "priority"][dice.below(3) as usize];
        let overflow = ["reject", "oldest_out"][dice.below(2) as usize];
        service["queue"] = json!({"order": order, "overflow": overflow});
        if dice.below(3) == 0 {
            service["queue"]["shed_above"] = dice.below(4).into();
            service["queue"]["shed_retry_after_ms"] = dice.of(&[-1.0, 0.0, 5.0]).into();
        }
    }
}
