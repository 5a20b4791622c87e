//! The compiled scenario: names become numbers, milliseconds become microseconds.

use super::classes::{Class, Objective};
use super::crash::Crash;
use super::distribution::Distribution;
use super::disturbance::{Disturbance, DisturbanceKind};
use super::duplicate::Duplicate;
use super::interference::Interference;
use super::lane::LaneModel;
use super::mishap::Mishap;
use super::phases::Phase;
use super::poison::Poison;
use super::policy::{CallPolicy, Pushback};
use crate::time::{SimDuration, SimTime};

/// An operation's number, from 0; people see it from 1.
pub type OperationId = u32;
/// A place in [`Model::services`].
pub type ServiceId = u8;
/// A place in [`Model::edges`].
pub type EdgeId = u8;

/// Everything that a run depends on besides the seed and the lane.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// Services, in the order of the file.
    pub services: Vec<ServiceModel>,
    /// Edges, in the order of the file; the first is the way in.
    pub edges: Vec<Edge>,
    /// One-way delay between services.
    pub one_way: Distribution,
    /// The broker; present if some lane sends messages.
    pub broker: Option<Broker>,
    /// When operations start.
    pub workload: Workload,
    /// From an operation's good answer to the read of its effect; `None` where nobody reads.
    pub reads_after: Option<SimDuration>,
    /// How many different keys the operations have, equally likely; `None` is no keys at all.
    pub keys: Option<u32>,
    /// Whether operations have their keys one after the other instead of by chance.
    pub keys_in_turn: bool,
    /// Classes of operations; none where all are alike.
    pub classes: Vec<Class>,
    /// What callers count on.
    pub objective: Objective,
    /// What breaks, and when.
    pub faults: Vec<Fault>,
    /// Operations whose work always fails.
    pub poisons: Vec<Poison>,
    /// Workers that crash, each by itself.
    pub crashes: Vec<Crash>,
    /// Messages that the broker stores twice.
    pub duplicates: Vec<Duplicate>,
    /// What happens to single operations.
    pub mishaps: Vec<Mishap>,
    /// What goes wrong without anything going down, in the order of the file.
    pub disturbances: Vec<Disturbance>,
    /// The styles in which the same operations are handled.
    pub lanes: Vec<LaneModel>,
    /// Operations left out of the measurements at the start, as the run is not yet in its steady state.
    pub warm_up_operations: u32,
    /// The run is cut here, if it has not ended before.
    pub until: SimTime,
    /// Most records that a lane's trace may have.
    pub records_limit: usize,
}

/// A service: a queue and workers.
#[derive(Clone, Debug, PartialEq)]
pub struct ServiceModel {
    /// Its id in the file.
    pub id: String,
    /// Workers (threads, consumers) that serve in parallel.
    pub workers: u16,
    /// How long a worker works on one operation, before it calls others.
    pub service_time: Distribution,
    /// The same of the first worker, the second and so on; empty where all are alike.
    pub worker_times: Vec<Distribution>,
    /// Places to wait for calls, besides the workers; `None` is unbounded.
    pub queue_limit: Option<u32>,
    /// Workers that there are once the queue is full; as many as `workers`, or more.
    pub max_workers: u16,
    /// Whether what came last is taken first.
    pub last_in_first_out: bool,
    /// Whether the class with the highest priority is taken first, and of one priority what came first.
    pub by_priority: bool,
    /// Whether a call that finds the queue full takes the place of the one that has waited longest, unless
    /// all that wait go before it.
    pub oldest_out: bool,
    /// With so many waiting a call is shed; `None` is never.
    pub shed_above: Option<u32>,
    /// Whether its own work stops when the caller cancels it.
    pub stops_when_cancelled: bool,
    /// Whether a request that nobody waits for any more is not begun, where it says so.
    pub drop_expired: bool,
    /// How long it remembers what it has handled; `None` is not at all.
    pub idempotent: Option<SimDuration>,
    /// What a call that is shed is told about coming back.
    pub shed_retry_after: Option<Pushback>,
    /// How busy workers slow each other down; `None` is not at all.
    pub interference: Option<Interference>,
}

/// Where an edge starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The caller of the whole operation.
    Caller,
    /// A service.
    Service(ServiceId),
}

