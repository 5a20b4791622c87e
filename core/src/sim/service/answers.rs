//! What a worker waits for: replies and confirms, and the answers to steps that it has sent as messages.

use super::super::context::Context;
use super::super::event::{Event, ReplyTo};
use super::super::replies;
use super::{Held, Service};
use crate::scenario::{LaneModel, OnFailure};
use crate::trace::{Address, Fact, Outcome, Patience, RecordId, WorkerId};

impl Service<'_> {
    /// A reply to, or a confirm of, something that a worker sent along `at.edge`.
    pub(in crate::sim) fn answer_arrives(
        &mut self,
        ctx: &mut Context,
        at: Address,
        reply_to: ReplyTo,
        answer: Fact,
        cause: RecordId,
    ) {
        let ok = !matches!(
            answer,
            Fact::ReplyArrived { outcome, .. } | Fact::PublishFailed { outcome, .. } if !outcome.is_ok()
        );
        if self.held(reply_to).is_none() {
            ctx.record(cause, Fact::ReplyDiscarded { at });
            return;
        }
        let arrived = ctx.record(cause, answer);
        self.call_ends(ctx, (at, reply_to), ok, arrived);
    }

    /// A worker's call, or its publish, has come to its end. Where it waits for more than the confirm, a good one
    /// ends nothing, nor does any that comes after the answer.
    pub(in crate::sim) fn call_ends(
        &mut self,
        ctx: &mut Context,
        (at, to): (Address, ReplyTo),
        ok: bool,
        cause: RecordId,
    ) {
        let ends = !self.lane.awaits(at.edge) || (!ok && self.awaits_no_more(to, ctx.first_of(at)));
        if ends {
            self.has_answer(ctx, (at, to), ok, cause);
        }
    }

    /// What has been sent has come to its end; the worker goes on if it waits for nothing else.
    fn has_answer(&mut self, ctx: &mut Context, (at, to): (Address, ReplyTo), ok: bool, cause: RecordId) {
        if let Some((at, ok)) = self.answered(ctx, (at, to), ok, cause) {
            let unblocked = ctx.record(cause, Fact::WorkerUnblocked { at, worker: to.worker });
            self.go_on(ctx, to.worker, ok, unblocked);
        }
    }

    /// A worker has one answer more. What it holds, and whether all went well, if it was the last.
    fn answered(
        &mut self,
        ctx: &mut Context,
        (at, to): (Address, ReplyTo),
        ok: bool,
        cause: RecordId,
    ) -> Option<(Address, bool)> {
        if self.can_undo {
            self.note_step(ctx, (at, to), ok, cause);
        }
        let held = self.held(to)?;
        held.pending -= 1;
        held.failed |= !ok;
        (held.pending == 0).then_some((held.job.at, !held.failed))
    }

    /// Takes what a worker waits for from its list; whether it was there.
    fn awaits_no_more(&mut self, holder: ReplyTo, sent: Address) -> bool {
        let Some(held) = self.held(holder) else { return false };
        let place = held.awaited.iter().position(|at| *at == sent);
        place.map(|place| held.awaited.remove(place)).is_some()
    }

    /// An answer has come into the reply queue of this service: whoever waits for it goes on.
    pub(in crate::sim) fn step_is_answered(
        &mut self,
        ctx: &mut Context,
        at: Address,
        outcome: Outcome,
        cause: RecordId,
    ) {
        // Its number is that of what was sent, however often that was.
        let sent = ctx.first_of(at);
        let waits = |held: &Option<Held>| held.as_ref().is_some_and(|held| held.awaited.contains(&sent));
        let Some(worker) = self.workers.iter().position(waits) else {
            ctx.record(cause, Fact::ReplyDiscarded { at });
            return;
        };
        let holder = ReplyTo { worker: worker as WorkerId, epoch: self.epochs[worker] };
        self.awaits_no_more(holder, sent);
        let arrived = ctx.record(cause, Fact::ReplyArrived { at, outcome });
        self.has_answer(ctx, (at, holder), outcome.is_ok(), arrived);
    }

    /// A worker has waited for an answer as long as it may, if it still does.
    pub(in crate::sim) fn answer_is_overdue(
        &mut self,
        ctx: &mut Context,
        at: Address,
        holder: ReplyTo,
        cause: RecordId,
    ) {
        if self.awaits_no_more(holder, at) {
            let overdue = ctx.record(cause, Fact::TimedOut { at, limit: Patience::Reply });
            self.has_answer(ctx, (at, holder), false, overdue);
        }
    }

    /// Says what has become of a step, where somebody waits for that and it will not be tried once more, as it
    /// would be if it were not dealt with; whether that was said.
    pub(super) fn answer_step(
        &self,
        ctx: &mut Context,
        at: Address,
        (ok, dealt_with): (bool, bool),
        cause: RecordId,
    ) -> bool {
        let policy = &self.lane.queues[usize::from(at.edge)];
        // The consumer knows from the delivery's count that it was the last.
        let again = !dealt_with
            && self.lane.topic.is_none()
            && policy.on_failure == OnFailure::Requeue
            && policy.delivery_limit.is_none_or(|limit| u32::from(at.delivery) < limit);
        if again || !self.lane.awaits(at.edge) {
            return false;
        }
        let outcome = if ok { Outcome::Ok } else { Outcome::Error };
        replies::answer(ctx, self.model, (at, outcome), cause);
        true
    }
}

/// A worker waits for the answer to what it has sent, perhaps not for ever.
pub(super) fn await_answer(
    ctx: &mut Context,
    lane: &LaneModel,
    held: &mut Option<Held>,
    (at, holder): (Address, ReplyTo),
    cause: RecordId,
) {
    let Some(held) = held else { return };
    held.awaited.push(at);
    if let Some(timeout) = lane.step_timeout {
        ctx.at(ctx.now() + timeout, cause, Event::AnswerOverdue { at, holder });
    }
}
