//! The loop: pop the next event, hand it to the part concerned, until nothing is left.

use super::broker::BrokerPart;
use super::callers::Callers;
use super::client::{Answer, Client, Clients};
use super::context::Context;
use super::draws::Purpose;
use super::event::{Due, Event, PollStep, ReplyTo};
use super::outbox::Outboxes;
use super::service::Service;
use super::SimError;
use crate::scenario::{
    Crash, DisturbanceKind, Edge, EdgeId, EdgeMode, LaneModel, Model, OperationId, Source,
};
use crate::time::SimTime;
use crate::trace::{Address, Fact, Outcome, RecordId, Trace, NO_CAUSE};

/// Runs one lane of a model.
///
/// Same model, lane and seed: the same trace, byte for byte, on every machine.
///
/// # Errors
/// [`SimError::TooManyRecords`] at the model's limit.
///
/// # Panics
/// If `lane` is not a place in [`Model::lanes`].
pub fn run(model: &Model, lane: usize, seed: u64) -> Result<Trace, SimError> {
    let lane = &model.lanes[lane];
    let mut world = World {
        model,
        lane,
        callers: Callers::new(model, lane),
        clients: Clients::new(model, lane),
        outboxes: Outboxes::new(model, lane),
        services: (0..model.services.len()).map(|id| Service::new(model, lane, id as u8)).collect(),
        broker: model.broker.as_ref().map(|broker| BrokerPart::new(model, lane, broker)),
    };
    let mut ctx = Context::new(model, lane, seed, likely_records(model, &lane.modes));
    world.schedule_faults(&mut ctx);
    for service in &mut world.services {
        service.polls_begin(&mut ctx, NO_CAUSE);
    }
    world.callers.begin(&mut ctx);
    let mut due = Due::NONE;
    while ctx.next(&mut due) {
        if due.at > model.until {
            break;
        }
        world.handle(&mut ctx, due);
        if ctx.recorded() > model.records_limit {
            return Err(SimError::TooManyRecords { limit: model.records_limit, at: ctx.now() });
        }
    }
    let keys = (0..model.keys.map_or(0, |_| ctx.started())).map_while(|op| ctx.key(model, op)).collect();
    Ok(Trace::new(ctx.into_records(), keys))
}

/// About how many records a run comes to if nothing fails: nine for an operation behind one call,
/// thirteen behind one message, at most a hundred megabytes of them ahead.
fn likely_records(model: &Model, modes: &[EdgeMode]) -> usize {
    let an_edge = |(edge, mode): (&Edge, &EdgeMode)| {
        usize::from(edge.copies) * if *mode == EdgeMode::Call { 9 } else { 13 }
    };
    let an_operation: usize = model.edges.iter().zip(modes).map(an_edge).sum();
    let all = (model.workload.operations() as usize).saturating_mul(an_operation);
    all.min(model.records_limit).min(MOST_AHEAD)
}

/// Most records that room is made for ahead.
const MOST_AHEAD: usize = 4_000_000;

struct World<'m> {
    model: &'m Model,
    lane: &'m LaneModel,
    callers: Callers<'m>,
    clients: Clients<'m>,
    outboxes: Outboxes<'m>,
    services: Vec<Service<'m>>,
    broker: Option<BrokerPart<'m>>,
}

impl<'m> World<'m> {
    fn schedule_faults(&self, ctx: &mut Context) {
        let ends = |to: Option<SimTime>| 1 + usize::from(to.is_some());
        ctx.pending.uncounted = self.model.faults.iter().map(|fault| ends(fault.to)).sum::<usize>()
            + self.model.disturbances.iter().map(|disturbance| ends(disturbance.to)).sum::<usize>()
            + self.model.crashes.iter().map(|crash| ends(crash.back)).sum::<usize>();
        for &Crash { service, worker, at, back } in &self.model.crashes {
            ctx.at(at, NO_CAUSE, Event::WorkerCrashes { service, worker });
            if let Some(back) = back {
                ctx.at(back, NO_CAUSE, Event::WorkerRestarts { service, worker });
            }
        }
        for fault in &self.model.faults {
            ctx.at(fault.from, NO_CAUSE, Event::FaultStarts { service: fault.service });
            if let Some(to) = fault.to {
                ctx.at(to, NO_CAUSE, Event::FaultEnds { service: fault.service });
            }
        }
        for (place, disturbance) in self.model.disturbances.iter().enumerate() {
            let event = |begins| Event::Disturbance { place: place as u8, begins };
            ctx.at(disturbance.from, NO_CAUSE, event(true));
            if let Some(to) = disturbance.to {
                ctx.at(to, NO_CAUSE, event(false));
            }
        }
    }

