//! Policies of queues made from a seed.

use serde_json::{json, Value};

use super::variety::Dice;

/// What the queues of one scenario may have.
#[derive(Clone, Copy)]
pub(crate) struct Queues {
    /// A delivery limit. Only with one may a message be given back, or a run with an outage for ever
    /// would be one.
    quorum: bool,
    /// A prefetch of their own.
    prefetch: bool,
}

/// A broker with or without policies for all queues, and what its queues may have.
pub(crate) fn broker(dice: &mut Dice, text: &Value, hop: fn(&mut Dice) -> Value) -> (Queues, Value) {
    let queues = Queues { quorum: dice.below(2) == 0, prefetch: dice.below(8) == 0 };
    let mut broker = json!({"name": text, "one_way": hop(dice), "append": hop(dice)});
    if !queues.prefetch {
        broker["prefetch_per_worker"] = (1 + dice.below(4)).into();
    }
    if dice.below(2) == 0 {
        broker["rabbitmq"] = queues.policies(dice);
    }
    (queues, broker)
}

impl Queues {
    /// The policies of a queue.
    pub(crate) fn policies(self, dice: &mut Dice) -> Value {
        let mut queue = json!({});
        if dice.below(3) > 0 {
            queue["dead_letter"] = (dice.below(2) == 0).into();
        }
        if self.prefetch {
            queue["prefetch"] = dice.below(6).into();
        }
        if dice.below(4) == 0 {
            queue["consumer_per_worker"] = (dice.below(3) > 0).into();
        }
        if dice.below(3) == 0 {
            queue["message_ttl_ms"] = dice.of(&[1.0, 10.0, 40.0]).into();
        }
        if dice.below(2) == 0 {
            queue["max_length"] = dice.below(6).into();
        }
        if self.quorum && dice.below(3) > 0 {
            queue["on_failure"] = "requeue".into();
            queue["delivery_limit"] = dice.below(4).into();
        }
        if dice.below(3) > 0 {
            let overflows = ["drop_head", "reject_publish", "reject_publish_dlx"];
            let allowed = if self.quorum { 2 } else { 3 };
            queue["overflow"] = overflows[dice.below(allowed) as usize].into();
        }
        queue
    }
}

/// The settings of an SQS queue. Without a redrive policy a poisoned message would be one for ever.
pub(crate) fn sqs(dice: &mut Dice) -> Value {
    let mut sqs = json!({
        "visibility_timeout_ms": dice.of(&[2.0, 15.0, 60.0]), "max_receive_count": 1 + dice.below(4),
        "poll_every_ms": dice.of(&[1.0, 7.5, 40.0]), "batch": 1 + dice.below(4),
    });
    if dice.below(2) == 0 {
        sqs["wait_ms"] = dice.of(&[5.0, 50.0]).into();
    }
    if dice.below(4) == 0 {
        sqs["delay_ms"] = dice.of(&[1.0, 20.0]).into();
    }
    sqs
}
