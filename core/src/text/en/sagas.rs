//! The sentences in English about what is undone.

use super::phrases::{ms, name, English};
use crate::text::phrase::{say, SagaPhrases, Sentence, Who};

impl SagaPhrases for English {
    fn turns_back(&self, op: u32, service: &str, steps: u32) -> Sentence {
        let what = if steps == 1 { "the one step".into() } else { format!("the {steps} steps, last first,") };
        say![format!("{service} cannot finish "), op, format!(": it undoes {what} that had succeeded.")]
    }

    fn undoes(&self, op: u32, who: Who, worked_ms: f64, effect: bool) -> Sentence {
        let end = if effect { "the effect is gone" } else { "there was no effect to take away" };
        say![format!("{} undoes its step of ", name(who)), op, format!(" in {}: {end}.", ms(worked_ms))]
    }

    fn stuck(&self, op: u32, service: &str) -> Sentence {
        say!["What ", op, format!(" did at {service} cannot be undone: that step is stuck.")]
    }
}
