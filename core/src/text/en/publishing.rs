//! The sentences in English about those who publish, and about a broker that is down.

use super::phrases::{ms, name, English};
use crate::text::phrase::{say, PublishPhrases, Sentence, Who};

impl PublishPhrases for English {
    fn broker_takes_nothing(&self, op: u32) -> Sentence {
        say!["The broker is down: nobody takes ", op, "."]
    }

    fn lost_unconfirmed(&self, op: u32, down: bool) -> Sentence {
        let why = if down { "The broker is down: " } else { "The queue is full: " };
        say![why, op, " is lost, and nobody learns of it."]
    }

    fn confirm_waived(&self, op: u32) -> Sentence {
        say![op, " is published; nobody waits for a confirm."]
    }

    fn confirm_times_out(&self, op: u32, sender: Option<&str>, waited_ms: f64) -> Sentence {
        let who = sender.unwrap_or("The caller");
        let waited = format!("{who} has had no confirm of ");
        say![waited, op, format!(" for {}: stored or not, it cannot know.", ms(waited_ms))]
    }

    fn publish_is_due_again(&self, op: u32, attempt: u32, in_ms: f64) -> Sentence {
        let when = if in_ms > 0.0 { format!("in {}", ms(in_ms)) } else { "at once".to_string() };
        say![op, format!(" will be published again {when}: attempt {attempt}.")]
    }

    fn published_again(&self, op: u32, attempt: u32) -> Sentence {
        say![op, format!(" is published again: attempt {attempt}.")]
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

    fn publish_blocked(&self, op: u32) -> Sentence {
        say![op, " waits in its connection: the broker reads no publishes."]
    }

    fn outbox_keeps(&self, op: u32) -> Sentence {
        say![op, " is written to the outbox, in the same transaction."]
    }

    fn relay_takes(&self, op: u32, waited_ms: f64, again: bool) -> Sentence {
        let how = if again { "publishes it once more" } else { "publishes it" };
        say!["The relay finds ", op, format!(" in the outbox after {}, and {how}.", ms(waited_ms))]
    }

    fn relay_marks(&self, op: u32) -> Sentence {
        say!["The relay marks ", op, " as sent."]
    }

    fn relay_crashes(&self, op: u32) -> Sentence {
        say!["The relay dies before it can mark ", op, ": it will publish it once more."]
    }

    fn crashes_between(&self, op: u32, sender: &str, kept: bool) -> Sentence {
        let end = if kept { " stays in the outbox." } else { " is never sent on." };
        say![format!("{sender} dies after its commit: "), op, end]
    }

    fn because_relayed(&self, every_ms: f64) -> Sentence {
        say![format!("the relay looks into the outbox once in {}.", ms(every_ms))]
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