    /// Something goes wrong, or is over.
    fn disturbed(&mut self, ctx: &mut Context, place: u8, begins: bool) {
        let kind = self.model.disturbances[usize::from(place)].kind;
        if let DisturbanceKind::Unsubscribed(edge) = kind {
            return self.subscription(ctx, edge, !begins);
        }
        if kind == DisturbanceKind::BrokerAlarm && !self.broker.as_ref().is_some_and(BrokerPart::has_alarms) {
            return;
        }
        let fact = if begins {
            Fact::DisturbanceBegan { disturbance: place }
        } else {
            Fact::DisturbanceEnded { disturbance: place }
        };
        let record = ctx.record(NO_CAUSE, fact);
        if kind.is_of_broker() {
            if let Some(broker) = &mut self.broker {
                broker.disturbed(ctx, kind, begins, record);
            }
            return;
        }
        match kind.service() {
            Some(service) => self.services[usize::from(service)].disturbed(ctx, kind, begins),
            None if matches!(kind, DisturbanceKind::CrashBetween(..)) => ctx.crashes.disturb(kind, begins),
            None => ctx.network.disturb(kind, begins),
        }
    }

    /// A subscriber comes or goes. The broker hears of it one hop later, and always the same hop, so that no word
    /// overtakes another.
    fn subscription(&mut self, ctx: &mut Context, edge: EdgeId, joins: bool) {
        let fact = if joins { Fact::SubscriberJoined { edge } } else { Fact::SubscriberLeft { edge } };
        let record = ctx.record(NO_CAUSE, fact);
        match (self.lane.is_call(edge), &self.model.broker) {
            (false, Some(broker)) => {
                let key = Address { delivery: u8::MAX, ..Address::first(OperationId::MAX, edge) };
                let hop = ctx.draw(&broker.one_way, (Purpose::Ack, key));
                ctx.at(ctx.now() + hop, record, Event::Subscription { edge, joins });
            }
            _ => {
                let to = self.model.edges[usize::from(edge)].to;
                self.services[usize::from(to)].listens(joins);
            }
        }
    }

    fn handle(&mut self, ctx: &mut Context, due: Due) {
        let cause = due.cause;
        match due.event {
            Event::OperationStarts { op, caller } => self.callers.operation_starts(ctx, op, caller, cause),
            Event::ReadDue { op } => self.callers.reads(ctx, op, cause),
            Event::RequestArrives { at, reply_to } => {
                self.served_by(at).request_arrives(ctx, at, reply_to, cause);
            }
            Event::WorkEnds { at, holder } => self.served_by(at).work_ends(ctx, at, holder, cause),
            Event::CancelArrives { at } => self.served_by(at).cancel_arrives(ctx, at, cause),
            Event::CallBegins { at, reply_to } => {
                if let Some(outbox) = self.outboxes.of(at.edge) {
                    let answer = outbox.write(ctx, at, reply_to, cause);
                    if let Some(service) = self.sender(at).filter(|_| !answer.outcome.is_ok()) {
                        service.forgets(reply_to);
                    }
                    self.tell(ctx, answer);
                } else if let Some(client) = self.clients.of(at.edge) {
                    client.begin(ctx, at, reply_to, cause);
                    self.give(ctx, at.edge);
                }
            }
            Event::Timer { timer, at, slot } => {
                if let Some(outbox) = self.outboxes.of(at.edge) {
                    outbox.timer(ctx, at, cause);
                } else if let Some(client) = self.clients.of(at.edge) {
                    ctx.pending.timers -= 1;
                    client.timer(ctx, (timer, at, slot), cause);
                    self.give(ctx, at.edge);
                }
            }
            Event::ReplyArrives { at, reply_to, outcome } => {
                self.answer_arrives(ctx, reply_to, (Fact::ReplyArrived { at, outcome }, outcome), cause);
            }
            Event::ConfirmArrives { at, reply_to, outcome } => {
                let answer = match outcome {
                    Outcome::Ok => Fact::PublishConfirmed { at },
                    _ => Fact::PublishFailed { at, outcome },
                };
                self.answer_arrives(ctx, reply_to, (answer, outcome), cause);
            }
            Event::AnswerArrives { at, outcome } => {
                if let Some(service) = self.sender(at) {
                    service.step_is_answered(ctx, at, outcome, cause);
                }
            }
            Event::AnswerOverdue { at, holder } => {
                if let Some(service) = self.sender(at) {
                    service.answer_is_overdue(ctx, at, holder, cause);
                }
            }
            Event::NoticeArrives { at } => self.callers.notice_arrives(ctx, at, cause),
            Event::NoticeOverdue { op } => self.callers.notice_is_overdue(ctx, op, cause),
            Event::DeliveryArrives { at, epoch } => {
                self.served_by(at).delivery_arrives(ctx, at, (epoch, None), cause);
            }
            Event::RecordArrives { at, epoch, worker } => {
                self.served_by(at).delivery_arrives(ctx, at, (epoch, Some(worker)), cause);
            }
            Event::FaultStarts { service } => {
                ctx.pending.uncounted -= 1;
                let down = self.services[usize::from(service)].goes_down(ctx);
                self.clients.sender_gone(ctx, (self.model, self.lane), service, down);
            }
            Event::FaultEnds { service } => {
                ctx.pending.uncounted -= 1;
                self.services[usize::from(service)].comes_up(ctx);
            }
            Event::WorkerCrashes { service, worker } => {
                ctx.pending.uncounted -= 1;
                self.services[usize::from(service)].worker_crashes(ctx, worker);
            }
            Event::WorkerRestarts { service, worker } => {
                ctx.pending.uncounted -= 1;
                self.services[usize::from(service)].worker_restarts(ctx, worker);
            }
            Event::Member { step, poll, .. } if !step.is_the_brokers() => {
                let to = self.model.edges[usize::from(poll.edge)].to;
                self.services[usize::from(to)].member_steps(ctx, step, poll, cause);
            }
            Event::LingerEnds { edge } => {
                if let Some(broker) = &self.model.broker {
                    let batch = ctx.linger.over(edge, ctx.now());
                    ctx.send_batch(&broker.one_way, batch);
                }
            }
            Event::Disturbance { place, begins } => {
                ctx.pending.uncounted -= 1;
                self.disturbed(ctx, place, begins);
            }
            Event::RelayPolls { edge } => {
                if let Some(outbox) = self.outboxes.of(edge) {
                    outbox.poll(ctx);
                }
            }
            Event::Poll { step: PollStep::Due, poll } => {
                ctx.poll_is_due(poll);
                let to = self.model.edges[usize::from(poll.edge)].to;
                self.services[usize::from(to)].poll_is_due(ctx, poll, cause);
            }
            Event::Poll { poll, .. } => {
                ctx.poll_is_due(poll);
                self.ask_broker(ctx, due);
            }
            Event::WordStored { .. }
            | Event::PublishArrives { .. }
            | Event::AppendEnds { .. }
            | Event::AckArrives { .. }
            | Event::AcksAreIn { .. }
            | Event::Subscription { .. }
            | Event::GroupWaited { .. }
            | Event::ConsumerGone { .. }
            | Event::ConsumerBack { .. }
            | Event::WorkerGone { .. }
            | Event::WorkerBack { .. }
            | Event::Member { .. }
            | Event::HeadExpires { .. }
            | Event::BecomesVisible { .. } => self.ask_broker(ctx, due),
        }
    }

