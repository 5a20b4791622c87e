//! Which queues of RabbitMQ are there to get what is published: a durable one from when its consumer first came, an
//! exclusive one only as long as its consumer's connection is open, with what is in it.

use super::super::context::Context;
use super::super::event::ReplyTo;
use super::rabbitmq::RabbitMq;
use crate::scenario::EdgeId;
use crate::time::SimTime;
use crate::trace::{Address, Fact, Outcome, RecordId};

impl RabbitMq<'_> {
    /// Whether a queue is there, and was when a message arrived.
    pub(super) fn is_bound(&mut self, edge: EdgeId, arrived: SimTime) -> bool {
        self.queue(edge).0.bound.is_some_and(|since| since <= arrived)
    }

    /// A subscriber comes or goes. Who goes still handles what it has been sent.
    pub(super) fn subscription(&mut self, ctx: &mut Context, (edge, joins): (EdgeId, bool), cause: RecordId) {
        self.queue(edge).0.subscribed = joins;
        self.rebind(ctx, edge, cause);
        self.go_on(ctx, edge, cause);
    }

    /// The consumer of a queue may have come or gone, and the queue with it.
    pub(super) fn rebind(&mut self, ctx: &mut Context, edge: EdgeId, cause: RecordId) {
        if !self.up {
            return;
        }
        let model = self.model;
        let (queue, policy) = self.queue(edge);
        if queue.is_consumed() {
            queue.bound.get_or_insert(ctx.now());
        } else if policy.exclusive {
            queue.bound = None;
            for message in std::mem::take(&mut queue.ready) {
                super::lost(ctx, model, (message.at, false), cause);
            }
        }
    }

    /// Whether there is no queue at all for a message whose first has none: it is given back to a publisher that
    /// wants it so, and is dropped otherwise.
    pub(super) fn is_unroutable(
        &mut self,
        ctx: &mut Context,
        at: Address,
        reply_to: ReplyTo,
        received: RecordId,
    ) -> bool {
        let model = self.model;
        if model.subscribers(at.edge).any(|edge| self.queue(edge).0.bound.is_some()) {
            return false;
        }
        let publish = self.lane.publish[usize::from(at.edge)].as_ref();
        if publish.is_some_and(|publish| publish.mandatory) {
            let returned = ctx.record(received, Fact::MessageReturned { at });
            super::answer(ctx, self.broker, (at, reply_to), Outcome::Unroutable, returned);
            return true;
        }
        let dropped = ctx.record(received, Fact::MessageUnroutable { at });
        super::answer(ctx, self.broker, (at, reply_to), Outcome::Ok, dropped);
        super::missed(ctx, model, at, dropped);
        for edge in model.subscribers(at.edge) {
            let at = ctx.onward(at, (edge, 0));
            super::missed(ctx, model, at, dropped);
        }
        true
    }
}
