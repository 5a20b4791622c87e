//! The callers: they start operations, wait for an answer and, in a closed workload, think and go on.

use super::context::Context;
use super::draws::Purpose;
use super::event::{Event, ReplyTo};
use super::is_call;
use crate::scenario::{next_start, LaneModel, Model, OperationId, Workload};
use crate::trace::{Address, Fact, Outcome, RecordId, NO_CAUSE};

/// The edge that every caller uses.
const ENTRY: u8 = 0;

pub(super) struct Callers<'m> {
    model: &'m Model,
    lane: &'m LaneModel,
    /// The next operation of a closed workload that no caller has taken.
    untaken: OperationId,
}

impl<'m> Callers<'m> {
    pub(super) fn new(model: &'m Model, lane: &'m LaneModel) -> Self {
        Callers { model, lane, untaken: 0 }
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

    pub(super) fn operation_starts(&self, ctx: &mut Context, op: OperationId, caller: u16, cause: RecordId) {
        let open = self.model.workload.closed_callers().is_none();
        let number = if open { op } else { u32::from(caller) };
        let started = ctx.record(cause, Fact::OperationStarted { op, caller: number });
        if open {
            self.schedule(ctx, op + 1);
        }
        if !self.model.classes.is_empty() {
            ctx.classify(&self.model.classes, op, started);
        }
        let at = Address::first(op, ENTRY);
        let reply_to = ReplyTo { worker: caller, epoch: 0 };
        if self.lane.client(ENTRY).is_some() {
            ctx.at(ctx.now(), started, Event::CallBegins { at, reply_to });
        } else if is_call(&self.lane.modes, ENTRY) {
            let sent = ctx.record(started, Fact::RequestSent { at });
            let event = Event::RequestArrives { at, reply_to };
            ctx.hop(&self.model.one_way, (Purpose::HopThere, at), sent, event);
        } else if let Some(broker) = &self.model.broker {
            let sent = ctx.record(started, Fact::MessagePublished { at });
            let event = Event::PublishArrives { at, reply_to };
            ctx.after(&broker.one_way, (Purpose::Publish, at), sent, event);
        }
    }

    /// The answer to an operation: a reply, or the broker's confirm.
    pub(super) fn answered(
        &mut self,
        ctx: &mut Context,
        op: OperationId,
        outcome: Outcome,
        to: ReplyTo,
        cause: RecordId,
    ) {
        let acknowledged = ctx.record(cause, Fact::Acknowledged { op, outcome });
        if let Some(after) = self.model.reads_after.filter(|_| outcome.is_ok()) {
            ctx.at(ctx.now() + after, acknowledged, Event::ReadDue { op });
        }
        self.think(ctx, to.worker, acknowledged);
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
