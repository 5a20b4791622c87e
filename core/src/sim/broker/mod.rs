//! The broker: one durable queue per message edge; it confirms publishes, delivers up to the
//! prefetch, keeps what is unacknowledged, and puts it back when the consumer is gone.

use std::collections::VecDeque;

use super::context::Context;
use super::draws::Purpose;
use super::event::{Event, ReplyTo};
use crate::scenario::{Broker, EdgeId, Model};
use crate::trace::{Address, Fact, RecordId};

#[derive(Default)]
struct Queue {
    /// Messages, by what their next delivery will be.
    ready: VecDeque<Address>,
    unacked: Vec<Address>,
    /// Unacknowledged deliveries that the consumer may hold.
    prefetch: usize,
    consumer_up: bool,
    /// Counts the consumer's connections, so that an answer from an old one is known.
    epoch: u16,
}

pub(super) struct BrokerPart<'m> {
    broker: &'m Broker,
    queues: Vec<Queue>,
}

impl<'m> BrokerPart<'m> {
    pub(super) fn new(model: &Model, broker: &'m Broker) -> Self {
        let queue = |edge: &crate::scenario::Edge| Queue {
            prefetch: broker.prefetch_per_worker as usize
                * usize::from(model.services[usize::from(edge.to)].workers),
            consumer_up: true,
            ..Queue::default()
        };
        BrokerPart { broker, queues: model.edges.iter().map(queue).collect() }
    }

    pub(super) fn publish_arrives(&self, ctx: &mut Context, at: Address, reply_to: ReplyTo, cause: RecordId) {
        let received = ctx.record(cause, Fact::MessageReceived { at });
        let event = Event::AppendEnds { at, reply_to };
        ctx.after(&self.broker.append, (Purpose::Append, at), received, event);
    }

    pub(super) fn append_ends(&mut self, ctx: &mut Context, at: Address, reply_to: ReplyTo, cause: RecordId) {
        let stored = ctx.record(cause, Fact::MessageStored { at });
        let event = Event::ConfirmArrives { at, reply_to };
        ctx.after(&self.broker.one_way, (Purpose::Confirm, at), stored, event);
        self.queue(at.edge).ready.push_back(at);
        self.deliver(ctx, at.edge, stored);
    }

    pub(super) fn ack_arrives(
        &mut self,
        ctx: &mut Context,
        at: Address,
        epoch: u16,
        ok: bool,
        cause: RecordId,
    ) {
        let queue = self.queue(at.edge);
        if queue.epoch != epoch {
            return;
        }
        if let Some(index) = queue.unacked.iter().position(|message| *message == at) {
            queue.unacked.remove(index);
        }
        let fact = if ok { Fact::MessageRemoved { at } } else { Fact::DeadLettered { at } };
        let removed = ctx.record(cause, fact);
        self.deliver(ctx, at.edge, removed);
    }

    /// The connection is closed: everything unacknowledged goes back to the head, in its old order.
    pub(super) fn consumer_gone(&mut self, ctx: &mut Context, edge: EdgeId, cause: RecordId) {
        let queue = self.queue(edge);
        queue.consumer_up = false;
        queue.epoch += 1;
        for at in std::mem::take(&mut queue.unacked).into_iter().rev() {
            queue.ready.push_front(at.redelivered());
            ctx.record(cause, Fact::MessageRequeued { at });
        }
    }

    pub(super) fn consumer_back(&mut self, ctx: &mut Context, edge: EdgeId, cause: RecordId) {
        self.queue(edge).consumer_up = true;
        self.deliver(ctx, edge, cause);
    }

    fn queue(&mut self, edge: EdgeId) -> &mut Queue {
        &mut self.queues[usize::from(edge)]
    }

    fn deliver(&mut self, ctx: &mut Context, edge: EdgeId, cause: RecordId) {
        let broker = self.broker;
        let queue = self.queue(edge);
        while queue.consumer_up && queue.unacked.len() < queue.prefetch {
            let Some(at) = queue.ready.pop_front() else { return };
            queue.unacked.push(at);
            let sent = ctx.record(cause, Fact::DeliverySent { at });
            let event = Event::DeliveryArrives { at, epoch: queue.epoch };
            ctx.after(&broker.one_way, (Purpose::Deliver, at), sent, event);
        }
    }
}
