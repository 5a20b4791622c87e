//! Edges that are published together, made from a seed.

use serde_json::Value;

use super::variety::Dice;

/// Makes a topic of edges of one sender, as far as they may be of one.
pub(crate) fn subscribe(dice: &mut Dice, file: &mut Value) {
    // Who dies between two things is called, and that must stay so.
    let events = file["lanes"].to_string().contains("\"choreography\":true");
    if events || file["faults"].to_string().contains("crash_between") {
        return;
    }
    let all: Vec<Value> = file["edges"].as_array().into_iter().flatten().cloned().collect();
    let faults = file["faults"].as_array().cloned().unwrap_or_default();
    let skipped = file["workload"]["classes"].to_string();
    let alone = |edge: &Value| {
        let undone = all.iter().any(|other| other["compensates"] == edge["id"]);
        let twice = |fault: &Value| fault["duplicate"]["edge"] == edge["id"];
        edge["copies"] == 1
            && !faults.iter().any(twice)
            && edge["compensates"].is_null()
            && !undone
            && !skipped.contains(&edge["id"].to_string())
    };
    let sender = &all[dice.below(all.len() as u64) as usize]["to"];
    let members: Vec<usize> =
        (1..all.len()).filter(|place| all[*place]["from"] == *sender && alone(&all[*place])).collect();
    let Some(first) = members.first() else { return };
    let never_refuses = |queue: &mut Value| {
        if queue["overflow"].is_string() {
            queue["overflow"] = "drop_head".into();
        }
    };
    if file["broker"]["rabbitmq"].is_object() {
        never_refuses(&mut file["broker"]["rabbitmq"]);
    }
    let messages: Vec<bool> = (0..3).map(|_| dice.below(4) > 0).collect();
    for place in &members {
        let id = all[*place]["id"].as_str().unwrap_or_default();
        let edge = &mut file["edges"][*place];
        edge["topic"] = "news".into();
        if place != first {
            edge["publish"] = Value::Null;
        }
        if edge["queue"].is_object() {
            never_refuses(&mut edge["queue"]);
        }
        for (lane, message) in file["lanes"].as_array_mut().into_iter().flatten().zip(&messages) {
            let message = *message && lane["broker"] != "sqs" && lane["style"] != "sync";
            lane["edges"][id] = if message { "message" } else { "call" }.into();
            if let Some(queue) = lane["queues"].get_mut(id) {
                never_refuses(queue);
            }
            if let Some(publish) = lane["publish"].as_object_mut().filter(|_| place != first) {
                publish.remove(id);
            }
        }
    }
}
