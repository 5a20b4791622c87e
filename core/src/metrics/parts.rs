//! What services and queues were doing: waits, lengths, utilisation, backlog.

use super::accumulate::Steps;
use super::arrivals::Arrivals;
use super::drain::{Between, Drain};
use super::duplicates::Deliveries;
use super::operations::Operations;
use super::samples::Samples;
use crate::scenario::{Commit, LaneModel, Model};
use crate::time::{SimDuration, SimTime};
use crate::trace::{Address, Fact, Record, Refusal, Trace};

/// Observations of one service within the window.
pub(super) struct ServiceStats {
    /// Worker time in use, blocked time included, as a step function.
    pub(super) busy: Steps,
    pub(super) waiting: Steps,
    pub(super) inside: Steps,
    /// From arrival to the start of work, of counted operations.
    pub(super) waits: Samples,
    /// From arrival to the answer, of counted operations that were served.
    pub(super) sojourns: Samples,
    waited: Vec<SimDuration>,
    stayed: Vec<SimDuration>,
    pub(super) arrivals: u64,
    /// Those whose work began at once.
    pub(super) at_once: u64,
    arrived: Arrivals,
    drain: Drain,
}

/// Everything that is seen of the parts.
pub(super) struct Parts {
    pub(super) services: Vec<ServiceStats>,
    /// Messages stored and not yet sent to a consumer, by edge.
    pub(super) backlogs: Vec<Steps>,
    /// Messages stored and not yet committed, by edge: a group's lag.
    pub(super) lags: Vec<Steps>,
    pub(super) refused: u64,
    /// Told to come back later.
    pub(super) shed: u64,
    pub(super) duplicate_deliveries: u64,
    pub(super) dead_lettered: u64,
    /// Notices of completion for callers who had given up, or knew it already.
    pub(super) late_replies: u64,
    pub(super) duplicate_replies: u64,
    /// Requests and deliveries towards the work that makes the effect.
    pub(super) attempts: u64,
    /// What was published and never reaches a subscriber, by its edge.
    pub(super) missed: Vec<u64>,
    /// Attempts and calls that were given up after their time.
    pub(super) timed_out: u64,
    /// What has been delivered, by edge.
    came: Vec<Deliveries>,
    /// Messages that a queue shows again, by the delivery whose visibility timeout was over.
    shown_again: Vec<Address>,
    between: Between,
}

impl Parts {
    pub(super) fn observe(model: &Model, lane: &LaneModel, trace: &Trace, operations: &Operations) -> Self {
        let early = lane.topic.is_some_and(|topic| topic.commit == Commit::BeforeBatch);
        let from = operations.window_start();
        let service = |_| ServiceStats {
            busy: Steps::new(from),
            waiting: Steps::new(from),
            inside: Steps::new(from),
            waits: Samples::default(),
            sojourns: Samples::default(),
            waited: Vec::new(),
            stayed: Vec::new(),
            arrivals: 0,
            at_once: 0,
            arrived: Arrivals::default(),
            drain: Drain::default(),
        };
        let mut parts = Parts {
            services: (0..model.services.len()).map(service).collect(),
            backlogs: model.edges.iter().map(|_| Steps::new(from)).collect(),
            lags: model.edges.iter().map(|_| Steps::new(from)).collect(),
            refused: 0,
            shed: 0,
            duplicate_deliveries: 0,
            dead_lettered: 0,
            late_replies: 0,
            duplicate_replies: 0,
            attempts: 0,
            timed_out: 0,
            missed: vec![0; model.edges.len()],
            came: model.edges.iter().map(|_| Deliveries::default()).collect(),
            shown_again: Vec::new(),
            between: Between::default(),
        };
        let records = &trace.records()[..trace.count_until(operations.window_end())];
        for record in records {
            let cause = records.get(record.cause as usize).map(|cause| cause.fact);
            parts.read(model, record, cause, early);
        }
        for service in &mut parts.services {
            service.waits = Samples::of(std::mem::take(&mut service.waited));
            service.sojourns = Samples::of(std::mem::take(&mut service.stayed));
        }
        parts
    }

