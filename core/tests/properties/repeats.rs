//! Messages that come twice and consumers that remember, made from a seed.

use serde_json::{json, Value};

use super::variety::Dice;

/// Makes some services of a file idempotent and, among faults, some messages come twice.
pub(crate) fn add(dice: &mut Dice, file: &mut Value, faults: bool) {
    let edges = file["edges"].as_array().cloned().unwrap_or_default();
    for edge in &edges {
        // Copies are different work.
        if dice.below(4) == 0 && edge["copies"] == 1 {
            for service in file["services"].as_array_mut().into_iter().flatten() {
                if service["id"] == edge["to"] {
                    service["idempotent"] = json!({"window_ms": dice.of(&[0.0, 20.0, 1000.0])});
                }
            }
        }
    }
    if !faults || dice.below(3) > 0 {
        return;
    }
    let edge = &edges[dice.below(edges.len() as u64) as usize]["id"];
    let mut duplicate = json!({"edge": edge, "from_ms": dice.below(40)});
    match dice.below(3) {
        0 => duplicate["operation"] = (1 + dice.below(10)).into(),
        1 => duplicate["share"] = dice.of(&[0.2, 0.7]).into(),
        _ => duplicate["to_ms"] = (60 + dice.below(200)).into(),
    }
    if let Some(faults) = file["faults"].as_array_mut() {
        faults.push(json!({"duplicate": duplicate}));
    }
}
