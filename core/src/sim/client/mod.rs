//! The senders' side of calls and publishes that have policies: how long they wait, what they do when a call fails,
//! and when they do not even try.
//!
//! One client for each such edge, shared by all workers of the service that it leaves, or by all
//! callers. Its policies stand one within the other, as resilience4j orders them: the retries
//! around the breaker around the bulkhead around the connection pool around the timeout of what is
//! sent. What belongs to an attempt that is over (its timer, its reply) is known by its address,
//! and changes nothing any more. An edge without policies has no client, and none of this.

mod backoff;
mod breaker;
mod budget;
mod gate;
mod hedge;
mod send;
mod slab;

use super::context::Context;
use super::draws::Purpose;
use super::event::{Event, ReplyTo};
use crate::scenario::{CallPolicy, EdgeId, GatePolicy, LaneModel, Model, Pushback, Retry, ServiceId, Source};
use crate::time::{SimDuration, SimTime};
use crate::trace::{Address, Fact, Outcome, Patience, RecordId};
use breaker::{Breaker, Change, Permit};
use budget::{Quota, Tokens};
use gate::Gate;
use slab::{Call, Slab, Stage, Try};

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
    /// An attempt has waited for a permit or a connection as long as it may.
    Permit,
    /// An attempt has been under way for so long that another may go beside it.
    Hedge,
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
        let client = |edge| Some(Client::new(model, lane, edge, lane.client(edge)?));
        Clients((0..model.edges.len() as EdgeId).map(client).collect())
    }

    /// The client of an edge that has policies.
    pub(super) fn of(&mut self, edge: EdgeId) -> Option<&mut Client<'m>> {
        self.0[usize::from(edge)].as_mut()
    }

    /// A service has crashed: what its clients had open is forgotten with it, and what they knew.
    pub(super) fn sender_gone(
        &mut self,
        ctx: &mut Context,
        (model, lane): (&'m Model, &'m LaneModel),
        service: ServiceId,
        cause: RecordId,
    ) {
        for edge in lane.outgoing(Source::Service(service)) {
            if let Some(client) = self.of(edge) {
                if client.breaker.as_ref().is_some_and(Breaker::is_tripped) {
                    ctx.record(cause, Fact::BreakerClosed { edge });
                }
                ctx.pending.calls -= client.calls.count();
                *client = Client::new(model, client.lane, edge, client.policy);
            }
        }
    }
}

/// A gate, and what it does when no permit is free.
struct Door {
    /// Attempts that wait are known by their call and their address.
    gate: Gate<(Slot, Address)>,
    /// How long one waits.
    wait: SimDuration,
    /// What it is told if it has waited in vain.
    full: Outcome,
}

/// The client of one edge.
pub(super) struct Client<'m> {
    edge: EdgeId,
    policy: &'m CallPolicy,
    model: &'m Model,
    lane: &'m LaneModel,
    calls: Slab,
    breaker: Option<Breaker<'m>>,
    /// The bulkhead and the pool, in the order in which an attempt passes them.
    doors: Vec<Door>,
    tokens: Option<Tokens<'m>>,
    quota: Option<Quota<'m>>,
    /// Calls that have ended and whose senders have to be told.
    ended: Vec<Answer>,
}

impl<'m> Client<'m> {
    fn new(model: &'m Model, lane: &'m LaneModel, edge: EdgeId, policy: &'m CallPolicy) -> Self {
        let gates = [(policy.bulkhead, Outcome::BulkheadFull), (policy.pool, Outcome::NoConnection)];
        let door = |(gate, full): (Option<GatePolicy>, Outcome)| {
            let GatePolicy { permits, wait } = gate?;
            Some(Door { gate: Gate::new(permits), wait, full })
        };
        let retry = policy.retry.as_ref();
        let hedge = policy.hedge.as_ref().and_then(|hedge| hedge.throttle.as_ref());
        Client {
            edge,
            policy,
            model,
            lane,
            calls: Slab::default(),
            breaker: policy.breaker.as_ref().map(Breaker::new),
            doors: gates.into_iter().filter_map(door).collect(),
            tokens: retry.and_then(|retry| retry.throttle.as_ref()).or(hedge).map(Tokens::new),
            quota: retry.and_then(|retry| retry.budget.as_ref()).map(Quota::new),
            ended: Vec::new(),
        }
    }

