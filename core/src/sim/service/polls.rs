//! The workers of a service whose queue is SQS ask it for messages: whenever they have nothing in hand.

use super::super::context::Context;
use super::super::draws::Purpose;
use super::super::event::{Poll, PollStep};
use super::Service;
use crate::trace::{Address, Fact, RecordId, WorkerId};

impl Service<'_> {
    /// Every worker asks: the run begins, or the service is up again.
    pub(in crate::sim) fn polls_begin(&mut self, ctx: &mut Context, cause: RecordId) {
        for worker in 0..self.own.workers {
            self.poll(ctx, worker, cause);
        }
    }

    /// A worker that has asked in vain asks once more.
    pub(in crate::sim) fn poll_is_due(&mut self, ctx: &mut Context, poll: Poll, cause: RecordId) {
        if self.up && poll.epoch == self.epochs[usize::from(poll.worker)] {
            self.poll(ctx, poll.worker, cause);
        }
    }

    /// A worker asks the queue of its service, where that is one that is asked.
    pub(super) fn poll(&self, ctx: &mut Context, worker: WorkerId, cause: RecordId) {
        let (Some(_), Some(broker)) = (&self.lane.sqs, &self.model.broker) else { return };
        let Some(&edge) = self.entered_by.first() else { return };
        let sent = ctx.record(cause, Fact::PollSent { edge, worker });
        let there = ctx.way(&broker.one_way, (Purpose::Poll, Address::first(sent, edge)));
        let poll = Poll { edge, worker, epoch: self.epochs[usize::from(worker)] };
        ctx.poll_at(ctx.now() + there, sent, PollStep::Arrives, poll);
    }
}
