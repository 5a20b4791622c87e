//! Checks a scenario file and compiles it into a [`Model`].

use std::collections::BTreeSet;

use super::distribution::Distribution;
use super::error::ScenarioError;
use super::file::{
    Arrivals, BrokerFile, EdgeMode, FaultFile, LaneFile, ScenarioFile, ServiceFile, ServiceTime, WorkloadFile,
};
use super::model::{Broker, Edge, Fault, LaneModel, Model, ServiceId, ServiceModel, Source, Workload};
use super::words::{check_id, check_text};
use crate::time::{SimDuration, SimTime, LONGEST_RUN};

/// Longest single length of time in a file: one hour.
const LONGEST_MS: f64 = 3_600_000.0;
/// Most operations of a run.
const MOST_OPERATIONS: u32 = 20_000_000;

type Checked<T> = Result<T, ScenarioError>;

pub(super) fn model(file: &ScenarioFile) -> Checked<Model> {
    check_words(file)?;
    let services = each("services", &file.services, 1..=50, service)?;
    let broker = file.broker.as_ref().map(broker).transpose()?;
    let edges = edges(file)?;
    let lanes =
        each("lanes", &file.lanes, 1..=3, |field, lane| lane_model(field, lane, &edges, broker.is_some()))?;
    unique("lanes", lanes.iter().map(|lane| lane.id.as_str()))?;
    let workload = workload("workload.arrivals", &file.workload)?;
    let warm_up = number("workload.warm_up_share", file.workload.warm_up_share, 0.0, 0.5)?;
    let until = match file.limits.until_ms {
        Some(ms) => SimTime::from_millis_f64(number("limits.until_ms", ms, 0.001, LONGEST_RUN.millis())?),
        None => LONGEST_RUN,
    };
    let records = whole("limits.records", file.limits.records, 100, 200_000_000)?;
    let model = Model {
        warm_up_operations: (f64::from(workload.operations()) * warm_up) as u32,
        faults: faults(file)?,
        one_way: law("network.one_way", &file.network.one_way)?,
        records_limit: records as usize,
        services,
        edges,
        broker,
        workload,
        lanes,
        until,
    };
    check_derived(file)?;
    check_view(file, &model)?;
    Ok(model)
}

fn check_words(file: &ScenarioFile) -> Checked<()> {
    if file.format != 1 {
        return Err(ScenarioError::new("format", format!("is {}; this version reads 1", file.format)));
    }
    check_id("id", &file.id)?;
    whole("number", file.number, 1, 99)?;
    for (field, text) in [
        ("title", &file.title),
        ("lead", &file.lead),
        ("operation", &file.operation),
        ("effect", &file.effect),
    ] {
        check_text(field, text)?;
    }
    if let Some(setting) = &file.setting {
        check_text("setting", setting)?;
    }
    for (index, question) in file.questions.iter().enumerate() {
        check_text(&format!("questions.{index}"), question)?;
    }
    Ok(())
}

/// Compiles each entry of a list of limited length; the closure is told the entry's path.
fn each<T, M>(
    field: &str,
    list: &[T],
    length: std::ops::RangeInclusive<usize>,
    mut compile: impl FnMut(&str, &T) -> Checked<M>,
) -> Checked<Vec<M>> {
    if !length.contains(&list.len()) {
        return Err(ScenarioError::new(
            field,
            format!("has {} entries; allowed are {} to {}", list.len(), length.start(), length.end()),
        ));
    }
    list.iter().enumerate().map(|(index, entry)| compile(&format!("{field}.{index}"), entry)).collect()
}

fn unique<'a>(field: &str, ids: impl Iterator<Item = &'a str>) -> Checked<()> {
    let mut seen = BTreeSet::new();
    for id in ids {
        if !seen.insert(id) {
            return Err(ScenarioError::new(field, format!("\"{id}\" is there twice; ids are unique")));
        }
    }
    Ok(())
}

