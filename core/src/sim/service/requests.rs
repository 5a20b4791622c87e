//! How a call gets in: at once, into the queue, or not at all.

use super::super::context::Context;
use super::super::event::ReplyTo;
use super::{Job, Service, Via};
use crate::trace::{Address, Fact, RecordId, Refusal};

impl Service<'_> {
    pub(in crate::sim) fn request_arrives(
        &mut self,
        ctx: &mut Context,
        at: Address,
        reply_to: ReplyTo,
        cause: RecordId,
    ) {
        let arrived = ctx.record(cause, Fact::RequestArrived { at });
        let job = Job { at, via: Via::Request(reply_to), priority: self.priority(ctx, at) };
        if !self.up || !self.there {
            self.refuse(ctx, job, Refusal::Down, arrived);
        } else if self.is_late(ctx, at) {
            ctx.record(arrived, Fact::RequestExpired { at });
        } else if let Some(worker) = self.free.take_below(self.own.workers) {
            self.start(ctx, worker, job, arrived);
        } else if reached(self.own.shed_above, self.line.len()) {
            self.refuse(ctx, job, Refusal::Shed, arrived);
        } else if !reached(self.own.queue_limit, self.line.len()) {
            self.line.push(job);
        } else if let Some(worker) = self.free.take_lowest() {
            // The queue is full, so the pool grows, and the newest is served first: ThreadPoolExecutor's rule.
            self.start(ctx, worker, job, arrived);
        } else {
            self.overflow(ctx, job, arrived);
        }
    }

    /// It comes or goes, where it is called: whoever is away answers no call, and finishes those that it has.
    pub(in crate::sim) fn listens(&mut self, there: bool) {
        self.there = there;
    }

    /// A call has found the queue full.
    fn overflow(&mut self, ctx: &mut Context, job: Job, arrived: RecordId) {
        let oldest = if self.own.oldest_out { self.line.oldest(job.priority) } else { None };
        match oldest {
            Some(oldest) => {
                self.refuse(ctx, oldest, Refusal::Displaced, arrived);
                self.line.push(job);
            }
            None => self.refuse(ctx, job, Refusal::QueueFull, arrived),
        }
    }

    /// Whether nobody waits for a request any more, and this service looks at that before it begins.
    pub(super) fn is_late(&self, ctx: &Context, at: Address) -> bool {
        self.own.drop_expired && ctx.deadlines.of(at).is_some_and(|until| until <= ctx.now())
    }
}

/// Whether a limit, where there is one, has been reached.
fn reached(limit: Option<u32>, waiting: usize) -> bool {
    limit.is_some_and(|limit| waiting >= limit as usize)
}
