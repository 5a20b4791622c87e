//! Outages and poisons that chance brings within a run, made from a seed.

use lockstep_core::scenario::Scenario;
use serde_json::{json, Value};

use super::variety::{Dice, REST_MS};

/// Adds outages of a service and of the broker, what is slow, hangs or is delayed, and a share of poisoned operations.
/// Where work is to be steady nothing changes its length.
pub(crate) fn add(dice: &mut Dice, file: &mut Value, steady: bool) {
    let place = dice.below(file["services"].as_array().map_or(1, Vec::len) as u64);
    if dice.below(3) == 0 {
        let poison = json!({"share": dice.of(&[0.0, 0.1, 0.5]), "edge": format!("e{place}")});
        push(file, json!({"poison": poison}));
    }
    let service = format!("s{place}");
    let is_down = |word: &'static str| {
        let service = service.clone();
        move |fault: &Value| {
            fault
                .get(word)
                .is_some_and(|down| down["service"].is_null() || down["service"] == service.as_str())
        }
    };
    let faults = file["faults"].as_array().cloned().unwrap_or_default();
    if dice.below(3) == 0 && !faults.iter().any(is_down("down")) {
        let mut down = means(dice, 90.0);
        down["service"] = service.as_str().into();
        push(file, json!({"down": down}));
        // As the outages that are named, they leave the broker the time to hear of each.
        while !rest(file) {
            file["seed"] = (dice.below(1 << 40)).into();
        }
    }
    if dice.below(4) == 0 && !faults.iter().any(is_down("broker_down")) {
        let down = means(dice, 30.0);
        push(file, json!({"broker_down": down}));
    }
    for (word, extra) in [
        ("slow", json!({"factor": 4})),
        ("hang", json!({})),
        ("delay", json!({"edge": format!("e{place}"), "ms": 3})),
    ] {
        let there =
            file["faults"].as_array().is_some_and(|all| all.iter().any(|fault| !fault[word].is_null()));
        if dice.below(4) == 0 && !there && (!steady || word == "delay") {
            let mut fault = means(dice, 60.0);
            fault.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
            if word != "delay" {
                fault["service"] = service.as_str().into();
            }
            push(file, json!({ word: fault }));
        }
    }
}

fn means(dice: &mut Dice, up: f64) -> Value {
    let from = dice.below(60);
    json!({
        "mean_up_ms": up, "mean_down_ms": dice.of(&[5.0, 30.0]), "from_ms": from, "to_ms": from + 300,
    })
}

fn push(file: &mut Value, fault: Value) {
    file["faults"].as_array_mut().unwrap().push(fault);
}

fn rest(file: &Value) -> bool {
    let json = file.to_string();
    let scenario = Scenario::from_json(&json).unwrap_or_else(|problem| panic!("{problem}\n{json}"));
    scenario.model.faults.windows(2).all(|pair| {
        let up = pair[0].to.map_or(0, |to| pair[1].from.since(to).micros());
        pair[0].service != pair[1].service || up >= REST_MS * 1000
    })
}
