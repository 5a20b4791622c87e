//! Which fact may bring about which, where single workers crash and where groups share partitions.

use lockstep_core::scenario::{DisturbanceKind, EdgeId, Model};
use lockstep_core::trace::Fact;

pub(crate) fn may_cause(model: &Model, cause: Fact, fact: Fact) -> bool {
    use Fact as F;
    let to = |edge: EdgeId| model.edges[usize::from(edge)].to;
    let same_place = cause.address() == fact.address();
    match (cause, fact) {
        // A worker goes with what it has, and comes again.
        (F::WorkerCrashed { service, worker: gone }, F::WorkLost { at, worker }) => {
            to(at.edge) == service && worker == gone
        }
        (
            F::WorkerCrashed { service, .. },
            F::DeliveryLost { at }
            | F::MessageRequeued { at }
            | F::DeadLettered { at }
            | F::MessageDropped { at },
        )
        | (
            F::WorkerRestarted { service, .. },
            F::WorkStarted { at, .. }
            | F::RequestExpired { at }
            | F::DeliverySent { at }
            | F::MessageRequeued { at },
        ) => to(at.edge) == service,
        (F::WorkerRestarted { service, worker: back }, F::PollSent { edge, worker }) => {
            to(edge) == service && worker == back
        }
        (
            F::WorkLost { .. },
            F::MessageRequeued { .. } | F::DeadLettered { .. } | F::MessageDropped { .. },
        ) => same_place,
        // A group notices, stands still, and goes on.
        (
            F::WorkerCrashed { service, .. } | F::WorkerRestarted { service, .. },
            F::RebalanceBegan { edge } | F::RebalanceEnded { edge },
        ) => to(edge) == service,
        (F::RebalanceBegan { edge: first }, F::RebalanceEnded { edge })
        // So does one that comes as a whole; whoever goes commits what it has handled.
        | (F::SubscriberJoined { edge: first }, F::RebalanceBegan { edge }) => first == edge,
        (F::SubscriberLeft { edge }, F::OffsetsCommitted { at }) => edge == at.edge,
        (F::ServiceUp { service }, F::RebalanceEnded { edge }) => to(edge) == service,
        // What was over while the broker was down ends when it is up again.
        (F::DisturbanceEnded { disturbance }, F::RebalanceEnded { .. }) => {
            model.disturbances[usize::from(disturbance)].kind == DisturbanceKind::BrokerDown
        }
        (F::RebalanceBegan { edge }, F::MessageRequeued { at } | F::OffsetsCommitted { at })
        | (F::RebalanceEnded { edge }, F::DeliverySent { at })
        | (
            F::MessageRemoved { at }
            | F::DeadLettered { at }
            | F::OffsetsCommitted { at }
            | F::WorkFinished { at, .. }
            | F::WorkFailed { at, .. }
            | F::WorkerUnblocked { at, .. },
            F::RebalanceEnded { edge },
        ) => edge == at.edge,
        // Whole polls.
        (F::WorkFinished { .. } | F::WorkerUnblocked { .. }, F::DeliveryDone { .. }) => same_place,
        (
            F::DeliveryArrived { at: before }
            | F::WorkFinished { at: before, .. }
            | F::WorkFailed { at: before, .. }
            | F::WorkerUnblocked { at: before, .. },
            F::OffsetsCommitted { at } | F::DeliverySent { at },
        )
        | (F::OffsetsCommitted { at: before }, F::MessageRemoved { at } | F::DeliverySent { at })
        | (
            F::MessageRemoved { at: before } | F::OffsetsCommitted { at: before },
            F::WorkStarted { at, .. },
        ) => before.edge == at.edge,
        _ => false,
    }
}
