//! One service: a queue that is first in, first out, and workers that hold one operation each.

use std::collections::{BTreeMap, VecDeque};

use lockstep_core::scenario::{OperationId, ServiceModel};
use lockstep_core::time::SimTime;
use lockstep_core::trace::{Address, Fact, Refusal};

use super::{ensure, Entered};

/// A job and when it came.
type Visit = (Address, SimTime);

pub(crate) struct ServiceBook {
    limit: Option<usize>,
    model: ServiceModel,
    /// Whether a job may be meant for one worker only, so that it waits although another is free.
    partitioned: bool,
    /// By edge, whether it is a call: a delivery is never refused or displaced.
    calls: Vec<bool>,
    /// By operation, how early it comes.
    priorities: BTreeMap<OperationId, u8>,
    pub(crate) up: bool,
    /// Whether the one that is refused now finds it away.
    pub(super) absent: bool,
    /// Workers that are down by themselves.
    pub(super) gone: Vec<bool>,
    queue: VecDeque<Visit>,
    workers: Vec<Option<Visit>>,
    last: SimTime,
    /// Time integrals in microseconds, and the same as sums over the visits (Little's law).
    pub(crate) inside_area: u64,
    pub(crate) waiting_area: u64,
    pub(crate) busy_area: u64,
    pub(crate) sojourns: u64,
    pub(crate) waits: u64,
    pub(crate) served: u64,
    /// Those that came in and went without an answer of the work: displaced, dropped or stopped.
    pub(crate) displaced: u64,
}

impl ServiceBook {
    pub(super) fn new(model: &ServiceModel, partitioned: bool, calls: Vec<bool>) -> Self {
        ServiceBook {
            limit: model.queue_limit.map(|limit| limit as usize),
            model: model.clone(),
            partitioned,
            calls,
            priorities: BTreeMap::new(),
            up: true,
            absent: false,
            gone: vec![false; usize::from(model.max_workers)],
            queue: VecDeque::new(),
            workers: vec![None; usize::from(model.max_workers)],
            last: SimTime::ZERO,
            inside_area: 0,
            waiting_area: 0,
            busy_area: 0,
            sojourns: 0,
            waits: 0,
            served: 0,
            displaced: 0,
        }
    }

    /// How early an operation comes where that is looked at.
    pub(super) fn classed(&mut self, op: OperationId, priority: u8) {
        if self.model.by_priority {
            self.priorities.insert(op, priority);
        }
    }

    fn priority(&self, at: Address) -> u8 {
        self.priorities.get(&at.op).copied().unwrap_or(0)
    }

    fn busy(&self) -> usize {
        self.workers.iter().flatten().count()
    }

    /// How many of the first so many workers are not free.
    fn taken(&self, workers: usize) -> usize {
        let taken = |(held, gone): &(&Option<Visit>, &bool)| held.is_some() || **gone;
        self.workers.iter().zip(&self.gone).take(workers).filter(taken).count()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.queue.is_empty() && self.busy() == 0
    }

    pub(super) fn time_passes(&mut self, now: SimTime) {
        let passed = now.since(self.last).micros();
        self.waiting_area += self.queue.len() as u64 * passed;
        self.busy_area += self.busy() as u64 * passed;
        self.inside_area += (self.queue.len() + self.busy()) as u64 * passed;
        self.last = now;
    }

