//! Facts: everything that can happen in a run, in the past tense.

use super::outcome::{Outcome, Patience, Refusal};
use crate::scenario::{EdgeId, OperationId, ServiceId};
use crate::time::SimTime;

/// A worker's place in its service, from 0.
pub type WorkerId = u16;
/// A record's place in its trace.
pub type RecordId = u32;
/// A partition's number, from 0 as Kafka counts.
pub type PartitionId = u16;
/// The cause of arrivals and faults: they come from outside.
pub const NO_CAUSE: RecordId = RecordId::MAX;

/// One thing that happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record {
    /// When.
    pub at: SimTime,
    /// The earlier record that brought it about, or [`NO_CAUSE`].
    pub cause: RecordId,
    /// What.
    pub fact: Fact,
}

/// One request or message of an operation on its way along an edge: what most facts are about.
///
/// Eight bytes, as it stands in every pending event and in most records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Address {
    /// Which operation.
    pub op: OperationId,
    /// Which of the requests or messages that it sends along this edge, from 0; retries count on.
    pub attempt: u16,
    /// Along which edge.
    pub edge: EdgeId,
    /// How often this message had been delivered before.
    pub delivery: u8,
}

impl Address {
    /// The first that an operation sends along an edge.
    pub fn first(op: OperationId, edge: EdgeId) -> Self {
        Address { op, attempt: 0, edge, delivery: 0 }
    }

    /// The same message, when it is delivered once more.
    pub fn redelivered(self) -> Self {
        Address { delivery: self.delivery.saturating_add(1), ..self }
    }

    /// The request or the message itself, however often it has been delivered.
    pub fn sent(self) -> Self {
        Address { delivery: 0, ..self }
    }
}

/// What can happen. `at` is the operation and the edge concerned; `worker` sits in the
/// service at that edge's end, unless it says otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the fields are the ones described above, the variants have their lines")]
pub enum Fact {
    /// The operation was due and its caller sent it: the intended start.
    /// In an open workload every operation has a caller of its own.
    OperationStarted { op: OperationId, caller: u32 },
    /// Chance said which class it is of: a place in [`crate::scenario::Model::classes`].
    OperationClassed { op: OperationId, class: u8 },
    /// A request left its sender.
    RequestSent { at: Address },
    /// A request reached its service.
    RequestArrived { at: Address },
    /// A request was turned away.
    RequestRefused { at: Address, reason: Refusal },
    /// A worker began its own work on an operation.
    WorkStarted { at: Address, worker: WorkerId },
    /// A worker finished its own work.
    WorkFinished { at: Address, worker: WorkerId },
    /// The work was lost in a crash.
    WorkLost { at: Address, worker: WorkerId },
    /// The result of the work can be seen by others.
    EffectVisible { at: Address },
    /// The worker is held: it waits for a reply or a confirm.
    WorkerBlocked { at: Address, worker: WorkerId },
    /// The worker goes on.
    WorkerUnblocked { at: Address, worker: WorkerId },
    /// A reply left the service.
    ReplySent { at: Address, outcome: Outcome },
    /// A reply reached the sender of the request.
    ReplyArrived { at: Address, outcome: Outcome },
    /// An answer found nobody who waits for it: its sender had crashed, or given it up.
    ReplyDiscarded { at: Address },
    /// A message left its publisher.
    MessagePublished { at: Address },
    /// A message reached the broker.
    MessageReceived { at: Address },
    /// The broker stored a message durably, and its confirm left.
    MessageStored { at: Address },
    /// The broker appended a record to the log of a partition.
    RecordAppended { at: Address, partition: PartitionId },
    /// The confirm reached the publisher.
    PublishConfirmed { at: Address },
    /// The broker sent a message to a consumer.
    DeliverySent { at: Address },
    /// The message reached the consumer.
    DeliveryArrived { at: Address },
    /// The consumer was down: the delivery, or the message it held, was lost; the broker still has it.
    DeliveryLost { at: Address },
    /// The consumer's acknowledgement left it.
    DeliveryAcked { at: Address },
    /// The consumer refused the message for good.
    DeliveryRejected { at: Address },
    /// The broker removed an acknowledged message.
    MessageRemoved { at: Address },
    /// The broker put an unacknowledged message back to where it had stood in its queue.
    MessageRequeued { at: Address },
    /// The broker gave a message up, and keeps it in the dead-letter queue.
    DeadLettered { at: Address },
    /// The broker did not take a message, and its nack left.
    MessageRefused { at: Address, reason: Refusal },
    /// The publisher learned that the broker did not take its message.
    PublishFailed { at: Address, outcome: Outcome },
    /// The consumer's work failed; it gave the message back, to be delivered once more.
    DeliveryReturned { at: Address },
    /// The broker gave a message up, and keeps no copy.
    MessageDropped { at: Address },
    /// A confirm got lost on its way to the publisher.
    ConfirmLost { at: Address },
    /// A consumer's acknowledgement got lost on its way to the broker.
    AckLost { at: Address },
    /// A message had waited for longer than it may, and the broker removed it.
    MessageExpired { at: Address },
    /// A worker asked its queue for messages.
    PollSent { edge: EdgeId, worker: WorkerId },
    /// The queue had none for the worker that had asked, and said so.
    PollEmpty { edge: EdgeId, worker: WorkerId },
    /// The visibility timeout of a delivery was over: its queue shows the message again.
    VisibilityExpired { at: Address },
    /// The queue did not delete a message: this delivery's receipt handle was no longer the newest.
    AckIgnored { at: Address },
    /// The consumer's work failed; it left the message to its visibility timeout.
    DeliveryAbandoned { at: Address },
    /// The caller holds an answer: the acknowledgement.
    Acknowledged { op: OperationId, outcome: Outcome },
    /// A read, after the acknowledgement, found the operation's whole effect.
    ReadHit { op: OperationId },
    /// A read, after the acknowledgement, did not find it: it was stale.
    ReadMissed { op: OperationId },
    /// A service went down.
    ServiceDown { service: ServiceId },
    /// A service came up again.
    ServiceUp { service: ServiceId },
    /// The sender stopped waiting: for this attempt, or for the call as a whole.
    TimedOut { at: Address, limit: Patience },
    /// The sender decided to try once more, after its back-off; `at` is the attempt to come.
    RetryScheduled { at: Address },
    /// A worker's own work ended with an error, and without effect.
    WorkFailed { at: Address, worker: WorkerId },
    /// A request got lost on its way.
    RequestLost { at: Address },
    /// A reply got lost on its way.
    ReplyLost { at: Address },
    /// Something began to go wrong; the number is a place in [`crate::scenario::Model::disturbances`].
    DisturbanceBegan { disturbance: u8 },
    /// It was over.
    DisturbanceEnded { disturbance: u8 },
    /// The client turned an attempt away before it was sent: its breaker, its bulkhead or its pool.
    CallRejected { at: Address, outcome: Outcome },
    /// An attempt waits in its sender for a permit of the bulkhead or for a connection.
    PermitAwaited { at: Address },
    /// The limit on all retries of the client forbade another attempt after this one.
    RetryThrottled { at: Address },
    /// The breaker of an edge's client opened: nothing is sent any more.
    BreakerOpened { edge: EdgeId },
    /// A call came after the wait: the breaker lets a few through.
    BreakerHalfOpened { edge: EdgeId },
    /// Everything is sent again.
    BreakerClosed { edge: EdgeId },
    /// The sender told the callee that it has given an attempt up.
    RequestCancelled { at: Address },
    /// No answer had come after the delay, or an attempt had failed: the sender asked once more beside it,
    /// without giving it up. `at` is the new attempt, `after` the number of the one before.
    Hedged { at: Address, after: u16 },
    /// Another attempt of the same call brought the answer, or the call's time was over: nobody waits for
    /// this one any more.
    AttemptAbandoned { at: Address },
    /// A request was not begun, as its sender had waited until now and no longer.
    RequestExpired { at: Address },
    /// A request that was cancelled left the queue without an answer.
    RequestDropped { at: Address },
    /// Work that was cancelled stopped, without effect and without an answer.
    WorkStopped { at: Address, worker: WorkerId },
}

