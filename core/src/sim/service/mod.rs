//! A service: a queue and workers. A worker does its own work, then takes the service's
//! edges in order, and is held while a call waits for its reply or a publish for its confirm.

mod answers;
mod batches;
mod crash;
mod line;
mod polls;
mod repeats;
mod requests;
mod saga;
mod send;
mod worker;

use super::context::Context;
use super::draws::Purpose;
use super::event::{Event, ReplyTo};
use super::pool::FreeWorkers;
use super::replies;
use super::trouble::{is_poisoned, Trouble};
use crate::scenario::{
    Calls, Distribution, DisturbanceKind, EdgeId, LaneModel, Model, ServiceId, ServiceModel, Source,
};
use crate::trace::{Address, Fact, Outcome, RecordId, WorkerId};
use batches::Batches;
use line::{Job, Line, Via};
use repeats::Remembered;
use saga::Saga;

/// A worker that holds a job.
struct Held {
    job: Job,
    /// How many of the service's edges it has taken.
    taken: usize,
    /// Answers that it waits for.
    pending: usize,
    /// Whether one of those that it has got brought no result.
    failed: bool,
    /// What it would have to undo.
    saga: Saga,
    /// Whether it had been handled before, and is not handled again.
    repeat: bool,
    /// Messages that it has sent, and to which it waits for the answer.
    awaited: Vec<Address>,
}

pub(super) struct Service<'m> {
    id: ServiceId,
    own: &'m ServiceModel,
    model: &'m Model,
    lane: &'m LaneModel,
    /// Edges in the order in which a worker takes them, each as often as it has copies, numbered from 0;
    /// by class of operation.
    outgoing: Vec<Vec<(EdgeId, u16)>>,
    entered_by: Vec<EdgeId>,
    /// How long its work takes in this lane.
    work: &'m Distribution,
    /// Whether some of its steps can be undone in this lane.
    can_undo: bool,
    /// In a choreography, what it sends when its own step has failed or is undone: what undoes the one before.
    back: Vec<(EdgeId, u16)>,
    up: bool,
    /// Whether it is there to be called: it may have not come yet, or gone.
    there: bool,
    /// How often something of it has gone down.
    lives: u16,
    /// The count of these when all of it went down last: its life as a consumer.
    epoch: u16,
    /// The same by worker.
    epochs: Vec<u16>,
    /// Workers that are down by themselves.
    gone: Vec<bool>,
    line: Line,
    workers: Vec<Option<Held>>,
    free: FreeWorkers,
    trouble: Trouble,
    remembered: Remembered,
    batches: Batches,
}

impl<'m> Service<'m> {
    pub(super) fn new(model: &'m Model, lane: &'m LaneModel, id: ServiceId) -> Self {
        let own = &model.services[usize::from(id)];
        let copies = |edge: EdgeId| (0..model.edges[usize::from(edge)].copies).map(move |copy| (edge, copy));
        let of_class = |class| {
            let onward = |edge: &EdgeId| model.edges[usize::from(*edge)].compensates.is_none();
            let taken = lane.outgoing(Source::Service(id)).filter(onward);
            let taken = taken.filter(move |edge| model.takes(class, *edge) && !model.is_copied(lane, *edge));
            // The event of a step that is done comes after all that belongs to it.
            let its_own = |edge: &EdgeId| model.edges[usize::from(*edge)].from == Source::Service(id);
            let (own, events): (Vec<EdgeId>, Vec<EdgeId>) = taken.partition(its_own);
            own.into_iter().chain(events).flat_map(copies).collect()
        };
        let undoes = |edge: EdgeId| model.edges[usize::from(edge)].compensates.is_some();
        let sent = lane.outgoing(Source::Service(id));
        // What would undo the last step is nobody's to send.
        let after = |edge: &EdgeId| model.edges[usize::from(*edge)].from != Source::Service(id);
        let back = sent.filter(|edge| lane.compensation && undoes(*edge) && after(edge));
        let enters = |edge: &EdgeId| model.edges[usize::from(*edge)].to == id && !lane.is_call(*edge);
        let entered_by: Vec<EdgeId> = (0..model.edges.len() as EdgeId).filter(enters).collect();
        let owned = entered_by.iter().any(|edge| lane.is_for_one_worker(*edge));
        Service {
            id,
            own,
            model,
            lane,
            outgoing: (0..model.classes.len().max(1)).map(of_class).collect(),
            entered_by,
            work: lane.service_time(id, model),
            can_undo: lane.compensation && lane.outgoing(Source::Service(id)).any(undoes),
            back: back.map(|edge| (edge, 0)).collect(),
            up: true,
            there: true,
            lives: 0,
            epoch: 0,
            epochs: vec![0; usize::from(own.max_workers)],
            gone: vec![false; usize::from(own.max_workers)],
            batches: Batches::new(own.workers, lane.topic.filter(|_| owned).map(|topic| topic.commit)),
            line: Line::new(own, owned),
            workers: (0..own.max_workers).map(|_| None).collect(),
            free: FreeWorkers::all(own.max_workers),
            trouble: Trouble::default(),
            remembered: Remembered::new(own.idempotent),
        }
    }

