//! What goes wrong without anything going down: slow work, work that hangs or fails, a bad network.

use super::error::Problems;
use super::file::{ExtentFile, FaultFile, ScenarioFile};
use super::lane::LaneModel;
use super::model::{Edge, EdgeId, ServiceId, Source};
use super::outages::{check_number, stretches};
use super::references;
use crate::time::{SimDuration, SimTime};
use std::fmt;

/// Something that goes wrong for a while.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Disturbance {
    /// What.
    pub kind: DisturbanceKind,
    /// When it begins.
    pub from: SimTime,
    /// When it is over; `None` is never.
    pub to: Option<SimTime>,
}

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum DisturbanceKind {
    /// Work that a service begins takes this many times as long.
    Slow(ServiceId, f64),
    /// A service takes work on and finishes none until this is over.
    Hang(ServiceId),
    /// This share of a service's work ends with an error and without effect.
    Errors(ServiceId, f64),
    /// Every hop along an edge takes so much longer: of a request or a reply, of a message, and of word of it.
    Delay(EdgeId, SimDuration),
    /// This share of the requests and of the replies on an edge gets lost, without anybody being told.
    Loss(EdgeId, f64),
    /// Nobody finds the broker.
    BrokerDown,
    /// RabbitMQ reads nothing from those who publish.
    BrokerAlarm,
    /// A subscriber of a topic is away.
    Unsubscribed(EdgeId),
    /// With this probability the sender of an edge dies between its work and what it was to send; and the relay
    /// of an outbox between the first publish of a message and its mark.
    CrashBetween(EdgeId, f64),
}

impl DisturbanceKind {
    /// The word for it in a file and in a trace.
    pub fn word(self) -> &'static str {
        match self {
            DisturbanceKind::Slow(..) => "slow",
            DisturbanceKind::Hang(..) => "hang",
            DisturbanceKind::Errors(..) => "error",
            DisturbanceKind::Delay(..) => "delay",
            DisturbanceKind::Loss(..) => "loss",
            DisturbanceKind::BrokerDown => "broker_down",
            DisturbanceKind::BrokerAlarm => "broker_alarm",
            DisturbanceKind::Unsubscribed(_) => "unsubscribed",
            DisturbanceKind::CrashBetween(..) => "crash_between",
        }
    }

    /// The service that it happens at; none if it happens on the way or at the broker.
    pub fn service(self) -> Option<ServiceId> {
        match self {
            DisturbanceKind::Slow(service, _)
            | DisturbanceKind::Hang(service)
            | DisturbanceKind::Errors(service, _) => Some(service),
            DisturbanceKind::Delay(..)
            | DisturbanceKind::Loss(..)
            | DisturbanceKind::BrokerDown
            | DisturbanceKind::BrokerAlarm
            | DisturbanceKind::Unsubscribed(_)
            | DisturbanceKind::CrashBetween(..) => None,
        }
    }

    /// The edge that it happens on; none if it happens at a service or at the broker.
    pub fn edge(self) -> Option<EdgeId> {
        match self {
            DisturbanceKind::Delay(edge, _)
            | DisturbanceKind::Loss(edge, _)
            | DisturbanceKind::Unsubscribed(edge)
            | DisturbanceKind::CrashBetween(edge, _) => Some(edge),
            _ => None,
        }
    }

    /// Whether it happens at the broker.
    pub fn is_of_broker(self) -> bool {
        matches!(self, DisturbanceKind::BrokerDown | DisturbanceKind::BrokerAlarm)
    }

    /// Two of the same kind at the same place.
    fn same(self, other: Self) -> bool {
        self.word() == other.word() && self.service() == other.service() && self.edge() == other.edge()
    }
}

/// Most disturbances of a scenario: a record names one in eight bits.
const MOST: usize = 256;

/// Compiles what goes wrong, in the order of the file.
pub(super) fn disturbances(
    file: &ScenarioFile,
    edges: &[Edge],
    lanes: &[LaneModel],
    problems: &Problems,
) -> Vec<Disturbance> {
    let mut all: Vec<Disturbance> = Vec::new();
    // As the file has them: what chance brings within one of them overlaps with nothing, whatever the seed.
    let mut extents: Vec<Disturbance> = Vec::new();
    for (index, fault) in file.faults.iter().enumerate() {
        let Some(next) = disturbance(file, index, fault, problems) else { continue };
        if let DisturbanceKind::Loss(edge, _) = next.kind {
            check_patience(index, edge, edges, lanes, problems);
        }
        if let DisturbanceKind::CrashBetween(edge, _) = next.kind {
            check_sender(index, edge, edges, lanes, problems);
        }
        let until = |one: &Disturbance| one.to.unwrap_or(SimTime::NEVER);
        let overlaps = |other: &Disturbance| {
            other.kind.same(next.kind) && next.from < until(other) && other.from < until(&next)
        };
        if extents.iter().any(overlaps) {
            problems.note(
                format_args!("faults.{index}"),
                format_args!("overlaps with an earlier one of the same kind; join them into one"),
            );
        }
        if fault.means().is_some() {
            let stretches = stretches(file, index);
            check_number(&stretches, problems, format_args!("faults.{index}.{}", next.kind.word()));
            all.extend(stretches.into_iter().map(|(from, to)| Disturbance { from, to, ..next }));
        } else {
            all.push(next);
        }
        extents.push(next);
    }
    if all.len() > MOST {
        let problem = format_args!("come to {} disturbances with all outages; allowed are {MOST}", all.len());
        problems.note(format_args!("faults"), problem);
    }
    all
}

