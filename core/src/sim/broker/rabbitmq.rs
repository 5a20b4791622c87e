//! RabbitMQ: one durable queue per message edge. It confirms publishes or refuses them, delivers up to
//! the prefetch, keeps what is unacknowledged, and puts back, expires or gives up messages as the
//! queue's policies say.

use super::super::context::Context;
use super::super::draws::Purpose;
use super::super::event::{Answer, Event, Poll, ReplyTo};
use super::queue::{Message, Queue, Said};
use crate::scenario::{Broker, Edge, EdgeId, LaneModel, Model, QueueOverflow, QueuePolicy};
use crate::time::SimTime;
use crate::trace::{Address, Fact, Outcome, RecordId, Refusal};

pub(in crate::sim) struct RabbitMq<'m> {
    pub(super) model: &'m Model,
    pub(super) lane: &'m LaneModel,
    pub(super) broker: &'m Broker,
    policies: &'m [QueuePolicy],
    queues: Vec<Queue>,
    pub(super) up: bool,
}

impl<'m> RabbitMq<'m> {
    pub(super) fn new(model: &'m Model, lane: &'m LaneModel, broker: &'m Broker) -> Self {
        let queue = |((place, edge), policy): ((EdgeId, &Edge), &QueuePolicy)| {
            let workers = model.services[usize::from(edge.to)].workers;
            let consumers = if policy.consumer_per_worker { workers } else { 0 };
            let of = policy.prefetch.of(if policy.consumer_per_worker { 1 } else { workers });
            let mut queue = Queue::new(of.map_or(usize::MAX, |held| held as usize), consumers);
            if model.is_newcomer(place) {
                (queue.subscribed, queue.bound) = (false, None);
            }
            queue
        };
        let queues = (0..).zip(&model.edges).zip(&lane.queues).map(queue);
        RabbitMq { model, lane, broker, policies: &lane.queues, queues: queues.collect(), up: true }
    }

    /// Whether the message is being stored now.
    pub(super) fn publish_arrives(
        &mut self,
        ctx: &mut Context,
        at: Address,
        reply_to: ReplyTo,
        cause: RecordId,
    ) -> bool {
        let received = ctx.record(cause, Fact::MessageReceived { at });
        if self.queue(at.edge).0.bound.is_none() && self.is_unroutable(ctx, at, reply_to, received) {
            return false;
        }
        let (queue, policy) = self.queue(at.edge);
        if policy.overflow != QueueOverflow::DropHead {
            // What is being stored has its place already.
            let inside = queue.ready.len() + queue.appending;
            let places = policy.max_length.map(|most| (most as usize).saturating_add(queue.room()));
            if places.is_some_and(|places| inside >= places) {
                let dead_letter = policy.overflow == QueueOverflow::RejectPublishDlx;
                let reason = Refusal::QueueFull;
                let refused = super::refused(ctx, self.model, (at, reply_to), reason, received);
                super::answer(ctx, self.broker, (at, reply_to), Outcome::Nacked, refused);
                if dead_letter {
                    ctx.record(refused, Fact::DeadLettered { at });
                }
                return false;
            }
        }
        queue.appending += 1;
        super::append(ctx, self.broker, at, reply_to, received);
        true
    }

    pub(super) fn append_ends(&mut self, ctx: &mut Context, at: Address, reply_to: ReplyTo, cause: RecordId) {
        let stored = ctx.record(cause, Fact::MessageStored { at });
        super::answer(ctx, self.broker, (at, reply_to), Outcome::Ok, stored);
        self.queue(at.edge).0.appending -= 1;
        // What an exchange has been given is for all of its queues: those that were there, and still are.
        let arrived = ctx.time_of(cause);
        if self.is_bound(at.edge, arrived) {
            self.is_ready(ctx, at, stored);
        } else {
            super::missed(ctx, self.model, at, stored);
        }
        for edge in self.model.subscribers(at.edge) {
            let at = ctx.onward(at, (edge, 0));
            if self.is_bound(edge, arrived) {
                let routed = ctx.record(stored, Fact::MessageRouted { at });
                self.is_ready(ctx, at, routed);
            } else {
                super::missed(ctx, self.model, at, stored);
            }
        }
    }