    /// A delivery is never refused: the prefetch bounds how many wait here. A record of a partition is
    /// for the worker that owns it, any other message for any.
    pub(super) fn delivery_arrives(
        &mut self,
        ctx: &mut Context,
        at: Address,
        (epoch, owner): (u16, Option<WorkerId>),
        cause: RecordId,
    ) {
        if !self.up || epoch != owner.map_or(self.epoch, |owner| self.epochs[usize::from(owner)]) {
            ctx.parted(self.model, at, Fact::DeliveryLost { at }, cause);
            return;
        }
        let arrived = ctx.record(cause, Fact::DeliveryArrived { at });
        let job = Job { at, via: Via::Delivery { epoch }, priority: self.priority(ctx, at) };
        if let Some(owner) = owner.filter(|_| !self.batches.are_none()) {
            return self.polled_record_arrives(ctx, owner, job, arrived);
        }
        let free = match owner {
            Some(owner) => self.free.take(owner).then_some(owner),
            None => self.free.take_below(self.own.workers),
        };
        match (free, owner) {
            (Some(worker), _) => self.start(ctx, worker, job, arrived),
            (None, Some(owner)) => self.line.push_for(owner, job),
            (None, None) => self.line.push(job),
        }
    }

    pub(super) fn work_ends(&mut self, ctx: &mut Context, at: Address, holder: ReplyTo, cause: RecordId) {
        if self.held(holder).is_none_or(|held| held.job.at != at || held.taken > 0) {
            return;
        }
        let worker = holder.worker;
        if self.trouble.is_any() || !self.model.poisons.is_empty() {
            if self.trouble.hangs {
                return self.trouble.stuck.push((at, holder, cause));
            }
            if self.trouble.fails(ctx, at) || is_poisoned(ctx, &self.model.poisons, at) {
                let failed = ctx.record(cause, Fact::WorkFailed { at, worker });
                self.turns(worker);
                return self.go_on(ctx, worker, false, failed);
            }
        }
        let finished = ctx.record(cause, Fact::WorkFinished { at, worker });
        let repeat = self.workers[usize::from(worker)].as_ref().is_some_and(|held| held.repeat);
        let edge = &self.model.edges[usize::from(at.edge)];
        // Another may have handled it meanwhile: then this transaction finds its key there, and is undone.
        if repeat || self.remembered.knows(at, ctx.now()) {
            ctx.record(finished, Fact::RepeatRecognised { at });
        } else {
            self.remembered.note(at, ctx.now());
            if edge.effect {
                ctx.effect_visible(finished, at);
            } else if let Some(step) = edge.compensates {
                ctx.effect_undone(finished, at, step);
            }
        }
        self.go_on(ctx, worker, true, finished);
    }

    /// Something goes wrong here, or is over.
    pub(super) fn disturbed(&mut self, ctx: &mut Context, kind: DisturbanceKind, begins: bool) {
        self.trouble.disturb(kind, begins);
        if !self.trouble.hangs {
            for (at, holder, cause) in std::mem::take(&mut self.trouble.stuck) {
                ctx.at(ctx.now(), cause, Event::WorkEnds { at, holder });
            }
        }
    }

    /// The caller has given an attempt up: what waits goes, and own work stops where it does so.
    pub(super) fn cancel_arrives(&mut self, ctx: &mut Context, at: Address, cause: RecordId) {
        if self.line.remove(at) {
            ctx.record(cause, Fact::RequestDropped { at });
            return;
        }
        let works =
            |held: &Option<Held>| held.as_ref().is_some_and(|held| held.job.at == at && held.taken == 0);
        let Some(worker) = self.workers.iter().position(works).filter(|_| self.own.stops_when_cancelled)
        else {
            return;
        };
        self.workers[worker] = None;
        let worker = worker as WorkerId;
        let stopped = ctx.record(cause, Fact::WorkStopped { at, worker });
        self.take_next(ctx, worker, stopped);
    }

    fn held(&mut self, holder: ReplyTo) -> Option<&mut Held> {
        if holder.epoch != self.epochs[usize::from(holder.worker)] {
            return None;
        }
        self.workers[usize::from(holder.worker)].as_mut()
    }