/// What is lost is waited for in vain, and nobody can step through for ever.
fn check_patience(index: usize, edge: EdgeId, edges: &[Edge], lanes: &[LaneModel], problems: &Problems) {
    for lane in lanes {
        let patient = lane.client(edge).is_none_or(|call| call.timeout.is_none() && call.deadline.is_none());
        if lane.is_call(edge) && patient {
            let (lane, edge) = (&lane.id, &edges[usize::from(edge)].id);
            problems.note(
                format_args!("faults.{index}.loss"),
                format_args!(
                    "needs a timeout_ms or a deadline_ms on \"{edge}\" in lane \"{lane}\": \
                     without one the sender of what is lost waits for ever"
                ),
            );
        }
    }
}

/// Whoever dies between its work and what it was to send is called: a consumer that dies is delivered to
/// once more, which is another story.
fn check_sender(index: usize, place: EdgeId, edges: &[Edge], lanes: &[LaneModel], problems: &Problems) {
    let edge = &edges[usize::from(place)];
    let wrong = |problem: fmt::Arguments| {
        problems.note(format_args!("faults.{index}.crash_between.edge"), problem);
    };
    let Source::Service(sender) = edge.from else {
        return wrong(format_args!("\"{}\" starts at the caller; allowed are edges of a service", edge.id));
    };
    // What undoes is not taken in turn, and a copy for a subscriber is not sent by the sender.
    let apart = |lane: &&LaneModel| {
        let copied = edge.topic.is_some_and(|first| first != place) && !lane.is_call(place);
        (copied || edge.compensates.is_some()) && lane.relayed(place).is_none()
    };
    if let Some(lane) = lanes.iter().find(apart) {
        let (id, lane) = (&edge.id, &lane.id);
        match edge.topic.filter(|_| edge.compensates.is_none()) {
            Some(first) => {
                let first = &edges[usize::from(first)].id;
                wrong(format_args!(
                    "\"{id}\" is published along \"{first}\" in lane \"{lane}\"; name that edge"
                ));
            }
            None => wrong(format_args!("\"{id}\" undoes a step, and has no outbox in lane \"{lane}\"")),
        }
    }
    let into = (0..).zip(edges).find(|(_, into)| into.to == sender);
    let Some((place, into)) = into else { return };
    if let Some(lane) = lanes.iter().find(|lane| !lane.is_call(place) || lane.choreography) {
        let (lane, into) = (&lane.id, &into.id);
        wrong(format_args!("needs a sender that is called; in lane \"{lane}\" \"{into}\" is a message"));
    }
}

fn check_broker(file: &ScenarioFile, index: usize, word: &str, problems: &Problems) {
    if file.broker.is_none() {
        let problem = "needs a broker, and the scenario has none";
        problems.note(format_args!("faults.{index}.{word}"), format_args!("{problem}"));
    }
}

fn disturbance(
    file: &ScenarioFile,
    index: usize,
    fault: &FaultFile,
    problems: &Problems,
) -> Option<Disturbance> {
    let service = |word: &str, id: &str| {
        references::service(file, problems, id, format_args!("faults.{index}.{word}.service"))
    };
    let edge = |word: &str, id: &str| {
        references::edge(file, problems, id, format_args!("faults.{index}.{word}.edge"))
    };
    let (kind, when) = match fault {
        FaultFile::Slow { service: id, factor, when } => {
            (DisturbanceKind::Slow(service("slow", id), *factor), &when.extent)
        }
        FaultFile::Hang { service: id, when } => (DisturbanceKind::Hang(service("hang", id)), &when.extent),
        FaultFile::Error { service: id, share, when } => {
            (DisturbanceKind::Errors(service("error", id), *share), when)
        }
        FaultFile::Delay { edge: id, ms, when } => {
            let more = SimDuration::from_millis_f64(*ms);
            (DisturbanceKind::Delay(edge("delay", id), more), &when.extent)
        }
        FaultFile::Loss { edge: id, share, when } => (DisturbanceKind::Loss(edge("loss", id), *share), when),
        FaultFile::CrashBetween { edge: id, share, when } => {
            (DisturbanceKind::CrashBetween(edge("crash_between", id), *share), when)
        }
        FaultFile::Unsubscribed { edge: id, when } => {
            (DisturbanceKind::Unsubscribed(edge("unsubscribed", id)), when)
        }
        FaultFile::BrokerDown { when } => {
            check_broker(file, index, "broker_down", problems);
            (DisturbanceKind::BrokerDown, &when.extent)
        }
        FaultFile::BrokerAlarm { from_ms, to_ms } => {
            check_broker(file, index, "broker_alarm", problems);
            (DisturbanceKind::BrokerAlarm, &ExtentFile { from_ms: *from_ms, to_ms: Some(*to_ms) })
        }
        _ => return None,
    };
    let (from, to) = when.times();
    Some(Disturbance { kind, from, to })
}
