//! Subscribers that come and go, made from a seed, and which fact may bring about which where they do.

use lockstep_core::scenario::Model;
use lockstep_core::trace::{Fact, Outcome};
use serde_json::{json, Value};

use super::variety::Dice;

/// Lets some of the queues be their consumers' own, and some publishers want back what no queue is bound for.
pub(crate) fn own_queues(dice: &mut Dice, file: &mut Value) {
    let quorum = file.to_string().contains("delivery_limit");
    let mine = file.to_string().contains("\"consumer_per_worker\":true");
    if quorum || mine {
        return;
    }
    let edges = file["edges"].as_array().map_or(1, Vec::len) as u64;
    if dice.below(2) == 0 {
        file["broker"]["rabbitmq"]["exclusive"] = true.into();
    } else {
        file["edges"][dice.below(edges) as usize]["queue"]["exclusive"] = true.into();
    }
    for _ in 0..3 {
        let place = dice.below(edges) as usize;
        // The first of a topic says how it is published.
        let topic = file["edges"][place]["topic"].clone();
        let first = file["edges"].as_array().into_iter().flatten().position(|edge| edge["topic"] == topic);
        let place = first.filter(|_| !topic.is_null()).unwrap_or(place);
        if file["edges"][place]["publish"]["confirm"] != false {
            file["edges"][place]["publish"]["mandatory"] = true.into();
        }
    }
}

/// Lets subscribers of a topic be away: up to twice, some from the beginning on, some for ever.
pub(crate) fn absences(dice: &mut Dice, file: &mut Value) {
    let topic = file["edges"].as_array().into_iter().flatten().filter(|edge| edge["topic"].is_string());
    let members: Vec<Value> = topic.map(|edge| edge["id"].clone()).collect();
    for id in members {
        let mut from = if dice.below(3) == 0 { 0 } else { dice.below(80) };
        for _ in 0..1 + dice.below(2) {
            let to = from + 1 + dice.below(60);
            let for_ever = dice.below(8) == 0;
            let to_ms = if for_ever { Value::Null } else { to.into() };
            let away = json!({"unsubscribed": {"edge": id, "from_ms": from, "to_ms": to_ms}});
            file["faults"].as_array_mut().unwrap().push(away);
            if for_ever {
                break;
            }
            from = to + dice.below(60);
        }
    }
}

pub(crate) fn may_cause(model: &Model, cause: Fact, fact: Fact) -> bool {
    use Fact as F;
    let same_place = cause.address() == fact.address();
    match (cause, fact) {
        // Whoever comes gets what has been kept for it; an own queue goes with what is in it.
        (F::SubscriberJoined { edge }, F::DeliverySent { at })
        | (F::SubscriberLeft { edge }, F::MessageLost { at, held: false }) => at.edge == edge,
        (F::ServiceDown { service }, F::MessageLost { at, .. }) => {
            model.edges[usize::from(at.edge)].to == service
        }
        (
            F::DeliveryReturned { .. } | F::AckLost { .. } | F::WorkLost { .. },
            F::MessageLost { held: true, .. },
        )
        | (F::MessageReceived { .. }, F::MessageUnroutable { .. } | F::MessageReturned { .. })
        | (F::MessageUnroutable { .. }, F::PublishConfirmed { .. })
        | (F::MessageReturned { .. }, F::PublishFailed { outcome: Outcome::Unroutable, .. })
        | (
            F::MessageUnroutable { .. } | F::MessageReturned { .. },
            F::ConfirmLost { .. } | F::ReplyDiscarded { .. },
        ) => same_place,
        (F::MessageStored { at: first } | F::MessageUnroutable { at: first }, F::SubscriberMissed { at }) => {
            let of_topic = model.edges[usize::from(at.edge)].topic == Some(first.edge);
            first == at || (first.op == at.op && first.edge != at.edge && of_topic)
        }
        _ => false,
    }
}
