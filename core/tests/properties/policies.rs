//! Policies of clients made from a seed.

use serde_json::{json, Value};

use super::variety::Dice;

/// The `call` of an edge.
pub(crate) fn call(dice: &mut Dice) -> Value {
    let mut call = json!({});
    if dice.below(4) > 0 {
        call["timeout_ms"] = dice.of(&[0.5, 3.0, 12.0, 40.0]).into();
    }
    if dice.below(3) == 0 {
        call["deadline_ms"] = dice.of(&[1.0, 20.0, 60.0]).into();
    }
    if dice.below(2) == 0 {
        call["retry"] = retry(dice);
    }
    call
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
    if dice.below(3) == 0 {
        let which = ["timeout", "refused", "error"][dice.below(3) as usize];
        retry["on"] = json!([which]);
    }
    retry
}
