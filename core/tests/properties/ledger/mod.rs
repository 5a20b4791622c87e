//! An independent account of a run, kept from its records alone: who holds what, and where each
//! request and message is. A record that the account cannot enter is a fault of the simulation.

mod answers;
mod breaker;
mod callers;
mod calls;
mod choreography;
mod limits;
mod outage;
mod outbox;
mod partitions;
mod queue;
mod reads;
mod repeats;
mod replies;
mod sagas;
mod service;
mod sqs;
mod stuck;
mod subscribers;
mod waits;

use std::collections::BTreeMap;

use lockstep_core::scenario::{DisturbanceKind, EdgeId, EdgeMode, Model, OperationId, Source};
use lockstep_core::time::SimTime;
use lockstep_core::trace::{Address, Fact, Patience, Record, Refusal};

use answers::AnswersBook;
use callers::CallersBook;
use calls::CallsBook;
use outbox::OutboxBook;
use partitions::PartitionsBook;
use queue::QueueBook;
use reads::ReadsBook;
use repeats::RepeatsBook;
use replies::RepliesBook;
use sagas::SagasBook;
pub(crate) use service::ServiceBook;
use sqs::SqsBook;
use stuck::StuckBook;
use subscribers::SubscribersBook;

/// What a record contradicts, as a sentence; the test adds where.
pub(crate) type Entered = Result<(), String>;

pub(crate) fn ensure(holds: bool, problem: impl FnOnce() -> String) -> Entered {
    if holds {
        Ok(())
    } else {
        Err(problem())
    }
}

/// Whether a service's work comes for one of its workers: in records of a topic, or as it has asked for it.
fn reads_partitions(model: &Model, lane: usize, service: usize) -> bool {
    let lane = &model.lanes[lane];
    let comes_by_message = |place: usize| lane.modes[place] == EdgeMode::Message;
    let mut entries = (0..model.edges.len()).filter(|edge| usize::from(model.edges[*edge].to) == service);
    entries.any(|edge| comes_by_message(edge) && lane.is_for_one_worker(edge as EdgeId))
}

pub(crate) struct Ledger<'m> {
    model: &'m Model,
    modes: &'m [EdgeMode],
    now: SimTime,
    callers: CallersBook,
    pub(crate) services: Vec<ServiceBook>,
    queues: Vec<QueueBook>,
    /// What takes their place where the broker is Kafka.
    topics: Vec<Option<PartitionsBook>>,
    /// What takes their place where the broker is SQS.
    polled: Vec<Option<SqsBook>>,
    /// The clients of the edges that have policies.
    calls: Vec<Option<CallsBook>>,
    outboxes: Vec<Option<OutboxBook>>,
    subscribers: SubscribersBook,
    lane: usize,
    reads: ReadsBook,
    replies: RepliesBook,
    /// Since when the broker is up; none while it is down.
    broker_up: Option<SimTime>,
    /// Whether it reads nothing from those who publish.
    alarm: bool,
    sagas: SagasBook<'m>,
    stuck: StuckBook,
    answers: AnswersBook<'m>,
    repeats: RepeatsBook,
    /// Which class each operation is of.
    classes: BTreeMap<OperationId, usize>,
    /// Until when the sender of each request waits, where the request says so.
    until: BTreeMap<Address, SimTime>,
}

