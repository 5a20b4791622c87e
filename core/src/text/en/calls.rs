//! The sentences in English about calls that fail or are given up, and about what goes wrong.

use super::phrases::{ms, name, English};
use crate::text::number::{percent, ratio};
use crate::text::phrase::{say, CallPhrases, Lost, Sentence, Turned, Who, Wrong};
use crate::text::Lang::En;

impl CallPhrases for English {
    fn attempt_times_out(&self, op: u32, sender: Option<&str>, callee: &str, waited_ms: f64) -> Sentence {
        let who = sender.unwrap_or("The caller");
        say![format!("{who} has waited {} for {callee} to answer ", ms(waited_ms)), op, " and stops waiting."]
    }

    fn deadline_passes(&self, op: u32, sender: Option<&str>, callee: &str) -> Sentence {
        let who = sender.unwrap_or("the caller");
        say!["The deadline of ", op, format!(" passes: {who} gives up its call to {callee}.")]
    }

    fn retry_is_due(&self, op: u32, attempt: u32, callee: &str, in_ms: f64) -> Sentence {
        let when =
            if in_ms > 0.0 { format!("follows in {}", ms(in_ms)) } else { "follows at once".to_string() };
        say![format!("Attempt {attempt} of "), op, format!(" at {callee} {when}.")]
    }

    fn sent_again(&self, op: u32, attempt: u32, callee: &str) -> Sentence {
        say![op, format!(" is sent to {callee} again: attempt {attempt}.")]
    }

    fn reply_discarded(&self, op: u32) -> Sentence {
        say!["An answer for ", op, " comes too late and is thrown away: nobody waits for it."]
    }

    fn cancelled(&self, op: u32, sender: Option<&str>, callee: &str) -> Sentence {
        let who = sender.unwrap_or("The caller");
        say![format!("{who} tells {callee} that nobody waits for "), op, " any more."]
    }

    fn hedged(&self, op: u32, sender: Option<&str>, callee: &str, after_failure: bool) -> Sentence {
        let who = sender.unwrap_or("The caller");
        let why = if after_failure { "an attempt has failed" } else { "the answer takes long" };
        say![
            format!("{who} asks {callee} once more for "),
            op,
            format!(": {why}, and the first to answer counts.")
        ]
    }

    fn abandoned(&self, op: u32, callee: &str) -> Sentence {
        say!["Another call of ", op, format!(" to {callee} is of no use any more.")]
    }

    fn request_expired(&self, op: u32, service: &str) -> Sentence {
        say![format!("{service} does not begin "), op, ": its deadline has passed, nobody waits for it."]
    }

    fn request_dropped(&self, op: u32, service: &str) -> Sentence {
        say![format!("{service} takes "), op, " out of its queue: it is cancelled."]
    }

    fn work_stopped(&self, op: u32, who: Who) -> Sentence {
        say![format!("{} stops its work on ", name(who)), op, ": it is cancelled, without effect."]
    }

    fn turned_away(&self, op: u32, sender: Option<&str>, callee: &str, by: Turned) -> Sentence {
        let who = sender.unwrap_or("the caller");
        let why = match by {
            Turned::Breaker => format!(" fails at once: {who}’s breaker towards {callee} is open."),
            Turned::Bulkhead => {
                format!(" fails at once: {who} already has all the calls to {callee} that it may.")
            }
            Turned::Pool => format!(" is not sent: {who} had no connection to {callee} free in time."),
        };
        say!["Call ", op, why]
    }

    fn permit_awaited(&self, op: u32, sender: Option<&str>, callee: &str) -> Sentence {
        let who = sender.unwrap_or("the caller");
        say!["Call ", op, format!(" waits at {who} until another call to {callee} is over.")]
    }

    fn retry_throttled(&self, op: u32, callee: &str) -> Sentence {
        say!["No further attempt for ", op, format!(" at {callee}: too many retries have failed.")]
    }

    fn breaker_opens(&self, sender: Option<&str>, callee: &str) -> Sentence {
        let who = sender.unwrap_or("the caller");
        say![format!(
            "Too many calls to {callee} have failed: {who}’s breaker opens, nothing is sent any more."
        )]
    }

    fn breaker_half_opens(&self, sender: Option<&str>, callee: &str) -> Sentence {
        let who = sender.unwrap_or("the caller");
        say![format!("The wait is over: {who}’s breaker lets a few calls through to {callee}.")]
    }

    fn breaker_closes(&self, sender: Option<&str>, callee: &str) -> Sentence {
        let who = sender.unwrap_or("the caller");
        say![format!("{callee} answers again: {who}’s breaker closes.")]
    }

    fn work_fails(&self, op: u32, who: Who) -> Sentence {
        say![format!("{} fails at ", name(who)), op, ": an error, and no effect."]
    }

    fn lost_on_the_way(&self, op: u32, callee: &str, what: Lost) -> Sentence {
        let before = match what {
            Lost::Request => format!("The request to {callee} for "),
            Lost::Reply => format!("{callee}’s reply for "),
            Lost::Confirm => "The broker’s confirm of ".to_string(),
            Lost::Ack => format!("{callee}’s acknowledgement of "),
        };
        say![before, op, " gets lost on its way; nobody is told."]
    }

    fn goes_wrong(&self, what: Wrong) -> Sentence {
        say![match what {
            Wrong::Slow(service, factor) => {
                format!("From now on work at {service} takes {} its usual time.", ratio(En, factor))
            }
            Wrong::Hangs(service) => format!("{service} hangs: it takes work on and finishes none."),
            Wrong::Errors(service, share) => {
                format!("From now on {} of the work at {service} fails.", percent(En, share))
            }
            Wrong::Delay(service, more) => {
                format!("From now on the way to {service} and back takes {} more, each way.", ms(more))
            }
            Wrong::Loss(service, share) => {
                format!("From now on {} of what goes to {service} or back gets lost.", percent(En, share))
            }
            Wrong::Crashes(service, share) => {
                format!(
                    "From now on {service} dies in {} of its operations, between commit and sending.",
                    percent(En, share)
                )
            }
            Wrong::BrokerAlarm =>
                "The broker is short of memory: it reads no publishes, its consumers go on.".to_string(),
            Wrong::BrokerDown { keeps: true } =>
                "The broker goes down; what it has stored stays.".to_string(),
            Wrong::BrokerDown { keeps: false } =>
                "The broker goes down, and loses all that it had stored.".to_string(),
        }]
    }

    fn goes_right_again(&self, what: Wrong) -> Sentence {
        say![match what {
            Wrong::Slow(service, _) => format!("{service} works at its usual speed again."),
            Wrong::Hangs(service) => format!("{service} no longer hangs."),
            Wrong::Errors(service, _) => format!("{service} works without errors again."),
            Wrong::Delay(service, _) => format!("The way to {service} is as short as before."),
            Wrong::Loss(service, _) => format!("Nothing gets lost on the way to {service} any more."),
            Wrong::Crashes(service, _) => format!("{service} no longer dies between commit and sending."),
            Wrong::BrokerAlarm => "The broker reads publishes again.".to_string(),
            Wrong::BrokerDown { .. } => "The broker is up again.".to_string(),
        }]
    }
}
