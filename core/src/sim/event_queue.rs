//! The pending events, in one total order: time, then the order in which they were scheduled.

use std::collections::VecDeque;

use super::event::{Due, Event};
use super::heap::{Heap, Ordered};
use crate::time::SimTime;
use crate::trace::RecordId;

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