    fn read(&mut self, model: &Model, record: &Record, cause: Option<Fact>, early: bool) {
        let Some(at) = record.fact.address() else { return };
        let now = record.at;
        let counted = at.op >= model.warm_up_operations;
        let edge = usize::from(at.edge);
        let to = usize::from(model.edges[edge].to);
        let before = self.waiting(edge, to);
        self.between.note(record.fact, cause);
        let service = &mut self.services[to];
        match record.fact {
            Fact::MessageStored { .. } | Fact::MessageRouted { .. } | Fact::MessageDuplicated { .. } => {
                self.lags[edge].add(now, 1);
            }
            // What had been stored for others was never this one's.
            Fact::SubscriberMissed { .. } if cause == Some(Fact::MessageStored { at }) => {
                self.lags[edge].add(now, -1);
                self.backlogs[edge].add(now, -1);
            }
            Fact::MessageRemoved { .. } | Fact::MessageLost { .. } => self.lags[edge].add(now, -1),
            // What was committed before its work had left the lag then.
            Fact::DeadLettered { .. } if !early => self.lags[edge].add(now, -1),
            _ => {}
        }
        match record.fact {
            Fact::RequestArrived { .. } | Fact::DeliveryArrived { .. } => {
                service.arrive(at, now, counted);
                if matches!(record.fact, Fact::DeliveryArrived { .. }) {
                    let copies = model.edges[edge].copies;
                    self.duplicate_deliveries += u64::from(self.came[edge].is_duplicate(at, copies));
                }
            }
            Fact::WorkStarted { .. } => service.start(at, now, counted),
            Fact::RequestSent { .. } => self.attempts += u64::from(counted && model.edges[edge].effect),
            Fact::TimedOut { .. } => self.timed_out += u64::from(counted),
            Fact::RequestRefused { reason, .. } => {
                service.waiting.add(now, -1);
                service.inside.add(now, -1);
                match reason {
                    Refusal::Shed => self.shed += u64::from(counted),
                    _ => self.refused += u64::from(counted),
                }
            }
            Fact::RequestDropped { .. } | Fact::RequestExpired { .. } => {
                service.waiting.add(now, -1);
                service.inside.add(now, -1);
            }
            Fact::WorkLost { .. } | Fact::WorkStopped { .. } => {
                service.busy.add(now, -1);
                service.inside.add(now, -1);
            }
            // Lost while it waited here; what is lost on its way had not arrived.
            Fact::DeliveryLost { .. }
                if matches!(cause, Some(Fact::ServiceDown { .. } | Fact::WorkerCrashed { .. })) =>
            {
                service.waiting.add(now, -1);
                service.inside.add(now, -1);
            }
            Fact::DeliveryAcked { .. }
            | Fact::DeliveryDone { .. }
            | Fact::DeliveryRejected { .. }
            | Fact::DeliveryReturned { .. }
            | Fact::DeliveryAbandoned { .. } => service.leave(at, now, counted),
            Fact::ReplySent { .. } => match cause {
                Some(Fact::RequestRefused { .. } | Fact::WorkLost { .. }) => {}
                _ => service.leave(at, now, counted),
            },
            Fact::MessageStored { .. }
            | Fact::MessageDuplicated { .. }
            | Fact::MessageRouted { .. }
            | Fact::MessageRequeued { .. } => {
                self.backlogs[edge].add(now, 1);
            }
            Fact::DeliverySent { .. } => {
                self.backlogs[edge].add(now, -1);
                self.attempts += u64::from(counted && model.edges[edge].effect);
            }
            Fact::VisibilityExpired { .. } => {
                self.backlogs[edge].add(now, 1);
                self.shown_again.push(at);
            }
            // Deleted after its visibility timeout, as long as nobody has received it again.
            Fact::MessageRemoved { .. } if self.shown_again.contains(&at) => {
                self.backlogs[edge].add(now, -1);
            }
            Fact::MessageExpired { .. } | Fact::MessageLost { held: false, .. } => {
                self.backlogs[edge].add(now, -1);
            }
            Fact::SubscriberMissed { .. } => self.missed[edge] += u64::from(counted),
            Fact::NoticeLate { .. } => self.late_replies += u64::from(counted),
            Fact::NoticeRepeated { .. } => self.duplicate_replies += u64::from(counted),
            Fact::MessageRefused { .. } => self.refused += u64::from(counted),
            _ => {}
        }
        if let Fact::DeadLettered { .. } | Fact::MessageDropped { .. } = record.fact {
            // Given up while it waited, for the sake of another; what had been delivered did not wait.
            // SQS gives up what would be received next.
            if let Some(
                Fact::MessageStored { .. }
                | Fact::MessageDuplicated { .. }
                | Fact::MessageRouted { .. }
                | Fact::MessageRequeued { .. }
                | Fact::PollSent { .. }
                | Fact::VisibilityExpired { .. },
            ) = cause
            {
                self.backlogs[edge].add(now, -1);
            }
            let dead_lettered = matches!(record.fact, Fact::DeadLettered { .. });
            self.dead_lettered += u64::from(counted && dead_lettered);
        }
        let waiting = self.waiting(edge, to);
        self.services[to].drain.add(now, waiting - before);
    }

    /// What waits behind an edge and at its service, and between them or anywhere else: only how much it changes
    /// with a record is of use.
    fn waiting(&self, edge: usize, to: usize) -> i64 {
        let queued = self.backlogs[edge].now() + self.services[to].waiting.now();
        queued as i64 + self.between.count() as i64
    }

    /// How long the largest of the services' backlogs took to be gone.
    pub(super) fn drained_in(&self) -> Option<SimDuration> {
        let backlogs = self.services.iter().map(|service| &service.drain);
        backlogs.max_by_key(|backlog| backlog.rank())?.length()
    }
}

impl ServiceStats {
    fn arrive(&mut self, at: Address, now: SimTime, counted: bool) {
        self.arrived.note(at, now);
        self.waiting.add(now, 1);
        self.inside.add(now, 1);
        self.arrivals += u64::from(counted);
    }

    fn start(&mut self, at: Address, now: SimTime, counted: bool) {
        self.waiting.add(now, -1);
        self.busy.add(now, 1);
        if counted {
            let waited = now.since(self.arrived.of(at));
            self.waited.push(waited);
            self.at_once += u64::from(waited.micros() == 0);
        }
    }

    fn leave(&mut self, at: Address, now: SimTime, counted: bool) {
        self.busy.add(now, -1);
        self.inside.add(now, -1);
        if counted {
            self.stayed.push(now.since(self.arrived.of(at)));
        }
    }
}