impl<'m> Ledger<'m> {
    pub(crate) fn new(model: &'m Model, lane: usize) -> Self {
        Ledger {
            model,
            modes: &model.lanes[lane].modes,
            now: SimTime::ZERO,
            callers: CallersBook::new(model),
            services: model
                .services
                .iter()
                .enumerate()
                .map(|(id, service)| {
                    let calls = model.lanes[lane].modes.iter().map(|mode| *mode == EdgeMode::Call).collect();
                    ServiceBook::new(service, reads_partitions(model, lane, id), calls)
                })
                .collect(),
            queues: (0..model.edges.len()).map(|edge| QueueBook::new(model, lane, edge)).collect(),
            topics: (0..model.edges.len()).map(|edge| PartitionsBook::new(model, lane, edge)).collect(),
            polled: (0..model.edges.len()).map(|edge| SqsBook::new(model, lane, edge)).collect(),
            outboxes: (0..model.edges.len() as EdgeId)
                .map(|edge| OutboxBook::new(&model.lanes[lane], edge))
                .collect(),
            calls: (0..model.edges.len() as EdgeId)
                .map(|edge| {
                    let lane = &model.lanes[lane];
                    let callee = &model.services[usize::from(model.edges[usize::from(edge)].to)];
                    let book = |policy| CallsBook::new(policy, lane.confirms(edge), callee.shed_retry_after);
                    lane.client(edge).map(book)
                })
                .collect(),
            subscribers: SubscribersBook::new(model),
            lane,
            reads: ReadsBook::new(model),
            replies: RepliesBook::new(&model.lanes[lane]),
            broker_up: Some(SimTime::ZERO),
            alarm: false,
            sagas: SagasBook::new(model, lane),
            stuck: StuckBook::default(),
            answers: AnswersBook::new(&model.lanes[lane]),
            repeats: RepeatsBook::default(),
            classes: BTreeMap::new(),
            until: BTreeMap::new(),
        }
    }

