//! Policies of RabbitMQ queues that cannot be.

use serde_json::{json, Value};

use super::{at, read, refused, set, set_elsewhere, valid};

/// The policies of a queue, those of all queues and those of one.
#[test]
fn queues() {
    for place in ["broker.rabbitmq", "edges.1.queue", "lanes.1.queues.charge"] {
        let queue = |value: Value, field: &str, phrase: &str| {
            set_elsewhere(place, value, &format!("{place}{field}"), phrase);
        };
        queue(json!([]), "", "is a list of 0; expected an object");
        queue(json!({"length": 5}), ".length", "`max_length`");
        queue(json!({"message_ttl_ms": 0}), ".message_ttl_ms", "allowed are 0.001 to 3600000");
        queue(json!({"max_length": -1}), ".max_length", "allowed are 0 to 1000000");
        queue(
            json!({"overflow": "drop"}),
            ".overflow",
            "`drop_head`, `reject_publish`, `reject_publish_dlx`",
        );
        queue(json!({"on_failure": "retry"}), ".on_failure", "`reject` or `requeue`");
        queue(json!({"delivery_limit": 201}), ".delivery_limit", "allowed are 0 to 200");
        queue(json!({"dead_letter": "dlq"}), ".dead_letter", "expected true or false");
        queue(json!({"prefetch": 10_001}), ".prefetch", "allowed are 0 to 10000");
        let both = json!({"overflow": "reject_publish_dlx", "delivery_limit": 20});
        let phrase =
            "is \"reject_publish_dlx\"; a quorum queue, which has a delivery limit, allows drop_head and \
                      reject_publish; see ";
        queue(both, ".overflow", &format!("{phrase}{place}.delivery_limit"));
        queue(json!({"exclusive": 1}), ".exclusive", "expected true or false");
        for (other, value, phrase) in [
            ("consumer_per_worker", json!(true), "is true; an exclusive queue is of one connection"),
            ("delivery_limit", json!(2), "is 2; an exclusive queue is no quorum queue"),
        ] {
            let both = json!({"exclusive": true, other: value});
            queue(both.clone(), &format!(".{other}"), phrase);
            queue(both, &format!(".{other}"), &format!("; see {place}.exclusive"));
        }
        let phrase = format!(
            "is 2; a queue's prefetch is given, too; allowed is one of the two; see {place}.prefetch"
        );
        set_elsewhere(place, json!({"prefetch": 5}), "broker.prefetch_per_worker", &phrase);
    }
    set_elsewhere(
        "lanes.1.queues",
        json!({"post": {}}),
        "lanes.1.queues",
        "\"post\" is no edge; allowed are place, charge",
    );
}

/// What the lane, the edge and the broker say together is answered where each of it is said.
#[test]
fn queues_of_several_places() {
    let mut file = valid();
    file["broker"]["rabbitmq"] = json!({"overflow": "reject_publish_dlx", "exclusive": true});
    file["edges"][1]["queue"] = json!({"overflow": "drop_head"});
    assert!(read(&file).is_ok(), "each queue by itself is right");
    file["lanes"][1]["queues"]["charge"] = json!({"consumer_per_worker": true});
    let phrase = "; see broker.rabbitmq.exclusive";
    refused("the lane's", &file, "lanes.1.queues.charge.consumer_per_worker", phrase);
    file["lanes"][1]["queues"]["charge"] = json!({"exclusive": false, "delivery_limit": 3});
    assert!(read(&file).is_ok(), "the lane has the last word");
    file["edges"][1]["queue"]["overflow"] = json!(null);
    refused("the broker's", &file, "broker.rabbitmq.overflow", "; see lanes.1.queues.charge.delivery_limit");
    file["edges"][0]["queue"] = json!({"overflow": "reject_publish_dlx", "delivery_limit": 0});
    refused("the first edge's", &file, "edges.0.queue.overflow", "; see edges.0.queue.delivery_limit");
}

/// A quorum queue, which has a delivery limit, lets nobody hold more than 2000.
#[test]
fn prefetch_of_quorum_queues() {
    let phrase = "a quorum queue, which has a delivery limit, allows 2000";
    for place in ["broker.rabbitmq", "edges.1.queue", "lanes.1.queues.charge"] {
        let mut file = valid();
        file["broker"].as_object_mut().unwrap().remove("prefetch_per_worker");
        *at(&mut file, place) = json!({"prefetch": 2001, "delivery_limit": 20});
        let said = format!("is 2001, and so a consumer may hold 2001; {phrase}; see {place}.delivery_limit");
        refused(place, &file, &format!("{place}.prefetch"), &said);
        for right in [json!({"prefetch": 2000, "delivery_limit": 20}), json!({"prefetch": 2001})] {
            *at(&mut file, place) = right;
            assert!(read(&file).is_ok(), "{place}");
        }
    }
    // One consumer hands over to all workers, and holds so many for each.
    let mut file = valid();
    file["services"][1]["workers"] = 3.into();
    file["broker"]["prefetch_per_worker"] = 1000.into();
    file["edges"][1]["queue"] = json!({"delivery_limit": 20});
    let said =
        format!("is 1000, and so a consumer may hold 3000; {phrase}; see edges.1.queue.delivery_limit");
    refused("all workers", &file, "broker.prefetch_per_worker", &said);
    file["edges"][1]["queue"]["consumer_per_worker"] = true.into();
    assert!(read(&file).is_ok());
}

#[test]
fn replies() {
    set("lanes.1.reply", json!("callback"), "expected an object with a single field");
    set_elsewhere("lanes.1.reply", json!({"phone": {}}), "lanes.1.reply.phone", "`request_reply`");
    set_elsewhere(
        "lanes.1.reply",
        json!({"event": {"to": 1}}),
        "lanes.1.reply.event.to",
        "unknown field `to`",
    );
    let reply = json!({"request_reply": {"timeout_ms": 0}});
    set_elsewhere("lanes.1.reply", reply, "lanes.1.reply.request_reply.timeout_ms", "allowed are 0.001 to");
    set("lanes.0.reply", json!({"event": {}}), "is there, and the first edge is a call");
}
