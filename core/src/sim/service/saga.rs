//! A worker whose steps can be undone keeps what it has done; when a step fails, it undoes that, the last
//! first, one at a time. It keeps this in its memory: what crashes with the worker is undone by nobody.

use super::super::context::Context;
use super::super::event::ReplyTo;
use super::answers::await_answer;
use super::Service;
use crate::scenario::EdgeId;
use crate::trace::{Address, Fact, RecordId, WorkerId};

/// What the work on one operation has done that can be undone.
#[derive(Default)]
pub(super) struct Saga {
    /// The edges that undo the steps done, in the order in which those were done.
    to_undo: Vec<EdgeId>,
    /// Whether it has begun to undo.
    turned: bool,
    /// Whether something could not be undone.
    stuck: bool,
    /// Whether the process that knew of it has died.
    forgotten: bool,
}

impl Saga {
    /// Whether nothing is left to undo.
    pub(super) fn is_over(&self) -> bool {
        self.to_undo.is_empty()
    }

    /// The process that knew of it has died: nobody undoes anything.
    pub(super) fn forget(&mut self) {
        self.to_undo.clear();
        (self.stuck, self.forgotten) = (true, true);
    }

    /// Whether the process that knew of it has died.
    pub(super) fn is_forgotten(&self) -> bool {
        self.forgotten
    }

    /// Whether something could not be undone.
    pub(super) fn is_stuck(&self) -> bool {
        self.stuck
    }

    /// Whether there was something to undo, and all of it is.
    pub(super) fn is_undone(&self) -> bool {
        self.turned && !self.stuck && self.is_over()
    }
}

impl Service<'_> {
    /// A worker has the answer to a step, or to what was to undo one.
    pub(super) fn note_step(
        &mut self,
        ctx: &mut Context,
        (at, to): (Address, ReplyTo),
        ok: bool,
        cause: RecordId,
    ) {
        let undoes = self.model.edges[usize::from(at.edge)].compensates.is_some();
        let undone_by =
            self.model.undone_by(at.edge).filter(|edge| ok && self.model.takes(ctx.class_of(at.op), *edge));
        let (choreography, awaits) = (self.lane.choreography, self.lane.awaits(at.edge));
        let Some(held) = self.held(to).filter(|held| !held.saga.forgotten) else { return };
        held.saga.to_undo.extend(undone_by.filter(|_| !choreography));
        if undoes && !ok {
            held.saga.stuck = true;
            // Of a message that has failed for good the broker has said so already; and it may be undone although
            // its sender has not heard of that.
            let told = awaits && matches!(ctx.fact_of(cause), Fact::ReplyArrived { .. });
            if !told && ctx.is_left(self.model, at) {
                ctx.record(cause, Fact::StepStuck { at });
            }
        }
    }

    /// The work on a step has failed, and in a choreography its worker tells the one before: so it is dealt with.
    pub(super) fn turns(&mut self, worker: WorkerId) {
        let Some(held) = &mut self.workers[usize::from(worker)] else { return };
        if self.model.edges[usize::from(held.job.at.edge)].compensates.is_none() {
            held.failed = true;
            held.saga.to_undo.extend(self.back.iter().map(|(edge, _)| *edge));
        }
    }

    /// A worker undoes the last step of those that are done.
    pub(super) fn undo(&mut self, ctx: &mut Context, worker: WorkerId, mut cause: RecordId) {
        let Some(held) = &mut self.workers[usize::from(worker)] else { return };
        let parent = held.job.at;
        let steps = if self.lane.choreography {
            self.model.undoable_before(parent.edge)
        } else {
            held.saga.to_undo.len()
        };
        let Some(edge) = held.saga.to_undo.pop() else { return };
        held.pending = 1;
        if !std::mem::replace(&mut held.saga.turned, true) {
            cause = ctx.record(cause, Fact::CompensationBegan { at: parent, steps: steps as u8 });
        }
        let blocked = ctx.record(cause, Fact::WorkerBlocked { at: parent, worker });
        let at = ctx.onward(parent, (edge, 0));
        let reply_to = ReplyTo { worker, epoch: self.epochs[usize::from(worker)] };
        self.send(ctx, (parent, at), reply_to, blocked);
        if self.lane.awaits(edge) {
            await_answer(ctx, self.lane, &mut self.workers[usize::from(worker)], (at, reply_to), blocked);
        }
    }
}