/// A dependency of one part on another.
#[derive(Clone, Debug, PartialEq)]
pub struct Edge {
    /// Its id in the file.
    pub id: String,
    /// Who asks.
    pub from: Source,
    /// Who serves.
    pub to: ServiceId,
    /// Whether the work at `to` makes the operation's effect visible.
    pub effect: bool,
    /// How many requests or messages the sender sends along it for one operation, at least one.
    pub copies: u16,
    /// The edge whose work this one undoes; such an edge is taken only when something has failed.
    pub compensates: Option<EdgeId>,
    /// The first edge of its topic, along which all of that are published where they are messages; itself, if
    /// it is the first.
    pub topic: Option<EdgeId>,
}

/// A message broker with one queue per message edge.
#[derive(Clone, Debug, PartialEq)]
pub struct Broker {
    /// One-way delay between the broker and any other part.
    pub one_way: Distribution,
    /// Time to append a message durably; the confirm leaves afterwards.
    pub append: Distribution,
    /// Whether what it has stored outlasts its outages.
    pub durable: bool,
}

/// When operations start.
#[derive(Clone, Debug, PartialEq)]
pub enum Workload {
    /// At given times.
    At(Vec<SimTime>),
    /// The first at 0, then at equal gaps.
    Every {
        /// The gap.
        gap: SimDuration,
        /// How many start.
        operations: u32,
    },
    /// So many at once at 0, and again at equal gaps.
    Batches {
        /// How many start at once.
        size: u32,
        /// From one batch to the next.
        gap: SimDuration,
        /// How many start in all.
        operations: u32,
    },
    /// The first at 0, then at gaps whose law changes from phase to phase.
    Phases {
        /// In the order of their time; the first begins at 0.
        phases: Vec<Phase>,
        /// How many start.
        operations: u32,
    },
    /// The first at 0, then at gaps drawn from this law.
    Gaps {
        /// The law of the gaps; exponential for a Poisson process.
        law: Distribution,
        /// How many start.
        operations: u32,
    },
    /// Callers that think, send, wait for the answer and think again.
    Closed {
        /// How many callers.
        callers: u32,
        /// The law of the time to think.
        think: Distribution,
        /// How many operations start in all; a caller takes the next number when it begins to think.
        operations: u32,
    },
}

impl Workload {
    /// How many operations start.
    pub fn operations(&self) -> u32 {
        match self {
            Workload::At(times) => times.len() as u32,
            Workload::Every { operations, .. }
            | Workload::Batches { operations, .. }
            | Workload::Phases { operations, .. }
            | Workload::Gaps { operations, .. }
            | Workload::Closed { operations, .. } => *operations,
        }
    }

    /// The callers of a closed workload.
    pub fn closed_callers(&self) -> Option<u32> {
        match self {
            Workload::Closed { callers, .. } => Some(*callers),
            _ => None,
        }
    }
}

/// A service that is down for a while: what it holds is lost, and it refuses calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Which service.
    pub service: ServiceId,
    /// When it goes down.
    pub from: SimTime,
    /// When it is up again; `None` is never.
    pub to: Option<SimTime>,
}

