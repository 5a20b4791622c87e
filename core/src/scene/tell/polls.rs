//! What happened at an instant between a queue that is polled and those who poll it.

use super::happened::Instant;
use crate::text::Sentence;
use crate::trace::Fact;

/// The sentence for such a fact, and how telling it is; `None` for all others.
pub(super) fn tell(instant: &Instant, index: usize) -> Option<(u8, Sentence)> {
    let say = instant.teller.say();
    let names = instant.teller.names();
    let target = |edge: u8| instant.teller.callee(edge);
    let told = match instant.records[index].fact {
        Fact::PollSent { edge, worker } => (1, say.polls(names.who(target(edge), worker))),
        Fact::PollEmpty { edge, worker } => {
            let lane = &instant.teller.scenario.model.lanes[instant.teller.lane];
            let waited = lane.sqs.map_or(0.0, |queue| queue.wait.millis());
            (2, say.polls_in_vain(names.who(target(edge), worker), waited))
        }
        Fact::VisibilityExpired { at } => (8, say.visible_again(at.op + 1)),
        Fact::AckIgnored { at } => (8, say.delete_ignored(at.op + 1)),
        Fact::DeliveryAbandoned { at } => {
            let failed = instant.cause(index).and_then(|(cause, _)| match cause.fact {
                Fact::WorkFailed { worker, .. } | Fact::WorkerUnblocked { worker, .. } => Some(worker),
                _ => None,
            });
            (5, say.left_undeleted(at.op + 1, names.who(target(at.edge), failed?)))
        }
        _ => return None,
    };
    Some(told)
}
