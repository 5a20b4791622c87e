//! Reads what a scenario file says about time: lengths, their laws, and when operations start.

use super::file::{Arrivals, Mixture, PhaseFile, ReadsFile, ServiceTime, WorkloadFile};
use super::parse::classes::{class, objective};
use super::read::{Fields, Node};
use crate::decimal::plain;
use crate::time::LONGEST_RUN;

/// Longest single length of time in a file: one hour.
pub(super) const LONGEST_MS: f64 = 3_600_000.0;
/// Most classes of operations.
const MOST_CLASSES: usize = 20;
/// Most operations of a run.
pub const MOST_OPERATIONS: u32 = 20_000_000;
/// No run may have more records; a file may allow fewer.
pub const MOST_RECORDS: usize = 200_000_000;

/// How long something takes, in milliseconds.
pub(super) fn length(node: Node) -> f64 {
    node.within(0.0, LONGEST_MS)
}

/// When something happens, in milliseconds since the start.
pub(super) fn moment(node: Node) -> f64 {
    node.within(0.0, LONGEST_RUN.millis())
}

/// The law that lengths of time follow.
pub(super) fn law(node: Node) -> ServiceTime {
    let (kind, law) = node.variant(&["fixed", "exponential", "uniform", "lognormal", "mixture"]);
    match kind {
        "fixed" => ServiceTime::Fixed { ms: length(law.fields(&["ms"]).at("ms")) },
        "exponential" => {
            let mean = law.fields(&["mean_ms"]).at("mean_ms");
            ServiceTime::Exponential { mean_ms: mean.within(0.001, LONGEST_MS) }
        }
        "uniform" => {
            let fields = law.fields(&["min_ms", "max_ms"]);
            let min_ms = length(fields.at("min_ms"));
            ServiceTime::Uniform { min_ms, max_ms: fields.at("max_ms").within(min_ms, LONGEST_MS) }
        }
        "lognormal" => {
            let fields = law.fields(&["mean_ms", "variation"]);
            ServiceTime::Lognormal {
                mean_ms: fields.at("mean_ms").within(0.001, LONGEST_MS),
                variation: fields.at("variation").within(0.0, 10.0),
            }
        }
        _ => ServiceTime::Mixture { points: mixture(law.fields(&["points"]).at("points")) },
    }
}

fn mixture(node: Node) -> Vec<Mixture> {
    let points = node.list(1, 20, point);
    let sum: f64 = points.iter().map(|point| point.share).sum();
    if (sum - 1.0).abs() > 1e-9 {
        let sum = plain(sum);
        node.error(format_args!("shares add up to {sum}; they must add up to 1, to nine decimals"));
    }
    points
}

fn point(node: Node) -> Mixture {
    let fields = node.fields(&["ms", "share"]);
    Mixture { ms: length(fields.at("ms")), share: fields.at("share").within(0.0, 1.0) }
}

/// When operations start, and from which one on they are measured.
pub(super) fn workload(node: Node) -> WorkloadFile {
    let fields =
        node.fields(&["arrivals", "warm_up_share", "keys", "keys_in_turn", "classes", "objective", "reads"]);
    let keys_in_turn = fields.given("keys_in_turn").is_some_and(|in_turn| in_turn.flag());
    if keys_in_turn && fields.opt("keys").is_none() {
        fields.at("keys_in_turn").error(format_args!("needs workload.keys, which says how many there are"));
    }
    WorkloadFile {
        arrivals: arrivals(fields.at("arrivals")),
        warm_up_share: fields.given("warm_up_share").map_or(0.0, |share| share.within(0.0, 0.5)),
        keys: fields.opt("keys").map(|keys| keys.whole(1, 1_000_000)),
        keys_in_turn,
        classes: fields.list("classes", MOST_CLASSES, class),
        objective: fields.opt("objective").map(objective),
        reads: fields.opt("reads").map(reads),
    }
}

