//! The pending events, in one total order: time, then the order in which they were scheduled.

use std::collections::VecDeque;

use super::client::{Slot, Timer};
use super::heap::{Heap, Ordered};
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
    /// A notice of completion has been appended by the broker.
    NoticeStored {
        at: Address,
    },
    /// A notice of completion reaches the caller.
    NoticeArrives {
        at: Address,
    },
    /// A caller has waited for its reply as long as it may.
    NoticeOverdue {
        op: OperationId,
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
    /// The broker notices that a queue's consumer is gone.
    ConsumerGone {
        edge: EdgeId,
        epoch: u16,
    },
    /// The broker hears from a queue's consumer again.
    ConsumerBack {
        edge: EdgeId,
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

#[derive(Clone, Copy)]
struct Entry {
    at: SimTime,
    sequence: u32,
    cause: RecordId,
    event: Event,
}

impl Ordered for Entry {
    #[inline(always)]
    fn before(&self, other: &Self) -> bool {
        self.at < other.at || (self.at == other.at && self.sequence < other.sequence)
    }
}

/// The queue of pending events.
///
/// What is scheduled for the present instant comes after everything that had been scheduled for it
/// before, so it waits in a plain line; hops that take no time never see the heap.
pub(super) struct EventQueue {
    heap: Heap<Entry>,
    sequence: u32,
    present: SimTime,
    line: VecDeque<(RecordId, Event)>,
}

impl EventQueue {
    pub(super) fn new() -> Self {
        EventQueue { heap: Heap::new(), sequence: 0, present: SimTime::ZERO, line: VecDeque::new() }
    }

    #[inline]
    pub(super) fn push(&mut self, at: SimTime, cause: RecordId, event: Event) {
        if at == self.present {
            return self.line.push_back((cause, event));
        }
        let sequence = self.sequence;
        self.sequence += 1;
        self.heap.push(Entry { at, sequence, cause, event });
    }

    /// How many are pending.
    pub(super) fn len(&self) -> usize {
        self.heap.len() + self.line.len()
    }

    /// Whether all that are pending are of a kind.
    pub(super) fn all(&self, kind: impl Fn(&Event) -> bool) -> bool {
        self.heap.all(|entry| kind(&entry.event)) && self.line.iter().all(|(_, event)| kind(event))
    }

    /// Whether there is a next event, and if so, that one.
    #[inline]
    pub(super) fn pop(&mut self, due: &mut Due) -> bool {
        if self.heap.least().is_none_or(|entry| entry.at > self.present) {
            if let Some((cause, event)) = self.line.front() {
                *due = Due { at: self.present, cause: *cause, event: *event };
                self.line.pop_front();
                return true;
            }
        }
        let Some(Entry { at, cause, event, .. }) = self.heap.least() else { return false };
        *due = Due { at: *at, cause: *cause, event: *event };
        self.present = due.at;
        self.heap.drop_least();
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn popped(queue: &mut EventQueue) -> Option<Due> {
        let mut due = Due::NONE;
        queue.pop(&mut due).then_some(due)
    }

    #[test]
    fn a_place_is_handed_back_as_it_was() {
        for slot in [0, 1, 65_535, 65_536, 0xfedc_ba98] {
            assert_eq!(ReplyTo::slot(slot).as_slot(), slot);
        }
    }

    /// Every pending event is moved about in the heap.
    #[test]
    fn an_event_is_small() {
        assert!(size_of::<Event>() <= 16 && size_of::<Entry>() <= 32);
    }

    #[test]
    fn equal_times_keep_the_order_in_which_they_were_scheduled() {
        let mut queue = EventQueue::new();
        let at = SimTime::from_micros;
        for (time, op) in [(5, 0), (3, 1), (5, 2), (3, 3), (4, 4)] {
            queue.push(at(time), 0, Event::OperationStarts { op, caller: 0 });
        }
        let mut order = Vec::new();
        while let Some(Due { event: Event::OperationStarts { op, .. }, .. }) = popped(&mut queue) {
            order.push(op);
        }
        assert_eq!(order, [1, 3, 4, 0, 2]);
    }

    #[test]
    fn what_is_scheduled_for_the_present_comes_after_what_had_been_before() {
        let mut queue = EventQueue::new();
        let at = SimTime::from_micros;
        let start = |op| Event::OperationStarts { op, caller: 0 };
        for (time, op) in [(0, 0), (7, 1), (0, 2), (7, 3), (9, 4)] {
            queue.push(at(time), 0, start(op));
        }
        let mut order = Vec::new();
        while let Some(Due { at: now, event: Event::OperationStarts { op, .. }, .. }) = popped(&mut queue) {
            order.push(op);
            if op < 5 {
                queue.push(now, 0, start(op + 10));
            }
        }
        assert_eq!(order, [0, 2, 10, 12, 1, 3, 11, 13, 4, 14]);
    }
}
