//! What the clients of calls did at an instant: gave up, tried again, threw away what came too late.

use super::happened::Instant;
use crate::text::Sentence;
use crate::trace::{Address, Fact, Patience};

/// The sentence for a fact of a client, and how telling it is; `None` for all others.
pub(super) fn tell(instant: &Instant, index: usize) -> Option<(u8, Sentence)> {
    let say = instant.teller.say();
    let names = instant.teller.names();
    let fact = instant.records[index].fact;
    let at = fact.address()?;
    let (number, callee) = (at.op + 1, names.target(at.edge));
    // An operation that ends with this is told so itself.
    let ends = instant.effects(index).any(|effect| matches!(effect, Fact::Acknowledged { .. }));
    let told = match fact {
        Fact::TimedOut { limit: Patience::Attempt, .. } if !ends => {
            let sent = instant.cause(index).map_or(instant.at, |(sent, _)| sent.at);
            let waited = instant.at.since(sent).millis();
            (7, say.attempt_times_out(number, names.sender(at.edge), callee, waited))
        }
        Fact::TimedOut { limit: Patience::Deadline, .. } => {
            (7, say.deadline_passes(number, names.sender(at.edge), callee))
        }
        Fact::RetryScheduled { at } => {
            let wait = instant.sent_at(at).map_or(0.0, |sent| sent.since(instant.at).millis());
            (6, say.retry_is_due(number, u32::from(at.attempt) + 1, callee, wait))
        }
        Fact::RequestSent { at } if at.attempt > 0 => {
            let again = instant.cause(index).is_some_and(|(cause, _)| {
                cause.at < instant.at && matches!(cause.fact, Fact::RetryScheduled { .. })
            });
            (5, say.sent_again(again.then_some(number)?, u32::from(at.attempt) + 1, callee))
        }
        Fact::ReplyDiscarded { .. } => (6, say.reply_discarded(number)),
        _ => return None,
    };
    Some(told)
}

impl Instant<'_> {
    /// When a request that is scheduled now leaves.
    fn sent_at(&self, wanted: Address) -> Option<crate::time::SimTime> {
        let later = &self.teller.trace.records()[self.teller.trace.count_until(self.at)..];
        let sent = |fact: Fact| matches!(fact, Fact::RequestSent { at } if at == wanted);
        let found = later.iter().find(|record| sent(record.fact));
        found.map(|record| record.at)
    }
}
