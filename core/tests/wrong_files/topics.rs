//! Topics that cannot be.

use serde_json::{json, Value};

use super::{at, refused, valid};

/// The valid file with a third service, and a topic that the second and the third subscribe to.
fn with(changes: &[(&str, Value)]) -> Value {
    let mut file = valid();
    let mut third = at(&mut file, "services.1").clone();
    third["id"] = "mail".into();
    at(&mut file, "services").as_array_mut().unwrap().push(third);
    let edge = json!({"id": "mail", "from": "orders", "to": "mail", "topic": "placed"});
    at(&mut file, "edges").as_array_mut().unwrap().push(edge);
    *at(&mut file, "edges.1.topic") = "placed".into();
    for (lane, mode) in ["call", "message"].iter().enumerate() {
        *at(&mut file, &format!("lanes.{lane}.edges.charge")) = (*mode).into();
        *at(&mut file, &format!("lanes.{lane}.edges.mail")) = (*mode).into();
    }
    for (path, value) in changes {
        *at(&mut file, path) = value.clone();
    }
    file
}

#[test]
fn topics() {
    super::read(&with(&[])).unwrap();
    let wrong = |changes: &[(&str, Value)], field: &str, phrase: &str| {
        refused(&format!("{changes:?}"), &with(changes), field, phrase);
    };
    let (first, second) = ("edges.1.topic", "edges.2.topic");
    wrong(&[(second, json!(""))], second, "allowed are 1 to 40 of a-z");
    wrong(
        &[("edges.2.from", json!("payments"))],
        second,
        "is published by orders; allowed are edges from there",
    );
    wrong(&[("edges.2.copies", json!(2))], second, "does not go with copies");
    wrong(&[("edges.2.publish", json!({}))], second, "is published along \"charge\"; say there how");
    wrong(&[("lanes.1.publish", json!({"mail": {}}))], second, "is published along \"charge\"");
    wrong(&[("lanes.1.edges.mail", json!("call"))], second, "is partly called in lane");
    wrong(&[("lanes.1.broker", json!("sqs"))], first, "SNS before it is not modelled");
    let refuses = json!({"overflow": "reject_publish"});
    wrong(&[("edges.2.queue", refuses)], second, "has a queue that refuses in lane");
    let class = json!([{"id": "a", "name": {"en": "A", "ru": "А"}, "share": 1, "skips": ["mail"]}]);
    wrong(&[("workload.classes", class)], second, "a class must not skip one of its subscribers");
    for id in ["charge", "mail"] {
        let duplicate = json!([{"duplicate": {"edge": id, "from_ms": 0}}]);
        wrong(&[("faults", duplicate)], "faults.0.duplicate.edge", "is of a topic; allowed are other edges");
    }
    let away = |fields: Value| ("faults", json!([{"unsubscribed": fields}]));
    super::read(&with(&[away(json!({"edge": "mail", "from_ms": 0}))])).unwrap();
    let place = "faults.0.unsubscribed";
    wrong(
        &[away(json!({"edge": "place", "from_ms": 0}))],
        &format!("{place}.edge"),
        "\"place\" has no topic",
    );
    wrong(
        &[away(json!({"edge": "post", "from_ms": 0}))],
        &format!("{place}.edge"),
        "is no edge; allowed are",
    );
    wrong(&[away(json!({"edge": "mail"}))], place, "missing field `from_ms`");
    let back = json!({"edge": "mail", "from_ms": 5, "to_ms": 4});
    wrong(&[away(back)], &format!("{place}.to_ms"), "allowed are 5 to 86400000");
    let one = |from: u32| json!({"unsubscribed": {"edge": "mail", "from_ms": from}});
    wrong(
        &[("faults", json!([one(1), one(2)]))],
        "faults.1",
        "overlaps with an earlier one of the same kind",
    );
    // Its sender is called, or it would be refused for that.
    let dies = |id: &str| json!([{"crash_between": {"edge": id, "share": 1, "from_ms": 0}}]);
    let called = ("lanes.1.edges.place", json!("call"));
    super::read(&with(&[called.clone(), ("faults", dies("charge"))])).unwrap();
    let phrase = "\"mail\" is published along \"charge\" in lane";
    wrong(&[called, ("faults", dies("mail"))], "faults.0.crash_between.edge", phrase);
    let mut undone = with(&[]);
    let undo = json!({"id": "undo", "from": "orders", "to": "mail", "compensates": "mail"});
    at(&mut undone, "edges").as_array_mut().unwrap().push(undo);
    for lane in 0..2 {
        *at(&mut undone, &format!("lanes.{lane}.edges.undo")) = "call".into();
    }
    refused("undone", &undone, second, "does not go with compensation");
}

/// Nobody misses anything where everybody stays: it would be met by no lane, as it is not measured.
#[test]
fn what_nobody_can_miss_is_not_demanded() {
    let demand = |edge: &str| {
        let name = json!({"en": "A", "ru": "А"});
        let whole = json!({
            "id": "a", "name": name, "metric": "missed", "edge": edge, "limit": 1, "min": 0, "max": 2, "step": 1
        });
        ("requirements", json!([whole]))
    };
    let place = "requirements.0.edge";
    let wrong = |changes: &[(&str, Value)], phrase: &str| {
        refused(&format!("{changes:?}"), &with(changes), place, phrase);
    };
    wrong(&[demand("mail")], "comes and goes, and only with them; allowed are none");
    let away = ("faults", json!([{"unsubscribed": {"edge": "charge", "from_ms": 1}}]));
    wrong(&[demand("mail"), away.clone()], "allowed are charge");
    super::read(&with(&[demand("charge"), away])).unwrap();
    let own = ("edges.2.queue", json!({"exclusive": true}));
    wrong(&[demand("charge"), own.clone()], "allowed are mail");
    super::read(&with(&[demand("mail"), own.clone()])).unwrap();
    // A log has no such queue.
    wrong(&[demand("mail"), own, ("lanes.1.broker", json!("kafka"))], "allowed are none");
}
