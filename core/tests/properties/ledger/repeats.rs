//! What idempotent consumers remember: a repeat within the window has no second effect, any other work has one.

use std::collections::BTreeMap;

use lockstep_core::scenario::{EdgeId, Model, OperationId};
use lockstep_core::time::SimTime;
use lockstep_core::trace::{Fact, Record};

use super::{ensure, Entered};

#[derive(Default)]
pub(super) struct RepeatsBook {
    /// By edge and operation: when it was handled, and the record of that.
    handled: BTreeMap<(EdgeId, OperationId), Vec<(SimTime, usize)>>,
}

impl RepeatsBook {
    pub(super) fn enter(&mut self, model: &Model, records: &[Record], index: usize) -> Entered {
        let Record { at: now, cause, fact } = records[index];
        let Fact::WorkFinished { at, .. } = fact else { return Ok(()) };
        let service = model.edges[usize::from(at.edge)].to;
        let Some(window) = model.services[usize::from(service)].idempotent else { return Ok(()) };
        let handled = self.handled.entry((at.edge, at.op)).or_default();
        let known = |when: SimTime, place: usize| {
            handled.iter().any(|(noted, record)| *record < place && when < *noted + window)
        };
        let begun = cause as usize;
        let repeat = known(records[begun].at, begun);
        let recognised =
            matches!(records.get(index + 1), Some(Record { fact: Fact::RepeatRecognised { .. }, .. }));
        ensure(recognised == (repeat || known(now, index)), || format!("handled at {handled:?}"))?;
        ensure(!repeat || now == records[begun].at || cause_hangs(records, begun, index), || {
            "a repeat took time".into()
        })?;
        if !recognised {
            handled.push((now, index));
        }
        Ok(())
    }
}

/// Whether a disturbance lies between two records: what hangs ends when it is over.
fn cause_hangs(records: &[Record], from: usize, to: usize) -> bool {
    records[from..to].iter().any(|record| matches!(record.fact, Fact::DisturbanceEnded { .. }))
}
