//! A queue's messages: those that wait, in the order in which they were stored, and those that a
//! consumer holds.

use std::collections::VecDeque;

use crate::time::SimTime;
use crate::trace::{Address, RecordId};

/// A message that the broker has stored.
#[derive(Clone, Copy)]
pub(super) struct Message {
    /// What its next delivery will be, or is.
    pub(super) at: Address,
    /// The record of its storing: its place in the queue, too, as records are in order.
    pub(super) stored: RecordId,
    /// When it must not wait any longer.
    pub(super) expires: SimTime,
}

#[derive(Default)]
pub(super) struct Queue {
    /// Messages that wait.
    pub(super) ready: VecDeque<Message>,
    /// In the order of their deliveries.
    pub(super) unacked: VecDeque<Message>,
    /// Messages that are being stored.
    pub(super) appending: usize,
    /// Unacknowledged deliveries that the consumer may hold.
    pub(super) prefetch: usize,
    pub(super) consumer_up: bool,
    /// Counts the consumer's connections, so that an answer from an old one is known.
    pub(super) epoch: u16,
    /// When the head is looked at for its expiry.
    pub(super) looks_at: Option<SimTime>,
}

impl Queue {
    pub(super) fn new(prefetch: usize) -> Self {
        Queue { prefetch, consumer_up: true, ..Queue::default() }
    }

    /// Deliveries that the consumer would take now.
    pub(super) fn room(&self) -> usize {
        if self.consumer_up {
            self.prefetch.saturating_sub(self.unacked.len())
        } else {
            0
        }
    }

    /// Takes the next to be delivered, if there is one and the consumer takes it.
    pub(super) fn next(&mut self) -> Option<Message> {
        if self.room() == 0 {
            return None;
        }
        let message = self.ready.pop_front()?;
        self.unacked.push_back(message);
        Some(message)
    }

    /// Takes a delivery that the consumer has answered.
    pub(super) fn answered(&mut self, at: Address) -> Option<Message> {
        let place = self.unacked.iter().position(|message| message.at == at)?;
        self.unacked.remove(place)
    }

    /// Puts a message back to where it stood.
    pub(super) fn put_back(&mut self, message: Message) {
        let place = self.ready.partition_point(|other| other.stored < message.stored);
        self.ready.insert(place, Message { at: message.at.redelivered(), ..message });
    }

    /// Takes the head, if it must not wait any longer.
    pub(super) fn expired(&mut self, now: SimTime) -> Option<Message> {
        if self.ready.front().is_some_and(|head| head.expires <= now) {
            return self.ready.pop_front();
        }
        None
    }
}
