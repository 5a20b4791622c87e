//! What happened at an instant to those who publish, and to what the broker had, when it is down.

use super::happened::Instant;
use crate::text::Sentence;
use crate::trace::{Fact, Refusal};

/// The sentence for such a fact, and how telling it is; `None` for all others.
pub(super) fn tell(instant: &Instant, index: usize) -> Option<(u8, Sentence)> {
    let say = instant.teller.say();
    let names = instant.teller.names();
    let told = match instant.records[index].fact {
        Fact::MessageRefused { at, reason: Refusal::Down } => (8, say.broker_takes_nothing(at.op + 1)),
        Fact::AckLost { at } if instant.broker_is_down() => {
            (7, say.ack_in_vain(at.op + 1, names.target(at.edge)))
        }
        Fact::MessageLost { at, .. } => (8, say.lost_with_the_broker(at.op + 1)),
        Fact::PollFailed { edge, worker } => {
            let service = instant.teller.scenario.model.edges[usize::from(edge)].to;
            (2, say.poll_fails(names.who(service, worker)))
        }
        _ => return None,
    };
    Some(told)
}