fn number(field: &str, value: f64, min: f64, max: f64) -> Checked<f64> {
    if value.is_finite() && (min..=max).contains(&value) {
        return Ok(value);
    }
    Err(ScenarioError::new(field, format!("is {value}; allowed are {min} to {max}")))
}

fn whole(field: &str, value: u32, min: u32, max: u32) -> Checked<u32> {
    if (min..=max).contains(&value) {
        return Ok(value);
    }
    Err(ScenarioError::new(field, format!("is {value}; allowed are {min} to {max}")))
}

fn length(field: &str, ms: f64) -> Checked<SimDuration> {
    Ok(SimDuration::from_millis_f64(number(field, ms, 0.0, LONGEST_MS)?))
}

fn law(field: &str, time: &ServiceTime) -> Checked<Distribution> {
    match time {
        ServiceTime::Fixed { ms } => Ok(Distribution::Fixed(length(&format!("{field}.fixed.ms"), *ms)?)),
        ServiceTime::Exponential { mean_ms } => {
            let field = format!("{field}.exponential.mean_ms");
            Ok(Distribution::Exponential { mean_us: number(&field, *mean_ms, 0.001, LONGEST_MS)? * 1000.0 })
        }
        ServiceTime::Mixture { points } => {
            let field = format!("{field}.mixture.points");
            let mut sum = 0.0;
            let points = each(&field, points, 1..=20, |at, point| {
                sum += number(&format!("{at}.share"), point.share, 0.0, 1.0)?;
                Ok((length(&format!("{at}.ms"), point.ms)?, sum))
            })?;
            if (sum - 1.0).abs() > 1e-9 {
                return Err(ScenarioError::new(
                    field,
                    format!("shares add up to {sum}; they must add up to 1"),
                ));
            }
            Ok(Distribution::Mixture { points })
        }
    }
}

fn service(field: &str, service: &ServiceFile) -> Checked<ServiceModel> {
    check_id(&format!("{field}.id"), &service.id)?;
    if service.id == "caller" {
        return Err(ScenarioError::new(format!("{field}.id"), "\"caller\" is taken: it names the caller"));
    }
    check_text(&format!("{field}.name"), &service.name)?;
    check_text(&format!("{field}.work"), &service.work)?;
    if let Some(worker) = &service.worker {
        check_text(&format!("{field}.worker"), worker)?;
    }
    let queue_limit = match service.queue_limit {
        Some(limit) => Some(whole(&format!("{field}.queue_limit"), limit, 0, 1_000_000)?),
        None => None,
    };
    Ok(ServiceModel {
        id: service.id.clone(),
        workers: whole(&format!("{field}.workers"), service.workers, 1, 1000)? as u16,
        service_time: law(&format!("{field}.service_time"), &service.service_time)?,
        queue_limit,
    })
}

fn broker(broker: &BrokerFile) -> Checked<Broker> {
    check_text("broker.name", &broker.name)?;
    Ok(Broker {
        one_way: law("broker.one_way", &broker.one_way)?,
        append: law("broker.append", &broker.append)?,
        prefetch_per_worker: whole("broker.prefetch_per_worker", broker.prefetch_per_worker, 1, 10_000)?,
    })
}

fn service_named(file: &ScenarioFile, field: String, id: &str) -> Checked<ServiceId> {
    if let Some(index) = file.services.iter().position(|service| service.id == id) {
        return Ok(index as ServiceId);
    }
    let known: Vec<&str> = file.services.iter().map(|service| service.id.as_str()).collect();
    Err(ScenarioError::new(field, format!("\"{id}\" is no service; allowed are {}", known.join(", "))))
}