impl Fact {
    /// The operation concerned; faults concern none.
    pub fn operation(&self) -> Option<OperationId> {
        match self {
            Fact::OperationStarted { op, .. }
            | Fact::OperationClassed { op, .. }
            | Fact::Acknowledged { op, .. }
            | Fact::ReadHit { op }
            | Fact::ReadMissed { op } => Some(*op),
            Fact::ServiceDown { .. }
            | Fact::ServiceUp { .. }
            | Fact::DisturbanceBegan { .. }
            | Fact::DisturbanceEnded { .. }
            | Fact::BreakerOpened { .. }
            | Fact::BreakerHalfOpened { .. }
            | Fact::BreakerClosed { .. }
            | Fact::PollSent { .. }
            | Fact::PollEmpty { .. } => None,
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
            | Fact::WorkerBlocked { at, .. }
            | Fact::WorkerUnblocked { at, .. }
            | Fact::ReplySent { at, .. }
            | Fact::ReplyArrived { at, .. }
            | Fact::ReplyDiscarded { at }
            | Fact::MessagePublished { at }
            | Fact::MessageReceived { at }
            | Fact::MessageStored { at }
            | Fact::RecordAppended { at, .. }
            | Fact::PublishConfirmed { at }
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
            | Fact::PollSent { .. }
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
            Fact::WorkerBlocked { worker: w, .. } => ("WorkerBlocked", 9, worker(w)),
            Fact::WorkerUnblocked { worker: w, .. } => ("WorkerUnblocked", 10, worker(w)),
            Fact::ReplySent { outcome: o, .. } => ("ReplySent", 11, outcome(o)),
            Fact::ReplyArrived { outcome: o, .. } => ("ReplyArrived", 12, outcome(o)),
            Fact::ReplyDiscarded { .. } => ("ReplyDiscarded", 13, None),
            Fact::MessagePublished { .. } => ("MessagePublished", 14, None),
            Fact::MessageReceived { .. } => ("MessageReceived", 15, None),
            Fact::MessageStored { .. } => ("MessageStored", 16, None),
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
            Fact::VisibilityExpired { .. } => ("VisibilityExpired", 77, None),
            Fact::AckIgnored { .. } => ("AckIgnored", 78, None),
            Fact::DeliveryAbandoned { .. } => ("DeliveryAbandoned", 79, None),
            Fact::Acknowledged { outcome: o, .. } => ("Acknowledged", 26, outcome(o)),
            Fact::RecordAppended { partition, .. } => {
                ("RecordAppended", 110, Some(Field::number("partition", u64::from(partition))))
            }
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
