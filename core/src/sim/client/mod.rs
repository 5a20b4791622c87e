//! The senders' side of calls that have policies: how long they wait, and what they do when a call fails.
//!
//! One client for each such edge, shared by all workers of the service that it leaves, or by all
//! callers. What belongs to an attempt that is over (its timer, its reply) is known by its address,
//! and changes nothing any more. An edge without policies has no client, and none of this.

mod backoff;
mod slab;

use super::context::Context;
use super::draws::Purpose;
use super::event::{Event, ReplyTo};
use crate::scenario::{CallPolicy, EdgeId, LaneModel, Model, ServiceId, Source};
use crate::trace::{Address, Fact, Outcome, Patience, RecordId};
use slab::{Call, Slab};

pub(super) use slab::Slot;

/// What a client has to look after at a time that it has set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Timer {
    /// An attempt has taken as long as it may.
    Attempt,
    /// The call has taken as long as it may.
    Deadline,
    /// The back-off is over.
    Backoff,
}

/// How a call has ended, for whoever waits for it.
pub(super) struct Answer {
    /// The call, by its first attempt.
    pub(super) at: Address,
    pub(super) to: ReplyTo,
    pub(super) outcome: Outcome,
    pub(super) cause: RecordId,
}

/// The clients of a lane, by edge.
pub(super) struct Clients<'m>(Vec<Option<Client<'m>>>);

impl<'m> Clients<'m> {
    pub(super) fn new(model: &'m Model, lane: &'m LaneModel) -> Self {
        let client = |edge| Some(Client { policy: lane.client(edge)?, model, calls: Slab::default() });
        Clients((0..model.edges.len() as EdgeId).map(client).collect())
    }

    /// The client of an edge that has policies.
    pub(super) fn of(&mut self, edge: EdgeId) -> Option<&mut Client<'m>> {
        self.0[usize::from(edge)].as_mut()
    }

    /// A service has crashed: what its clients had open is forgotten with it.
    pub(super) fn sender_gone(&mut self, model: &Model, service: ServiceId) {
        for edge in model.outgoing(Source::Service(service)) {
            if let Some(client) = self.of(edge) {
                client.calls.clear();
            }
        }
    }
}

/// The client of one edge.
pub(super) struct Client<'m> {
    policy: &'m CallPolicy,
    model: &'m Model,
    calls: Slab,
}

impl Client<'_> {
    /// A sender calls.
    pub(super) fn begin(&mut self, ctx: &mut Context, at: Address, to: ReplyTo, cause: RecordId) {
        let slot = self.calls.open(Call { first: at, to, made: 0, tries: Vec::new() });
        if let Some(deadline) = self.policy.deadline {
            let timer = Event::Timer { timer: Timer::Deadline, at, slot };
            ctx.at(ctx.now() + deadline, cause, timer);
        }
        self.attempt(ctx, slot, at, cause);
    }

    /// A reply has arrived. `None` if the call goes on, or if nobody waits for this any more.
    pub(super) fn reply_arrives(
        &mut self,
        ctx: &mut Context,
        at: Address,
        slot: Slot,
        outcome: Outcome,
        cause: RecordId,
    ) -> Option<Answer> {
        let Some(call) = self.calls.call(slot, |call| call.waits_for(at)) else {
            ctx.record(cause, Fact::ReplyDiscarded { at });
            return None;
        };
        call.end(at);
        let arrived = ctx.record(cause, Fact::ReplyArrived { at, outcome });
        if outcome.is_ok() {
            return self.close(slot, outcome, arrived);
        }
        self.failed(ctx, slot, at, outcome, arrived)
    }

    /// A time that was set has come.
    pub(super) fn timer(
        &mut self,
        ctx: &mut Context,
        (timer, at, slot): (Timer, Address, Slot),
        cause: RecordId,
    ) -> Option<Answer> {
        match timer {
            Timer::Attempt => {
                self.calls.call(slot, |call| call.waits_for(at))?.end(at);
                let timed_out = ctx.record(cause, Fact::TimedOut { at, limit: Patience::Attempt });
                self.failed(ctx, slot, at, Outcome::TimedOut, timed_out)
            }
            Timer::Deadline => {
                let call = self.calls.call(slot, |call| call.first == at)?;
                // The attempt that is in flight, or the one that the back-off was for.
                let last = call.tries.last().copied().unwrap_or(at);
                let timed_out = ctx.record(cause, Fact::TimedOut { at: last, limit: Patience::Deadline });
                self.close(slot, Outcome::TimedOut, timed_out)
            }
            Timer::Backoff => {
                self.calls.call(slot, |call| call.waits_for(at))?.end(at);
                self.attempt(ctx, slot, at, cause);
                None
            }
        }
    }

    fn attempt(&mut self, ctx: &mut Context, slot: Slot, at: Address, cause: RecordId) {
        let Some(call) = self.calls.call(slot, |_| true) else { return };
        let sent = ctx.record(cause, Fact::RequestSent { at });
        call.made += 1;
        call.tries.push(at);
        let event = Event::RequestArrives { at, reply_to: ReplyTo::slot(slot) };
        ctx.after(&self.model.one_way, (Purpose::HopThere, at), sent, event);
        if let Some(timeout) = self.policy.timeout {
            ctx.at(ctx.now() + timeout, sent, Event::Timer { timer: Timer::Attempt, at, slot });
        }
    }

    /// An attempt has failed: another follows, or the call has failed with it.
    fn failed(
        &mut self,
        ctx: &mut Context,
        slot: Slot,
        at: Address,
        outcome: Outcome,
        cause: RecordId,
    ) -> Option<Answer> {
        let call = self.calls.call(slot, |_| true)?;
        let retry = self.policy.retry.as_ref().filter(|retry| {
            let again = match outcome {
                Outcome::TimedOut => retry.on.timeout,
                Outcome::Refused => retry.on.refused,
                Outcome::Error | Outcome::Ok => retry.on.error,
            };
            again && call.made < retry.max_attempts
        });
        let Some(retry) = retry else { return self.close(slot, outcome, cause) };
        let next = ctx.again(at);
        let wait = backoff::wait(&retry.backoff, call.made, || ctx.bits(Purpose::Backoff, next));
        let scheduled = ctx.record(cause, Fact::RetryScheduled { at: next });
        call.tries.push(next);
        ctx.at(ctx.now() + wait, scheduled, Event::Timer { timer: Timer::Backoff, at: next, slot });
        None
    }

    fn close(&mut self, slot: Slot, outcome: Outcome, cause: RecordId) -> Option<Answer> {
        let call = self.calls.close(slot)?;
        Some(Answer { at: call.first, to: call.to, outcome, cause })
    }
}