    /// Calls that have ended since it was asked last.
    pub(super) fn ended(&mut self) -> Vec<Answer> {
        std::mem::take(&mut self.ended)
    }

    /// A sender calls.
    pub(super) fn begin(&mut self, ctx: &mut Context, at: Address, to: ReplyTo, cause: RecordId) {
        // What the sender's own caller has left is there already.
        let inherited = ctx.deadlines.of(at);
        ctx.deadlines.forget(at);
        let own = self.policy.deadline.map(|deadline| ctx.now() + deadline);
        let until = earlier(own, inherited);
        if until.is_some_and(|until| until <= ctx.now()) {
            let cause = ctx.record(cause, Fact::TimedOut { at, limit: Patience::Deadline });
            return self.ended.push(Answer { at, to, outcome: Outcome::TimedOut, cause });
        }
        ctx.pending.calls += 1;
        let slot = self.calls.open(Call {
            first: at,
            to,
            made: 0,
            latest: at,
            until,
            not_before: SimTime::ZERO,
            tries: Vec::new(),
        });
        if let Some(until) = until {
            ctx.timer_at(until, cause, (Timer::Deadline, at), slot);
        }
        self.attempt(ctx, slot, at, cause);
    }

    /// A reply has arrived, or a confirm; perhaps nobody waits for it any more.
    pub(super) fn answer_arrives(
        &mut self,
        ctx: &mut Context,
        (at, slot): (Address, Slot),
        (answer, outcome): (Fact, Outcome),
        cause: RecordId,
    ) {
        if self.calls.tried(slot, at).is_none() {
            ctx.record(cause, Fact::ReplyDiscarded { at });
            return;
        }
        let arrived = ctx.record(cause, answer);
        self.over(ctx, slot, at, outcome, arrived);
    }

    /// A time that was set has come.
    pub(super) fn timer(
        &mut self,
        ctx: &mut Context,
        (timer, at, slot): (Timer, Address, Slot),
        cause: RecordId,
    ) {
        match timer {
            Timer::Attempt if self.calls.tried(slot, at).is_some() => {
                let timed_out = ctx.record(cause, Fact::TimedOut { at, limit: Patience::Attempt });
                self.over(ctx, slot, at, Outcome::TimedOut, timed_out);
            }
            Timer::Permit => {
                if let Some(Stage::Waits(place)) = self.calls.tried(slot, at).map(|tried| tried.stage) {
                    self.reject(ctx, slot, at, self.doors[place].full, cause);
                }
            }
            Timer::Deadline => self.deadline(ctx, slot, at, cause),
            Timer::Backoff if self.calls.tried(slot, at).is_some() => {
                self.calls.end(slot, at);
                self.attempt(ctx, slot, at, cause);
            }
            Timer::Hedge => self.hedge(ctx, slot, at, cause),
            Timer::Attempt | Timer::Backoff => {}
        }
    }

    /// The call's time is over, wherever it stands.
    fn deadline(&mut self, ctx: &mut Context, slot: Slot, first: Address, cause: RecordId) {
        let Some(call) = self.calls.call(slot).filter(|call| call.first == first) else { return };
        // The attempt that has come furthest, the newest of several: what it puts down is the last, so that no
        // other of this call is given it.
        let last = call.tries.iter().max_by_key(|tried| tried.stage).map_or(first, |tried| tried.at);
        let timed_out = ctx.record(cause, Fact::TimedOut { at: last, limit: Patience::Deadline });
        self.abandon_others(ctx, slot, last, timed_out);
        self.put_down(ctx, slot, last, Some(Outcome::TimedOut), timed_out);
        self.close(ctx, slot, Outcome::TimedOut, timed_out);
    }

