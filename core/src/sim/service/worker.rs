//! A single worker crashes, and is started again.

use super::super::context::Context;
use super::super::draws::Purpose;
use super::super::event::{Answer, Event, Poll};
use super::{Service, Via};
use crate::trace::{Fact, Outcome, WorkerId, NO_CAUSE};

impl Service<'_> {
    /// What a worker holds is lost, and what waits for it alone; nothing happens to one that is down already.
    pub(in crate::sim) fn worker_crashes(&mut self, ctx: &mut Context, worker: WorkerId) {
        if !self.up || self.gone[usize::from(worker)] {
            return;
        }
        let crashed = ctx.record(NO_CAUSE, Fact::WorkerCrashed { service: self.id, worker });
        self.gone[usize::from(worker)] = true;
        self.lives += 1;
        self.epochs[usize::from(worker)] = self.lives;
        self.free.take(worker);
        self.batches.forget(worker);
        if let Some(held) = self.workers[usize::from(worker)].take() {
            let at = held.job.at;
            let lost = ctx.parted(self.model, at, Fact::WorkLost { at, worker }, crashed);
            match held.job.via {
                Via::Request(reply_to) => self.reply(ctx, at, reply_to, Outcome::Error, lost),
                // One consumer hands over to all workers: it hears of this one's end, and gives the message back.
                Via::Delivery { epoch } if !self.lane.is_for_one_worker(at.edge) => {
                    if let Some(broker) = &self.model.broker {
                        let event = Event::AckArrives { at, epoch, answer: Answer::Missing };
                        ctx.after_way(&broker.one_way, (Purpose::Ack, at), lost, event);
                    }
                }
                Via::Delivery { .. } => {}
            }
        }
        for job in self.line.take_own(worker) {
            ctx.parted(self.model, job.at, Fact::DeliveryLost { at: job.at }, crashed);
        }
        // Kafka's group notices by the missing heartbeats, the other brokers by the connection.
        let noticed = self.lane.topic.map(|topic| ctx.now() + topic.session_timeout);
        let epoch = self.epochs[usize::from(worker)];
        let gone = |edge| Event::WorkerGone { poll: Poll { edge, worker, epoch } };
        self.tell_broker(ctx, (epoch, noticed), crashed, gone);
    }

    pub(in crate::sim) fn worker_restarts(&mut self, ctx: &mut Context, worker: WorkerId) {
        if !std::mem::take(&mut self.gone[usize::from(worker)]) {
            return;
        }
        let back = ctx.record(NO_CAUSE, Fact::WorkerRestarted { service: self.id, worker });
        let epoch = self.epochs[usize::from(worker)];
        let there = |edge| Event::WorkerBack { poll: Poll { edge, worker, epoch } };
        self.tell_broker(ctx, (epoch, None), back, there);
        self.take_next(ctx, worker, back);
    }
}