fn reads(node: Node) -> ReadsFile {
    let fields = node.fields(&["after_acknowledgement_ms"]);
    ReadsFile { after_acknowledgement_ms: length(fields.at("after_acknowledgement_ms")) }
}

fn arrivals(node: Node) -> Arrivals {
    let (kind, content) = node.variant(&["at", "every", "poisson", "batches", "phases", "closed"]);
    match kind {
        "at" => Arrivals::At { ms: ascending(content.fields(&["ms"]).at("ms")) },
        "every" => {
            let fields = content.fields(&["ms", "operations"]);
            Arrivals::Every { ms: length(fields.at("ms")), operations: operations(&fields) }
        }
        "poisson" => {
            let fields = content.fields(&["per_s", "operations"]);
            Arrivals::Poisson { per_s: rate(fields.at("per_s")), operations: operations(&fields) }
        }
        "batches" => {
            let fields = content.fields(&["size", "ms", "operations"]);
            Arrivals::Batches {
                size: fields.at("size").whole(1, 100_000),
                ms: length(fields.at("ms")),
                operations: operations(&fields),
            }
        }
        "phases" => {
            let fields = content.fields(&["rates", "operations"]);
            Arrivals::Phases { rates: rates(fields.at("rates")), operations: operations(&fields) }
        }
        _ => {
            let fields = content.fields(&["callers", "think", "operations"]);
            Arrivals::Closed {
                callers: fields.at("callers").whole(1, 10_000),
                think: law(fields.at("think")),
                operations: operations(&fields),
            }
        }
    }
}

fn rate(node: Node) -> f64 {
    node.within(0.001, 1_000_000.0)
}

fn rates(node: Node) -> Vec<PhaseFile> {
    let phases = node.list(1, 50, phase);
    let last = phases.len().saturating_sub(1);
    let wrong = |(place, phase): (usize, &PhaseFile)| phase.for_ms.is_some() == (place == last);
    if let Some(place) = phases.iter().enumerate().position(wrong) {
        if place == last {
            node.error(format_args!(
                "has a for_ms in its last phase, {place}; allowed is none there: one in every phase but the last, \
                 which lasts until all have started"
            ));
        } else {
            node.error(format_args!(
                "has no for_ms in phase {place}; needed is one in every phase but the last"
            ));
        }
    }
    phases
}

fn phase(node: Node) -> PhaseFile {
    let fields = node.fields(&["for_ms", "every_ms", "per_s"]);
    let phase = PhaseFile {
        for_ms: fields.opt("for_ms").map(|length| length.within(0.001, LONGEST_MS)),
        every_ms: fields.opt("every_ms").map(|gap| gap.within(0.001, LONGEST_MS)),
        per_s: fields.opt("per_s").map(rate),
    };
    if phase.every_ms.is_some() == phase.per_s.is_some() {
        let given = if phase.per_s.is_some() { "both" } else { "neither" };
        node.error(format_args!("has {given} of every_ms and per_s; needed is one of the two"));
    }
    phase
}

fn operations(fields: &Fields) -> u32 {
    fields.at("operations").whole(1, MOST_OPERATIONS)
}

/// How many operations start.
pub(super) fn operations_of(arrivals: &Arrivals) -> u32 {
    match arrivals {
        Arrivals::At { ms } => ms.len() as u32,
        Arrivals::Every { operations, .. }
        | Arrivals::Poisson { operations, .. }
        | Arrivals::Batches { operations, .. }
        | Arrivals::Phases { operations, .. }
        | Arrivals::Closed { operations, .. } => *operations,
    }
}

fn ascending(node: Node) -> Vec<f64> {
    let times = node.list(1, 100_000, moment);
    if let Some(pair) = times.windows(2).find(|pair| pair[1] < pair[0]) {
        let (first, second) = (plain(pair[0]), plain(pair[1]));
        node.error(format_args!("has {second} after {first}; allowed are ascending times"));
    }
    times
}
