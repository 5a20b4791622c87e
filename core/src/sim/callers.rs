//! The callers: they start operations, wait for an answer and, in a closed workload, think and go on.

use super::context::Context;
use super::draws::Purpose;
use super::event::{Event, ReplyTo};
use super::is_call;
use crate::scenario::{EdgeMode, Model, OperationId, Workload};
use crate::time::SimTime;
use crate::trace::{Address, Fact, RecordId, NO_CAUSE};

/// The edge that every caller uses.
const ENTRY: u8 = 0;

pub(super) struct Callers<'m> {
    model: &'m Model,
    modes: &'m [EdgeMode],
}

impl<'m> Callers<'m> {
    pub(super) fn new(model: &'m Model, modes: &'m [EdgeMode]) -> Self {
        Callers { model, modes }
    }

    /// Schedules what starts on its own.
    pub(super) fn begin(&self, ctx: &mut Context) {
        match &self.model.workload {
            Workload::At(times) => {
                if let Some(first) = times.first() {
                    ctx.at(*first, NO_CAUSE, Event::OperationStarts { op: 0 });
                }
            }
            Workload::Every { .. } | Workload::Gaps { .. } => {
                ctx.at(SimTime::ZERO, NO_CAUSE, Event::OperationStarts { op: 0 });
            }
            Workload::Closed { callers, .. } => {
                for caller in 0..*callers {
                    self.think(ctx, caller, NO_CAUSE);
                }
            }
        }
    }

    pub(super) fn operation_starts(&self, ctx: &mut Context, op: OperationId, cause: RecordId) {
        let started = ctx.record(cause, Fact::OperationStarted { op });
        self.schedule_next(ctx, op + 1);
        let at = Address { op, edge: ENTRY };
        if is_call(self.modes, ENTRY) {
            let sent = ctx.record(started, Fact::RequestSent { at });
            let event = Event::RequestArrives { at, reply_to: ReplyTo::default() };
            ctx.after(&self.model.one_way, (Purpose::HopThere, at, 0), sent, event);
        } else if let Some(broker) = &self.model.broker {
            let sent = ctx.record(started, Fact::MessagePublished { at });
            let event = Event::PublishArrives { at, reply_to: ReplyTo::default() };
            ctx.after(&broker.one_way, (Purpose::Publish, at, 0), sent, event);
        }
    }

    /// The answer to an operation: a reply, or the broker's confirm.
    pub(super) fn answered(&self, ctx: &mut Context, op: OperationId, ok: bool, cause: RecordId) {
        let acknowledged = ctx.record(cause, Fact::Acknowledged { op, ok });
        if let Workload::Closed { callers, .. } = self.model.workload {
            self.think(ctx, op.saturating_add(callers), acknowledged);
        }
    }

    /// Open workloads hold one pending arrival at a time, so the event queue stays short.
    fn schedule_next(&self, ctx: &mut Context, op: OperationId) {
        let next = Event::OperationStarts { op };
        match &self.model.workload {
            Workload::At(times) => {
                if let Some(at) = times.get(op as usize) {
                    ctx.at(*at, NO_CAUSE, next);
                }
            }
            Workload::Every { gap, operations } if op < *operations => {
                ctx.at(ctx.now() + *gap, NO_CAUSE, next);
            }
            Workload::Gaps { law, operations } if op < *operations => {
                ctx.after(law, (Purpose::Arrival, Address { op, edge: 0 }, 0), NO_CAUSE, next);
            }
            Workload::Every { .. } | Workload::Gaps { .. } | Workload::Closed { .. } => {}
        }
    }

    fn think(&self, ctx: &mut Context, op: OperationId, cause: RecordId) {
        if let Workload::Closed { think, operations, .. } = &self.model.workload {
            if op < *operations {
                let key = (Purpose::Think, Address { op, edge: 0 }, 0);
                ctx.after(think, key, cause, Event::OperationStarts { op });
            }
        }
    }
}
