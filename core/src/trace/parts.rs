//! The name of each fact, its number, and what it says further: how a trace is written and hashed.

use super::fact::{Fact, WorkerId};
use super::{Outcome, Refusal};
use crate::scenario::EdgeId;

impl Fact {
    /// The fact's name, a number that never changes, and its further field.
    pub(super) fn parts(&self) -> (&'static str, u8, Option<Field>) {
        let worker = |worker: u16| Some(Field::number("worker", u64::from(worker) + 1));
        let reason = |reason: Refusal| Some(Field::word("reason", reason.name(), reason as u8));
        let outcome = |outcome: Outcome| Some(Field::word("outcome", outcome.name(), outcome as u8));
        let poller = |edge: EdgeId, worker: WorkerId| {
            Some(Field::number("poller", (u64::from(edge) << 16) + u64::from(worker) + 1))
        };
        let of_edge = |edge: EdgeId| Some(Field::number("edge", u64::from(edge)));
        match *self {
            Fact::OperationStarted { caller, .. } => {
                ("OperationStarted", 1, Some(Field::number("caller", u64::from(caller) + 1)))
            }
            Fact::OperationClassed { class, .. } => {
                ("OperationClassed", 59, Some(Field::number("class", u64::from(class))))
            }
            Fact::RequestSent { .. } => ("RequestSent", 2, None),
            Fact::RequestArrived { .. } => ("RequestArrived", 3, None),
            Fact::RequestRefused { reason: why, .. } => ("RequestRefused", 4, reason(why)),
            Fact::WorkStarted { worker: w, .. } => ("WorkStarted", 5, worker(w)),
            Fact::WorkFinished { worker: w, .. } => ("WorkFinished", 6, worker(w)),
            Fact::WorkLost { worker: w, .. } => ("WorkLost", 7, worker(w)),
            Fact::EffectVisible { .. } => ("EffectVisible", 8, None),
            Fact::CompensationBegan { steps, .. } => {
                ("CompensationBegan", 60, Some(Field::number("steps", u64::from(steps))))
            }
            Fact::EffectUndone { .. } => ("EffectUndone", 61, None),
            Fact::StepStuck { .. } => ("StepStuck", 62, None),
            Fact::StepAnswered { outcome: o, .. } => ("StepAnswered", 119, outcome(o)),
            Fact::AnswerStored { .. } => ("AnswerStored", 120, None),
            Fact::WorkerBlocked { worker: w, .. } => ("WorkerBlocked", 9, worker(w)),
            Fact::WorkerUnblocked { worker: w, .. } => ("WorkerUnblocked", 10, worker(w)),
            Fact::ReplySent { outcome: o, .. } => ("ReplySent", 11, outcome(o)),
            Fact::ReplyArrived { outcome: o, .. } => ("ReplyArrived", 12, outcome(o)),
            Fact::ReplyDiscarded { .. } => ("ReplyDiscarded", 13, None),
            Fact::MessagePublished { .. } => ("MessagePublished", 14, None),
            Fact::MessageReceived { .. } => ("MessageReceived", 15, None),
            Fact::MessageStored { .. } => ("MessageStored", 16, None),
            Fact::MessageRouted { .. } => ("MessageRouted", 63, None),
            Fact::SubscriberLeft { edge } => ("SubscriberLeft", 64, of_edge(edge)),
            Fact::SubscriberJoined { edge } => ("SubscriberJoined", 65, of_edge(edge)),
            Fact::MessageUnroutable { .. } => ("MessageUnroutable", 66, None),
            Fact::MessageReturned { .. } => ("MessageReturned", 67, None),
            Fact::SubscriberMissed { .. } => ("SubscriberMissed", 68, None),
            Fact::PublishConfirmed { .. } => ("PublishConfirmed", 17, None),
            Fact::DeliverySent { .. } => ("DeliverySent", 18, None),
            Fact::DeliveryArrived { .. } => ("DeliveryArrived", 19, None),
            Fact::DeliveryLost { .. } => ("DeliveryLost", 20, None),
            Fact::DeliveryAcked { .. } => ("DeliveryAcked", 21, None),
            Fact::DeliveryRejected { .. } => ("DeliveryRejected", 22, None),
            Fact::MessageRemoved { .. } => ("MessageRemoved", 23, None),
            Fact::MessageRequeued { .. } => ("MessageRequeued", 24, None),
            Fact::DeadLettered { .. } => ("DeadLettered", 25, None),
            Fact::MessageRefused { reason: why, .. } => ("MessageRefused", 70, reason(why)),
            Fact::PublishFailed { outcome: o, .. } => ("PublishFailed", 71, outcome(o)),
            Fact::DeliveryReturned { .. } => ("DeliveryReturned", 72, None),
            Fact::MessageDropped { .. } => ("MessageDropped", 73, None),
            Fact::ConfirmLost { .. } => ("ConfirmLost", 130, None),
            Fact::AckLost { .. } => ("AckLost", 131, None),
            Fact::MessageExpired { .. } => ("MessageExpired", 74, None),
            Fact::PollSent { edge, worker } => ("PollSent", 75, poller(edge, worker)),
            Fact::PollEmpty { edge, worker } => ("PollEmpty", 76, poller(edge, worker)),
            Fact::MessageLost { held, .. } => {
                ("MessageLost", 80, Some(Field::number("held", u64::from(held))))
            }
            Fact::ConfirmWaived { .. } => ("ConfirmWaived", 82, None),
            Fact::PublishBlocked { .. } => ("PublishBlocked", 87, None),
            Fact::OutboxStored { .. } => ("OutboxStored", 83, None),
            Fact::OutboxTaken { .. } => ("OutboxTaken", 84, None),
            Fact::OutboxMarked { .. } => ("OutboxMarked", 85, None),
            Fact::CrashedBetween { .. } => ("CrashedBetween", 86, None),
            Fact::PollFailed { edge, worker } => ("PollFailed", 81, poller(edge, worker)),
            Fact::VisibilityExpired { .. } => ("VisibilityExpired", 77, None),
            Fact::AckIgnored { .. } => ("AckIgnored", 78, None),
            Fact::DeliveryAbandoned { .. } => ("DeliveryAbandoned", 79, None),
            Fact::Acknowledged { outcome: o, .. } => ("Acknowledged", 26, outcome(o)),
            Fact::MessageDuplicated { .. } => ("MessageDuplicated", 111, None),
            Fact::RepeatRecognised { .. } => ("RepeatRecognised", 112, None),
            Fact::WorkerCrashed { service, worker } => ("WorkerCrashed", 113, poller(service, worker)),
            Fact::WorkerRestarted { service, worker } => ("WorkerRestarted", 114, poller(service, worker)),
            Fact::RebalanceBegan { edge } => ("RebalanceBegan", 115, of_edge(edge)),
            Fact::RebalanceEnded { edge } => ("RebalanceEnded", 116, of_edge(edge)),
            Fact::DeliveryDone { .. } => ("DeliveryDone", 117, None),
            Fact::OffsetsCommitted { .. } => ("OffsetsCommitted", 118, None),
            Fact::RecordAppended { partition, .. } => {
                ("RecordAppended", 110, Some(Field::number("partition", u64::from(partition))))
            }
            Fact::NoticeSent { .. } => ("NoticeSent", 102, None),
            Fact::NoticeStored { .. } => ("NoticeStored", 103, None),
            Fact::NoticeArrived { .. } => ("NoticeArrived", 104, None),
            Fact::NoticeRepeated { .. } => ("NoticeRepeated", 105, None),
            Fact::NoticeLate { .. } => ("NoticeLate", 106, None),
            Fact::ReadHit { .. } => ("ReadHit", 100, None),
            Fact::ReadMissed { .. } => ("ReadMissed", 101, None),
            Fact::ServiceDown { service } => {
                ("ServiceDown", 27, Some(Field::number("service", u64::from(service))))
            }
            Fact::ServiceUp { service } => {
                ("ServiceUp", 28, Some(Field::number("service", u64::from(service))))
            }
            Fact::TimedOut { limit, .. } => {
                ("TimedOut", 40, Some(Field::word("limit", limit.name(), limit as u8)))
            }
            Fact::RetryScheduled { .. } => ("RetryScheduled", 41, None),
            Fact::WorkFailed { worker: w, .. } => ("WorkFailed", 42, worker(w)),
            Fact::RequestLost { .. } => ("RequestLost", 43, None),
            Fact::ReplyLost { .. } => ("ReplyLost", 44, None),
            Fact::DisturbanceBegan { disturbance } => {
                ("DisturbanceBegan", 45, Some(Field::number("fault", u64::from(disturbance) + 1)))
            }
            Fact::DisturbanceEnded { disturbance } => {
                ("DisturbanceEnded", 46, Some(Field::number("fault", u64::from(disturbance) + 1)))
            }
            Fact::CallRejected { outcome: o, .. } => ("CallRejected", 47, outcome(o)),
            Fact::PermitAwaited { .. } => ("PermitAwaited", 48, None),
            Fact::RetryThrottled { .. } => ("RetryThrottled", 49, None),
            Fact::BreakerOpened { edge } => ("BreakerOpened", 50, of_edge(edge)),
            Fact::BreakerHalfOpened { edge } => ("BreakerHalfOpened", 51, of_edge(edge)),
            Fact::BreakerClosed { edge } => ("BreakerClosed", 52, of_edge(edge)),
            Fact::RequestCancelled { .. } => ("RequestCancelled", 53, None),
            Fact::RequestDropped { .. } => ("RequestDropped", 54, None),
            Fact::RequestExpired { .. } => ("RequestExpired", 58, None),
            Fact::Hedged { after, .. } => ("Hedged", 56, Some(Field::number("after", u64::from(after) + 1))),
            Fact::AttemptAbandoned { .. } => ("AttemptAbandoned", 57, None),
            Fact::WorkStopped { worker: w, .. } => ("WorkStopped", 55, worker(w)),
        }
    }
}

/// What a fact says besides its operation and its edge.
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) value: u64,
    /// How the value reads, where it stands for a word.
    pub(super) word: Option<&'static str>,
}

impl Field {
    fn number(name: &'static str, value: u64) -> Self {
        Field { name, value, word: None }
    }

    fn word(name: &'static str, word: &'static str, number: u8) -> Self {
        Field { name, value: u64::from(number), word: Some(word) }
    }
}