    /// Enters one record after all before it.
    pub(crate) fn enter(&mut self, records: &[Record], index: usize) -> Entered {
        let Record { at: now, cause, fact } = records[index];
        if now > self.now {
            self.settled()?;
            for service in &mut self.services {
                service.time_passes(now);
            }
            self.now = now;
        }
        let cause = records.get(cause as usize).map(|cause| cause.fact);
        self.callers.enter(fact)?;
        self.reads.enter(self.model, fact, now)?;
        self.sagas.enter(fact, cause)?;
        self.stuck.enter(self.model, fact, cause)?;
        self.answers.enter(fact, cause)?;
        self.repeats.enter(self.model, records, index)?;
        self.replies.enter(fact)?;
        match fact {
            Fact::ServiceDown { service } => {
                self.services[usize::from(service)].up = false;
                self.services[usize::from(service)].gone.fill(false);
                for (topic, edge) in self.topics.iter_mut().zip(&self.model.edges) {
                    if let Some(topic) = topic.as_mut().filter(|_| edge.to == service) {
                        topic.all_go_down(index);
                    }
                }
                for edge in self.model.lanes[self.lane].outgoing(Source::Service(service)) {
                    if let Some(calls) = &mut self.calls[usize::from(edge)] {
                        calls.forget();
                    }
                }
                for (polled, edge) in self.polled.iter_mut().zip(&self.model.edges) {
                    if let Some(polled) = polled.as_mut().filter(|_| edge.to == service) {
                        polled.consumer_goes_down();
                    }
                }
                for (queue, edge) in self.queues.iter_mut().zip(&self.model.edges) {
                    if edge.to == service {
                        queue.consumer_goes_down();
                    }
                }
            }
            Fact::SubscriberLeft { edge } | Fact::SubscriberJoined { edge } => {
                return self.subscribers.enter(fact, edge, now, self.model);
            }
            Fact::ServiceUp { service } => self.services[usize::from(service)].up = true,
            Fact::DisturbanceBegan { disturbance } if self.is_alarm(disturbance) => self.alarm = true,
            Fact::DisturbanceEnded { disturbance } if self.is_alarm(disturbance) => self.alarm = false,
            Fact::DisturbanceBegan { disturbance } if self.is_broker(disturbance) => self.broker_up = None,
            Fact::DisturbanceEnded { disturbance } if self.is_broker(disturbance) => {
                self.broker_up = Some(now);
            }
            Fact::WorkerCrashed { service, worker } => {
                let book = &mut self.services[usize::from(service)];
                ensure(book.up && !book.gone[usize::from(worker)], || "it is down already".into())?;
                book.gone[usize::from(worker)] = true;
                for (edge, polled) in self.model.edges.iter().zip(&mut self.polled) {
                    if let Some(polled) = polled.as_mut().filter(|_| edge.to == service) {
                        polled.worker_goes_down(worker);
                    }
                }
                for (queue, edge) in self.queues.iter_mut().zip(&self.model.edges) {
                    if edge.to == service {
                        queue.consumer_goes_down();
                    }
                }
            }
            Fact::WorkerRestarted { service, worker } => {
                let was = std::mem::take(&mut self.services[usize::from(service)].gone[usize::from(worker)]);
                ensure(was, || "it is up already".into())?;
            }
            Fact::RebalanceBegan { edge } | Fact::RebalanceEnded { edge } => {
                let topic = self.topics[usize::from(edge)].as_mut().ok_or("this edge has no topic")?;
                return topic.rebalance((fact, now), cause, records[index].cause as usize);
            }
            _ => {}
        }
        if let Fact::OperationClassed { op, class } = fact {
            let known = self.classes.insert(op, usize::from(class));
            ensure(known.is_none(), || "it has a class already".into())?;
            for service in &mut self.services {
                service.classed(op, self.model.classes[usize::from(class)].priority);
            }
        }
        if let Some(edge) = fact.breaker() {
            let calls = self.calls[usize::from(edge)].as_mut().ok_or("this edge has no client")?;
            return calls.enter_breaker(fact, cause, now);
        }
        if let Fact::PollSent { edge, worker }
        | Fact::PollEmpty { edge, worker }
        | Fact::PollFailed { edge, worker } = fact
        {
            let in_vain = matches!(fact, Fact::PollFailed { .. });
            let answered = in_vain || matches!(fact, Fact::PollEmpty { .. });
            ensure(!answered || in_vain == self.broker_up.is_none(), || "the broker".into())?;
            let queue = self.polled[usize::from(edge)].as_mut().ok_or("nobody polls this queue")?;
            return queue.poll(fact, worker, cause, now);
        }
        let Some(at) = fact.address() else { return Ok(()) };
        outage::only_while_up(fact, cause, self.broker_up.is_some())?;
        match fact {
            Fact::MessageReceived { .. } => ensure(!self.alarm, || "nothing is read".into())?,
            Fact::PublishBlocked { .. } => ensure(self.alarm, || "there is no alarm".into())?,
            _ => {}
        }
        let edge = usize::from(at.edge);
        let class = self.classes.get(&at.op).copied();
        ensure(class.is_some() != self.model.classes.is_empty(), || "it has no class".into())?;
        ensure(self.model.takes(class.unwrap_or(0), at.edge), || "its class does not come here".into())?;
        let service = usize::from(self.model.edges[edge].to);
        let refused = Fact::RequestRefused { at, reason: Refusal::Down };
        self.services[service].absent = self.subscribers.is_away(at.edge) && fact == refused;
        self.services[service].enter(fact, cause, at, now)?;
        self.subscribers.misses(&self.model.lanes[self.lane], fact, at)?;
        let late = self.until.get(&at).is_some_and(|until| *until <= now);
        match fact {
            Fact::RequestExpired { .. } => ensure(late, || "its sender still waits".into())?,
            Fact::WorkStarted { .. } => {
                ensure(!(late && self.model.services[service].drop_expired), || "nobody waits for it".into())?
            }
            _ => {}
        }
        if let Some(outbox) = &mut self.outboxes[edge] {
            outbox.enter(fact, cause, at, now)?;
        }
        // Whoever dies before it sends does not call; whoever waits for a reply to what is handed over is no client.
        let no_call =
            matches!(fact, Fact::CrashedBetween { .. } | Fact::TimedOut { limit: Patience::Reply, .. });
        let answer =
            matches!(fact, Fact::ReplyArrived { .. } | Fact::StepAnswered { .. } | Fact::AnswerStored { .. })
                || matches!(cause, Some(Fact::AnswerStored { .. }));
        let no_call = no_call || (answer && self.modes[edge] == EdgeMode::Message);
        let calls = self.calls[edge].as_mut().filter(|_| !no_call);
        if let Some(calls) = calls {
            let inherited = match cause {
                // A publish is not part of the call, and what is undone is undone whether anybody waits or not.
                Some(Fact::WorkerBlocked { at: held, .. })
                    if self.modes[edge] == EdgeMode::Call && self.model.edges[edge].compensates.is_none() =>
                {
                    self.until.get(&held).copied()
                }
                _ => None,
            };
            calls.enter(fact, cause, at, (now, inherited))?;
            if let (Fact::RequestSent { .. }, Some(until)) = (fact, calls.told(at, now)) {
                self.until.insert(at, until);
            }
        }
        if let (
            Fact::MessageRouted { .. },
            Some(Fact::MessageStored { at: first } | Fact::MessageDuplicated { at: first }),
        ) = (fact, cause)
        {
            let of_first = self.topics[usize::from(first.edge)].as_ref().map(|topic| topic.partition(first));
            if let (Some(topic), Some(partition)) = (&mut self.topics[edge], of_first) {
                return topic.routed(at, partition.ok_or("the first has no partition")?);
            }
        }
        if let Some(topic) = self.topics[edge].as_mut().filter(|_| self.modes[edge] == EdgeMode::Message) {
            return topic.enter(fact, cause, at);
        }
        if let Some(queue) = self.polled[edge].as_mut().filter(|_| self.modes[edge] == EdgeMode::Message) {
            return queue.enter(fact, at, (now, self.broker_up));
        }
        self.queues[edge].enter(fact, cause, at, (now, self.broker_up))
    }

