//! What happened at an instant to what is undone.

use super::happened::Instant;
use crate::text::Sentence;
use crate::trace::{Fact, Patience};

/// The sentence for such a fact, and how telling it is; `None` for all others.
pub(super) fn tell(instant: &Instant, index: usize) -> Option<(u8, Sentence)> {
    let say = instant.teller.say();
    let names = instant.teller.names();
    let model = &instant.teller.scenario.model;
    let by_event = model.lanes[instant.teller.lane].choreography;
    match instant.records[index].fact {
        Fact::CompensationBegan { at, steps } => {
            let (number, service, steps) = (at.op + 1, names.target(at.edge), u32::from(steps));
            let told = if by_event {
                say.told_back(number, service, steps)
            } else {
                say.turns_back(number, service, steps)
            };
            Some((9, told))
        }
        Fact::StepStuck { at } => {
            // Without an orchestrator nobody goes on from there.
            let step = model.edges[usize::from(at.edge)].compensates.filter(|_| by_event);
            let before = step.map_or(0, |step| model.undoable_before(step));
            Some((9, say.stuck(at.op + 1, names.target(at.edge), before)))
        }
        Fact::AnswerStored { at } => {
            Some((3, say.answer_stored(at.op + 1, names.target(at.edge), instant.teller.sender(at.edge)?)))
        }
        Fact::TimedOut { at, limit: Patience::Reply } => {
            Some((8, say.answer_overdue(at.op + 1, names.target(at.edge), instant.teller.sender(at.edge)?)))
        }
        _ => None,
    }
}