    fn start(&mut self, ctx: &mut Context, worker: WorkerId, job: Job, cause: RecordId) {
        let started = ctx.record(cause, Fact::WorkStarted { at: job.at, worker });
        let repeat = self.remembered.knows(job.at, ctx.now());
        self.workers[usize::from(worker)] = Some(Held {
            job,
            taken: 0,
            pending: 0,
            failed: false,
            saga: Saga::default(),
            repeat,
            awaited: Vec::new(),
        });
        let event = Event::WorkEnds {
            at: job.at,
            holder: ReplyTo { worker, epoch: self.epochs[usize::from(worker)] },
        };
        if repeat {
            return ctx.at(ctx.now(), started, event);
        }
        let law = self.own.worker_times.get(usize::from(worker)).unwrap_or(self.work);
        let class = self.model.classes.get(ctx.class_of(job.at.op)).map_or(1.0, |class| class.time_factor);
        let busy = || self.workers.iter().flatten().count();
        let crowd = self.own.interference.map_or(1.0, |own| own.factor(busy()));
        if self.trouble.is_slow() || class * crowd != 1.0 || !ctx.mishaps.are_none() {
            let length = ctx.draw(law, (Purpose::Service, job.at));
            let of_its_own = class * crowd * ctx.mishaps.factor(job.at.op, ctx.now());
            return ctx.at(ctx.now() + self.trouble.stretched(length, of_its_own), started, event);
        }
        ctx.after(law, (Purpose::Service, job.at), started, event);
    }

    /// Takes the next edges, or answers and takes the next job.
    fn go_on(&mut self, ctx: &mut Context, worker: WorkerId, ok: bool, cause: RecordId) {
        let slot = &mut self.workers[usize::from(worker)];
        let Some(held) = slot else { return };
        let job = held.job;
        if !ok && !held.saga.is_over() {
            return self.undo(ctx, worker, cause);
        }
        let undoes = self.model.edges[usize::from(job.at.edge)].compensates.is_some();
        let next = if undoes { &self.back[..] } else { &self.outgoing[ctx.class_of(job.at.op)] };
        let next = &next[held.taken..];
        if ok && !next.is_empty() {
            // Messages that follow each other leave together; what is answered goes alone, unless all go at once.
            let message = |(edge, _): &&(EdgeId, u16)| !self.lane.is_call(*edge) && !self.lane.awaits(*edge);
            let together = match self.lane.calls {
                Calls::Parallel => next.len(),
                Calls::Sequential => next.iter().take_while(message).count().max(1),
            };
            let leaving = &next[..together];
            held.taken += leaving.len();
            held.pending = leaving.len();
            let blocked = ctx.record(cause, Fact::WorkerBlocked { at: job.at, worker });
            let reply_to = ReplyTo { worker, epoch: self.epochs[usize::from(worker)] };
            for (sent, &edge) in leaving.iter().enumerate() {
                let at = ctx.onward(job.at, edge);
                // An outbox has what belongs to the work; it strikes afterwards.
                if self.lane.relayed(at.edge).is_none() && ctx.crashes(Purpose::Crash, at) {
                    let crashed = ctx.record(blocked, Fact::CrashedBetween { at });
                    return self.dies(ctx, worker, (job.at, sent), crashed);
                }
                self.send(ctx, (job.at, at), reply_to, blocked);
                if self.lane.awaits(at.edge) {
                    let held = &mut self.workers[usize::from(worker)];
                    answers::await_answer(ctx, self.lane, held, (at, reply_to), blocked);
                }
            }
            return;
        }
        // What has been undone is dealt with; what could not be is not.
        let mut dealt_with = ok || held.saga.is_undone();
        let (silent, kept) = (held.saga.is_forgotten(), undoes || held.saga.is_stuck());
        *slot = None;
        match job.via {
            Via::Request(reply_to) => {
                let outcome = if ok { Outcome::Ok } else { Outcome::Error };
                self.reply(ctx, job.at, reply_to, outcome, cause);
            }
            Via::Delivery { epoch } => {
                if ok && self.model.edges[usize::from(job.at.edge)].from == Source::Caller {
                    replies::send(ctx, self.model, self.lane, job.at, cause);
                }
                // So is a failure that is told; nobody tells that of a process that has died.
                dealt_with |= !silent && self.answer_step(ctx, job.at, (ok, dealt_with), cause) && !kept;
                self.acknowledge(ctx, job.at, (worker, epoch), dealt_with, cause);
            }
        }
        self.take_next(ctx, worker, cause);
    }

    /// A worker that is free takes what waits.
    fn take_next(&mut self, ctx: &mut Context, worker: WorkerId, cause: RecordId) {
        while let Some(next) = self.line.next(worker) {
            if !self.is_late(ctx, next.at) {
                return self.start(ctx, worker, next, cause);
            }
            ctx.record(cause, Fact::RequestExpired { at: next.at });
        }
        self.free.put(worker);
        self.poll(ctx, worker, cause);
        self.poll_ends(ctx, worker, cause);
    }

    /// How early a job comes, where this service looks at that.
    fn priority(&self, ctx: &Context, at: Address) -> u8 {
        if !self.own.by_priority {
            return 0;
        }
        self.model.classes.get(ctx.class_of(at.op)).map_or(0, |class| class.priority)
    }
}
