//! Endpoints that do not keep what their callers count on. An endpoint is a class of operations, or the way
//! in where all operations are alike.

use super::operations::{Operations, Progress};
use crate::scenario::Model;
use crate::time::SimTime;

/// The share of the endpoints at which fewer operations than the objective asks for were answered well and
/// in time, and not lost after all, 0 to 1; `None` while nothing is decided. An operation is decided when it is answered, or
/// when its answer is too late.
pub(super) fn affected_share(model: &Model, operations: &Operations) -> Option<f64> {
    let mut endpoints = vec![(0u32, 0u32); model.classes.len().max(1)];
    for progress in operations.counted() {
        let (decided, good) = &mut endpoints[usize::from(progress.class)];
        let fine = is_good(model, progress);
        let over = |within| operations.window_end() > progress.started + within;
        let late = model.objective.within.is_some_and(over);
        *decided += u32::from(late || progress.answered.is_some());
        *good += u32::from(fine);
    }
    let touched = endpoints.iter().filter(|(decided, _)| *decided > 0);
    let missed =
        |(decided, good): &&(u32, u32)| f64::from(*good) < model.objective.share * f64::from(*decided);
    let (all, affected) = (touched.clone().count(), touched.filter(missed).count());
    (all > 0).then(|| affected as f64 / all as f64)
}

fn is_good(model: &Model, progress: &Progress) -> bool {
    let in_time =
        |at: SimTime| model.objective.within.is_none_or(|within| at.since(progress.started) <= within);
    !progress.lost() && progress.answered.is_some_and(|(at, ok)| ok && in_time(at))
}
