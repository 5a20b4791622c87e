//! The client of one edge: which attempts are in flight, which are to come, and of which call each is one.

use std::collections::BTreeMap;

use lockstep_core::scenario::CallPolicy;
use lockstep_core::time::SimTime;
use lockstep_core::trace::{Address, Fact, Patience};

use super::{ensure, Entered};

pub(super) struct CallsBook {
    policy: CallPolicy,
    /// Attempts in flight, and when each was sent.
    in_flight: BTreeMap<Address, SimTime>,
    /// Attempts that a back-off will bring.
    to_come: Vec<Address>,
    /// By attempt: its call's first, how many attempts it is, and when the call began.
    calls: BTreeMap<Address, (Address, u16, SimTime)>,
}

impl CallsBook {
    pub(super) fn new(policy: &CallPolicy) -> Self {
        let policy = policy.clone();
        CallsBook { policy, in_flight: BTreeMap::new(), to_come: Vec::new(), calls: BTreeMap::new() }
    }

    /// The sender has crashed, and with it its memory of what it waits for.
    pub(super) fn forget(&mut self) {
        self.in_flight.clear();
        self.to_come.clear();
    }

    pub(super) fn enter(&mut self, fact: Fact, cause: Option<Fact>, at: Address, now: SimTime) -> Entered {
        match fact {
            Fact::RequestSent { .. } => self.send(cause, at, now),
            Fact::ReplyArrived { .. } => {
                ensure(self.in_flight.remove(&at).is_some(), || "nobody waited for this reply".into())
            }
            Fact::ReplyDiscarded { .. } => {
                ensure(!self.in_flight.contains_key(&at), || "the discarded reply was waited for".into())
            }
            Fact::TimedOut { limit: Patience::Attempt, .. } => {
                let sent = self.in_flight.remove(&at).ok_or("the attempt is not in flight")?;
                let waited = now.since(sent);
                ensure(self.policy.timeout == Some(waited), || format!("gave up after {waited:?}"))
            }
            Fact::TimedOut { limit: Patience::Deadline, .. } => {
                self.in_flight.remove(&at);
                self.to_come.retain(|coming| *coming != at);
                let &(_, _, began) = self.calls.get(&at).ok_or("there is no such call")?;
                let took = now.since(began);
                ensure(self.policy.deadline == Some(took), || format!("the call was given up after {took:?}"))
            }
            Fact::RetryScheduled { .. } => self.schedule(cause, at),
            _ => Ok(()),
        }
    }

    fn send(&mut self, cause: Option<Fact>, at: Address, now: SimTime) -> Entered {
        if matches!(cause, Some(Fact::RetryScheduled { .. })) {
            let place = self.to_come.iter().position(|coming| *coming == at).ok_or("it was not due")?;
            self.to_come.remove(place);
        } else {
            ensure(self.calls.insert(at, (at, 1, now)).is_none(), || "it was sent before".into())?;
        }
        ensure(self.in_flight.insert(at, now).is_none(), || "it is in flight already".into())
    }

    fn schedule(&mut self, cause: Option<Fact>, at: Address) -> Entered {
        let retry = self.policy.retry.as_ref().ok_or("this client does not retry")?;
        let before = cause.and_then(|cause| cause.address()).ok_or("no attempt failed")?;
        ensure(!self.in_flight.contains_key(&before), || "the attempt before is in flight".into())?;
        let &(first, made, began) = self.calls.get(&before).ok_or("there is no such call")?;
        ensure(made < retry.max_attempts, || format!("{made} attempts were made already"))?;
        self.calls.insert(at, (first, made + 1, began));
        self.to_come.push(at);
        Ok(())
    }

    /// At the end of a run nothing is left that a client would still look after.
    pub(super) fn close(&self) -> Entered {
        ensure(self.in_flight.is_empty() && self.to_come.is_empty(), || {
            format!("still waited for: {:?}, {:?}", self.in_flight, self.to_come)
        })
    }
}
