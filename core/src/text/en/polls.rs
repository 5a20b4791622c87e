//! The sentences in English about queues that are polled.

use super::phrases::{ms, name, English};
use crate::text::phrase::{say, PollPhrases, Sentence, Who};

impl PollPhrases for English {
    fn polls(&self, who: Who) -> Sentence {
        say![format!("{} asks its queue for messages.", name(who))]
    }

    fn polls_in_vain(&self, who: Who, waited_ms: f64) -> Sentence {
        let waited =
            if waited_ms > 0.0 { format!(", and had none for {}", ms(waited_ms)) } else { String::new() };
        say![format!("The queue has nothing for {}{waited}: an empty answer.", name(who))]
    }

    fn visible_again(&self, op: u32) -> Sentence {
        say![
            "The visibility timeout of ",
            op,
            " is over and nobody has deleted it: the queue shows it again."
        ]
    }

    fn delete_ignored(&self, op: u32) -> Sentence {
        say![
            "The queue does not delete ",
            op,
            ": the receipt handle is stale, the message has gone on without it."
        ]
    }

    fn left_undeleted(&self, op: u32, who: Who) -> Sentence {
        say![format!("{} does not delete ", name(who)), op, ": it stays hidden until its visibility timeout."]
    }

    fn because_unasked(&self, consumer: &str, every_ms: f64) -> Sentence {
        say![format!("{consumer} asks its queue only once in {}.", ms(every_ms))]
    }
}
