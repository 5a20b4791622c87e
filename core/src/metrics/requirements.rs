//! What is demanded of the lanes, and what each of them measured for it. The limits are not part of it: they
//! may move without a new run or a new measurement.

use super::catalogue::{catalogue, Better, MetricUnit};
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