    pub(super) fn enter(&mut self, fact: Fact, cause: Option<Fact>, at: Address, now: SimTime) -> Entered {
        match (fact, cause) {
            (Fact::RequestArrived { .. }, _) => self.queue.push_back((at, now)),
            (Fact::DeliveryArrived { .. }, _) => {
                ensure(self.up, || "a delivery arrived at a service that is down".into())?;
                self.queue.push_back((at, now));
            }
            (Fact::WorkStarted { worker, .. }, cause) => self.start(at, usize::from(worker), cause, now)?,
            (Fact::WorkFinished { worker, .. } | Fact::WorkFailed { worker, .. }, _)
            | (Fact::WorkerBlocked { worker, .. }, _)
            | (Fact::WorkerUnblocked { worker, .. }, _) => {
                let held = self.workers[usize::from(worker)].map(|(held, _)| held);
                ensure(held == Some(at), || format!("the worker holds {held:?}"))?;
            }
            (Fact::RequestDropped { .. } | Fact::RequestExpired { .. }, _) => {
                let expired = matches!(fact, Fact::RequestExpired { .. });
                ensure(!expired || self.model.drop_expired, || "nothing expires here".into())?;
                let place = self.queue.iter().position(|(waits, _)| *waits == at).ok_or("it did not wait")?;
                let waited = self.queue.remove(place).map_or(0, |(_, arrived)| now.since(arrived).micros());
                (self.sojourns, self.waits) = (self.sojourns + waited, self.waits + waited);
                self.displaced += 1;
            }
            (Fact::WorkStopped { worker, .. }, _) => {
                ensure(self.model.stops_when_cancelled, || "work does not stop here".into())?;
                self.displaced += 1;
                self.finish(at, worker, now)?;
            }
            (Fact::WorkLost { worker, .. }, _) => {
                ensure(!self.up || self.gone[usize::from(worker)], || {
                    "work was lost by a worker that is up".into()
                })?;
                self.finish(at, worker, now)?;
            }
            (Fact::RequestRefused { reason, .. }, Some(Fact::RequestArrived { .. }))
                if reason != Refusal::Displaced =>
            {
                let newest = self.queue.pop_back();
                ensure(newest == Some((at, now)), || format!("the newest request is {newest:?}"))?;
                self.may_refuse(reason)?;
                if reason == Refusal::QueueFull && self.model.oldest_out {
                    let lowest = self.lowest_call(self.queue.len());
                    ensure(lowest.is_none_or(|waits| waits > self.priority(at)), || {
                        "another had to go for it".into()
                    })?;
                }
            }
            (Fact::RequestRefused { .. }, _)
            | (Fact::DeliveryLost { .. }, Some(Fact::ServiceDown { .. } | Fact::WorkerCrashed { .. })) => {
                if let Fact::RequestRefused { reason: Refusal::Displaced, .. } = fact {
                    self.displaced += 1;
                    // The newest waits already.
                    ensure(self.model.oldest_out, || "nobody is displaced here".into())?;
                    ensure(self.limit.is_some_and(|limit| self.queue.len() > limit), || "not full".into())?;
                }
                if let Fact::RequestRefused { reason: Refusal::Displaced, .. } = fact {
                    // Of those who come last, the newest among them.
                    let least = self.lowest_call(self.queue.len() - 1);
                    ensure(least == Some(self.priority(at)), || "another comes later".into())?;
                    let newest = self.queue.back().map(|(newest, _)| self.priority(*newest));
                    ensure(newest >= least, || "it went for a call that comes after it".into())?;
                    let alike = |waits: Address| {
                        self.calls[usize::from(waits.edge)] && self.priority(waits) == self.priority(at)
                    };
                    let place = self.queue.iter().position(|(waits, _)| alike(*waits));
                    let visit = place.and_then(|place| self.queue.remove(place)).ok_or("it does not wait")?;
                    ensure(visit.0 == at, || format!("the oldest is {:?}", visit.0))?;
                    self.sojourns += now.since(visit.1).micros();
                    self.waits += now.since(visit.1).micros();
                    return Ok(());
                }
                let arrived = self.pop(at)?;
                self.sojourns += now.since(arrived).micros();
                self.waits += now.since(arrived).micros();
            }
            (
                Fact::ReplySent { .. }
                | Fact::DeliveryAcked { .. }
                | Fact::DeliveryDone { .. }
                | Fact::DeliveryRejected { .. }
                | Fact::DeliveryAbandoned { .. }
                | Fact::DeliveryReturned { .. },
                Some(
                    Fact::WorkFinished { worker, .. }
                    | Fact::WorkFailed { worker, .. }
                    | Fact::WorkerUnblocked { worker, .. },
                ),
            ) => {
                self.finish(at, worker, now)?;
                self.served += 1;
            }
            _ => {}
        }
        Ok(())
    }

    /// The lowest priority of the calls among the first so many that wait.
    fn lowest_call(&self, first: usize) -> Option<u8> {
        let calls = self.queue.iter().take(first).filter(|(waits, _)| self.calls[usize::from(waits.edge)]);
        calls.map(|(waits, _)| self.priority(*waits)).min()
    }

