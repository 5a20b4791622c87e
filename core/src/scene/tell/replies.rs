//! What happened at an instant to word of a completion, on its way to the caller.

use super::happened::Instant;
use crate::scenario::ReplyWay;
use crate::text::{Sentence, Told};
use crate::trace::{Fact, Patience};

/// The sentence for such a fact, and how telling it is; `None` for all others.
pub(super) fn tell(instant: &Instant, index: usize) -> Option<(u8, Sentence)> {
    let say = instant.teller.say();
    let fact = instant.records[index].fact;
    let at = fact.address()?;
    let lane = &instant.teller.scenario.model.lanes[instant.teller.lane];
    let number = at.op + 1;
    let told = match fact {
        Fact::NoticeSent { .. } => {
            let way = match lane.reply?.way {
                ReplyWay::Callback => Told::Callback,
                ReplyWay::Event => Told::Event,
                ReplyWay::Message => Told::Message,
            };
            (5, say.notice_sent(number, instant.teller.names().target(at.edge), way))
        }
        Fact::NoticeStored { .. } => (3, say.notice_stored(number)),
        // What is the answer is told as that.
        Fact::NoticeArrived { .. } => match instant.effects(index).next() {
            None => (7, say.learns(number, instant.since_start_ms(at.op))),
            Some(_) => return None,
        },
        Fact::NoticeRepeated { .. } => (6, say.learns_again(number)),
        Fact::NoticeLate { .. } => (7, say.learns_late(number)),
        Fact::TimedOut { limit: Patience::Reply, .. } => (7, say.reply_overdue(number)),
        _ => return None,
    };
    Some(told)
}
