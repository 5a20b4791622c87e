//! Edges that undo others, made from a seed.

use serde_json::{json, Value};

use super::policies;
use super::variety::Dice;

/// Adds edges that undo some of those that there are.
pub(crate) fn compensate(dice: &mut Dice, edges: &mut Vec<Value>, lanes: &mut [Value]) {
    for place in 1..edges.len() {
        if dice.below(3) > 0 {
            edges[place]["from"] = edges[0]["to"].clone();
        }
        if edges[place]["copies"] != 1 || dice.below(4) == 0 {
            continue;
        }
        if dice.below(2) == 0 {
            edges[place]["effect"] = true.into();
        }
        let (id, step) = (format!("c{place}"), edges[place]["id"].clone());
        let (from, to) = (edges[place]["from"].clone(), edges[place]["to"].clone());
        for lane in &mut *lanes {
            if lane["broker"] == "sqs" {
                // There a worker looks after one queue, and nothing else.
                lane["edges"][format!("e{place}")] = "call".into();
            }
            let message = lane["broker"] != "sqs" && lane["style"] != "sync" && dice.below(3) == 0;
            lane["edges"][&id] = if message { "message" } else { "call" }.into();
        }
        let mut edge = json!({"id": id, "from": from, "to": to, "compensates": step});
        if dice.below(4) == 0 {
            edge["call"] = policies::call(dice);
        }
        edges.push(edge);
    }
    for lane in lanes {
        if dice.below(5) == 0 {
            lane["compensation"] = false.into();
        }
    }
}

/// Some operations' last step fails, and so does what is to undo others; only where something can be undone.
pub(crate) fn fail(dice: &mut Dice, file: &mut Value) {
    let edges: Vec<Value> = file["edges"].as_array().into_iter().flatten().cloned().collect();
    for edge in edges.iter().filter(|edge| edge["compensates"].is_string()) {
        let beside = |other: &&Value| other["from"] == edge["from"] && other["compensates"].is_null();
        let last = edges.iter().rfind(beside).unwrap_or(edge);
        for (failing, most) in [(last, 6), (edge, 3)] {
            for _ in 0..dice.below(most + 1) {
                let poison = json!({"operation": 1 + dice.below(10), "edge": failing["id"]});
                file["faults"].as_array_mut().unwrap().push(json!({"poison": poison}));
            }
        }
    }
}

/// Lets senders of steps wait for the answers to those that are messages, where there are some; not always for ever.
pub(crate) fn answer(dice: &mut Dice, file: &mut Value) {
    let edges: Vec<Value> = file["edges"].as_array().into_iter().flatten().cloned().collect();
    let undoing =
        |from: &Value| edges.iter().any(|edge| edge["compensates"].is_string() && edge["from"] == *from);
    let steps = || edges.iter().filter(|edge| undoing(&edge["from"]));
    for place in 1..3 {
        let lane = &file["lanes"][place];
        let message = |edge: &&Value| lane["edges"][edge["id"].as_str().unwrap_or_default()] == "message";
        let single = |edge: &Value| {
            let relayed = |publish: &Value| publish.to_string().contains("outbox");
            let own = &lane["publish"][edge["id"].as_str().unwrap_or_default()];
            edge["copies"] == Value::Null
                || edge["copies"] == 1
                    && edge["topic"].is_null()
                    && !relayed(&edge["publish"])
                    && !relayed(own)
        };
        let fits = steps().filter(message).all(single) && steps().any(|edge| message(&edge));
        if fits && lane["broker"] != "sqs" && lane["choreography"] != true && dice.below(4) > 0 {
            // Without a limit who hears nothing waits for ever, and the run ends with that.
            file["lanes"][place]["step_replies"] = json!({"timeout_ms": dice.of(&[8.0, 25.0, 80.0])});
        }
    }
}

/// Makes a lane a choreography, if one sender orchestrates all that there is and its steps may follow each other.
pub(crate) fn choreograph(dice: &mut Dice, file: &mut Value) {
    if file["faults"].to_string().contains("crash_between") || file.to_string().contains("\"commit\"") {
        return;
    }
    let edges: Vec<Value> = file["edges"].as_array().into_iter().flatten().cloned().collect();
    let undoing = || edges.iter().filter(|edge| edge["compensates"].is_string());
    let Some(sender) = undoing().next().map(|edge| edge["from"].clone()) else { return };
    let steps: Vec<&Value> =
        edges.iter().filter(|edge| edge["from"] == sender && edge["compensates"].is_null()).collect();
    let undone = |step: &&Value| undoing().any(|edge| edge["compensates"] == step["id"]);
    let all_but_the_last = steps[..steps.len() - 1].iter().all(undone);
    if undoing().any(|edge| edge["from"] != sender) || !all_but_the_last {
        return;
    }
    let place = 1 + dice.below(2) as usize;
    if file["lanes"][place]["broker"] == "sqs" {
        return;
    }
    for edge in edges.iter().filter(|edge| edge["from"] == sender) {
        file["lanes"][place]["edges"][edge["id"].as_str().unwrap_or_default()] = "message".into();
    }
    for edge in file["edges"].as_array_mut().into_iter().flatten().filter(|edge| edge["from"] == sender) {
        edge["copies"] = 1.into();
    }
    for class in file["workload"]["classes"].as_array_mut().into_iter().flatten() {
        class["skips"] = Vec::<Value>::new().into();
    }
    file["lanes"][place]["reply"] = Value::Null;
    file["lanes"][place]["choreography"] = true.into();
}
