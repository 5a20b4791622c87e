//! What a service sends: requests and messages on, replies and acknowledgements back.

use super::super::context::Context;
use super::super::draws::Purpose;
use super::super::event::{Answer, Event, ReplyTo};
use super::line::{Job, Via};
use super::Service;
use crate::scenario::OnFailure;
use crate::trace::{Address, Fact, Outcome, RecordId, Refusal, WorkerId};

impl Service<'_> {
    /// Sends on what the work on `parent` needs of others.
    pub(super) fn send(
        &self,
        ctx: &mut Context,
        (parent, at): (Address, Address),
        reply_to: ReplyTo,
        cause: RecordId,
    ) {
        // Only a client looks at the time. What is to be undone is undone whether anybody waits for it or not.
        let called = self.lane.is_call(at.edge) && self.lane.client(at.edge).is_some();
        if called && self.model.edges[usize::from(at.edge)].compensates.is_none() {
            if let Some(until) = ctx.deadlines.of(parent) {
                ctx.deadlines.tell(at, until);
            }
        }
        ctx.send((self.model, self.lane), (at, reply_to), cause);
    }

    pub(super) fn reply(
        &self,
        ctx: &mut Context,
        at: Address,
        reply_to: ReplyTo,
        outcome: Outcome,
        cause: RecordId,
    ) {
        let sent = ctx.record(cause, Fact::ReplySent { at, outcome });
        let event = Event::ReplyArrives { at, reply_to, outcome };
        ctx.hop(&self.model.one_way, (Purpose::HopBack, at), sent, event);
    }

    pub(super) fn refuse(&self, ctx: &mut Context, job: Job, reason: Refusal, cause: RecordId) {
        if let Via::Request(reply_to) = job.via {
            let refused = ctx.record(cause, Fact::RequestRefused { at: job.at, reason });
            let outcome = if reason == Refusal::Shed { Outcome::Shed } else { Outcome::Refused };
            self.reply(ctx, job.at, reply_to, outcome, refused);
        }
    }

    pub(super) fn acknowledge(
        &mut self,
        ctx: &mut Context,
        at: Address,
        (worker, epoch): (WorkerId, u16),
        ok: bool,
        cause: RecordId,
    ) {
        let Some(broker) = &self.model.broker else { return };
        if !self.batches.are_none() {
            self.record_is_done(at, worker, ok);
            if ok {
                ctx.record(cause, Fact::DeliveryDone { at });
                return;
            }
        }
        let (fact, answer) = match self.lane.queues[usize::from(at.edge)].on_failure {
            _ if ok => (Fact::DeliveryAcked { at }, Answer::Acked),
            _ if self.lane.sqs.is_some() => {
                // Nothing is sent: the queue shows the message again when its visibility timeout is over.
                ctx.record(cause, Fact::DeliveryAbandoned { at });
                return;
            }
            OnFailure::Reject => (Fact::DeliveryRejected { at }, Answer::Rejected),
            OnFailure::Requeue => (Fact::DeliveryReturned { at }, Answer::Returned),
        };
        let sent = if ok { ctx.record(cause, fact) } else { ctx.parted(self.model, at, fact, cause) };
        let event = Event::AckArrives { at, epoch, answer };
        if !self.batches.are_none() {
            let hop = ctx.way(&broker.one_way, (Purpose::Ack, at));
            return ctx.at(self.is_heard(worker, ctx.now() + hop), sent, event);
        }
        ctx.acknowledge(&broker.one_way, (Purpose::Ack, at), sent, event);
    }
}
