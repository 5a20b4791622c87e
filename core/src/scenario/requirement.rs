//! What can be demanded of the lanes, and which demands a scenario may make.

use super::error::Problems;
use super::file::ScenarioFile;
use super::model::{Edge, EdgeId, Model};

/// The demand that an answer carries a result: the only one that is no metric of the catalogue.
pub const KNOWN_AT_ANSWER: &str = "known_at_answer";

/// The demand on what a subscriber never gets: the only metric that is of one edge.
pub(super) const MISSED: &str = "missed";

/// Those that are measured of sagas alone.
const DEMANDS_OF_SAGAS: [&str; 3] = ["intermediate_reads", "disagreeing", "stuck"];

/// What can be demanded; which direction is better is the metric's.
pub const DEMANDS: [&str; 25] = [
    "acknowledgement_mean_ms",
    "acknowledgement_p95_ms",
    "acknowledgement_p99_ms",
    "acknowledgement_max_ms",
    "completion_mean_ms",
    "completion_p95_ms",
    "completion_max_ms",
    "staleness_mean_ms",
    "staleness_p95_ms",
    "staleness_max_ms",
    "reads_missed_share",
    "success_share",
    "failed",
    "lost",
    "duplicate_effects",
    "unknown_outcomes",
    MISSED,
    "intermediate_reads",
    "disagreeing",
    "stuck",
    "completed_per_s",
    "good_per_s",
    "traceable_share",
    "addresses_known",
    KNOWN_AT_ANSWER,
];

/// Those that are measured of a class of operations, too.
pub const DEMANDS_BY_CLASS: [&str; 4] =
    ["acknowledgement_p95_ms", "acknowledgement_p99_ms", "completion_p95_ms", "success_share"];

/// Checks what the requirements say about the rest of the file.
pub(super) fn check(file: &ScenarioFile, model: &Model, problems: &Problems) {
    for (place, required) in file.requirements.iter().enumerate() {
        let known = required.metric == KNOWN_AT_ANSWER;
        let fits = |(edge, of): &(EdgeId, &Edge)| match required.metric.as_str() {
            KNOWN_AT_ANSWER => of.effect,
            MISSED => of.topic.is_some() && model.can_miss(*edge),
            _ => false,
        };
        let fitting = (0..).zip(&model.edges).filter(fits).map(|(_, edge)| edge.id.as_str());
        let edges: Vec<&str> = fitting.collect();
        let named = |id: &String| edges.contains(&id.as_str());
        if !required.edge.as_ref().map_or(!known && required.metric != MISSED, named) {
            problems.note(
                format_args!("requirements.{place}.edge"),
                format_args!(
                    "goes with {KNOWN_AT_ANSWER}, an edge of effect, and with {MISSED}, one of a topic whose \
                     subscriber, or its exclusive queue, comes and goes, and only with them; allowed are {}",
                    if edges.is_empty() { "none".into() } else { edges.join(", ") }
                ),
            );
        }
        let undone = file.edges.iter().any(|edge| edge.compensates.is_some());
        if DEMANDS_OF_SAGAS.contains(&required.metric.as_str()) && !undone {
            problems.note(
                format_args!("requirements.{place}.metric"),
                format_args!("is measured of sagas; allowed where an edge compensates another"),
            );
        }
        if required.in_outage && (known || file.derived.fault_tolerance.is_none()) {
            problems.note(
                format_args!("requirements.{place}.in_outage"),
                format_args!("needs derived.fault_tolerance, and another metric than {KNOWN_AT_ANSWER}"),
            );
        }
        let Some(class) = &required.class else { continue };
        let field = format_args!("requirements.{place}.class");
        if !DEMANDS_BY_CLASS.contains(&required.metric.as_str()) {
            let metrics = DEMANDS_BY_CLASS.join(", ");
            problems.note(field, format_args!("goes with what is measured by class; that are {metrics}"));
        } else if !file.workload.classes.iter().any(|known| known.id == *class) {
            let known: Vec<&str> = file.workload.classes.iter().map(|known| known.id.as_str()).collect();
            let allowed =
                if known.is_empty() { "none, as there are no classes".into() } else { known.join(", ") };
            problems.note(field, format_args!("\"{class}\" is no class; allowed are {allowed}"));
        }
    }
}
