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
    /// A step of a saga had failed, and its sender began to undo those done before; `steps` is how many.
    CompensationBegan { at: Address, steps: u8 },
    /// The result of an earlier work can be seen no more; `at` is the work that undid it.
    EffectUndone { at: Address },
    /// What was to undo a step failed for good, as whoever says so sees it: the step stays done, unless its sender
    /// waited no longer and it is undone all the same.
    StepStuck { at: Address },
    /// Who was asked for a step by message answered, into the reply queue of whoever had asked.
    StepAnswered { at: Address, outcome: Outcome },
    /// The broker stored that answer, and sent it on.
    AnswerStored { at: Address },
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
    /// The publisher of a message waits for no confirm, and goes on: nobody will tell it what becomes of that.
    ConfirmWaived { at: Address },
    /// The broker has an alarm and reads nothing from those who publish: a message waits in its connection.
    PublishBlocked { at: Address },
    /// The sender wrote a message to its outbox, with the same transaction as its work, and goes on.
    OutboxStored { at: Address },
    /// The relay took a message from the outbox, to publish it.
    OutboxTaken { at: Address },
    /// The relay marked a message in the outbox as sent.
    OutboxMarked { at: Address },
    /// A process died between two steps that belong together: the sender after its work was committed and
    /// before anything left, or the relay after its publish and before its mark.
    CrashedBetween { at: Address },
    /// A message reached the broker.
    MessageReceived { at: Address },
    /// The broker stored a message durably, and its confirm left where somebody waits for it.
    MessageStored { at: Address },
    /// The broker stored a message once more; `at` is the second one, which is delivered as well.
    MessageDuplicated { at: Address },
    /// The consumer remembered that it had handled this before: no second effect.
    RepeatRecognised { at: Address },
    /// One worker crashed, with what it held.
    WorkerCrashed { service: ServiceId, worker: WorkerId },
    /// It was up again.
    WorkerRestarted { service: ServiceId, worker: WorkerId },
    /// A Kafka group stopped, to share its partitions out anew.
    RebalanceBegan { edge: EdgeId },
    /// They were shared out.
    RebalanceEnded { edge: EdgeId },
    /// The consumer was done with a record; it is committed with its whole poll, or was before.
    DeliveryDone { at: Address },
    /// The consumer committed what it had handled (or is to handle) up to this record.
    OffsetsCommitted { at: Address },
    /// The broker appended a record to the log of a partition.
    RecordAppended { at: Address, partition: PartitionId },
    /// The broker had a message of a topic ready for another of its subscribers.
    MessageRouted { at: Address },
    /// A subscriber of a topic left it, or had not come yet when the run began.
    SubscriberLeft { edge: EdgeId },
    /// It came, or came back.
    SubscriberJoined { edge: EdgeId },
    /// The broker had no queue for a message and dropped it; its confirm left where somebody waits for it.
    MessageUnroutable { at: Address },
    /// The broker had no queue for a message and sent it back to its publisher.
    MessageReturned { at: Address },
    /// Nothing keeps a message for a subscriber that was away: it will never get it.
    SubscriberMissed { at: Address },
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
    /// The broker did not take a message, and its nack left where somebody waits for it.
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
    /// The broker lost a message that it had stored, as it went down or as the queue was gone with its consumer;
    /// `held` if a consumer had it in hand.
    MessageLost { at: Address, held: bool },
    /// A worker that asked its queue found no broker, or the broker went down before it answered.
    PollFailed { edge: EdgeId, worker: WorkerId },
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
    /// The service sent its caller word that the operation is done.
    NoticeSent { at: Address },
    /// The broker stored that word durably, and sent it on.
    NoticeStored { at: Address },
    /// The caller learned that its operation is done.
    NoticeArrived { at: Address },
    /// The caller learned it once more; the operation's number tells it so.
    NoticeRepeated { at: Address },
    /// The caller learned it after it had given up waiting.
    NoticeLate { at: Address },
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
