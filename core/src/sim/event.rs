//! What may be going to happen, and who waits for what of it.

use super::client::{Slot, Timer};
use crate::scenario::{EdgeId, OperationId, ServiceId};
use crate::time::SimTime;
use crate::trace::{Address, Outcome, RecordId, WorkerId};

/// Who waits for an answer: a worker, and how often its service had crashed when it asked;
/// or the number of a caller; or a client's place for the call. Whoever answers only hands it back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(super) struct ReplyTo {
    pub(super) worker: WorkerId,
    pub(super) epoch: u16,
}

impl ReplyTo {
    /// Nobody waits.
    pub(super) const NOBODY: ReplyTo = ReplyTo { worker: u16::MAX, epoch: u16::MAX };

    /// A client's place for the call.
    pub(super) fn slot(slot: Slot) -> Self {
        ReplyTo { worker: slot as u16, epoch: (slot >> 16) as u16 }
    }

    /// What [`ReplyTo::slot`] was made from.
    pub(super) fn as_slot(self) -> Slot {
        Slot::from(self.epoch) << 16 | Slot::from(self.worker)
    }
}

/// A consumer's answer to a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// The work is done; the broker removes the message.
    Acked,
    /// The work has failed for good; the broker gives the message up.
    Rejected,
    /// The work has failed; the broker puts the message back.
    Returned,
    /// The acknowledgement got lost; what the broker makes of that is its own.
    Missing,
}

/// A worker's question to its queue, or its part in a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Poll {
    /// Whose queue.
    pub(super) edge: EdgeId,
    /// Who asks.
    pub(super) worker: WorkerId,
    /// How often its service had crashed.
    pub(super) epoch: u16,
}

/// What becomes of a poll.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PollStep {
    /// It reaches the queue.
    Arrives,
    /// It has waited as long as it may.
    WaitEnds,
    /// The worker asks the next time.
    Due,
}

/// What becomes of a member of a Kafka group that handles whole polls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MemberStep {
    /// All records of a poll are here.
    PollIsHere,
    /// The broker hears a commit.
    Commits,
    /// The consumer hears that its commit is there.
    CommitAnswered,
    /// The broker hears a fetch.
    Asks,
    /// A fetch has waited as long as it may.
    WaitEnds,
    /// It is time to look whether to commit.
    CommitDue,
    /// The consumer hears that the partitions are asked back.
    Revoked,
}

impl MemberStep {
    /// Whether the broker makes it, and not the consumer.
    pub(super) fn is_the_brokers(self) -> bool {
        matches!(self, MemberStep::Commits | MemberStep::Asks | MemberStep::WaitEnds)
    }
}

/// What is going to happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Event {
    OperationStarts {
        op: OperationId,
        caller: u16,
    },
    /// Somebody looks for an operation's effect.
    ReadDue {
        op: OperationId,
    },
    RequestArrives {
        at: Address,
        reply_to: ReplyTo,
    },
    /// Of this very job: the worker may have stopped it, and have another in hand.
    WorkEnds {
        at: Address,
        holder: ReplyTo,
    },
    /// The callee hears that an attempt is given up.
    CancelArrives {
        at: Address,
    },
    ReplyArrives {
        at: Address,
        reply_to: ReplyTo,
        outcome: Outcome,
    },
    /// A sender turns to the client of an edge.
    CallBegins {
        at: Address,
        reply_to: ReplyTo,
    },
    /// A time that a client has set.
    Timer {
        timer: Timer,
        at: Address,
        slot: Slot,
    },
    PublishArrives {
        at: Address,
        reply_to: ReplyTo,
    },
    AppendEnds {
        at: Address,
        reply_to: ReplyTo,
    },
    /// The broker's answer to a publish.
    ConfirmArrives {
        at: Address,
        reply_to: ReplyTo,
        outcome: Outcome,
    },
    /// Word has been appended by the broker: with an outcome the answer to a step, without one a notice of completion.
    WordStored {
        at: Address,
        outcome: Option<Outcome>,
    },
    /// A notice of completion reaches the caller.
    NoticeArrives {
        at: Address,
    },
    /// A caller has waited for its reply as long as it may.
    NoticeOverdue {
        op: OperationId,
    },
    /// An answer to a step reaches whoever has sent the step.
    AnswerArrives {
        at: Address,
        outcome: Outcome,
    },
    /// Whoever has sent a step has waited for its answer as long as it may.
    AnswerOverdue {
        at: Address,
        holder: ReplyTo,
    },
    DeliveryArrives {
        at: Address,
        epoch: u16,
    },
    /// A record or a message reaches the one worker that it is for.
    RecordArrives {
        at: Address,
        epoch: u16,
        worker: WorkerId,
    },
    AckArrives {
        at: Address,
        epoch: u16,
        answer: Answer,
    },
    /// All acknowledgements of this instant from the consumers of a queue are in.
    AcksAreIn {
        edge: EdgeId,
    },
    FaultStarts {
        service: ServiceId,
    },
    FaultEnds {
        service: ServiceId,
    },
    /// What goes wrong in one of the model's disturbances begins, or is over.
    Disturbance {
        place: u8,
        begins: bool,
    },
    /// The broker hears that a subscriber comes or goes.
    Subscription {
        edge: EdgeId,
        joins: bool,
    },
    /// A group that was empty has waited for further members.
    GroupWaited {
        edge: EdgeId,
    },
    /// The broker notices that a queue's consumer is gone.
    ConsumerGone {
        edge: EdgeId,
        epoch: u16,
    },
    /// The broker hears from a queue's consumer again.
    ConsumerBack {
        edge: EdgeId,
        epoch: u16,
    },
    /// A worker goes down, and comes up again.
    WorkerCrashes {
        service: ServiceId,
        worker: WorkerId,
    },
    WorkerRestarts {
        service: ServiceId,
        worker: WorkerId,
    },
    /// The broker notices that a worker is gone: its life before this epoch.
    WorkerGone {
        poll: Poll,
    },
    /// The broker hears from a worker again.
    WorkerBack {
        poll: Poll,
    },
    /// A step of a member, and so many records that it concerns.
    Member {
        step: MemberStep,
        poll: Poll,
        count: u32,
    },
    /// A producer has waited as long as it does for more records of an edge.
    LingerEnds {
        edge: EdgeId,
    },
    /// The head of a queue may have waited too long.
    HeadExpires {
        edge: EdgeId,
    },
    /// A queue shows a message, whose next delivery this is.
    BecomesVisible {
        at: Address,
    },
    /// The relay of an outbox looks into it.
    RelayPolls {
        edge: EdgeId,
    },
    /// A poll goes on.
    Poll {
        step: PollStep,
        poll: Poll,
    },
}

/// An event that has come due.
#[derive(Clone, Copy, Debug)]
pub(super) struct Due {
    pub(super) at: SimTime,
    pub(super) cause: RecordId,
    pub(super) event: Event,
}

impl Due {
    /// A place for the next one.
    pub(super) const NONE: Due =
        Due { at: SimTime::ZERO, cause: 0, event: Event::OperationStarts { op: 0, caller: 0 } };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_handed_back_as_it_was() {
        for slot in [0, 1, 65_535, 65_536, 0xfedc_ba98] {
            assert_eq!(ReplyTo::slot(slot).as_slot(), slot);
        }
    }
}