    fn ask_broker(&mut self, ctx: &mut Context, due: Due) {
        if let Some(broker) = &mut self.broker {
            broker.handle(ctx, due);
        }
    }

    /// A reply or a confirm reaches whoever waits for it.
    fn answer_arrives(
        &mut self,
        ctx: &mut Context,
        reply_to: ReplyTo,
        (answer, outcome): (Fact, Outcome),
        cause: RecordId,
    ) {
        let Some(at) = answer.address() else { return };
        if let Some(outbox) = self.outboxes.of(at.edge) {
            return outbox.answered(ctx, at, answer, cause);
        }
        if let Some(client) = self.clients.of(at.edge) {
            client.answer_arrives(ctx, (at, reply_to.as_slot()), (answer, outcome), cause);
            return self.give(ctx, at.edge);
        }
        match self.sender(at) {
            Some(service) => service.answer_arrives(ctx, at, reply_to, answer, cause),
            None => {
                let arrived = ctx.record(cause, answer);
                self.callers.answered(ctx, at.op, outcome, reply_to, arrived);
            }
        }
    }

    /// Hands the ends of calls to whoever made them.
    fn give(&mut self, ctx: &mut Context, edge: EdgeId) {
        let ended = self.clients.of(edge).map_or(Vec::new(), Client::ended);
        for answer in ended {
            self.tell(ctx, answer);
        }
    }

    /// Hands the end of a call, or of a publish, to whoever made it.
    fn tell(&mut self, ctx: &mut Context, Answer { at, to, outcome, cause }: Answer) {
        match self.sender(at) {
            Some(service) => service.call_ends(ctx, (at, to), outcome.is_ok(), cause),
            None => self.callers.answered(ctx, at.op, outcome, to, cause),
        }
    }

    fn served_by(&mut self, at: Address) -> &mut Service<'m> {
        let to = self.model.edges[usize::from(at.edge)].to;
        &mut self.services[usize::from(to)]
    }

    /// The service that sent along an edge; `None` if the caller did.
    fn sender(&mut self, at: Address) -> Option<&mut Service<'m>> {
        match self.lane.senders[usize::from(at.edge)] {
            Source::Caller => None,
            Source::Service(id) => Some(&mut self.services[usize::from(id)]),
        }
    }
}
