//! The sentences in English about what comes more than once.

use super::phrases::{name, English};
use crate::text::phrase::{say, RepeatPhrases, Sentence, Who};

impl RepeatPhrases for English {
    fn stored_twice(&self, op: u32) -> Sentence {
        say!["The broker stores ", op, " twice, and will deliver it twice."]
    }

    fn repeat_recognised(&self, op: u32, service: &str) -> Sentence {
        say![format!("{service} remembers "), op, ": handled before, no second effect."]
    }

    fn second_effect(&self, op: u32, who: Who) -> Sentence {
        say![format!("{} finishes ", name(who)), op, " once more: a second effect."]
    }

    fn worker_crashes(&self, who: Who) -> Sentence {
        say![format!("{} crashes, with all that it holds.", name(who))]
    }

    fn worker_restarts(&self, who: Who) -> Sentence {
        say![format!("{} is up again.", name(who))]
    }

    fn forgotten(&self, op: u32) -> Sentence {
        say![op, " is lost for good: it was committed before it was handled."]
    }

    fn lost_with(&self, op: u32, who: Who) -> Sentence {
        say![format!("{} loses ", name(who)), op, ", too; the broker still has it."]
    }

    fn read_again(&self, op: u32) -> Sentence {
        say![op, " was not committed: it will be read again."]
    }

    fn commits(&self, op: u32, who: &str, before: bool) -> Sentence {
        let end = if before { ", and handles it only then." } else { ", having handled it." };
        say![format!("{who} commits everything up to "), op, end]
    }

    fn rebalance_begins(&self, service: &str) -> Sentence {
        say![format!("The group of {service} stops: its partitions are shared out anew.")]
    }

    fn rebalance_ends(&self, service: &str) -> Sentence {
        say![format!("The partitions are shared out: {service} reads on.")]
    }
}