impl Model {
    /// Edges that leave a part, in the order in which they are taken.
    pub fn outgoing(&self, from: Source) -> impl Iterator<Item = EdgeId> + '_ {
        let leaves = move |(_, edge): &(usize, &Edge)| edge.from == from;
        self.edges.iter().enumerate().filter(leaves).map(|(index, _)| index as EdgeId)
    }

    /// How many unacknowledged deliveries the consumer behind an edge may hold in a lane; `None` is
    /// any number.
    pub fn prefetch(&self, lane: &LaneModel, edge: EdgeId) -> Option<u32> {
        let workers = self.services[usize::from(self.edges[usize::from(edge)].to)].workers;
        if let Some(topic) = &lane.topic {
            return Some(topic.max_poll_records * u32::from(workers));
        }
        if let Some(queue) = &lane.sqs {
            return Some(queue.batch * u32::from(workers));
        }
        lane.queues[usize::from(edge)].prefetch.of(workers)
    }

    /// Operations that are measured: all but the warm-up.
    pub fn measured_operations(&self) -> u32 {
        self.workload.operations().saturating_sub(self.warm_up_operations)
    }

    /// Whether the work behind an edge has an effect, or that behind one further on.
    pub fn leads_to_effect(&self, edge: EdgeId) -> bool {
        let Edge { effect, to, .. } = self.edges[usize::from(edge)];
        effect || self.outgoing(Source::Service(to)).any(|edge| self.leads_to_effect(edge))
    }

    /// The edges that get a copy of what is published along another one, where that is a message.
    pub fn subscribers(&self, first: EdgeId) -> impl Iterator<Item = EdgeId> + '_ {
        let follows =
            move |edge: &EdgeId| self.edges[usize::from(*edge)].topic == Some(first) && *edge != first;
        (first..self.edges.len() as EdgeId).filter(follows)
    }

    /// Whether a subscriber is away at a point in time.
    pub fn is_away(&self, edge: EdgeId, at: SimTime) -> bool {
        self.absences(edge).any(|away| away.from <= at && away.to.is_none_or(|to| at < to))
    }

    /// When a subscriber is away.
    pub fn absences(&self, edge: EdgeId) -> impl Iterator<Item = &Disturbance> {
        let away = move |one: &&Disturbance| one.kind == DisturbanceKind::Unsubscribed(edge);
        self.disturbances.iter().filter(away)
    }

    /// Whether the consumer behind an edge can miss what is published: it comes and goes, or its queue does in a lane.
    pub fn can_miss(&self, edge: EdgeId) -> bool {
        self.absences(edge).next().is_some() || self.lanes.iter().any(|lane| lane.has_exclusive(edge))
    }

    /// Whether a subscriber of a topic comes only when the run has begun.
    pub fn is_newcomer(&self, edge: EdgeId) -> bool {
        self.is_away(edge, SimTime::ZERO)
    }

    /// Whether nothing is sent along an edge of a lane itself, as it gets a copy of what is published.
    pub fn is_copied(&self, lane: &LaneModel, edge: EdgeId) -> bool {
        !lane.is_call(edge) && self.edges[usize::from(edge)].topic.is_some_and(|first| first != edge)
    }

    /// The edge that undoes the work behind another one.
    pub fn undone_by(&self, step: EdgeId) -> Option<EdgeId> {
        let place = self.edges.iter().position(|edge| edge.compensates == Some(step));
        place.map(|place| place as EdgeId)
    }

    /// How many earlier steps of the same sender can be undone.
    pub fn undoable_before(&self, step: EdgeId) -> usize {
        let from = self.edges[usize::from(step)].from;
        let earlier =
            |edge: &&Edge| edge.from == from && edge.compensates.is_some_and(|undone| undone < step);
        self.edges.iter().filter(earlier).count()
    }

    /// Whether something can be undone.
    pub fn has_compensations(&self) -> bool {
        self.edges.iter().any(|edge| edge.compensates.is_some())
    }

    /// Whether more than one request of an operation may be at work behind an edge, or at its service: copies,
    /// attempts beside others or after others that are still at work, messages that are published or delivered
    /// twice, or a step and what undoes it.
    pub fn has_several(&self, edge: EdgeId) -> bool {
        let Edge { to, copies, compensates, .. } = self.edges[usize::from(edge)];
        let again = |lane: &LaneModel| {
            let further = |call: &CallPolicy| call.hedge.is_some() || call.retry.is_some();
            lane.client(edge).is_some_and(further) || lane.relayed(edge).is_some() || lane.sqs.is_some()
        };
        // What a worker had held is delivered to others, while it may have come back to its own; and once more by a
        // broker that is up again, while it is still at work.
        let crashes = self.crashes.iter().any(|crash| crash.service == to);
        let outages = self.disturbances.iter().any(|one| one.kind == DisturbanceKind::BrokerDown);
        let duplicates = self.duplicates.iter().any(|duplicate| duplicate.edge == edge);
        copies > 1
            || (compensates.is_some() || self.undone_by(edge).is_some())
            || (crashes || outages || duplicates)
            || self.lanes.iter().any(again)
    }

    /// How many effects an operation has; it is complete when all of them are visible.
    pub fn effects(&self) -> usize {
        self.edges.iter().filter(|edge| edge.effect).map(|edge| usize::from(edge.copies)).sum()
    }

    /// How many effects an operation of a class has.
    pub fn effects_of(&self, class: usize) -> usize {
        let Some(class) = self.classes.get(class) else { return self.effects() };
        let taken = self.edges.iter().zip(&class.takes).filter(|(edge, taken)| edge.effect && **taken);
        taken.map(|(edge, _)| usize::from(edge.copies)).sum()
    }

    /// Whether operations of a class take an edge.
    pub fn takes(&self, class: usize, edge: EdgeId) -> bool {
        self.classes.get(class).is_none_or(|class| class.takes[usize::from(edge)])
    }

    /// The place of a lane by its id.
    pub fn lane(&self, id: &str) -> Option<usize> {
        self.lanes.iter().position(|lane| lane.id == id)
    }
}