    /// Only RabbitMQ knows alarms.
    fn is_alarm(&self, disturbance: u8) -> bool {
        let alarm = self.model.disturbances[usize::from(disturbance)].kind == DisturbanceKind::BrokerAlarm;
        alarm && self.topics.iter().all(Option::is_none) && self.polled.iter().all(Option::is_none)
    }

    fn is_broker(&self, disturbance: u8) -> bool {
        self.model.disturbances[usize::from(disturbance)].kind == DisturbanceKind::BrokerDown
    }

    /// What holds whenever everything that is due has happened.
    fn settled(&self) -> Entered {
        for (index, service) in self.services.iter().enumerate() {
            // A delivery is never refused, so that only calls by themselves keep to the limit.
            let into = self.model.edges.iter().zip(self.modes);
            let mut into = into.filter(|(edge, _)| usize::from(edge.to) == index);
            let called = into.all(|(_, mode)| *mode == EdgeMode::Call);
            service.settled(called).map_err(|problem| format!("service {index}: {problem}"))?;
        }
        for (index, queue) in self.queues.iter().enumerate() {
            queue
                .settled(self.now, self.broker_up.is_some())
                .map_err(|problem| format!("queue of edge {index}: {problem}"))?;
        }
        Ok(())
    }

    /// What holds when the run has come to its own end.
    pub(crate) fn close(&self) -> Entered {
        self.settled()?;
        self.callers.close()?;
        self.reads.close()?;
        self.replies.close()?;
        self.subscribers.close(self.model)?;
        self.stuck.close()?;
        self.answers.close()?;
        for (index, service) in self.services.iter().enumerate() {
            ensure(service.is_empty(), || format!("service {index} still holds something"))?;
        }
        for calls in self.calls.iter().flatten() {
            calls.close()?;
        }
        for outbox in self.outboxes.iter().flatten() {
            outbox.close()?;
        }
        for (index, (queue, edge)) in self.queues.iter().zip(&self.model.edges).enumerate() {
            let consumer = &self.services[usize::from(edge.to)];
            let workers = usize::from(self.model.services[usize::from(edge.to)].workers);
            let there = consumer.gone.iter().take(workers).any(|gone| !gone);
            let up = consumer.up && there && self.broker_up.is_some();
            let up = up && !self.subscribers.is_away(index as EdgeId);
            let held = self.broker_up.is_none();
            if let Some(topic) = &self.topics[index] {
                topic.close(up, held).map_err(|problem| format!("topic of edge {index}: {problem}"))?;
            }
            if let Some(queue) = &self.polled[index] {
                queue.close(up, held).map_err(|problem| format!("SQS queue of edge {index}: {problem}"))?;
            }
            queue.close(up, held).map_err(|problem| format!("queue of edge {index}: {problem}"))?;
        }
        Ok(())
    }
}
