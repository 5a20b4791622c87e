//! What happened at an instant to what comes more than once.

use super::happened::Instant;
use crate::scenario::{Commit, EdgeId};
use crate::text::Sentence;
use crate::trace::{Address, Fact, Record};

/// The sentence for such a fact, and how telling it is; `None` for all others.
pub(super) fn tell(instant: &Instant, index: usize) -> Option<(u8, Sentence)> {
    let say = instant.teller.say();
    let names = instant.teller.names();
    let told = match instant.records[index].fact {
        Fact::MessageDuplicated { at } => (8, say.stored_twice(at.op + 1)),
        Fact::RepeatRecognised { at } => (8, say.repeat_recognised(at.op + 1, names.target(at.edge))),
        Fact::WorkerCrashed { service, worker } => (9, say.worker_crashes(names.who(service, worker))),
        Fact::WorkerRestarted { service, worker } => (9, say.worker_restarts(names.who(service, worker))),
        Fact::RebalanceBegan { edge } if joins(instant, index) => {
            let who = names.target(edge);
            // Where its wait alone has ended that, the trace says how long it was; else the group holds something.
            let of_wait = |record: &&Record| {
                record.cause as usize == index && matches!(record.fact, Fact::RebalanceEnded { .. })
            };
            let ended = instant.records[index..].iter().find(of_wait);
            let waits = |ended: &Record| say.group_joins(who, ended.at.since(instant.at).millis());
            (9, ended.map_or_else(|| say.rebalance_begins(who), waits))
        }
        Fact::RebalanceBegan { edge } => (9, say.rebalance_begins(names.target(edge))),
        // Who waits for nobody has its partitions with its joining.
        Fact::RebalanceEnded { .. } if at_once(instant, index) => return None,
        Fact::RebalanceEnded { edge } => (9, say.rebalance_ends(names.target(edge))),
        Fact::OffsetsCommitted { at } => {
            let topic = instant.teller.scenario.model.lanes[instant.teller.lane].topic;
            let before = topic.is_some_and(|topic| topic.commit == Commit::BeforeBatch);
            (5, say.commits(at.op + 1, names.target(at.edge), before))
        }
        Fact::WorkLost { at, .. } | Fact::DeliveryLost { at } if is_committed(instant, index, at) => {
            (8, say.forgotten(at.op + 1))
        }
        Fact::DeliveryLost { at } => match instant.cause(index)?.0.fact {
            Fact::WorkerCrashed { service, worker } => {
                (6, say.lost_with(at.op + 1, names.who(service, worker)))
            }
            _ => return None,
        },
        Fact::MessageRequeued { at }
            if instant.teller.scenario.model.lanes[instant.teller.lane].topic.is_some() =>
        {
            (5, say.read_again(at.op + 1))
        }
        _ => return None,
    };
    Some(told)
}

/// Whether a whole group has come.
fn joins(instant: &Instant, index: usize) -> bool {
    matches!(instant.cause(index), Some((record, _)) if matches!(record.fact, Fact::SubscriberJoined { .. }))
}

/// Whether a whole group has come, and has got its partitions then.
fn at_once(instant: &Instant, index: usize) -> bool {
    instant.cause(index).is_some_and(|(began, place)| began.at == instant.at && joins(instant, place))
}

/// Whether the partitions of a group are to be shared out: it has just come, or does so anew.
pub(super) fn stands_still(instant: &Instant, index: usize, group: EdgeId) -> bool {
    let last = instant.records[..index].iter().rev().find_map(|record| match record.fact {
        Fact::SubscriberJoined { edge } | Fact::RebalanceBegan { edge } if edge == group => Some(true),
        Fact::RebalanceEnded { edge } if edge == group => Some(false),
        _ => None,
    });
    last.unwrap_or_default()
}

/// Whether a delivery that is lost was committed before: then nobody has it any more.
fn is_committed(instant: &Instant, index: usize, at: Address) -> bool {
    let removed = |fact: Fact| matches!(fact, Fact::MessageRemoved { at: gone } if gone == at);
    instant.records[..index].iter().rev().any(|record| removed(record.fact))
}
