//! The pending events, in one total order: time, then the order in which they were scheduled.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use crate::scenario::{EdgeId, OperationId, ServiceId};
use crate::time::SimTime;
use crate::trace::{Address, RecordId, WorkerId};

/// Who waits for an answer: a worker, and how often its service had crashed when it asked;
/// or the number of a caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(super) struct ReplyTo {
    pub(super) worker: WorkerId,
    pub(super) epoch: u16,
}

/// What is going to happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Event {
    OperationStarts {
        op: OperationId,
        caller: u16,
    },
    RequestArrives {
        at: Address,
        reply_to: ReplyTo,
    },
    WorkEnds {
        service: ServiceId,
        holder: ReplyTo,
    },
    ReplyArrives {
        at: Address,
        reply_to: ReplyTo,
        ok: bool,
    },
    PublishArrives {
        at: Address,
        reply_to: ReplyTo,
    },
    AppendEnds {
        at: Address,
        reply_to: ReplyTo,
    },
    ConfirmArrives {
        at: Address,
        reply_to: ReplyTo,
    },
    DeliveryArrives {
        at: Address,
        attempt: u8,
        epoch: u16,
    },
    /// The consumer's answer about a delivery; `ok` removes it, otherwise it is dead-lettered.
    AckArrives {
        at: Address,
        epoch: u16,
        ok: bool,
    },
    FaultStarts {
        service: ServiceId,
    },
    FaultEnds {
        service: ServiceId,
    },
    /// The broker notices that a queue's consumer is gone.
    ConsumerGone {
        edge: EdgeId,
    },
    /// The broker hears from a queue's consumer again.
    ConsumerBack {
        edge: EdgeId,
    },
}

/// An event that has come due.
#[derive(Clone, Copy, Debug)]
pub(super) struct Due {
    pub(super) at: SimTime,
    pub(super) cause: RecordId,
    pub(super) event: Event,
}

struct Entry {
    at: SimTime,
    sequence: u32,
    cause: RecordId,
    event: Event,
}

impl Ord for Entry {
    /// Reversed, because the standard heap hands out the greatest.
    fn cmp(&self, other: &Self) -> Ordering {
        (other.at, other.sequence).cmp(&(self.at, self.sequence))
    }
}

impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Entry {}

/// The queue of pending events.
#[derive(Default)]
pub(super) struct EventQueue {
    heap: BinaryHeap<Entry>,
    sequence: u32,
}

impl EventQueue {
    pub(super) fn push(&mut self, at: SimTime, cause: RecordId, event: Event) {
        let sequence = self.sequence;
        self.sequence += 1;
        self.heap.push(Entry { at, sequence, cause, event });
    }

    pub(super) fn pop(&mut self) -> Option<Due> {
        self.heap.pop().map(|Entry { at, cause, event, .. }| Due { at, cause, event })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_times_keep_the_order_in_which_they_were_scheduled() {
        let mut queue = EventQueue::default();
        let at = SimTime::from_micros;
        for (time, op) in [(5, 0), (3, 1), (5, 2), (3, 3), (4, 4)] {
            queue.push(at(time), 0, Event::OperationStarts { op, caller: 0 });
        }
        let mut order = Vec::new();
        while let Some(Due { event: Event::OperationStarts { op, .. }, .. }) = queue.pop() {
            order.push(op);
        }
        assert_eq!(order, [1, 3, 4, 0, 2]);
    }
}
