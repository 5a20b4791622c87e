//! What happened at an instant to the subscribers of a topic that come and go, and to what they miss.

use super::happened::Instant;
use crate::scenario::EdgeId;
use crate::text::{Sentence, Wrong};
use crate::trace::{Address, Fact, Outcome};

/// The sentence for such a fact, and how telling it is; `None` for all others.
pub(super) fn tell(instant: &Instant, index: usize) -> Option<(u8, Sentence)> {
    let say = instant.teller.say();
    let names = instant.teller.names();
    let scenario = instant.teller.scenario;
    let away = |edge: EdgeId| Wrong::Away {
        service: names.target(edge),
        // Its first absence ends or goes on.
        new: scenario
            .model
            .absences(edge)
            .next()
            .is_some_and(|first| first.from.micros() == 0 && first.to.is_none_or(|to| instant.at <= to)),
        called: scenario.model.lanes[instant.teller.lane].is_call(edge),
    };
    let told = match instant.records[index].fact {
        Fact::SubscriberLeft { edge } => (9, say.goes_wrong(away(edge))),
        Fact::SubscriberJoined { edge } => (9, say.goes_right_again(away(edge))),
        Fact::MessageUnroutable { at } => (8, say.unroutable(at.op + 1)),
        Fact::MessageReturned { at } => (8, say.returned(at.op + 1)),
        // Where no queue is there at all, that is told.
        Fact::SubscriberMissed { at } => match instant.cause(index)?.0.fact {
            Fact::MessageUnroutable { .. } => return None,
            _ => (8, say.missed(at.op + 1, names.target(at.edge))),
        },
        Fact::MessageLost { at, .. } => match instant.cause(index)?.0.fact {
            Fact::DisturbanceBegan { .. } => return None,
            _ => (8, say.gone_with_its_queue(at.op + 1, names.target(at.edge))),
        },
        Fact::MessageStored { at } if misses(instant, index, at) => (4, say.stored_for_others(at.op + 1)),
        Fact::RequestRefused { at, .. } if scenario.model.is_away(at.edge, instant.at) => {
            (8, say.nobody_answers(at.op + 1, names.target(at.edge)))
        }
        Fact::WorkerUnblocked { at, worker } => {
            let (freed, _) = instant.cause(index)?;
            let Fact::PublishFailed { outcome: Outcome::Unroutable, at: sent } = freed.fact else {
                return None;
            };
            let since =
                instant.records.iter().find(|record| record.fact == Fact::MessagePublished { at: sent })?;
            let service = instant.teller.callee(at.edge);
            let blocked = instant.at.since(since.at).millis();
            (6, say.returned_frees(at.op + 1, names.who(service, worker), blocked))
        }
        _ => return None,
    };
    Some(told)
}

/// Whether the subscriber along whose edge a message was published does not get it.
fn misses(instant: &Instant, index: usize, at: Address) -> bool {
    instant.effects(index).any(|fact| fact == Fact::SubscriberMissed { at })
}
