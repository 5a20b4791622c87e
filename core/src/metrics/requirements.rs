//! What is demanded of the lanes, and what each of them measured for it. The limits are not part of it: they
//! may move without a new run or a new measurement.

use super::catalogue::{catalogue, Better, MetricUnit};
use super::operations::{Operations, Progress};
use crate::scenario::{Model, RequirementFile};
use crate::time::SimTime;
use crate::trace::{Fact, Trace};

/// The unit of a demand's limit, and which direction is better.
pub fn kind_of(required: &RequirementFile) -> (MetricUnit, Better) {
    let metric = catalogue().iter().find(|metric| metric.id == required.metric);
    metric.map_or((MetricUnit::Share, Better::Higher), |metric| (metric.unit, metric.better))
}

/// Whether what was measured keeps to a limit; `None` if nothing was measured.
pub fn is_met(required: &RequirementFile, limit: f64, value: Option<f64>) -> Option<bool> {
    value.map(|value| match kind_of(required).1 {
        Better::Higher => value >= limit,
        Better::Lower | Better::Neither => value <= limit,
    })
}

/// The lanes that meet every demand, as places; `met` has for each demand what became of it in each lane.
/// Where something is not measured nobody can say that it is met.
pub fn that_meet_all(lanes: usize, met: &[Vec<Option<bool>>]) -> Vec<usize> {
    (0..lanes).filter(|lane| met.iter().all(|row| row[*lane] == Some(true))).collect()
}

/// Whether a limit on a length of time is exceeded by operations that have no such length, and never will: calls that
/// failed or were never answered, effects that never came. A saga that has turned back is not one of them. A quantile
/// allows for its share of them, a mean for none. `ended` says that nothing more happens.
pub(crate) fn is_never(
    model: &Model,
    required: &RequirementFile,
    operations: &Operations,
    ended: bool,
) -> bool {
    let Some((length, taken)) = required.metric.split_once('_') else { return false };
    let allowed = match taken {
        "p95_ms" => 0.05,
        "p99_ms" => 0.01,
        _ => 0.0,
    };
    // What has not come yet is judged at the end.
    let never = |p: &Progress| match length {
        "acknowledgement" => p.failed() || ended && p.answered.is_none(),
        "completion" | "staleness" => ended && p.effective.is_none(),
        _ => false,
    };
    let limited = |p: &Progress| length != "staleness" || p.acknowledgement().is_some();
    let class = required.class.as_ref().and_then(|id| model.classes.iter().position(|class| class.id == *id));
    let of_class = |p: &Progress| {
        class.is_none_or(|class| usize::from(p.class) == class) && limited(p) && !p.turned_back()
    };
    let (all, without) = (operations.count(of_class), operations.count(|p| of_class(p) && never(p)));
    without as f64 > allowed * all as f64
}

/// Whether a demand limits a length of time.
pub(crate) fn is_of_lengths(required: &RequirementFile) -> bool {
    kind_of(required).0 == MetricUnit::Ms
}

/// Whether a lane may still turn out to meet every demand, where none is known to.
pub fn is_open(lanes: usize, met: &[Vec<Option<bool>>]) -> bool {
    (0..lanes).any(|lane| met.iter().all(|row| row[lane] != Some(false)))
}

/// The share of the good answers, up to and including `until`, at which the work behind the edge of the
/// demand was done; warm-up, and operations of a class that does not take the edge, are left out.
pub(crate) fn known_at_answer(
    model: &Model,
    required: &RequirementFile,
    trace: &Trace,
    until: SimTime,
) -> Option<f64> {
    let edge = model.edges.iter().position(|edge| Some(&edge.id) == required.edge.as_ref())?;
    let wanted = model.edges[edge].copies;
    let (mut seen, mut class) = (Vec::new(), Vec::new());
    let (mut answers, mut known) = (0u32, 0u32);
    for record in &trace.records()[..trace.count_until(until)] {
        let Some(op) = record.fact.operation().filter(|op| *op >= model.warm_up_operations) else { continue };
        let op = op as usize;
        if seen.len() <= op {
            seen.resize(op + 1, 0);
            class.resize(op + 1, 0);
        }
        match record.fact {
            Fact::OperationClassed { class: drawn, .. } => class[op] = usize::from(drawn),
            Fact::EffectVisible { at } if usize::from(at.edge) == edge => seen[op] += 1,
            Fact::EffectUndone { at } if model.undone_by(edge as u8) == Some(at.edge) => {
                seen[op] = u16::saturating_sub(seen[op], 1);
            }
            Fact::Acknowledged { outcome, .. } if outcome.is_ok() && model.takes(class[op], edge as u8) => {
                answers += 1;
                known += u32::from(seen[op] >= wanted);
            }
            _ => {}
        }
    }
    (answers > 0).then(|| f64::from(known) / f64::from(answers))
}
