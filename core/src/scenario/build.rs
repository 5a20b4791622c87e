//! Checks what the parts of a scenario file say about each other, and compiles it into a [`Model`].
//!
//! `parse` has seen to it that every value by itself is allowed. Of what is wrong here the first is
//! noted, and something harmless compiled in its place: such a model must not be run.

use super::choreography;
use super::classes::{classes, objective};
use super::clients::{check_relays, policies, publishers};
use super::crash::crashes;
use super::distribution::Distribution;
use super::disturbance::disturbances;
use super::duplicate::{check_idempotent, duplicates};
use super::error::Problems;
use super::file::{
    Arrivals, BrokerFile, EdgeFile, EdgeMode, LaneFile, Mixture, Overflow, PhaseFile, QueueOrder,
    ScenarioFile, ServiceFile, ServiceTime,
};
use super::interference::Interference;
use super::kafka::topic;
use super::lane::LaneModel;
use super::mishap::mishaps;
use super::model::{Broker, Edge, Model, ServiceId, ServiceModel, Source, Workload};
use super::outages::faults;
use super::phases::{Gaps, Phase};
use super::poison::poisons;
use super::policy::Pushback;
use super::queues;
use super::references;
use super::requirement;
use super::sagas;
use super::sqs;
use super::step_replies;
use super::topics;
use crate::time::{SimDuration, SimTime, LONGEST_RUN};
use std::fmt;

pub(super) fn model(file: &ScenarioFile, problems: &Problems) -> Model {
    unique(problems, "services", &mut file.services.iter().map(|service| service.id.as_str()));
    unique(problems, "edges", &mut file.edges.iter().map(|edge| edge.id.as_str()));
    unique(problems, "lanes", &mut file.lanes.iter().map(|lane| lane.id.as_str()));
    unique(problems, "workload.classes", &mut file.workload.classes.iter().map(|class| class.id.as_str()));
    unique(problems, "controls", &mut file.controls.iter().map(|control| control.id.as_str()));
    unique(problems, "requirements", &mut file.requirements.iter().map(|required| required.id.as_str()));
    let edges = edges(file, problems);
    let lane = |(index, lane)| lane_model(index, lane, &edges, file, problems);
    let lanes: Vec<LaneModel> = file.lanes.iter().enumerate().map(lane).collect();
    let workload = workload(&file.workload.arrivals);
    check_derived(file, problems);
    check_reads(file, problems);
    sagas::check(file, &edges, problems);
    choreography::check(file, &edges, &lanes, problems);
    step_replies::check(file, &edges, &lanes, problems);
    topics::check(file, &edges, &lanes, problems);
    check_pools(file, problems);
    let broker = file.broker.as_ref().map(broker);
    check_relays(file, broker.as_ref(), &lanes, problems);
    check_idempotent(file, problems);
    let model = Model {
        warm_up_operations: (f64::from(workload.operations()) * file.workload.warm_up_share) as u32,
        keys: file.workload.keys,
        keys_in_turn: file.workload.keys_in_turn,
        classes: classes(file, &edges, problems),
        objective: objective(file),
        reads_after: file.workload.reads.as_ref().map(|reads| length(reads.after_acknowledgement_ms)),
        faults: faults(file, problems),
        poisons: poisons(file, workload.operations(), problems),
        crashes: crashes(file, problems),
        duplicates: duplicates(file, workload.operations(), problems),
        mishaps: mishaps(file, workload.operations(), problems),
        disturbances: disturbances(file, &edges, &lanes, problems),
        one_way: law(&file.network.one_way),
        records_limit: file.limits.records as usize,
        services: file.services.iter().map(service).collect(),
        broker,
        until: file.limits.until_ms.map_or(LONGEST_RUN, SimTime::from_millis_f64),
        edges,
        workload,
        lanes,
    };
    requirement::check(file, &model, problems);
    model
}

#[inline(never)]
fn unique(problems: &Problems, field: &str, ids: &mut dyn Iterator<Item = &str>) {
    let mut seen: Vec<&str> = Vec::new();
    for id in ids {
        match seen.binary_search(&id) {
            Ok(_) => problems
                .note(format_args!("{field}"), format_args!("\"{id}\" is there twice; ids are unique")),
            Err(place) => seen.insert(place, id),
        }
    }
}

fn length(ms: f64) -> SimDuration {
    SimDuration::from_millis_f64(ms)
}

fn law(time: &ServiceTime) -> Distribution {
    match time {
        ServiceTime::Fixed { ms } => Distribution::Fixed(length(*ms)),
        ServiceTime::Exponential { mean_ms } => Distribution::Exponential { mean_us: mean_ms * 1000.0 },
        ServiceTime::Uniform { min_ms, max_ms } => {
            Distribution::Uniform { least_us: min_ms * 1000.0, most_us: max_ms * 1000.0 }
        }
        ServiceTime::Lognormal { mean_ms, variation } => {
            Distribution::lognormal(mean_ms * 1000.0, *variation)
        }
        ServiceTime::Mixture { points } => {
            let mut sum = 0.0;
            let upto = |point: &Mixture| {
                sum += point.share;
                (length(point.ms), sum)
            };
            Distribution::Mixture { points: points.iter().map(upto).collect() }
        }
    }
}

