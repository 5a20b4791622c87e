//! Sagas without an orchestrator: who has failed at a step tells the one before, and who has undone one, too.

use std::collections::BTreeSet;

use lockstep_core::scenario::{EdgeId, Model, OperationId};
use lockstep_core::trace::Fact;

use super::{ensure, Entered};

#[derive(Default)]
pub(super) struct EventsBook {
    /// Operations in which something has failed.
    turned: BTreeSet<OperationId>,
}

impl EventsBook {
    pub(super) fn enter(&mut self, model: &Model, fact: Fact, cause: Option<Fact>) -> Entered {
        match (fact, cause) {
            (Fact::CompensationBegan { at, steps }, Some(Fact::WorkFailed { at: failed, .. })) => {
                ensure(failed == at, || "another step has failed".into())?;
                let before = undone_before(model, at.edge);
                ensure(before == usize::from(steps) && before > 0, || format!("{before} are before it"))?;
                self.turned.insert(at.op);
            }
            (Fact::CompensationBegan { .. }, _) => return Err("nothing has failed".into()),
            (
                Fact::MessagePublished { at } | Fact::OutboxStored { at },
                Some(Fact::WorkerBlocked { at: held, .. }),
            ) => {
                let Some(step) = model.edges[usize::from(at.edge)].compensates else { return Ok(()) };
                ensure(self.turned.contains(&at.op), || "nothing has failed".into())?;
                // The step that has failed or is undone is the one right after it.
                let after = model.edges[usize::from(held.edge)].compensates.unwrap_or(held.edge);
                let between = step + 1..after;
                let from = model.edges[usize::from(step)].from;
                let is_step = |edge: &EdgeId| {
                    let edge = &model.edges[usize::from(*edge)];
                    edge.from == from && edge.compensates.is_none()
                };
                ensure(step < after && !between.into_iter().any(|edge| is_step(&edge)), || {
                    format!("step {step} is undone after step {after}")
                })?;
            }
            _ => {}
        }
        Ok(())
    }
}

/// Steps of the same sender before this one that can be undone.
fn undone_before(model: &Model, step: EdgeId) -> usize {
    let from = model.edges[usize::from(step)].from;
    let steps = (0..step).filter(|earlier| model.edges[usize::from(*earlier)].from == from);
    steps.filter(|earlier| model.edges.iter().any(|edge| edge.compensates == Some(*earlier))).count()
}
