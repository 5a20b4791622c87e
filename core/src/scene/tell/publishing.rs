//! What happened at an instant to those who publish, and to what the broker had, when it is down.

use super::happened::Instant;
use crate::text::Sentence;
use crate::trace::{Address, Fact, Patience, Refusal};

/// The sentence for such a fact, and how telling it is; `None` for all others.
pub(super) fn tell(instant: &Instant, index: usize) -> Option<(u8, Sentence)> {
    let say = instant.teller.say();
    let names = instant.teller.names();
    let lane = &instant.teller.scenario.model.lanes[instant.teller.lane];
    let number = |at: Address| at.op + 1;
    let is_message = |at: Address| !lane.is_call(at.edge);
    let told = match instant.records[index].fact {
        Fact::MessageRefused { at, reason } if !lane.confirms(at.edge) => {
            (8, say.lost_unconfirmed(number(at), reason == Refusal::Down))
        }
        Fact::MessageRefused { at, reason: Refusal::Down } => (8, say.broker_takes_nothing(number(at))),
        Fact::AckLost { at } if instant.broker_is_down() => {
            (7, say.ack_in_vain(number(at), names.target(at.edge)))
        }
        Fact::MessageLost { at, held } => {
            (8, say.lost_with_the_broker(number(at), held.then(|| names.target(at.edge))))
        }
        Fact::PollFailed { edge, worker } => {
            let service = instant.teller.callee(edge);
            (2, say.poll_fails(names.who(service, worker)))
        }
        Fact::ConfirmWaived { at } => (4, say.confirm_waived(number(at))),
        Fact::PublishBlocked { at } => (6, say.publish_blocked(number(at))),
        Fact::OutboxStored { at } => (4, say.outbox_keeps(number(at))),
        Fact::OutboxTaken { at } => {
            let (since, _) = instant.cause(index)?;
            let again = !matches!(since.fact, Fact::OutboxStored { .. });
            (5, say.relay_takes(number(at), instant.at.since(since.at).millis(), again))
        }
        Fact::OutboxMarked { at } => (3, say.relay_marks(number(at))),
        Fact::CrashedBetween { at } => match instant.cause(index)?.0.fact {
            Fact::MessagePublished { .. } => (8, say.relay_crashes(number(at))),
            cause => {
                let kept = matches!(cause, Fact::OutboxStored { .. });
                (9, say.crashes_between(number(at), instant.teller.sender(at.edge).unwrap_or_default(), kept))
            }
        },
        Fact::TimedOut { at, limit: Patience::Attempt } if is_message(at) => {
            let sent = instant.cause(index).map_or(instant.at, |(sent, _)| sent.at);
            let waited = instant.at.since(sent).millis();
            (7, say.confirm_times_out(number(at), instant.teller.sender(at.edge), waited))
        }
        Fact::RetryScheduled { at } if is_message(at) => {
            let wait = instant.sent_at(at).map_or(0.0, |sent| sent.since(instant.at).millis());
            (6, say.publish_is_due_again(number(at), u32::from(at.attempt) + 1, wait))
        }
        Fact::MessagePublished { at } if at.attempt > 0 && instant.is_due_retry(index) => {
            (5, say.published_again(number(at), u32::from(at.attempt) + 1))
        }
        _ => return None,
    };
    Some(told)
}
