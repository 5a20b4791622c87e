//! Which fact may bring about which, where the steps of sagas are messages that are answered.

use lockstep_core::scenario::{Model, Source};
use lockstep_core::trace::{Fact, Patience};

pub(crate) fn may_cause(model: &Model, lane: usize, cause: Fact, fact: Fact) -> bool {
    use Fact as F;
    let Some(at) = fact.address().filter(|at| model.lanes[lane].awaits(at.edge)) else { return false };
    let same_place = cause.address() == Some(at);
    match (cause, fact) {
        (F::WorkFinished { .. } | F::WorkerUnblocked { .. }, F::StepAnswered { .. })
        | (F::StepAnswered { .. }, F::AnswerStored { .. } | F::ReplyLost { .. })
        | (F::AnswerStored { .. }, F::ReplyArrived { .. } | F::ReplyDiscarded { .. }) => same_place,
        // A failure that is told is dealt with.
        (F::WorkFailed { .. }, F::StepAnswered { outcome, .. }) => same_place && !outcome.is_ok(),
        (F::WorkFailed { .. }, F::DeliveryAcked { .. } | F::DeliveryDone { .. }) => {
            same_place && model.edges[usize::from(at.edge)].compensates.is_none()
        }
        (F::WorkerBlocked { at: held, .. }, F::TimedOut { limit: Patience::Reply, .. }) => {
            let to = model.edges[usize::from(held.edge)].to;
            held.op == at.op && model.edges[usize::from(at.edge)].from == Source::Service(to)
        }
        _ => false,
    }
}
