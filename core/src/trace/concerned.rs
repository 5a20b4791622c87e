//! What a fact concerns: which operation, which edge.

use super::fact::{Address, Fact};
use crate::scenario::{EdgeId, OperationId};

impl Fact {
    /// The operation concerned; faults concern none.
    pub fn operation(&self) -> Option<OperationId> {
        match self {
            Fact::OperationStarted { op, .. }
            | Fact::OperationClassed { op, .. }
            | Fact::Acknowledged { op, .. }
            | Fact::ReadHit { op }
            | Fact::ReadMissed { op } => Some(*op),
            other => other.address().map(|at| at.op),
        }
    }

    /// The edge concerned, with its operation.
    pub fn address(&self) -> Option<Address> {
        match *self {
            Fact::RequestSent { at }
            | Fact::RequestArrived { at }
            | Fact::RequestRefused { at, .. }
            | Fact::WorkStarted { at, .. }
            | Fact::WorkFinished { at, .. }
            | Fact::WorkLost { at, .. }
            | Fact::EffectVisible { at }
            | Fact::CompensationBegan { at, .. }
            | Fact::EffectUndone { at }
            | Fact::StepStuck { at }
            | Fact::StepAnswered { at, .. }
            | Fact::AnswerStored { at }
            | Fact::WorkerBlocked { at, .. }
            | Fact::WorkerUnblocked { at, .. }
            | Fact::ReplySent { at, .. }
            | Fact::ReplyArrived { at, .. }
            | Fact::ReplyDiscarded { at }
            | Fact::MessagePublished { at }
            | Fact::MessageReceived { at }
            | Fact::MessageStored { at }
            | Fact::RecordAppended { at, .. }
            | Fact::MessageDuplicated { at }
            | Fact::RepeatRecognised { at }
            | Fact::DeliveryDone { at }
            | Fact::OffsetsCommitted { at }
            | Fact::PublishConfirmed { at }
            | Fact::MessageRouted { at }
            | Fact::MessageUnroutable { at }
            | Fact::MessageReturned { at }
            | Fact::SubscriberMissed { at }
            | Fact::DeliverySent { at }
            | Fact::DeliveryArrived { at }
            | Fact::DeliveryLost { at }
            | Fact::DeliveryAcked { at }
            | Fact::DeliveryRejected { at }
            | Fact::MessageRemoved { at }
            | Fact::MessageRequeued { at }
            | Fact::DeadLettered { at }
            | Fact::TimedOut { at, .. }
            | Fact::RetryScheduled { at }
            | Fact::WorkFailed { at, .. }
            | Fact::RequestLost { at }
            | Fact::ReplyLost { at }
            | Fact::CallRejected { at, .. }
            | Fact::PermitAwaited { at }
            | Fact::RetryThrottled { at }
            | Fact::RequestCancelled { at }
            | Fact::RequestDropped { at }
            | Fact::RequestExpired { at }
            | Fact::Hedged { at, .. }
            | Fact::AttemptAbandoned { at }
            | Fact::WorkStopped { at, .. }
            | Fact::MessageRefused { at, .. }
            | Fact::PublishFailed { at, .. }
            | Fact::DeliveryReturned { at }
            | Fact::MessageDropped { at }
            | Fact::VisibilityExpired { at }
            | Fact::AckIgnored { at }
            | Fact::DeliveryAbandoned { at }
            | Fact::ConfirmLost { at }
            | Fact::AckLost { at }
            | Fact::ConfirmWaived { at }
            | Fact::PublishBlocked { at }
            | Fact::OutboxStored { at }
            | Fact::OutboxTaken { at }
            | Fact::OutboxMarked { at }
            | Fact::CrashedBetween { at }
            | Fact::MessageLost { at, .. }
            | Fact::NoticeSent { at }
            | Fact::NoticeStored { at }
            | Fact::NoticeArrived { at }
            | Fact::NoticeRepeated { at }
            | Fact::NoticeLate { at }
            | Fact::MessageExpired { at } => Some(at),
            Fact::OperationStarted { .. }
            | Fact::OperationClassed { .. }
            | Fact::Acknowledged { .. }
            | Fact::ReadHit { .. }
            | Fact::ReadMissed { .. }
            | Fact::ServiceDown { .. }
            | Fact::ServiceUp { .. }
            | Fact::DisturbanceBegan { .. }
            | Fact::DisturbanceEnded { .. }
            | Fact::BreakerOpened { .. }
            | Fact::BreakerHalfOpened { .. }
            | Fact::BreakerClosed { .. }
            | Fact::WorkerCrashed { .. }
            | Fact::WorkerRestarted { .. }
            | Fact::RebalanceBegan { .. }
            | Fact::RebalanceEnded { .. }
            | Fact::SubscriberLeft { .. }
            | Fact::SubscriberJoined { .. }
            | Fact::PollSent { .. }
            | Fact::PollFailed { .. }
            | Fact::PollEmpty { .. } => None,
        }
    }

    /// The edge that a fact is about without being about an operation.
    pub fn breaker(&self) -> Option<EdgeId> {
        match *self {
            Fact::BreakerOpened { edge }
            | Fact::BreakerHalfOpened { edge }
            | Fact::BreakerClosed { edge } => Some(edge),
            _ => None,
        }
    }
}
