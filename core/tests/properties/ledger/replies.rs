//! Word of completions: each that is sent is stored if it goes through the broker, and then arrives or is lost;
//! the first tells the caller, the others repeat it, and one is late only after the caller has given up.

use std::collections::BTreeSet;

use lockstep_core::scenario::{LaneModel, OperationId, Reply, ReplyWay};
use lockstep_core::trace::{Address, Fact, Outcome};

use super::{ensure, Entered};

pub(super) struct RepliesBook {
    reply: Option<Reply>,
    sent: BTreeSet<Address>,
    stored: BTreeSet<Address>,
    knows: BTreeSet<OperationId>,
    gave_up: BTreeSet<OperationId>,
}

impl RepliesBook {
    pub(super) fn new(lane: &LaneModel) -> Self {
        RepliesBook {
            reply: lane.reply,
            sent: BTreeSet::new(),
            stored: BTreeSet::new(),
            knows: BTreeSet::new(),
            gave_up: BTreeSet::new(),
        }
    }

    pub(super) fn enter(&mut self, fact: Fact) -> Entered {
        let Some(reply) = self.reply else {
            let notice = matches!(
                fact,
                Fact::NoticeSent { .. }
                    | Fact::NoticeStored { .. }
                    | Fact::NoticeArrived { .. }
                    | Fact::NoticeRepeated { .. }
                    | Fact::NoticeLate { .. }
            );
            return ensure(!notice, || "nobody is told in this lane".into());
        };
        let straight = reply.way == ReplyWay::Callback;
        match fact {
            Fact::NoticeSent { at } => ensure(self.sent.insert(at), || "sent twice".into()),
            Fact::NoticeStored { at } => {
                ensure(!straight && self.sent.remove(&at), || "nothing was on its way".into())?;
                ensure(self.stored.insert(at), || "stored twice".into())
            }
            Fact::NoticeArrived { at } | Fact::NoticeRepeated { at } | Fact::NoticeLate { at } => {
                let under_way = if straight { &mut self.sent } else { &mut self.stored };
                ensure(under_way.remove(&at), || "no word was under way".into())?;
                let first = self.knows.insert(at.op);
                let late = self.gave_up.contains(&at.op);
                let right = match fact {
                    Fact::NoticeArrived { .. } => first && !late,
                    Fact::NoticeLate { .. } => first && late,
                    _ => !first,
                };
                ensure(right, || format!("first: {first}, late: {late}"))
            }
            Fact::ReplyLost { at } if at.edge == 0 => {
                ensure(self.sent.remove(&at), || "no word was under way".into())
            }
            Fact::Acknowledged { op, outcome } if reply.awaited => {
                if outcome == Outcome::TimedOut {
                    self.gave_up.insert(op);
                }
                ensure(outcome.is_ok() == self.knows.contains(&op), || "the answer is not the reply".into())
            }
            _ => Ok(()),
        }
    }

    pub(super) fn close(&self) -> Entered {
        ensure(self.sent.is_empty() && self.stored.is_empty(), || {
            format!("still under way: {:?}, {:?}", self.sent, self.stored)
        })
    }
}