    fn is_ready(&mut self, ctx: &mut Context, at: Address, stored: RecordId) {
        let now = ctx.now();
        let (queue, policy) = self.queue(at.edge);
        let expires = policy.message_ttl.map_or(SimTime::NEVER, |ttl| now + ttl);
        queue.ready.push_back(Message { at, stored, expires, worker: 0 });
        if let Some((at, stored)) = super::stored_twice(ctx, self.model, at, stored) {
            self.queue(at.edge).0.ready.push_back(Message { at, stored, expires, worker: 0 });
        }
        self.go_on(ctx, at.edge, stored);
    }

    /// A consumer's answer to a delivery; one from a connection that is gone says nothing any more.
    pub(super) fn ack_arrives(
        &mut self,
        ctx: &mut Context,
        at: Address,
        (epoch, answer): (u16, Answer),
        cause: RecordId,
    ) {
        let (queue, _) = self.queue(at.edge);
        // A consumer of its own is known by its delivery: what it held is another by now.
        if queue.has_consumers() {
            if queue.said.is_empty() {
                ctx.at(ctx.now(), cause, Event::AcksAreIn { edge: at.edge });
            }
            return queue.says(Said { at, answer, cause });
        }
        if queue.epoch == epoch {
            self.answered(ctx, Said { at, answer, cause });
        }
    }

    /// Of consumers that answer at one instant the first in the list is heard first, and given the next message.
    pub(super) fn acks_are_in(&mut self, ctx: &mut Context, edge: EdgeId) {
        for said in std::mem::take(&mut self.queue(edge).0.said) {
            self.answered(ctx, said);
        }
    }

    fn answered(&mut self, ctx: &mut Context, Said { at, answer, cause }: Said) {
        let (queue, _) = self.queue(at.edge);
        let Some(message) = queue.answered(at) else { return };
        let done = match answer {
            Answer::Acked => ctx.parted(self.model, at, Fact::MessageRemoved { at }, cause),
            Answer::Rejected => self.give_up(ctx, at, cause),
            // An acknowledgement gets lost with its connection, and the broker delivers again.
            Answer::Returned | Answer::Missing => self.put_back(ctx, message, cause),
        };
        self.go_on(ctx, at.edge, done);
    }

    /// The connection is closed: everything unacknowledged goes back to where it stood.
    pub(super) fn consumer_gone(&mut self, ctx: &mut Context, (edge, epoch): (EdgeId, u16), cause: RecordId) {
        let up = self.up;
        let (queue, _) = self.queue(edge);
        if epoch < queue.epoch {
            return;
        }
        queue.consumer_up = false;
        queue.epoch = epoch;
        if !up {
            return;
        }
        self.rebind(ctx, edge, cause);
        let (queue, _) = self.queue(edge);
        for message in queue.all_unanswered().into_iter().rev() {
            let back = self.put_back(ctx, message, cause);
            self.go_on(ctx, edge, back);
        }
    }

    pub(super) fn consumer_back(&mut self, ctx: &mut Context, (edge, epoch): (EdgeId, u16), cause: RecordId) {
        if epoch < self.queue(edge).0.epoch {
            return;
        }
        self.queue(edge).0.all_back();
        self.rebind(ctx, edge, cause);
        self.go_on(ctx, edge, cause);
    }

    /// The broker goes down; what it does not keep is lost.
    pub(super) fn goes_down(&mut self, ctx: &mut Context, cause: RecordId) {
        self.up = false;
        for (queue, policy) in self.queues.iter_mut().zip(self.policies) {
            queue.appending = 0;
            if policy.exclusive {
                queue.bound = None;
            }
            if policy.exclusive || !self.broker.durable {
                for (lost, held) in
                    [(std::mem::take(&mut queue.ready), false), (queue.all_unanswered(), true)]
                {
                    for Message { at, .. } in lost {
                        super::lost(ctx, self.model, (at, held), cause);
                    }
                }
            }
        }
    }

    /// The broker is up again, all its connections are new: what its consumers held goes back, and out again.
    pub(super) fn comes_up(&mut self, ctx: &mut Context, cause: RecordId) {
        self.up = true;
        for edge in 0..self.queues.len() as EdgeId {
            let mut last = cause;
            self.rebind(ctx, edge, cause);
            for message in self.queue(edge).0.all_unanswered().into_iter().rev() {
                let waiting = self.queue(edge).0.ready.len();
                let back = self.put_back(ctx, message, cause);
                if self.queue(edge).0.ready.len() > waiting {
                    last = back;
                }
            }
            self.go_on(ctx, edge, last);
        }
    }