fn service(service: &ServiceFile) -> ServiceModel {
    ServiceModel {
        id: service.id.clone(),
        workers: service.workers as u16,
        service_time: law(&service.service_time),
        worker_times: service.worker_times.iter().map(law).collect(),
        queue_limit: service.queue_limit,
        max_workers: service.max_workers.unwrap_or(service.workers) as u16,
        last_in_first_out: service.queue.as_ref().is_some_and(|queue| queue.order == QueueOrder::Lifo),
        by_priority: service.queue.as_ref().is_some_and(|queue| queue.order == QueueOrder::Priority),
        oldest_out: service.queue.as_ref().is_some_and(|queue| queue.overflow == Overflow::OldestOut),
        shed_above: service.queue.as_ref().and_then(|queue| queue.shed_above),
        stops_when_cancelled: service.stops_when_cancelled,
        drop_expired: service.drop_expired,
        idempotent: service.idempotent.as_ref().map(|own| length(own.window_ms)),
        shed_retry_after: service.queue.as_ref().and_then(|queue| queue.shed_retry_after_ms).map(pushback),
        interference: service.interference.as_ref().map(Interference::of),
    }
}

fn pushback(after_ms: f64) -> Pushback {
    if after_ms < 0.0 {
        return Pushback::Never;
    }
    Pushback::After(length(after_ms))
}

/// A pool grows past its core only when its queue is full.
fn check_pools(file: &ScenarioFile, problems: &Problems) {
    for (index, service) in file.services.iter().enumerate() {
        let Some(most) = service.max_workers else { continue };
        let wrong = |problem: fmt::Arguments| {
            problems.note(format_args!("services.{index}.max_workers"), problem);
        };
        if most < service.workers {
            wrong(format_args!("is {most}; allowed are {} (workers) to 1000", service.workers));
        } else if service.queue_limit.is_none() {
            wrong(format_args!("needs a queue_limit: the pool grows once the queue is full"));
        }
    }
}

fn broker(broker: &BrokerFile) -> Broker {
    Broker { one_way: law(&broker.one_way), append: law(&broker.append), durable: broker.durable }
}

fn workload(arrivals: &Arrivals) -> Workload {
    match arrivals {
        Arrivals::At { ms } => Workload::At(ms.iter().map(|ms| SimTime::from_millis_f64(*ms)).collect()),
        Arrivals::Every { ms, operations } => Workload::Every { gap: length(*ms), operations: *operations },
        Arrivals::Poisson { per_s, operations } => Workload::Gaps {
            law: Distribution::Exponential { mean_us: 1_000_000.0 / per_s },
            operations: *operations,
        },
        Arrivals::Batches { size, ms, operations } => {
            Workload::Batches { size: *size, gap: length(*ms), operations: *operations }
        }
        Arrivals::Phases { rates, operations } => {
            Workload::Phases { phases: phases(rates), operations: *operations }
        }
        Arrivals::Closed { callers, think, operations } => {
            Workload::Closed { callers: *callers, think: law(think), operations: *operations }
        }
    }
}

fn phases(rates: &[PhaseFile]) -> Vec<Phase> {
    let mut from = SimTime::ZERO;
    let mut phases = Vec::with_capacity(rates.len());
    for rate in rates {
        let gaps = match (rate.every_ms, rate.per_s) {
            (_, Some(per_s)) => Gaps::Poisson { mean_us: 1_000_000.0 / per_s },
            (every_ms, None) => Gaps::Fixed(length(every_ms.unwrap_or(0.0)).max(SimDuration::from_micros(1))),
        };
        phases.push(Phase { from, gaps });
        from += length(rate.for_ms.unwrap_or(0.0));
    }
    phases
}