    /// An attempt begins: it asks the breaker, and then passes the gates.
    fn attempt(&mut self, ctx: &mut Context, slot: Slot, at: Address, cause: RecordId) {
        let now = ctx.now();
        let Some(call) = self.calls.call(slot) else { return };
        call.made += 1;
        call.latest = at;
        self.hedge_later(ctx, slot, at, cause);
        let permit = self.breaker.as_mut().map_or(Permit::Go, |breaker| breaker.permit(now));
        if permit == Permit::GoHalfOpen {
            ctx.record(cause, Fact::BreakerHalfOpened { edge: self.edge });
        }
        if permit == Permit::Refused {
            let rejected = ctx.record(cause, Fact::CallRejected { at, outcome: Outcome::BreakerOpen });
            return self.failed(ctx, slot, at, Outcome::BreakerOpen, rejected);
        }
        if let Some(call) = self.calls.call(slot) {
            call.tries.push(Try { at, began: now, stage: Stage::Waits(0) });
        }
        self.pass(ctx, slot, at, 0, cause);
    }

    /// An attempt passes the gates from this one on, and is sent.
    fn pass(&mut self, ctx: &mut Context, slot: Slot, at: Address, first: usize, cause: RecordId) {
        for place in first..self.doors.len() {
            let door = &mut self.doors[place];
            if door.gate.take() {
                continue;
            }
            self.calls.stand(slot, at, Stage::Waits(place));
            if door.wait == SimDuration::ZERO {
                return self.reject(ctx, slot, at, self.doors[place].full, cause);
            }
            door.gate.wait((slot, at));
            let awaited = ctx.record(cause, Fact::PermitAwaited { at });
            return ctx.timer_at(ctx.now() + door.wait, awaited, (Timer::Permit, at), slot);
        }
        self.calls.stand(slot, at, Stage::Sent);
        self.send(ctx, slot, at, cause);
    }

    /// A gate has turned an attempt away.
    fn reject(&mut self, ctx: &mut Context, slot: Slot, at: Address, outcome: Outcome, cause: RecordId) {
        let rejected = ctx.record(cause, Fact::CallRejected { at, outcome });
        self.over(ctx, slot, at, outcome, rejected);
    }

    /// An attempt is over, one way or the other.
    fn over(&mut self, ctx: &mut Context, slot: Slot, at: Address, outcome: Outcome, cause: RecordId) {
        if outcome.is_ok() {
            self.abandon_others(ctx, slot, at, cause);
        }
        self.put_down(ctx, slot, at, Some(outcome), cause);
        if !outcome.is_ok() {
            return self.failed(ctx, slot, at, outcome, cause);
        }
        let retried = self.calls.call(slot).is_some_and(|call| call.made > 1);
        if let Some(tokens) = &mut self.tokens {
            tokens.succeeded();
        }
        if let Some(quota) = &mut self.quota {
            quota.succeeded(retried);
        }
        self.close(ctx, slot, outcome, cause);
    }

