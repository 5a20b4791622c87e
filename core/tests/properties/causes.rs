//! Which fact may bring about which: the grammar of a trace.

use super::{answers, groups, subscribers};
use lockstep_core::scenario::{DisturbanceKind, EdgeId, Model, ServiceId, Source, Workload};
use lockstep_core::time::SimTime;
use lockstep_core::trace::{Address, Fact, Outcome, Patience, Record, Refusal, NO_CAUSE};

/// Whether a record's cause is an earlier record of a kind that can bring it about.
pub(crate) fn check(model: &Model, lane: usize, records: &[Record], index: usize) -> Result<(), String> {
    let record = records[index];
    if index > 0 && record.at < records[index - 1].at {
        return Err(format!("{record:?} lies before its predecessor"));
    }
    if record.cause == NO_CAUSE {
        let outside = match record.fact {
            Fact::OperationStarted { op, .. } => match model.workload {
                // Each caller's first operation; the others follow from an answer.
                Workload::Closed { callers, .. } => op < callers,
                _ => true,
            },
            // At the beginning every worker asks.
            Fact::PollSent { .. } => record.at == SimTime::ZERO,
            Fact::ServiceDown { .. }
            | Fact::ServiceUp { .. }
            | Fact::WorkerCrashed { .. }
            | Fact::WorkerRestarted { .. }
            | Fact::DisturbanceBegan { .. }
            | Fact::SubscriberLeft { .. }
            | Fact::SubscriberJoined { .. }
            | Fact::DisturbanceEnded { .. } => true,
            _ => false,
        };
        return if outside { Ok(()) } else { Err(format!("{record:?} comes from nowhere")) };
    }
    if record.cause as usize >= index {
        return Err(format!("{record:?} comes before its cause"));
    }
    let cause = records[record.cause as usize].fact;
    if groups::may_cause(model, cause, record.fact) || subscribers::may_cause(model, cause, record.fact) {
        return Ok(());
    }
    if may_cause(model, lane, cause, record.fact) || answers::may_cause(model, lane, cause, record.fact) {
        Ok(())
    } else {
        Err(format!("{:?} cannot bring about {:?}", cause, record.fact))
    }
}

