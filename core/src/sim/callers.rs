//! The callers: they start operations, wait for an answer and, in a closed workload, think and go on.

use super::context::Context;
use super::draws::Purpose;
use super::event::{Event, ReplyTo};
use super::replies::Replies;
use crate::scenario::{next_start, LaneModel, Model, OperationId, Workload};
use crate::trace::{Address, Fact, Outcome, Patience, RecordId, NO_CAUSE};

/// The edge that every caller uses.
const ENTRY: u8 = 0;

pub(super) struct Callers<'m> {
    model: &'m Model,
    lane: &'m LaneModel,
    /// The next operation of a closed workload that no caller has taken.
    untaken: OperationId,
    replies: Replies,
}

impl<'m> Callers<'m> {
    pub(super) fn new(model: &'m Model, lane: &'m LaneModel) -> Self {
        Callers { model, lane, untaken: 0, replies: Replies::default() }
    }

    /// Schedules what starts on its own.
    pub(super) fn begin(&mut self, ctx: &mut Context) {
        match &self.model.workload {
            Workload::Closed { callers, .. } => {
                for caller in 0..*callers {
                    self.think(ctx, caller as u16, NO_CAUSE);
                }
            }
            _ => self.schedule(ctx, 0),
        }
    }

    pub(super) fn operation_starts(
        &mut self,
        ctx: &mut Context,
        op: OperationId,
        caller: u16,
        cause: RecordId,
    ) {
        let open = self.model.workload.closed_callers().is_none();
        let number = if open { op } else { u32::from(caller) };
        let started = ctx.record(cause, Fact::OperationStarted { op, caller: number });
        if open {
            self.schedule(ctx, op + 1);
        }
        if !self.model.classes.is_empty() {
            ctx.classify(&self.model.classes, op, started);
        }
        if let Some(reply) = self.lane.reply {
            self.replies.of(op).caller = caller;
            if let Some(timeout) = reply.timeout {
                ctx.at(ctx.now() + timeout, started, Event::NoticeOverdue { op });
            }
        }
        let at = Address::first(op, ENTRY);
        let reply_to = ReplyTo { worker: caller, epoch: 0 };
        ctx.send((self.model, self.lane), (at, reply_to), started);
    }

    /// The answer to an operation: a reply, or the broker's confirm; where the caller waits for more, a good
    /// confirm is not yet its own.
    pub(super) fn answered(
        &mut self,
        ctx: &mut Context,
        op: OperationId,
        outcome: Outcome,
        to: ReplyTo,
        cause: RecordId,
    ) {
        if self.lane.reply.is_some_and(|reply| reply.awaited) {
            let knows = self.replies.of(op);
            if outcome.is_ok() || knows.answered {
                return;
            }
            (knows.answered, knows.gave_up) = (true, outcome == Outcome::TimedOut);
            self.has_its_answer(ctx);
        }
        self.goes_on(ctx, op, outcome, to.worker, cause);
    }

    /// A caller has its answer, and goes on.
    fn goes_on(
        &mut self,
        ctx: &mut Context,
        op: OperationId,
        outcome: Outcome,
        caller: u16,
        cause: RecordId,
    ) {
        let acknowledged = ctx.record(cause, Fact::Acknowledged { op, outcome });
        if let Some(after) = self.model.reads_after.filter(|_| outcome.is_ok()) {
            ctx.at(ctx.now() + after, acknowledged, Event::ReadDue { op });
        }
        self.think(ctx, caller, acknowledged);
    }

    /// A notice that an operation is done; where it is awaited, it is the answer.
    pub(super) fn notice_arrives(&mut self, ctx: &mut Context, at: Address, cause: RecordId) {
        let Some(arrived) = self.replies.arrives(ctx, at, cause) else { return };
        let knows = self.replies.of(at.op);
        if self.lane.reply.is_some_and(|reply| reply.awaited) && !knows.answered {
            knows.answered = true;
            let caller = knows.caller;
            self.has_its_answer(ctx);
            self.goes_on(ctx, at.op, Outcome::Ok, caller, arrived);
        }
    }

    /// Whoever waited for a reply does so no more: the end of that patience will be moot.
    fn has_its_answer(&self, ctx: &mut Context) {
        ctx.pending.uncounted += usize::from(self.lane.reply.is_some_and(|reply| reply.timeout.is_some()));
    }

    /// The caller of an operation waits no longer.
    pub(super) fn notice_is_overdue(&mut self, ctx: &mut Context, op: OperationId, cause: RecordId) {
        let knows = self.replies.of(op);
        if knows.answered {
            ctx.pending.uncounted -= 1;
            return;
        }
        (knows.answered, knows.gave_up) = (true, true);
        let caller = knows.caller;
        let at = Address::first(op, ENTRY);
        let timed_out = ctx.record(cause, Fact::TimedOut { at, limit: Patience::Reply });
        self.goes_on(ctx, op, Outcome::TimedOut, caller, timed_out);
    }

    /// Somebody reads what the operation was to write.
    pub(super) fn reads(&self, ctx: &mut Context, op: OperationId, cause: RecordId) {
        let found = ctx.is_effective(op);
        ctx.record(cause, if found { Fact::ReadHit { op } } else { Fact::ReadMissed { op } });
    }

    /// Open workloads hold one pending arrival at a time, so the event queue stays short.
    fn schedule(&self, ctx: &mut Context, op: OperationId) {
        let next = Event::OperationStarts { op, caller: 0 };
        match &self.model.workload {
            Workload::At(times) => {
                if let Some(at) = times.get(op as usize) {
                    ctx.at(*at, NO_CAUSE, next);
                }
            }
            Workload::Closed { .. } => {}
            open if op >= open.operations() => {}
            _ if op == 0 => ctx.at(ctx.now(), NO_CAUSE, next),
            Workload::Every { gap, .. } => ctx.at(ctx.now() + *gap, NO_CAUSE, next),
            Workload::Gaps { law, .. } => {
                ctx.after(law, (Purpose::Arrival, Address::first(op, ENTRY)), NO_CAUSE, next);
            }
            Workload::Batches { size, .. } if op % size != 0 => ctx.at(ctx.now(), NO_CAUSE, next),
            Workload::Batches { gap, .. } => ctx.at(ctx.now() + *gap, NO_CAUSE, next),
            Workload::Phases { phases, .. } => {
                let bits = || ctx.bits(Purpose::Arrival, Address::first(op, ENTRY));
                let start = next_start(phases, ctx.now(), bits);
                ctx.at(start, NO_CAUSE, next);
            }
        }
    }

    /// In a closed workload: takes the next operation and starts it after a time to think.
    fn think(&mut self, ctx: &mut Context, caller: u16, cause: RecordId) {
        if let Workload::Closed { think, operations, .. } = &self.model.workload {
            let op = self.untaken;
            if op < *operations {
                self.untaken += 1;
                let key = (Purpose::Think, Address::first(op, ENTRY));
                ctx.after(think, key, cause, Event::OperationStarts { op, caller });
            }
        }
    }
}