fn edges(file: &ScenarioFile, problems: &Problems) -> Vec<Edge> {
    let compiled = |(index, edge): (usize, &EdgeFile)| Edge {
        id: edge.id.clone(),
        from: match edge.from.as_str() {
            "caller" => Source::Caller,
            id if index == 0 => {
                let problem = "allowed is caller: the first edge, and no other, starts at the caller";
                problems.note(format_args!("edges.0.from"), format_args!("is \"{id}\"; {problem}"));
                Source::Caller
            }
            id => {
                Source::Service(references::service(file, problems, id, format_args!("edges.{index}.from")))
            }
        },
        to: references::service(file, problems, &edge.to, format_args!("edges.{index}.to")),
        effect: edge.effect,
        copies: edge.copies as u16,
        topic: topics::first(file, edge),
        compensates: edge
            .compensates
            .as_ref()
            .map(|id| references::edge(file, problems, id, format_args!("edges.{index}.compensates"))),
    };
    let edges: Vec<Edge> = file.edges.iter().enumerate().map(compiled).collect();
    let wrong = |problem: &str| problems.note(format_args!("edges"), format_args!("{problem}"));
    if edges.iter().skip(1).any(|edge| edge.from == Source::Caller) {
        wrong("the first edge, and no other, starts at the caller");
    }
    if edges.first().is_some_and(|entry| entry.copies > 1) {
        let copies = edges[0].copies;
        problems.note(
            format_args!("edges.0.copies"),
            format_args!("is {copies}; allowed is 1, as a caller asks once"),
        );
    }
    // A tree without circles: every service is entered by one edge, which stands after the edge into its source.
    for (index, edge) in edges.iter().enumerate().skip(1).filter(|(_, edge)| edge.compensates.is_none()) {
        let reached = |id: ServiceId| edges[..index].iter().any(|earlier| earlier.to == id);
        if edge.from == Source::Service(edge.to) || reached(edge.to) {
            let to = &file.edges[index].to;
            problems.note(
                format_args!("edges.{index}.to"),
                format_args!(
                    "\"{to}\" is already reached by an earlier edge; each service is entered by one"
                ),
            );
        }
        if !matches!(edge.from, Source::Service(id) if reached(id)) {
            let from = &file.edges[index].from;
            problems.note(
                format_args!("edges.{index}.from"),
                format_args!("\"{from}\" is not reached by an earlier edge; allowed are services that are"),
            );
        }
    }
    if !edges.iter().any(|edge| edge.effect) {
        wrong("none has \"effect\": true; say whose work is the effect");
    }
    edges
}

fn lane_model(
    index: usize,
    lane: &LaneFile,
    edges: &[Edge],
    file: &ScenarioFile,
    problems: &Problems,
) -> LaneModel {
    for (id, _) in &lane.edges {
        references::edge(file, problems, id, format_args!("lanes.{index}.edges"));
    }
    let mode = |edge: &Edge| match lane.edges.iter().find(|(id, _)| *id == edge.id) {
        Some((_, mode)) => {
            if *mode == EdgeMode::Message && file.broker.is_none() {
                problems.note(format_args!("broker"), format_args!("is missing, and a lane sends messages"));
            }
            *mode
        }
        None => {
            problems.note(
                format_args!("lanes.{index}.edges.{}", edge.id),
                format_args!("is missing; allowed are call and message"),
            );
            EdgeMode::Call
        }
    };
    let modes: Vec<EdgeMode> = edges.iter().map(mode).collect();
    let policies = policies(index, lane, file, problems);
    let publish = publishers(index, lane, file, problems);
    let queues = queues::policies(file, index, lane, problems);
    let topic = topic(index, lane, file, problems);
    let (id, style, calls) = (lane.id.clone(), lane.style, lane.calls);
    let (sqs, trace_context) = (sqs::queue(lane, file), lane.trace_context);
    let time = |(id, time): &(String, ServiceTime)| {
        (references::service(file, problems, id, format_args!("lanes.{index}.service_times")), law(time))
    };
    let service_times = lane.service_times.iter().map(time).collect();
    let (compensation, reply) = (lane.compensation, super::reply::reply(index, lane, file, problems));
    LaneModel {
        id,
        style,
        calls,
        topic,
        sqs,
        trace_context,
        compensation,
        choreography: lane.choreography,
        senders: choreography::senders(edges, lane),
        reply,
        awaited: step_replies::awaited(edges, &modes, lane),
        step_timeout: lane.step_replies.and_then(|replies| replies.timeout_ms).map(length),
        modes,
        policies,
        publish,
        queues,
        service_times,
    }
}

/// A reader who finds an edge of effect that is sent along several times would have to tell its copies apart.
fn check_reads(file: &ScenarioFile, problems: &Problems) {
    if file.workload.reads.is_some() && file.edges.iter().any(|edge| edge.effect && edge.copies > 1) {
        problems.note(
            format_args!("workload.reads"),
            format_args!("needs effects that come once; an edge with \"effect\": true has copies"),
        );
    }
}

fn check_derived(file: &ScenarioFile, problems: &Problems) {
    if let Some(run) = &file.derived.scalability {
        references::service(file, problems, &run.service, format_args!("derived.scalability.service"));
        if matches!(file.workload.arrivals, Arrivals::At { .. }) {
            problems.note(
                format_args!("derived.scalability"),
                format_args!("needs arrivals that can go on; allowed are all but at"),
            );
        }
    }
    if let Some(run) = &file.derived.fault_tolerance {
        let field = "derived.fault_tolerance";
        match &run.service {
            Some(service) => {
                references::service(file, problems, service, format_args!("{field}.service"));
            }
            None if file.broker.is_none() => problems
                .note(format_args!("{field}"), format_args!("needs a service that goes down, or a broker")),
            None => {}
        }
    }
}
