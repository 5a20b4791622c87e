//! What happened at an instant to what is undone.

use super::happened::Instant;
use crate::text::Sentence;
use crate::trace::Fact;

/// The sentence for such a fact, and how telling it is; `None` for all others.
pub(super) fn tell(instant: &Instant, index: usize) -> Option<(u8, Sentence)> {
    let say = instant.teller.say();
    let names = instant.teller.names();
    match instant.records[index].fact {
        Fact::CompensationBegan { at, steps } => {
            let by_event = instant.teller.scenario.model.lanes[instant.teller.lane].choreography;
            let (number, service, steps) = (at.op + 1, names.target(at.edge), u32::from(steps));
            let told = if by_event {
                say.told_back(number, service, steps)
            } else {
                say.turns_back(number, service, steps)
            };
            Some((9, told))
        }
        Fact::StepStuck { at } => Some((9, say.stuck(at.op + 1, names.target(at.edge)))),
        _ => None,
    }
}
