//! Reads: one after every good answer, and each finds what its operation's effects so far come to.

use std::collections::{BTreeMap, BTreeSet};

use lockstep_core::scenario::{EdgeId, Model, OperationId};
use lockstep_core::time::{SimDuration, SimTime};
use lockstep_core::trace::Fact;

use super::{ensure, Entered};

pub(super) struct ReadsBook {
    after: Option<SimDuration>,
    /// By class.
    edges_of_effect: Vec<usize>,
    classes: BTreeMap<OperationId, usize>,
    effects: BTreeSet<(OperationId, EdgeId)>,
    /// By operation, when its read is due.
    due: BTreeMap<OperationId, SimTime>,
}

impl ReadsBook {
    pub(super) fn new(model: &Model) -> Self {
        ReadsBook {
            after: model.reads_after,
            edges_of_effect: (0..model.classes.len().max(1)).map(|class| model.effects_of(class)).collect(),
            classes: BTreeMap::new(),
            effects: BTreeSet::new(),
            due: BTreeMap::new(),
        }
    }

    pub(super) fn enter(&mut self, model: &Model, fact: Fact, now: SimTime) -> Entered {
        match fact {
            Fact::OperationClassed { op, class } => {
                self.classes.insert(op, usize::from(class));
            }
            Fact::EffectVisible { at } => {
                self.effects.insert((at.op, at.edge));
            }
            Fact::EffectUndone { at } => {
                let step = model.edges[usize::from(at.edge)].compensates.ok_or("it undoes nothing")?;
                let there = self.effects.remove(&(at.op, step));
                ensure(there, || "there was no effect to take away".into())?;
            }
            Fact::Acknowledged { op, outcome } if outcome.is_ok() => {
                if let Some(after) = self.after {
                    self.due.insert(op, now + after);
                }
            }
            Fact::ReadHit { op } | Fact::ReadMissed { op } => {
                let due = self.due.remove(&op);
                ensure(due == Some(now), || format!("a read was due at {due:?}"))?;
                let seen = self.effects.range((op, 0)..=(op, EdgeId::MAX)).count();
                let hit = matches!(fact, Fact::ReadHit { .. });
                let all = self.edges_of_effect[self.classes.get(&op).copied().unwrap_or(0)];
                ensure(hit == (seen == all), || format!("{seen} of {all} effects are visible"))?;
            }
            _ => {}
        }
        Ok(())
    }

    pub(super) fn close(&self) -> Entered {
        ensure(self.due.is_empty(), || format!("never read: {:?}", self.due))
    }
}
