//! The sentences in English about those who publish, and about a broker that is down.

use super::phrases::{ms, name, English};
use crate::text::phrase::{say, PublishPhrases, Sentence, Who};

impl PublishPhrases for English {
    fn broker_takes_nothing(&self, op: u32) -> Sentence {
        say!["The broker is down: nobody takes ", op, "."]
    }

    fn broker_gone_frees(&self, op: u32, who: Who, blocked_ms: f64) -> Sentence {
        let who = name(who);
        say![format!("{who} has found no broker for "), op, format!(", after {} of waiting.", ms(blocked_ms))]
    }

    fn ack_in_vain(&self, op: u32, consumer: &str) -> Sentence {
        say![format!("{consumer}’s acknowledgement of "), op, " finds no broker: it will be delivered again."]
    }

    fn lost_with_the_broker(&self, op: u32) -> Sentence {
        say!["The broker loses ", op, ": it was not kept durably."]
    }

    fn poll_fails(&self, who: Who) -> Sentence {
        say![format!("{} finds no broker, and goes on asking.", name(who))]
    }

    fn still_no_broker(&self) -> Sentence {
        say!["The broker is down."]
    }

    fn because_broker_down(&self) -> Sentence {
        say!["the broker was down."]
    }
}
