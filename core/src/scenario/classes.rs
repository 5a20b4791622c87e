//! Classes of operations, compiled: kinds that differ in what they cost, in the edges that they take and in
//! their priority; and what callers count on.

use super::error::Problems;
use super::file::{defaults, ClassFile, ScenarioFile};
use super::model::{Edge, Source};
use crate::time::SimDuration;

/// A class of operations.
#[derive(Clone, Debug, PartialEq)]
pub struct Class {
    /// Its id in the file.
    pub id: String,
    /// An operation is of the first class whose end lies above its draw from [0, 1); the last ends at 1.
    pub ends_at: f64,
    /// Work takes so many times as long.
    pub time_factor: f64,
    /// The higher goes first, where a queue looks at it.
    pub priority: u8,
    /// Whether its operations take an edge, by [`super::EdgeId`].
    pub takes: Vec<bool>,
}

/// What callers count on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Objective {
    /// A good answer within this time; `None` is at any time.
    pub within: Option<SimDuration>,
    /// For this share of the operations of a class.
    pub share: f64,
}

/// What the file asks for; a good answer at any time where it asks for nothing.
pub(super) fn objective(file: &ScenarioFile) -> Objective {
    let asked = file.workload.objective.as_ref();
    Objective {
        within: asked.and_then(|asked| asked.answer_within_ms).map(SimDuration::from_millis_f64),
        share: asked.map_or_else(defaults::objective_share, |asked| asked.share),
    }
}

pub(super) fn classes(file: &ScenarioFile, edges: &[Edge], problems: &Problems) -> Vec<Class> {
    let all: f64 = file.workload.classes.iter().map(|class| class.share).sum();
    let mut sum = 0.0;
    let mut classes = Vec::with_capacity(file.workload.classes.len());
    for (index, class) in file.workload.classes.iter().enumerate() {
        sum += class.share / all;
        classes.push(Class {
            id: class.id.clone(),
            ends_at: sum,
            time_factor: class.time_factor,
            priority: class.priority as u8,
            takes: taken(index, class, edges, problems),
        });
    }
    classes
}

/// The edges that a class takes: all but those that it skips, and those behind them.
fn taken(index: usize, class: &ClassFile, edges: &[Edge], problems: &Problems) -> Vec<bool> {
    let wrong = |problem: std::fmt::Arguments| {
        problems.note(format_args!("workload.classes.{index}.skips"), problem);
    };
    for skipped in &class.skips {
        match edges.iter().position(|edge| edge.id == *skipped) {
            None => {
                let known: Vec<&str> = edges.iter().map(|edge| edge.id.as_str()).collect();
                wrong(format_args!("\"{skipped}\" is no edge; allowed are {}", known.join(", ")));
            }
            Some(0) => wrong(format_args!("\"{skipped}\" is the way in, which every operation takes")),
            Some(_) => {}
        }
    }
    let mut takes: Vec<bool> = Vec::with_capacity(edges.len());
    for edge in edges {
        // The edge into its sender stands before it.
        let leads_here =
            |(earlier, taken): (&Edge, &bool)| *taken && Source::Service(earlier.to) == edge.from;
        let reached = edge.from == Source::Caller || edges.iter().zip(&takes).any(leads_here);
        takes.push(reached && !class.skips.contains(&edge.id));
    }
    if !edges.iter().zip(&takes).any(|(edge, taken)| *taken && edge.effect) {
        wrong(format_args!(
            "leaves no edge with \"effect\": true; an operation without effect is never done"
        ));
    }
    takes
}
