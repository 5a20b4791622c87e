//! A service goes down with everything that it holds, and comes up again.

use super::super::context::Context;
use super::super::draws::Purpose;
use super::super::event::{Event, ReplyTo};
use super::{Service, Via};
use crate::scenario::{EdgeId, Source};
use crate::time::SimTime;
use crate::trace::{Address, Fact, Outcome, RecordId, Refusal, WorkerId, NO_CAUSE};

impl Service<'_> {
    /// Everything that the service holds is lost; callers see their connections break.
    pub(in crate::sim) fn goes_down(&mut self, ctx: &mut Context) -> RecordId {
        let down = ctx.record(NO_CAUSE, Fact::ServiceDown { service: self.id });
        self.up = false;
        self.lives += 1;
        self.epoch = self.lives;
        self.epochs.fill(self.lives);
        self.gone.fill(false);
        for worker in 0..self.own.max_workers {
            self.batches.forget(worker);
            let Some(held) = self.workers[usize::from(worker)].take() else { continue };
            let at = held.job.at;
            let lost = ctx.parted(self.model, at, Fact::WorkLost { at, worker }, down);
            if let Via::Request(reply_to) = held.job.via {
                self.reply(ctx, at, reply_to, Outcome::Error, lost);
            }
        }
        self.free.reset();
        for job in self.line.take_all() {
            match job.via {
                Via::Request(_) => self.refuse(ctx, job, Refusal::Down, down),
                Via::Delivery { .. } => {
                    ctx.parted(self.model, job.at, Fact::DeliveryLost { at: job.at }, down);
                }
            }
        }
        let epoch = self.epoch;
        for edge in self.lane.outgoing(Source::Service(self.id)) {
            // A relay is a process of its own.
            if self.lane.relayed(edge).is_none() {
                ctx.linger.forget(edge);
            }
        }
        self.tell_broker(ctx, (epoch, None), down, |edge| Event::ConsumerGone { edge, epoch });
        down
    }

    /// One worker's process dies before it has sent on everything; another takes its place at once, and what it
    /// had sent is still to be answered.
    pub(super) fn dies(
        &mut self,
        ctx: &mut Context,
        worker: WorkerId,
        (at, sent): (Address, usize),
        cause: RecordId,
    ) {
        let Some(held) = &mut self.workers[usize::from(worker)] else { return };
        (held.pending, held.failed) = (sent, true);
        held.saga.forget();
        if sent == 0 {
            let unblocked = ctx.record(cause, Fact::WorkerUnblocked { at, worker });
            self.go_on(ctx, worker, false, unblocked);
        }
    }

    /// The process that held this has died.
    pub(in crate::sim) fn forgets(&mut self, holder: ReplyTo) {
        if let Some(held) = self.held(holder) {
            held.saga.forget();
        }
    }

    pub(in crate::sim) fn comes_up(&mut self, ctx: &mut Context) {
        let up = ctx.record(NO_CAUSE, Fact::ServiceUp { service: self.id });
        self.up = true;
        self.polls_begin(ctx, up);
        let epoch = self.epoch;
        self.tell_broker(ctx, (epoch, None), up, |edge| Event::ConsumerBack { edge, epoch });
    }

    /// The broker hears of a lost or a new connection one hop later, unless it is said when. Both take the same
    /// hop, so that no news of a connection overtakes that of the one before; of two outages close together the
    /// broker forgets what it hears of the earlier one after the later one.
    pub(super) fn tell_broker(
        &self,
        ctx: &mut Context,
        (epoch, at): (u16, Option<SimTime>),
        cause: RecordId,
        event: impl Fn(EdgeId) -> Event,
    ) {
        let Some(broker) = &self.model.broker else { return };
        for &edge in &self.entered_by {
            let key = Address { delivery: u8::MAX, ..Address::first(u32::from(epoch), edge) };
            let hop = ctx.draw(&broker.one_way, (Purpose::Ack, key));
            ctx.at(at.unwrap_or(ctx.now() + hop), cause, event(edge));
        }
    }
}
