//! The callers' side: started = answered + in progress.

use std::collections::BTreeSet;

use lockstep_core::scenario::{Model, OperationId};
use lockstep_core::trace::Fact;

use super::{ensure, Entered};

pub(super) struct CallersBook {
    planned: u32,
    closed_callers: Option<u32>,
    started: u32,
    answered: u32,
    in_progress: BTreeSet<OperationId>,
    begun: BTreeSet<OperationId>,
    waiting_callers: BTreeSet<u32>,
    /// By operation, who waits.
    caller_of: Vec<u32>,
}

impl CallersBook {
    pub(super) fn new(model: &Model) -> Self {
        let planned = model.workload.operations();
        CallersBook {
            planned,
            closed_callers: model.workload.closed_callers(),
            started: 0,
            answered: 0,
            in_progress: BTreeSet::new(),
            begun: BTreeSet::new(),
            waiting_callers: BTreeSet::new(),
            caller_of: vec![0; planned as usize],
        }
    }

    pub(super) fn enter(&mut self, fact: Fact) -> Entered {
        match fact {
            Fact::OperationStarted { op, caller } => {
                self.started += 1;
                ensure(op < self.planned && self.begun.insert(op), || "no such start is due".into())?;
                ensure(caller < self.closed_callers.unwrap_or(self.planned), || "no such caller".into())?;
                // A caller waits for its answer before it starts another.
                ensure(self.waiting_callers.insert(caller), || format!("caller {caller} still waits"))?;
                self.caller_of[op as usize] = caller;
                self.in_progress.insert(op);
            }
            Fact::Acknowledged { op, .. } => {
                self.answered += 1;
                ensure(self.in_progress.remove(&op), || "answered twice, or never started".into())?;
                self.waiting_callers.remove(&self.caller_of[op as usize]);
            }
            _ => {
                let known = fact.operation().is_none_or(|op| self.begun.contains(&op));
                ensure(known, || "the operation has not started".into())?;
            }
        }
        ensure(self.started as usize == self.answered as usize + self.in_progress.len(), || {
            format!("{} started, {} answered", self.started, self.answered)
        })
    }

    pub(super) fn close(&self) -> Entered {
        ensure(self.started == self.planned, || {
            format!("{} of {} operations started", self.started, self.planned)
        })?;
        ensure(self.in_progress.is_empty(), || format!("never answered: {:?}", self.in_progress))
    }
}