fn may_cause(model: &Model, lane: usize, cause: Fact, fact: Fact) -> bool {
    use Fact as F;
    let to = |edge: EdgeId| model.edges[usize::from(edge)].to;
    let from = |edge: EdgeId| model.lanes[lane].senders[usize::from(edge)];
    let same_place = cause.address() == fact.address();
    let same_worker = worker(model, cause) == worker(model, fact);
    match (cause, fact) {
        // A caller begins.
        (F::Acknowledged { .. }, F::OperationStarted { .. }) => model.workload.closed_callers().is_some(),
        (F::OperationStarted { op: started, .. }, F::OperationClassed { op, class }) => {
            started == op && usize::from(class) < model.classes.len()
        }
        (F::OperationStarted { op, .. }, F::RequestSent { at } | F::MessagePublished { at }) => {
            at.op == op && from(at.edge) == Source::Caller
        }
        (F::ReplyArrived { at, outcome: got }, F::Acknowledged { op, outcome }) => {
            at.op == op && got == outcome && from(at.edge) == Source::Caller
        }
        (F::TimedOut { at, .. }, F::Acknowledged { op, outcome: Outcome::TimedOut }) => {
            at.op == op && from(at.edge) == Source::Caller
        }
        (F::CallRejected { at, outcome: got }, F::Acknowledged { op, outcome }) => {
            at.op == op && got == outcome && from(at.edge) == Source::Caller
        }
        (F::RetryThrottled { at }, F::Acknowledged { op, outcome }) => {
            at.op == op && !outcome.is_ok() && from(at.edge) == Source::Caller
        }
        (F::PublishConfirmed { at }, F::Acknowledged { op, outcome }) => {
            at.op == op && outcome.is_ok() && from(at.edge) == Source::Caller
        }
        (F::ConfirmWaived { at }, F::Acknowledged { op, outcome: Outcome::Ok }) => {
            at.op == op && from(at.edge) == Source::Caller
        }
        (F::Acknowledged { op: answered, outcome }, F::ReadHit { op } | F::ReadMissed { op }) => {
            answered == op && outcome.is_ok() && model.reads_after.is_some()
        }
        (F::PublishFailed { at, outcome: got }, F::Acknowledged { op, outcome }) => {
            at.op == op && got == outcome && !outcome.is_ok() && from(at.edge) == Source::Caller
        }
        // A service's worker asks others, and goes on when they have answered.
        (F::WorkerBlocked { at: held, .. }, F::RequestSent { at } | F::MessagePublished { at }) => {
            held.op == at.op && from(at.edge) == Source::Service(to(held.edge))
        }
        (
            F::ReplyArrived { at, .. }
            | F::PublishConfirmed { at }
            | F::PublishFailed { at, .. }
            | F::ConfirmWaived { at }
            | F::TimedOut { at, .. }
            | F::CallRejected { at, .. }
            | F::RetryThrottled { at },
            F::WorkerUnblocked { at: held, .. },
        ) => held.op == at.op && from(at.edge) == Source::Service(to(held.edge)),
        // What belongs to the work is written to an outbox, or its sender dies before it sends it.
        (F::WorkerBlocked { at: held, .. }, F::OutboxStored { at } | F::CrashedBetween { at })
        | (F::OutboxStored { at } | F::CrashedBetween { at }, F::WorkerUnblocked { at: held, .. }) => {
            held.op == at.op && from(at.edge) == Source::Service(to(held.edge))
        }
        (F::OutboxStored { .. } | F::MessagePublished { .. }, F::CrashedBetween { .. })
        | (F::OutboxStored { .. }, F::OutboxTaken { .. })
        | (F::OutboxTaken { .. }, F::MessagePublished { .. })
        | (F::PublishConfirmed { .. }, F::OutboxMarked { .. }) => same_place,
        (
            F::PublishFailed { at: before, .. } | F::TimedOut { at: before, .. } | F::CrashedBetween { at: before },
            F::OutboxTaken { at },
        ) => (before.op, before.edge) == (at.op, at.edge) && before.attempt < at.attempt,
        (F::WorkFinished { .. } | F::WorkerUnblocked { .. }, F::WorkerBlocked { .. }) => {
            same_place && same_worker
        }
        // A step has failed: its worker turns back, and undoes one step after the other.
        (F::WorkFailed { .. }, F::CompensationBegan { .. }) => same_place && model.lanes[lane].choreography,
        (F::WorkerUnblocked { .. }, F::CompensationBegan { .. })
        | (F::CompensationBegan { .. }, F::WorkerBlocked { .. }) => same_place,
        (F::WorkFinished { .. }, F::EffectUndone { at }) => {
            same_place && model.edges[usize::from(at.edge)].compensates.is_some()
        }
        (
            F::ReplyArrived { at: failed, .. }
            | F::PublishFailed { at: failed, .. }
            | F::TimedOut { at: failed, .. }
            | F::CallRejected { at: failed, .. }
            | F::RetryThrottled { at: failed },
            F::StepStuck { at },
        ) => (failed.op, failed.edge) == (at.op, at.edge) && model.edges[usize::from(at.edge)].compensates.is_some(),
        // The message that was to undo it is given up.
        (
            F::DeadLettered { .. }
            | F::MessageDropped { .. }
            | F::MessageExpired { .. }
            | F::MessageLost { .. }
            | F::MessageRefused { .. }
            | F::SubscriberMissed { .. }
            | F::MessageRemoved { .. }
            | F::WorkLost { .. }
            | F::DeliveryLost { .. }
            | F::DeliveryRejected { .. }
            | F::DeliveryReturned { .. },
            F::StepStuck { at },
        ) => same_place && model.edges[usize::from(at.edge)].compensates.is_some(),
        // A worker works.
        (F::RequestArrived { .. } | F::DeliveryArrived { .. }, F::WorkStarted { .. }) => same_place,
        (
            F::WorkFinished { .. } | F::WorkFailed { .. } | F::WorkerUnblocked { .. },
            F::WorkStarted { .. },
        ) => same_worker,
        (F::WorkStarted { .. }, F::WorkFinished { .. } | F::WorkFailed { .. }) => same_place && same_worker,
        (F::WorkFinished { .. }, F::EffectVisible { at }) => {
            same_place && model.edges[usize::from(at.edge)].effect
        }
        (F::RequestArrived { at: came }, F::RequestRefused { at, reason: Refusal::Displaced }) => {
            to(came.edge) == to(at.edge) && came != at
        }
        // A request on its way there and back.
        (F::RequestSent { .. }, F::RequestArrived { .. })
        | (F::RequestArrived { .. }, F::RequestRefused { .. })
        | (F::RequestSent { .. }, F::RequestLost { .. })
        | (F::ReplySent { .. }, F::ReplyLost { .. })
        | (F::MessageStored { .. } | F::MessageRefused { .. }, F::ConfirmLost { .. })
        | (F::DeliveryAcked { .. } | F::DeliveryRejected { .. } | F::DeliveryReturned { .. }, F::AckLost { .. })
        | (F::AckLost { .. }, F::MessageRequeued { .. } | F::MessageRemoved { .. } | F::DeadLettered { .. } | F::MessageDropped { .. })
        | (F::WorkFinished { .. } | F::WorkerUnblocked { .. }, F::ReplySent { .. })
        | (F::WorkFailed { .. }, F::ReplySent { outcome: Outcome::Error, .. })
        | (F::RequestRefused { reason: Refusal::Shed, .. }, F::ReplySent { outcome: Outcome::Shed, .. })
        | (F::RequestRefused { .. }, F::ReplySent { outcome: Outcome::Refused, .. })
        | (F::WorkLost { .. }, F::ReplySent { outcome: Outcome::Error, .. })
        | (
            F::ReplySent { .. } | F::MessageStored { .. } | F::MessageRefused { .. },
            F::ReplyDiscarded { .. },
        ) => same_place,
        (F::ReplySent { outcome: sent, .. }, F::ReplyArrived { outcome, .. }) => {
            same_place && sent == outcome
        }
        // A client gives up, or tries again.
        (
            F::RequestSent { .. } | F::MessagePublished { .. },
            F::TimedOut { limit: Patience::Attempt, .. },
        )
        | (F::RetryScheduled { .. }, F::RequestSent { .. } | F::MessagePublished { .. })
        | (F::MessagePublished { .. }, F::ConfirmWaived { .. }) => same_place,
        (F::OperationStarted { op, .. }, F::TimedOut { at, limit: Patience::Deadline }) => {
            at.op == op && from(at.edge) == Source::Caller
        }
        (F::WorkerBlocked { at: held, .. }, F::TimedOut { at, limit: Patience::Deadline }) => {
            held.op == at.op && from(at.edge) == Source::Service(to(held.edge))
        }
        (
            F::TimedOut { at: failed, limit: Patience::Attempt }
            | F::ReplyArrived { at: failed, .. }
            | F::PublishFailed { at: failed, .. }
            | F::CallRejected { at: failed, .. },
            F::RetryScheduled { at },
        ) => failed.op == at.op && failed.edge == at.edge && failed.attempt < at.attempt,
        (
            F::TimedOut { limit: Patience::Attempt, .. } | F::ReplyArrived { .. } | F::PublishFailed { .. } | F::CallRejected { .. } | F::Hedged { .. },
            F::RetryThrottled { .. },
        )
        | (F::PermitAwaited { .. } | F::RetryScheduled { .. }, F::CallRejected { .. })
        | (F::RetryScheduled { .. }, F::PermitAwaited { .. }) => same_place,
        (F::OperationStarted { op, .. }, F::CallRejected { at, .. } | F::PermitAwaited { at } | F::Hedged { at, .. } | F::RetryThrottled { at }) => {
            at.op == op && from(at.edge) == Source::Caller
        }
        (F::WorkerBlocked { at: held, .. }, F::CallRejected { at, .. } | F::PermitAwaited { at } | F::Hedged { at, .. } | F::RetryThrottled { at }) => {
            held.op == at.op && from(at.edge) == Source::Service(to(held.edge))
        }
        // A further attempt beside others, and what becomes of those.
        (
            F::Hedged { at: before, .. }
            | F::TimedOut { at: before, limit: Patience::Attempt }
            | F::ReplyArrived { at: before, .. },
            F::Hedged { at, .. },
        )
        | (
            F::ReplyArrived { at: before, outcome: Outcome::Ok }
            | F::TimedOut { at: before, limit: Patience::Deadline },
            F::AttemptAbandoned { at },
        ) => (before.op, before.edge) == (at.op, at.edge) && before.attempt != at.attempt,
        (F::Hedged { .. }, F::RequestSent { .. } | F::PermitAwaited { .. } | F::CallRejected { .. })
        | (F::AttemptAbandoned { .. }, F::RequestCancelled { .. }) => same_place,
        // A cancellation travels one hop.
        (F::TimedOut { .. }, F::RequestCancelled { .. })
        | (F::RequestCancelled { .. }, F::RequestDropped { .. } | F::WorkStopped { .. }) => {
            cause.operation() == fact.operation() && to(address(cause)) == to(address(fact))
        }
        (F::WorkStopped { .. }, F::WorkStarted { .. }) => same_worker,
        // A worker is free for the next, and nobody waits for that one any more.
        (F::RequestArrived { .. }, F::RequestExpired { .. }) => same_place,
        (
            F::WorkFinished { .. } | F::WorkFailed { .. } | F::WorkerUnblocked { .. } | F::WorkStopped { .. },
            F::RequestExpired { .. },
        ) => to(address(cause)) == to(address(fact)),
        // What one attempt gives back, another takes.
        (
            F::TimedOut { at: over, .. }
            | F::ReplyArrived { at: over, .. }
            | F::AttemptAbandoned { at: over }
            | F::CallRejected { at: over, .. },
            F::RequestSent { at } | F::PermitAwaited { at } | F::CallRejected { at, .. },
        ) => over.edge == at.edge,
        // A breaker follows the attempts of its edge.
        (
            F::TimedOut { at, .. } | F::ReplyArrived { at, .. } | F::CallRejected { at, .. },
            F::BreakerOpened { edge } | F::BreakerClosed { edge },
        )
        | (F::RetryScheduled { at } | F::Hedged { at, .. }, F::BreakerHalfOpened { edge }) => at.edge == edge,
        (F::OperationStarted { .. }, F::BreakerHalfOpened { edge }) => from(edge) == Source::Caller,
        (F::WorkerBlocked { at, .. }, F::BreakerHalfOpened { edge }) => {
            from(edge) == Source::Service(to(at.edge))
        }
        (F::ServiceDown { service }, F::BreakerClosed { edge }) => from(edge) == Source::Service(service),
        (F::MessageStored { .. } | F::MessageDuplicated { .. }, F::RecordAppended { .. }) => same_place,
        (F::MessageStored { at: first } | F::MessageRouted { at: first }, F::MessageDuplicated { at }) => {
            (first.op, first.edge) == (at.op, at.edge) && first.attempt < at.attempt && at.delivery == 0
        }
        // One more subscriber gets what was published along the first edge of its topic.
        (F::MessageStored { at: first } | F::MessageDuplicated { at: first }, F::MessageRouted { at }) => {
            let of_topic = model.edges[usize::from(at.edge)].topic == Some(first.edge);
            first.op == at.op && first.edge != at.edge && of_topic
        }
        (F::WorkFinished { at: done, .. }, F::RepeatRecognised { .. }) => {
            same_place && model.services[usize::from(to(done.edge))].idempotent.is_some()
        }
        // Word of a completion on its way to the caller, who may wait for it.
        (F::WorkFinished { .. } | F::WorkerUnblocked { .. }, F::NoticeSent { at }) => {
            same_place && from(at.edge) == Source::Caller
        }
        (F::NoticeSent { .. }, F::NoticeStored { .. } | F::ReplyLost { .. })
        | (
            F::NoticeSent { .. } | F::NoticeStored { .. },
            F::NoticeArrived { .. } | F::NoticeRepeated { .. } | F::NoticeLate { .. },
        ) => same_place,
        (F::OperationStarted { op, .. }, F::TimedOut { at, limit: Patience::Reply }) => {
            at.op == op && from(at.edge) == Source::Caller
        }
        (F::NoticeArrived { at }, F::Acknowledged { op, outcome }) => at.op == op && outcome.is_ok(),
        // A message on its way through the broker.
        (
            F::MessagePublished { .. } | F::PublishBlocked { .. },
            F::MessageReceived { .. } | F::MessageRefused { reason: Refusal::Down, .. },
        )
        | (F::MessagePublished { .. }, F::PublishBlocked { .. })
        | (F::MessageReceived { .. }, F::MessageStored { .. })
        | (F::MessageReceived { .. }, F::MessageRefused { .. })
        | (
            F::MessageRefused { reason: Refusal::Down, .. },
            F::PublishFailed { outcome: Outcome::Refused, .. },
        )
        | (
            F::MessageRefused { reason: Refusal::QueueFull, .. },
            F::PublishFailed { outcome: Outcome::Nacked, .. },
        )
        | (F::MessageRefused { .. } | F::MessageExpired { .. }, F::DeadLettered { .. })
        | (F::MessageStored { .. }, F::PublishConfirmed { .. })
        | (F::DeliverySent { .. }, F::DeliveryArrived { .. } | F::DeliveryLost { .. })
        | (F::WorkFinished { .. } | F::WorkerUnblocked { .. }, F::DeliveryAcked { .. })
        | (
            F::WorkerUnblocked { .. } | F::WorkFailed { .. },
            F::DeliveryRejected { .. } | F::DeliveryReturned { .. },
        )
        | (F::DeliveryAcked { .. }, F::MessageRemoved { .. })
        | (
            F::DeliveryRejected { .. } | F::DeliveryReturned { .. },
            F::DeadLettered { .. } | F::MessageDropped { .. },
        )
        | (F::DeliveryReturned { .. }, F::MessageRequeued { .. }) => same_place,
        // A worker asks a queue whenever it has nothing in hand.
        (
            F::WorkFinished { at, .. } | F::WorkFailed { at, .. } | F::WorkerUnblocked { at, .. },
            F::PollSent { edge, .. },
        ) => to(at.edge) == to(edge) && worker(model, cause) == worker(model, fact),
        (F::ServiceUp { service }, F::PollSent { edge, .. }) => to(edge) == service,
        (F::PollSent { edge: asked, worker: who }, F::PollEmpty { edge, worker })
        | (F::PollSent { edge: asked, worker: who }, F::PollFailed { edge, worker })
        | (F::PollFailed { edge: asked, worker: who }, F::PollSent { edge, worker })
        | (F::PollEmpty { edge: asked, worker: who }, F::PollSent { edge, worker }) => {
            (asked, who) == (edge, worker)
        }
        (F::PollSent { edge, .. }, F::DeliverySent { at } | F::DeadLettered { at })
        | (F::VisibilityExpired { at: Address { edge, .. } }, F::DeliverySent { at } | F::DeadLettered { at }) => {
            edge == at.edge
        }
        (F::DeliverySent { .. }, F::VisibilityExpired { .. })
        | (F::DeliveryAcked { .. }, F::AckIgnored { .. })
        | (F::WorkFailed { .. } | F::WorkerUnblocked { .. }, F::DeliveryAbandoned { .. }) => same_place,
        // How long it has waited counts from its storing, however often it was delivered.
        (
            F::MessageStored { at: stored }
            | F::MessageDuplicated { at: stored }
            | F::MessageRouted { at: stored },
            F::MessageExpired { at },
        ) => stored == at.sent(),
        // A message stored, or a place that has become free.
        (
            F::MessageStored { at: stored }
            | F::MessageDuplicated { at: stored }
            | F::MessageRouted { at: stored }
            | F::MessageRemoved { at: stored }
            | F::MessageRequeued { at: stored }
            | F::MessageDropped { at: stored }
            | F::DeadLettered { at: stored },
            F::DeliverySent { at },
        )
        // One too many waits.
        | (
            F::MessageStored { at: stored } | F::MessageRouted { at: stored } | F::MessageRequeued { at: stored },
            F::DeadLettered { at } | F::MessageDropped { at },
        ) => stored.edge == at.edge,
        // An outage of the broker.
        (
            F::DisturbanceBegan { disturbance },
            F::MessageRefused { reason: Refusal::Down, .. } | F::MessageLost { .. } | F::PollFailed { .. },
        )
        | (
            F::DisturbanceEnded { disturbance },
            F::MessageRequeued { .. }
            | F::DeliverySent { .. }
            | F::DeadLettered { .. }
            | F::MessageDropped { .. },
        ) => model.disturbances[usize::from(disturbance)].kind == DisturbanceKind::BrokerDown,
        // An outage.
        (
            F::ServiceDown { service },
            F::WorkLost { at, .. }
            | F::RequestRefused { at, .. }
            | F::DeliveryLost { at }
            | F::MessageRequeued { at }
            | F::DeadLettered { at }
            | F::MessageDropped { at },
        )
        | (F::ServiceUp { service }, F::DeliverySent { at }) => to(at.edge) == service,
        _ => false,
    }
}

/// Along which edge.
fn address(fact: Fact) -> EdgeId {
    fact.address().map_or(0, |at| at.edge)
}

/// Whose hands a fact speaks of.
fn worker(model: &Model, fact: Fact) -> Option<(ServiceId, u16)> {
    match fact {
        Fact::WorkStarted { at, worker }
        | Fact::WorkFinished { at, worker }
        | Fact::WorkFailed { at, worker }
        | Fact::WorkStopped { at, worker }
        | Fact::WorkerBlocked { at, worker }
        | Fact::WorkerUnblocked { at, worker } => Some((model.edges[usize::from(at.edge)].to, worker)),
        Fact::PollSent { edge, worker } => Some((model.edges[usize::from(edge)].to, worker)),
        _ => None,
    }
}