fn edges(file: &ScenarioFile) -> Checked<Vec<Edge>> {
    unique("services", file.services.iter().map(|service| service.id.as_str()))?;
    let edges = each("edges", &file.edges, 1..=50, |field, edge| {
        check_id(&format!("{field}.id"), &edge.id)?;
        let from = match edge.from.as_str() {
            "caller" => Source::Caller,
            id => Source::Service(service_named(file, format!("{field}.from"), id)?),
        };
        let to = service_named(file, format!("{field}.to"), &edge.to)?;
        Ok(Edge { id: edge.id.clone(), from, to, effect: edge.effect })
    })?;
    unique("edges", edges.iter().map(|edge| edge.id.as_str()))?;
    if edges.iter().position(|edge| edge.from == Source::Caller) != Some(0)
        || edges.iter().skip(1).any(|edge| edge.from == Source::Caller)
    {
        return Err(ScenarioError::new("edges", "the first edge, and no other, starts at the caller"));
    }
    // A tree without circles: every service is entered by one edge, which stands after the edge into its source.
    for (index, edge) in edges.iter().enumerate().skip(1) {
        let reached = |id: ServiceId| edges[..index].iter().any(|earlier| earlier.to == id);
        if edge.from == Source::Service(edge.to) || reached(edge.to) {
            return Err(ScenarioError::new(
                format!("edges.{index}.to"),
                format!(
                    "\"{}\" is already reached by an earlier edge; each service is entered by one",
                    file.edges[index].to
                ),
            ));
        }
        if !matches!(edge.from, Source::Service(id) if reached(id)) {
            return Err(ScenarioError::new(
                format!("edges.{index}.from"),
                format!("\"{}\" is not reached by an earlier edge", file.edges[index].from),
            ));
        }
    }
    if !edges.iter().any(|edge| edge.effect) {
        return Err(ScenarioError::new("edges", "none has \"effect\": true; say whose work is the effect"));
    }
    Ok(edges)
}

fn lane_model(field: &str, lane: &LaneFile, edges: &[Edge], has_broker: bool) -> Checked<LaneModel> {
    check_id(&format!("{field}.id"), &lane.id)?;
    if lane.technology.trim().is_empty() || lane.technology.chars().count() > 40 {
        return Err(ScenarioError::new(format!("{field}.technology"), "needs 1 to 40 characters"));
    }
    if let Some(unknown) = lane.edges.keys().find(|id| !edges.iter().any(|edge| edge.id == **id)) {
        return Err(ScenarioError::new(format!("{field}.edges"), format!("\"{unknown}\" is no edge")));
    }
    let modes = edges
        .iter()
        .map(|edge| {
            let missing = || {
                ScenarioError::new(
                    format!("{field}.edges.{}", edge.id),
                    "is missing; allowed are call and message",
                )
            };
            let mode = *lane.edges.get(&edge.id).ok_or_else(missing)?;
            if mode == EdgeMode::Message && !has_broker {
                return Err(ScenarioError::new("broker", "is missing, and a lane sends messages"));
            }
            Ok(mode)
        })
        .collect::<Checked<Vec<EdgeMode>>>()?;
    Ok(LaneModel { id: lane.id.clone(), style: lane.style, modes })
}

fn workload(field: &str, file: &WorkloadFile) -> Checked<Workload> {
    let count = |kind: &str, n| whole(&format!("{field}.{kind}.operations"), n, 1, MOST_OPERATIONS);
    match &file.arrivals {
        Arrivals::At { ms } => {
            let field = format!("{field}.at.ms");
            let times = each(&field, ms, 1..=100_000, |at, ms| {
                Ok(SimTime::from_millis_f64(number(at, *ms, 0.0, LONGEST_RUN.millis())?))
            })?;
            if times.windows(2).any(|pair| pair[1] < pair[0]) {
                return Err(ScenarioError::new(field, "is not ascending"));
            }
            Ok(Workload::At(times))
        }
        Arrivals::Every { ms, operations } => Ok(Workload::Every {
            gap: length(&format!("{field}.every.ms"), *ms)?,
            operations: count("every", *operations)?,
        }),
        Arrivals::Poisson { per_s, operations } => {
            let rate = number(&format!("{field}.poisson.per_s"), *per_s, 0.001, 1_000_000.0)?;
            Ok(Workload::Gaps {
                law: Distribution::Exponential { mean_us: 1_000_000.0 / rate },
                operations: count("poisson", *operations)?,
            })
        }
        Arrivals::Closed { callers, think, operations } => Ok(Workload::Closed {
            callers: whole(&format!("{field}.closed.callers"), *callers, 1, 10_000)?,
            think: law(&format!("{field}.closed.think"), think)?,
            operations: count("closed", *operations)?,
        }),
    }
}

