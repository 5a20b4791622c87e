//! The sentences in English about word of a completion.

use super::phrases::{ms, English};
use crate::text::phrase::{say, Sentence};
use crate::text::told::{ReplyPhrases, Told};

impl ReplyPhrases for English {
    fn notice_sent(&self, op: u32, service: &str, way: Told) -> Sentence {
        let does = match way {
            Told::Callback => "calls the caller back",
            Told::Event => "publishes an event",
            Told::Message => "replies into the caller’s queue",
        };
        say![format!("{service} {does}: "), op, " is done."]
    }

    fn notice_stored(&self, op: u32) -> Sentence {
        say!["The broker has stored the word of ", op, " and passes it on."]
    }

    fn learns(&self, op: u32, after_ms: f64) -> Sentence {
        say!["The caller learns that ", op, format!(" is done, {} after it was sent.", ms(after_ms))]
    }

    fn learns_again(&self, op: u32) -> Sentence {
        say!["A second reply for ", op, ": by the number the caller sees that it knows already."]
    }

    fn learns_late(&self, op: u32) -> Sentence {
        say!["The reply for ", op, " comes late: the caller has given up."]
    }

    fn reply_overdue(&self, op: u32) -> Sentence {
        say!["No reply for ", op, " in time: the caller gives up."]
    }
}