    /// What an attempt held goes back: its permits to those who wait, its outcome into the breaker. One
    /// that is abandoned has none, and its callee is told.
    fn put_down(
        &mut self,
        ctx: &mut Context,
        slot: Slot,
        at: Address,
        outcome: Option<Outcome>,
        cause: RecordId,
    ) {
        let Some(tried) = self.calls.end(slot, at) else { return };
        let given_up = outcome == Some(Outcome::TimedOut) && self.policy.cancel;
        if tried.stage == Stage::Sent && (given_up || outcome.is_none()) {
            let cancelled = ctx.record(cause, Fact::RequestCancelled { at });
            let event = Event::CancelArrives { at };
            ctx.after(&self.model.one_way, (Purpose::Cancel, at), cancelled, event);
        }
        let passed = match tried.stage {
            Stage::ToCome => return,
            Stage::Waits(place) => place,
            Stage::Sent => self.doors.len(),
        };
        if let Some(door) = self.doors.get_mut(passed) {
            door.gate.leave(&(slot, at));
        }
        if let (Some(breaker), Some(rule)) = (&mut self.breaker, &self.policy.breaker) {
            let now = ctx.now();
            let slow = now.since(tried.began) > rule.slow;
            let change = match outcome {
                Some(outcome) => breaker.record(now, !outcome.is_ok(), slow),
                None => {
                    breaker.release();
                    None
                }
            };
            match change {
                Some(Change::Opened) => ctx.record(cause, Fact::BreakerOpened { edge: self.edge }),
                Some(Change::Closed) => ctx.record(cause, Fact::BreakerClosed { edge: self.edge }),
                None => cause,
            };
        }
        for place in (0..passed).rev() {
            if let Some((next, next_at)) = self.doors[place].gate.give_back() {
                self.pass(ctx, next, next_at, place + 1, cause);
            }
        }
    }

    /// An attempt has failed: another follows, or the call has failed with it.
    fn failed(&mut self, ctx: &mut Context, slot: Slot, at: Address, outcome: Outcome, cause: RecordId) {
        if self.policy.hedge.is_some() {
            return self.hedge_failed(ctx, slot, at, outcome, cause);
        }
        let retry = self.policy.retry.as_ref().filter(|retry| wants(retry, outcome));
        // Only failures that could be retried are charged, and the last attempt's too.
        let charged = retry.is_none() || self.tokens.as_mut().is_none_or(Tokens::failed);
        let pushback = self.pushback(outcome);
        let Some(call) = self.calls.call(slot) else { return };
        let more = |retry: &&Retry| call.made < retry.max_attempts && pushback != Some(Pushback::Never);
        let Some(retry) = retry.filter(more) else {
            return self.close(ctx, slot, outcome, cause);
        };
        if !charged || !self.quota.as_mut().is_none_or(Quota::take) {
            let throttled = ctx.record(cause, Fact::RetryThrottled { at });
            return self.close(ctx, slot, outcome, throttled);
        }
        let next = ctx.again(at);
        let drawn = || backoff::wait(&retry.backoff, call.made, || ctx.bits(Purpose::Backoff, next));
        let wait = match pushback {
            Some(Pushback::After(wait)) => wait,
            _ => drawn(),
        };
        let scheduled = ctx.record(cause, Fact::RetryScheduled { at: next });
        call.tries.push(Try { at: next, began: ctx.now(), stage: Stage::ToCome });
        ctx.timer_at(ctx.now() + wait, scheduled, (Timer::Backoff, next), slot);
    }

    /// Who sheds may say when to come back, or that there is no point in it.
    fn pushback(&self, outcome: Outcome) -> Option<Pushback> {
        let callee = self.model.edges[usize::from(self.edge)].to;
        self.model.services[usize::from(callee)].shed_retry_after.filter(|_| outcome == Outcome::Shed)
    }

    fn close(&mut self, ctx: &mut Context, slot: Slot, outcome: Outcome, cause: RecordId) {
        if let Some(call) = self.calls.close(slot) {
            ctx.pending.calls -= 1;
            self.ended.push(Answer { at: call.first, to: call.to, outcome, cause });
        }
    }
}

/// The earlier of two times, where there is one.
fn earlier(one: Option<SimTime>, other: Option<SimTime>) -> Option<SimTime> {
    one.into_iter().chain(other).min()
}

/// Whether such a failure is followed by another attempt at all.
fn wants(retry: &Retry, outcome: Outcome) -> bool {
    match outcome {
        Outcome::TimedOut => retry.on.timeout,
        Outcome::Refused | Outcome::Shed | Outcome::Nacked | Outcome::Unroutable => retry.on.refused,
        Outcome::Error => retry.on.error,
        Outcome::BreakerOpen | Outcome::BulkheadFull | Outcome::NoConnection => retry.on.rejected,
        Outcome::Ok => false,
    }
}
