//! Answers to the steps of sagas that are messages: each that is sent is stored, and then arrives, finds nobody, or
//! is lost with its broker; whoever waits for one sends no other step of that saga meanwhile.

use std::collections::BTreeMap;

use lockstep_core::scenario::{Calls, LaneModel};
use lockstep_core::trace::{Address, Fact, Outcome, Patience};

use super::{ensure, Entered};

pub(super) struct AnswersBook<'m> {
    lane: &'m LaneModel,
    /// On their way to the broker, and from there.
    sent: BTreeMap<Address, Outcome>,
    stored: BTreeMap<Address, Outcome>,
    /// What a worker holds, and what it waits for the answer to.
    awaited: Vec<(Address, Address)>,
    /// By what was sent or stored once more, what it was at first.
    firsts: BTreeMap<Address, Address>,
}

impl<'m> AnswersBook<'m> {
    pub(super) fn new(lane: &'m LaneModel) -> Self {
        AnswersBook {
            lane,
            sent: BTreeMap::new(),
            stored: BTreeMap::new(),
            awaited: Vec::new(),
            firsts: BTreeMap::new(),
        }
    }

    pub(super) fn enter(&mut self, fact: Fact, cause: Option<Fact>) -> Entered {
        let Some(at) = fact.address() else { return Ok(()) };
        let waits = self.lane.awaits(at.edge);
        match fact {
            Fact::StepAnswered { outcome, .. } => {
                ensure(waits, || "nobody waits for that".into())?;
                ensure(self.sent.insert(at, outcome).is_none(), || "answered twice".into())
            }
            Fact::AnswerStored { .. } => {
                let outcome = self.sent.remove(&at).ok_or("no answer was on its way")?;
                ensure(self.stored.insert(at, outcome).is_none(), || "stored twice".into())
            }
            Fact::ReplyLost { .. } if waits => {
                self.sent.remove(&at).map(drop).ok_or("no answer was on its way".into())
            }
            Fact::ReplyArrived { outcome, .. } if waits => {
                ensure(self.stored.remove(&at) == Some(outcome), || "it was answered otherwise".into())?;
                let first = self.firsts.get(&at.sent()).copied().unwrap_or(at.sent());
                let place = self
                    .awaited
                    .iter()
                    .position(|(_, sent)| *sent == first)
                    .ok_or("nobody waits for it any more")?;
                self.awaited.remove(place);
                Ok(())
            }
            Fact::ReplyDiscarded { .. } if cause == Some(Fact::AnswerStored { at }) => {
                self.stored.remove(&at).map(drop).ok_or("no answer was stored".into())
            }
            Fact::TimedOut { limit: Patience::Reply, .. } if waits => {
                let place = self.awaited.iter().position(|(_, sent)| *sent == at);
                self.awaited.remove(place.ok_or("nobody waits for it")?);
                Ok(())
            }
            Fact::RetryScheduled { .. } | Fact::MessageDuplicated { .. } if waits => {
                let before = cause.and_then(|cause| cause.address()).ok_or("of nothing")?.sent();
                let first = self.firsts.get(&before).copied().unwrap_or(before);
                self.firsts.insert(at, first);
                Ok(())
            }
            // However it has ended: its worker waits for nothing any more.
            Fact::WorkerUnblocked { .. } | Fact::WorkLost { .. } => {
                self.awaited.retain(|(held, _)| *held != at);
                Ok(())
            }
            Fact::MessagePublished { .. } | Fact::PermitAwaited { .. } | Fact::CallRejected { .. }
                if waits =>
            {
                let Some(Fact::WorkerBlocked { at: held, .. }) = cause else { return Ok(()) };
                // What is undone goes alone, too; with all calls at once several steps are under way.
                let alone = self.lane.calls == Calls::Parallel
                    || self.awaited.iter().all(|(other, _)| *other != held);
                self.awaited.push((held, at));
                ensure(alone, || "the answer before has not come".into())
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
