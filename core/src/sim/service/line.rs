//! What waits in front of a service's workers, and who of it comes next.

use std::collections::VecDeque;

use super::super::event::ReplyTo;
use crate::scenario::ServiceModel;
use crate::trace::{Address, WorkerId};

/// How a job came in, and so how it is answered.
#[derive(Clone, Copy, Debug)]
pub(super) enum Via {
    /// By a request: a reply goes back.
    Request(ReplyTo),
    /// By a delivery: an acknowledgement goes to the broker.
    Delivery { epoch: u16 },
}

/// A request or a delivery that is in hand.
#[derive(Clone, Copy, Debug)]
pub(super) struct Job {
    pub(super) at: Address,
    pub(super) via: Via,
    /// The higher goes first; all are alike where the queue does not look at that.
    pub(super) priority: u8,
}

/// The queue of all workers, and those of single ones.
pub(super) struct Line {
    last_in_first_out: bool,
    jobs: VecDeque<Job>,
    /// What waits for one worker and no other, by worker; none where any worker takes any job.
    own: Vec<VecDeque<Job>>,
}

impl Line {
    /// With queues of single workers, where the work comes in partitions.
    pub(super) fn new(service: &ServiceModel, partitioned: bool) -> Self {
        let own = if partitioned { service.workers } else { 0 };
        Line {
            last_in_first_out: service.last_in_first_out,
            jobs: VecDeque::new(),
            own: (0..own).map(|_| VecDeque::new()).collect(),
        }
    }

    /// How many wait for any worker.
    pub(super) fn len(&self) -> usize {
        self.jobs.len()
    }

    /// Waits for any worker: behind all that come as early or earlier.
    pub(super) fn push(&mut self, job: Job) {
        if self.jobs.back().is_none_or(|last| last.priority >= job.priority) {
            return self.jobs.push_back(job);
        }
        let place = self.jobs.partition_point(|other| other.priority >= job.priority);
        self.jobs.insert(place, job);
    }

    /// Waits for one worker.
    pub(super) fn push_for(&mut self, worker: WorkerId, job: Job) {
        self.own[usize::from(worker)].push_back(job);
    }

    /// Takes what a worker is to do next.
    pub(super) fn next(&mut self, worker: WorkerId) -> Option<Job> {
        let own = self.own.get_mut(usize::from(worker)).and_then(VecDeque::pop_front);
        let jobs = &mut self.jobs;
        own.or_else(|| if self.last_in_first_out { jobs.pop_back() } else { jobs.pop_front() })
    }

    /// Takes the call that has waited longest; of several priorities, of those who come last. None where the
    /// newcomer, of this priority, would come behind them all: nobody goes for whoever matters less. A delivery
    /// is not put out: nobody would hear of it.
    pub(super) fn oldest(&mut self, newcomer: u8) -> Option<Job> {
        let called = |job: &&Job| matches!(job.via, Via::Request(_));
        let least = self.jobs.iter().rev().find(called)?.priority;
        if least > newcomer {
            return None;
        }
        let first = self.jobs.partition_point(|job| job.priority > least);
        let place = self.jobs.range(first..).position(|job| called(&job))?;
        self.jobs.remove(first + place)
    }

    /// Takes one out, if it waits.
    pub(super) fn remove(&mut self, at: Address) -> bool {
        let place = self.jobs.iter().position(|job| job.at == at);
        place.is_some_and(|place| self.jobs.remove(place).is_some())
    }

    /// What waits for one worker.
    pub(super) fn of(&self, worker: WorkerId) -> &VecDeque<Job> {
        &self.own[usize::from(worker)]
    }

    /// Takes out what waits for one worker.
    pub(super) fn take_own(&mut self, worker: WorkerId) -> VecDeque<Job> {
        self.own.get_mut(usize::from(worker)).map(std::mem::take).unwrap_or_default()
    }

    /// Takes all out.
    pub(super) fn take_all(&mut self) -> Vec<Job> {
        let own = self.own.iter_mut().flat_map(std::mem::take);
        std::mem::take(&mut self.jobs).into_iter().chain(own).collect()
    }
}
