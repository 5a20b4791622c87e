//! Edges that undo others, and cannot.

use serde_json::{json, Value};

use super::{at, refused, valid};

/// The valid file with a third edge that undoes the second, and with some values changed in it.
fn with(changes: &[(&str, Value)]) -> Value {
    let mut file = valid();
    let undo = json!({"id": "refund", "from": "orders", "to": "payments", "compensates": "charge"});
    at(&mut file, "edges").as_array_mut().unwrap().push(undo);
    for lane in 0..2 {
        *at(&mut file, &format!("lanes.{lane}.edges.refund")) = "call".into();
    }
    for (path, value) in changes {
        *at(&mut file, path) = value.clone();
    }
    file
}

#[test]
fn compensations() {
    super::read(&with(&[])).unwrap();
    let wrong = |changes: &[(&str, Value)], field: &str, phrase: &str| {
        refused(&format!("{changes:?}"), &with(changes), field, phrase);
    };
    let id = "edges.2.compensates";
    wrong(&[(id, json!("post"))], id, "\"post\" is no edge; allowed are place, charge, refund");
    wrong(&[(id, json!("refund"))], id, "\"refund\" does not stand before it; allowed are edges that do");
    wrong(&[(id, json!("place"))], id, "\"place\" is the way in, which no service can undo");
    wrong(&[("edges.2.to", json!("orders"))], id, "leads from orders to payments, and so must this edge");
    wrong(&[("edges.2.from", json!("payments"))], id, "leads from orders to payments");
    wrong(&[("edges.2.effect", json!(true))], "edges.2.effect", "a compensation takes an effect away");
    for copied in ["edges.1.copies", "edges.2.copies"] {
        wrong(&[(copied, json!(2))], id, "what is undone is sent once");
    }
    let dies = json!([{"crash_between": {"edge": "refund", "share": 1, "from_ms": 0}}]);
    let called = ("lanes.1.edges.place", json!("call"));
    let phrase = "\"refund\" undoes a step, and has no outbox in lane";
    wrong(&[called, ("faults", dies)], "faults.0.crash_between.edge", phrase);
    let more = |compensates: &str| {
        let third = json!({"id": "again", "from": "orders", "to": "payments", "compensates": compensates});
        let mut file =
            with(&[("lanes.0.edges.again", json!("call")), ("lanes.1.edges.again", json!("call"))]);
        at(&mut file, "edges").as_array_mut().unwrap().push(third);
        file
    };
    refused("twice", &more("charge"), "edges.3.compensates", "\"charge\" is compensated by an earlier edge");
    refused("of one", &more("refund"), "edges.3.compensates", "\"refund\" is itself a compensation");
    wrong(&[("lanes.1.broker", json!("sqs"))], id, "a message over SQS");
    wrong(&[("lanes.0.compensation", json!("no"))], "lanes.0.compensation", "expected true or false");
}

#[test]
fn choreographies() {
    let path = "lanes.1.choreography";
    let by_messages: &[(&str, Value)] = &[
        (path, json!(true)),
        ("lanes.1.edges.charge", json!("message")),
        ("lanes.1.edges.refund", json!("message")),
    ];
    super::read(&with(by_messages)).unwrap();
    let wrong = |more: &[(&str, Value)], phrase: &str| {
        refused(&format!("{more:?}"), &with(&[by_messages, more].concat()), path, phrase);
    };
    super::set(path, json!(true), "is true, and no edge compensates another");
    super::set(path, json!("yes"), "expected true or false");
    wrong(&[("lanes.1.edges.charge", json!("call"))], "\"charge\" is called, copied or of a topic");
    wrong(&[("lanes.1.edges.refund", json!("call"))], "\"refund\" is called, copied or of a topic");
    let told = [("lanes.1.reply", json!({"event": {}})), ("lanes.1.edges.place", json!("message"))];
    wrong(&told, "does not go with a reply");
    let class = json!([{"id": "a", "name": {"en": "A", "ru": "А"}, "share": 1, "skips": ["refund"]}]);
    wrong(&[("workload.classes", class)], "a class skips \"refund\"");
    // A step between the first and the last that nobody could undo.
    let step = |from: &str, undone: bool| {
        let mut file = with(by_messages);
        let mut third = at(&mut file, "services.1").clone();
        third["id"] = "mail".into();
        at(&mut file, "services").as_array_mut().unwrap().push(third);
        let mut more = vec![json!({"id": "mail", "from": from, "to": "mail"})];
        if undone {
            more.push(json!({"id": "unmail", "from": from, "to": "mail", "compensates": "mail"}));
        } else {
            at(&mut file, "edges").as_array_mut().unwrap().pop();
            more.push(json!({"id": "unmail", "from": from, "to": "mail", "compensates": "mail"}));
            for lane in 0..2 {
                at(&mut file, &format!("lanes.{lane}.edges")).as_object_mut().unwrap().remove("refund");
            }
        }
        at(&mut file, "edges").as_array_mut().unwrap().extend(more);
        for id in ["mail", "unmail"] {
            *at(&mut file, &format!("lanes.0.edges.{id}")) = "call".into();
            *at(&mut file, &format!("lanes.1.edges.{id}")) = "message".into();
        }
        file
    };
    super::read(&step("orders", true)).unwrap();
    let phrase = "needs an edge that compensates \"charge\", which another step follows";
    refused("no way back", &step("orders", false), path, phrase);
    refused("a saga in a saga", &step("payments", true), path, "needs steps without a saga of their own");
}

#[test]
fn answers_to_steps() {
    let path = "lanes.1.step_replies";
    let by_messages: &[(&str, Value)] = &[
        (path, json!({"timeout_ms": 20})),
        ("lanes.1.edges.charge", json!("message")),
        ("lanes.1.edges.refund", json!("message")),
    ];
    super::read(&with(by_messages)).unwrap();
    let wrong = |more: &[(&str, Value)], phrase: &str| {
        refused(&format!("{more:?}"), &with(&[by_messages, more].concat()), path, phrase);
    };
    super::set(path, json!({}), "is there, and no step of a saga is a message");
    super::set(path, json!(true), "expected an object");
    wrong(&[("lanes.1.choreography", json!(true))], "nobody orchestrates whom they could tell");
    let called = [("lanes.1.edges.charge", json!("call")), ("lanes.1.edges.refund", json!("call"))];
    wrong(&called, "no step of a saga is a message");
    // One that is a message, with any other a call, is answered.
    super::read(&with(&[by_messages, &called[..1]].concat())).unwrap();
    wrong(
        &[("edges.1.topic", json!("paid"))],
        "needs single messages; \"charge\" is copied, of a topic or of",
    );
    wrong(
        &[("edges.2.publish", json!({"outbox": {"poll_every_ms": 10}}))],
        "needs single messages; \"refund\" is",
    );
    let sqs = [("lanes.1.broker", json!("sqs")), ("lanes.1.edges.charge", json!("call"))];
    wrong(&[&sqs[..], &[("lanes.1.edges.refund", json!("call"))]].concat(), "does not go with SQS");
    let short = with(&[by_messages, &[(path, json!({"timeout_ms": 0}))]].concat());
    refused("at once", &short, &format!("{path}.timeout_ms"), "allowed are 0.001 to");
    let strange = with(&[by_messages, &[(path, json!({"after_ms": 1}))]].concat());
    refused("strange", &strange, &format!("{path}.after_ms"), "timeout_ms");
}