fn faults(file: &ScenarioFile) -> Checked<Vec<Fault>> {
    let mut faults = each("faults", &file.faults, 0..=100, |field, fault| {
        let FaultFile::Down { service, from_ms, to_ms } = fault;
        let service = service_named(file, format!("{field}.down.service"), service)?;
        let from = number(&format!("{field}.down.from_ms"), *from_ms, 0.0, LONGEST_RUN.millis())?;
        let to = match to_ms {
            Some(to) => Some(number(&format!("{field}.down.to_ms"), *to, from, LONGEST_RUN.millis())?),
            None => None,
        };
        Ok(Fault { service, from: SimTime::from_millis_f64(from), to: to.map(SimTime::from_millis_f64) })
    })?;
    faults.sort_by_key(|fault| (fault.service, fault.from));
    let overlaps =
        |pair: &[Fault]| pair[0].service == pair[1].service && pair[0].to.is_none_or(|to| to > pair[1].from);
    if faults.windows(2).any(overlaps) {
        return Err(ScenarioError::new("faults", "two outages of one service overlap; join them into one"));
    }
    Ok(faults)
}

fn check_derived(file: &ScenarioFile) -> Checked<()> {
    if let Some(run) = &file.derived.scalability {
        service_named(file, "derived.scalability.service".into(), &run.service)?;
        for (index, workers) in run.workers.iter().enumerate() {
            whole(&format!("derived.scalability.workers.{index}"), *workers, 1, 1000)?;
        }
        if matches!(file.workload.arrivals, Arrivals::At { .. }) {
            return Err(ScenarioError::new(
                "derived.scalability",
                "needs arrivals that can go on; allowed are every, poisson and closed",
            ));
        }
        whole("derived.scalability.operations", run.operations, 2, 100_000)?;
    }
    if let Some(run) = &file.derived.fault_tolerance {
        service_named(file, "derived.fault_tolerance.service".into(), &run.service)?;
        let from = number("derived.fault_tolerance.from_ms", run.from_ms, 0.0, LONGEST_MS)?;
        number("derived.fault_tolerance.to_ms", run.to_ms, from, LONGEST_MS)?;
    }
    Ok(())
}

fn check_view(file: &ScenarioFile, model: &Model) -> Checked<()> {
    if let Some(operation) = file.view.operation {
        whole("view.operation", operation, 1, model.workload.operations())?;
    }
    for (field, value, least) in
        [("view.window_ms", file.view.window_ms, 0.01), ("view.at_ms", file.view.at_ms, 0.0)]
    {
        if let Some(ms) = value {
            number(field, ms, least, LONGEST_RUN.millis())?;
        }
    }
    for (index, mark) in file.marks.iter().enumerate() {
        number(&format!("marks.{index}.at_ms"), mark.at_ms, 0.0, LONGEST_RUN.millis())?;
        check_text(&format!("marks.{index}.name"), &mark.name)?;
    }
    for (index, control) in file.controls.iter().enumerate() {
        let field = format!("controls.{index}");
        check_id(&format!("{field}.id"), &control.id)?;
        check_text(&format!("{field}.name"), &control.name)?;
        if !(control.min < control.max && control.step > 0.0 && control.max.is_finite()) {
            return Err(ScenarioError::new(field, "needs min < max and step > 0"));
        }
    }
    unique("controls", file.controls.iter().map(|control| control.id.as_str()))
}