    fn pop(&mut self, at: Address) -> Result<SimTime, String> {
        if self.partitioned {
            let place = self.queue.iter().position(|(waits, _)| *waits == at).ok_or("it does not wait")?;
            return self.queue.remove(place).map(|(_, arrived)| arrived).ok_or("it does not wait".into());
        }
        let most = self.queue.iter().map(|(waits, _)| self.priority(*waits)).max();
        let first = self.queue.iter().position(|(waits, _)| Some(self.priority(*waits)) == most);
        match first.and_then(|first| self.queue.remove(first)) {
            Some((head, arrived)) if head == at => Ok(arrived),
            other => Err(format!("the head of the queue is {other:?}")),
        }
    }

    fn pop_newest(&mut self, at: Address) -> Result<SimTime, String> {
        match self.queue.pop_back() {
            Some((newest, arrived)) if newest == at => Ok(arrived),
            other => Err(format!("the newest in the queue is {other:?}")),
        }
    }

    fn start(&mut self, at: Address, worker: usize, cause: Option<Fact>, now: SimTime) -> Entered {
        ensure(self.up, || "work started at a service that is down".into())?;
        ensure(worker < self.workers.len(), || "there is no such worker".into())?;
        ensure(!self.gone[worker], || "the worker is down".into())?;
        ensure(self.workers[worker].is_none(), || format!("the worker holds {:?}", self.workers[worker]))?;
        let came = matches!(cause, Some(Fact::RequestArrived { .. } | Fact::DeliveryArrived { .. }));
        if came && !self.partitioned {
            let lowest = (0..self.workers.len()).find(|one| self.workers[*one].is_none() && !self.gone[*one]);
            ensure(lowest == Some(worker), || format!("the first free worker is {lowest:?}"))?;
        }
        // A partition keeps its order, whatever the discipline of a shared queue.
        let newest = !self.partitioned && (came || self.model.last_in_first_out);
        let arrived = if newest { self.pop_newest(at)? } else { self.pop(at)? };
        if worker >= usize::from(self.model.workers) && came {
            ensure(self.is_full(), || "the pool grew before its queue was full".into())?;
        }
        self.waits += now.since(arrived).micros();
        self.workers[worker] = Some((at, arrived));
        Ok(())
    }

    fn finish(&mut self, at: Address, worker: u16, now: SimTime) -> Entered {
        match self.workers[usize::from(worker)].take() {
            Some((held, arrived)) if held == at => {
                self.sojourns += now.since(arrived).micros();
                Ok(())
            }
            other => Err(format!("the worker holds {other:?}")),
        }
    }

    /// Whether as many wait as may; what is delivered waits beyond that.
    fn is_full(&self) -> bool {
        self.limit.is_some_and(|limit| self.queue.len() >= limit)
    }

    fn may_refuse(&self, reason: Refusal) -> Entered {
        match reason {
            Refusal::Down => ensure(!self.up || self.absent, || "refused as down, and it is up".into()),
            Refusal::Shed => {
                let workers = usize::from(self.model.workers);
                let free = self.taken(workers) < workers;
                ensure(self.up && !free, || "a worker was free".into())?;
                let enough = self.model.shed_above.is_some_and(|above| self.queue.len() >= above as usize);
                ensure(enough, || format!("shed with {} waiting", self.queue.len()))
            }
            Refusal::Displaced => Err("what comes is not displaced".into()),
            Refusal::QueueFull => {
                ensure(self.up && self.taken(self.workers.len()) == self.workers.len(), || {
                    "a worker was free".into()
                })?;
                ensure(self.is_full(), || format!("{} waited", self.queue.len()))
            }
        }
    }

    /// Between two instants: nobody waits while a worker is free, and calls keep to the limit.
    pub(super) fn settled(&self, called: bool) -> Entered {
        let workers = usize::from(self.model.workers);
        let idle = !self.queue.is_empty() && self.taken(workers) < workers;
        ensure(self.partitioned || !idle, || format!("{} wait, and a worker is free", self.queue.len()))?;
        let limit = self.limit.filter(|_| called).unwrap_or(usize::MAX);
        ensure(self.queue.len() <= limit, || format!("{} wait, limit {limit}", self.queue.len()))?;
        ensure(self.up || self.is_empty(), || "it is down and holds something".into())
    }
}