    /// The connection of one consumer is closed, where each worker is one.
    pub(super) fn worker_gone(&mut self, ctx: &mut Context, poll: Poll, cause: RecordId) {
        let up = self.up;
        let (queue, _) = self.queue(poll.edge);
        // While the broker is down nothing goes back; when it is up again, everything does.
        for message in queue.gone(poll.worker, poll.epoch, up).into_iter().rev() {
            let back = self.put_back(ctx, message, cause);
            self.go_on(ctx, poll.edge, back);
        }
    }

    pub(super) fn worker_back(&mut self, ctx: &mut Context, poll: Poll, cause: RecordId) {
        self.queue(poll.edge).0.back(poll.worker, poll.epoch);
        if !self.up {
            return;
        }
        self.go_on(ctx, poll.edge, cause);
    }

    /// It is time to look at the head of a queue.
    pub(super) fn head_expires(&mut self, ctx: &mut Context, edge: EdgeId) {
        let now = ctx.now();
        let (queue, _) = self.queue(edge);
        if queue.looks_at == Some(now) {
            queue.looks_at = None;
            // One that is down looks when it is up again.
            if self.up {
                self.expire(ctx, edge);
            }
        }
    }

    /// Puts a message back, unless its delivery has failed too often.
    fn put_back(&mut self, ctx: &mut Context, message: Message, cause: RecordId) -> RecordId {
        let Message { at, .. } = message;
        let (queue, policy) = self.queue(at.edge);
        // The deliveries before this one have failed, and so has this one.
        if policy.delivery_limit.is_some_and(|limit| u32::from(at.delivery) + 1 > limit) {
            return self.give_up(ctx, at, cause);
        }
        if queue.bound.is_none() {
            return ctx.given_up(self.model, at, Fact::MessageLost { at, held: true }, cause);
        }
        queue.put_back(message);
        ctx.record(cause, Fact::MessageRequeued { at })
    }

    /// What is given up becomes a dead letter, where there is a queue for those.
    fn give_up(&mut self, ctx: &mut Context, at: Address, cause: RecordId) -> RecordId {
        let (_, policy) = self.queue(at.edge);
        let fact = if policy.dead_letter { Fact::DeadLettered { at } } else { Fact::MessageDropped { at } };
        ctx.given_up(self.model, at, fact, cause)
    }

    /// Delivers what may be delivered; then nothing waits too long, and not too many do.
    pub(super) fn go_on(&mut self, ctx: &mut Context, edge: EdgeId, cause: RecordId) {
        if !self.up {
            return;
        }
        self.expire(ctx, edge);
        let broker = self.broker;
        let (queue, policy) = self.queue(edge);
        let owned = queue.has_consumers();
        while let Some(Message { at, worker, .. }) = queue.next() {
            let sent = ctx.record(cause, Fact::DeliverySent { at });
            let epoch = queue.epoch_of(worker);
            let event = if owned {
                Event::RecordArrives { at, epoch, worker }
            } else {
                Event::DeliveryArrives { at, epoch }
            };
            ctx.after_way(&broker.one_way, (Purpose::Deliver, at), sent, event);
        }
        if policy.overflow == QueueOverflow::DropHead {
            let most = policy.max_length.map_or(usize::MAX, |most| most as usize);
            while self.queue(edge).0.ready.len() > most {
                if let Some(head) = self.queue(edge).0.ready.pop_front() {
                    self.give_up(ctx, head.at, cause);
                }
            }
        }
    }

    /// Removes what has waited too long, and sees to it that the next head is looked at in time.
    fn expire(&mut self, ctx: &mut Context, edge: EdgeId) {
        let model = self.model;
        let (queue, policy) = self.queue(edge);
        if policy.message_ttl.is_none() {
            return;
        }
        let dead_letter = policy.dead_letter;
        while let Some(Message { at, stored, .. }) = queue.expired(ctx.now()) {
            let expired = ctx.given_up(model, at, Fact::MessageExpired { at }, stored);
            if dead_letter {
                ctx.record(expired, Fact::DeadLettered { at });
            }
        }
        let Some(head) = queue.ready.front() else { return };
        if queue.looks_at.is_none_or(|at| at > head.expires) {
            queue.looks_at = Some(head.expires);
            ctx.at(head.expires, head.stored, Event::HeadExpires { edge });
        }
    }

    pub(super) fn queue(&mut self, edge: EdgeId) -> (&mut Queue, &'m QueuePolicy) {
        let edge = usize::from(edge);
        (&mut self.queues[edge], &self.policies[edge])
    }
}
