//! A queue's messages: those that wait, in the order in which they were stored, and those that a
//! consumer holds.

use std::collections::VecDeque;

use super::super::event::Answer;
use crate::time::SimTime;
use crate::trace::{Address, RecordId, WorkerId};

/// A message that the broker has stored.
#[derive(Clone, Copy)]
pub(super) struct Message {
    /// What its next delivery will be, or is.
    pub(super) at: Address,
    /// The record of its storing: its place in the queue, too, as records are in order.
    pub(super) stored: RecordId,
    /// When it must not wait any longer.
    pub(super) expires: SimTime,
    /// Whose it is while it is delivered, where each worker is a consumer of its own.
    pub(super) worker: WorkerId,
}

/// What a consumer has answered.
#[derive(Clone, Copy)]
pub(super) struct Said {
    pub(super) at: Address,
    pub(super) answer: Answer,
    pub(super) cause: RecordId,
}

/// A consumer of its own.
#[derive(Clone, Copy, Default)]
struct Consumer {
    /// How many unacknowledged deliveries it has.
    held: usize,
    /// Its connection: later than that of the service as a whole if it has gone alone since.
    epoch: u16,
    gone: bool,
}

#[derive(Default)]
pub(super) struct Queue {
    /// Messages that wait.
    pub(super) ready: VecDeque<Message>,
    /// In the order of their deliveries.
    pub(super) unacked: VecDeque<Message>,
    /// Where each worker is a consumer, the answers of this instant, in the order of the workers.
    pub(super) said: Vec<Said>,
    /// Messages that are being stored.
    pub(super) appending: usize,
    /// Unacknowledged deliveries that the consumer may hold, or each of them.
    pub(super) prefetch: usize,
    /// Where each worker is a consumer; empty where all share one.
    consumers: Vec<Consumer>,
    /// Whose turn it is among them.
    turn: usize,
    pub(super) consumer_up: bool,
    /// Whether its consumer is subscribed.
    pub(super) subscribed: bool,
    /// Since when it is there, and bound to what is published; none where it is not.
    pub(super) bound: Option<SimTime>,
    /// Counts the consumer's connections, so that an answer from an old one is known.
    pub(super) epoch: u16,
    /// When the head is looked at for its expiry.
    pub(super) looks_at: Option<SimTime>,
}

impl Queue {
    /// With one consumer, or with several of which each may hold so many.
    pub(super) fn new(prefetch: usize, consumers: u16) -> Self {
        let consumers = vec![Consumer::default(); usize::from(consumers)];
        Queue {
            prefetch,
            consumers,
            consumer_up: true,
            subscribed: true,
            bound: Some(SimTime::ZERO),
            ..Queue::default()
        }
    }

    /// Whether its consumer is there.
    pub(super) fn is_consumed(&self) -> bool {
        self.consumer_up && self.subscribed
    }

    /// Whether each worker is a consumer of its own.
    pub(super) fn has_consumers(&self) -> bool {
        !self.consumers.is_empty()
    }

    /// Deliveries that the consumer would take now.
    pub(super) fn room(&self) -> usize {
        if !self.is_consumed() {
            return 0;
        }
        if self.consumers.is_empty() {
            return self.prefetch.saturating_sub(self.unacked.len());
        }
        let there = self.consumers.iter().filter(|consumer| !consumer.gone);
        there.fold(0, |room, one| room.saturating_add(self.prefetch.saturating_sub(one.held)))
    }

    /// The connection over which a worker is sent something now.
    pub(super) fn epoch_of(&self, worker: WorkerId) -> u16 {
        self.consumers.get(usize::from(worker)).map_or(self.epoch, |one| one.epoch.max(self.epoch))
    }

    /// One consumer's connection is closed: takes what it held, in the order of delivery.
    pub(super) fn gone(&mut self, worker: WorkerId, epoch: u16, up: bool) -> VecDeque<Message> {
        if self.epoch_of(worker) >= epoch || !self.has_consumers() {
            return VecDeque::new();
        }
        let consumer = &mut self.consumers[usize::from(worker)];
        (consumer.epoch, consumer.gone) = (epoch, true);
        if !up {
            return VecDeque::new();
        }
        consumer.held = 0;
        let (its, others) =
            std::mem::take(&mut self.unacked).into_iter().partition(|held| held.worker == worker);
        self.unacked = others;
        its
    }

    /// The service is up again, with all its workers.
    pub(super) fn all_back(&mut self) {
        self.consumer_up = true;
        for consumer in &mut self.consumers {
            consumer.gone = false;
        }
    }

    /// One consumer has a connection again.
    pub(super) fn back(&mut self, worker: WorkerId, epoch: u16) {
        let consumer = self.consumers.get_mut(usize::from(worker));
        if let Some(consumer) = consumer.filter(|one| one.epoch == epoch) {
            consumer.gone = false;
        }
    }

    /// Takes the next to be delivered, if there is one and the consumer takes it.
    pub(super) fn next(&mut self) -> Option<Message> {
        if self.room() == 0 {
            return None;
        }
        let mut message = self.ready.pop_front()?;
        if self.has_consumers() {
            message.worker = self.take_turn();
        }
        self.unacked.push_back(message);
        Some(message)
    }

    /// A consumer answers: behind those of the same instant that come before it in the list.
    pub(super) fn says(&mut self, said: Said) {
        let whose = self.holder(said.at);
        let place = self.said.partition_point(|other| self.holder(other.at) <= whose);
        self.said.insert(place, said);
    }

    /// Which worker holds a delivery.
    fn holder(&self, at: Address) -> Option<WorkerId> {
        self.unacked.iter().find(|message| message.at == at).map(|message| message.worker)
    }

    /// Takes a delivery that the consumer has answered.
    pub(super) fn answered(&mut self, at: Address) -> Option<Message> {
        let place = self.unacked.iter().position(|message| message.at == at)?;
        let message = self.unacked.remove(place)?;
        if let Some(consumer) = self.consumers.get_mut(usize::from(message.worker)) {
            consumer.held -= 1;
        }
        Some(message)
    }

    /// Takes all that has been delivered and not answered.
    pub(super) fn all_unanswered(&mut self) -> VecDeque<Message> {
        for consumer in &mut self.consumers {
            consumer.held = 0;
        }
        std::mem::take(&mut self.unacked)
    }

    /// The next consumer, in turn, that may hold one more; there is one, as there is room.
    fn take_turn(&mut self) -> WorkerId {
        let all = self.consumers.len();
        let free =
            |place: &usize| !self.consumers[*place].gone && self.consumers[*place].held < self.prefetch;
        let place = (self.turn..self.turn + all).map(|place| place % all).find(free).unwrap_or(0);
        self.consumers[place].held += 1;
        self.turn = (place + 1) % all;
        place as WorkerId
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
