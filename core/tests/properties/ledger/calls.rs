//! The client of one edge: which attempts are in flight, which are to come, and of which call each is one.

use std::collections::BTreeMap;

use lockstep_core::scenario::{CallPolicy, Pushback};
use lockstep_core::time::SimTime;
use lockstep_core::trace::{Address, Fact, Outcome, Patience};

use super::breaker::BreakerBook;
use super::limits::LimitsBook;
use super::waits::Wait;
use super::{ensure, Entered};

pub(super) struct CallsBook {
    policy: CallPolicy,
    confirms: bool,
    /// Attempts in flight, and when each was sent.
    in_flight: BTreeMap<Address, SimTime>,
    /// Attempts that a back-off will bring.
    to_come: Vec<Address>,
    /// Since when each of them waits, and how long it is to.
    waits: BTreeMap<Address, (SimTime, Wait)>,
    /// What the limits on further attempts have left.
    limits: LimitsBook,
    /// What the callee says about coming back when it sheds.
    pushback: Option<Pushback>,
    /// Attempts that wait for a permit or a connection.
    waiting: Vec<Address>,
    breaker: BreakerBook,
    /// When each attempt began, where attempts go beside each other.
    began: BTreeMap<Address, SimTime>,
    /// By the first attempt of a call, when the time of its sender's own caller is over.
    inherited: BTreeMap<Address, SimTime>,
    /// By attempt: its call's first, how many attempts it is, and when the call began.
    calls: BTreeMap<Address, (Address, u16, SimTime)>,
}

impl CallsBook {
    /// `confirms` says whether what is published is waited for.
    pub(super) fn new(policy: &CallPolicy, confirms: bool, pushback: Option<Pushback>) -> Self {
        CallsBook {
            confirms,
            pushback,
            limits: LimitsBook::new(policy),
            waits: BTreeMap::new(),
            policy: policy.clone(),
            in_flight: BTreeMap::new(),
            to_come: Vec::new(),
            waiting: Vec::new(),
            breaker: BreakerBook::new(),
            began: BTreeMap::new(),
            inherited: BTreeMap::new(),
            calls: BTreeMap::new(),
        }
    }

    /// The sender has crashed, and with it its memory of what it waits for.
    pub(super) fn forget(&mut self) {
        self.in_flight.clear();
        self.to_come.clear();
        self.waits.clear();
        self.limits.forget();
        self.waiting.clear();
        self.breaker.forget();
    }

    /// The breaker of this client.
    pub(super) fn enter_breaker(&mut self, fact: Fact, cause: Option<Fact>, now: SimTime) -> Entered {
        let rule = self.policy.breaker.as_ref().ok_or("this client has no breaker")?;
        self.breaker.change(rule, fact, cause, now)
    }

    /// When the call of an attempt is given up, if ever.
    fn ends(&self, at: Address) -> Option<SimTime> {
        let (first, _, began) = self.calls.get(&at)?;
        let own = self.policy.deadline.map(|deadline| *began + deadline);
        own.into_iter().chain(self.inherited.get(first).copied()).min()
    }

    /// Until when the sender of an attempt that is sent now tells its callee that it waits.
    pub(super) fn told(&self, at: Address, now: SimTime) -> Option<SimTime> {
        let attempt = self.policy.timeout.map(|timeout| now + timeout);
        let until = self.ends(at).into_iter().chain(attempt).min();
        until.filter(|_| self.policy.propagate_deadline)
    }

    /// `inherited` is until when the caller of the sending work waits, if that is known.
    pub(super) fn enter(
        &mut self,
        fact: Fact,
        cause: Option<Fact>,
        at: Address,
        times: (SimTime, Option<SimTime>),
    ) -> Entered {
        self.attempt(fact, cause, at, times)?;
        match fact {
            Fact::ReplyArrived { .. }
            | Fact::PublishConfirmed { .. }
            | Fact::PublishFailed { .. }
            | Fact::CallRejected { .. }
            | Fact::TimedOut { .. }
            | Fact::AttemptAbandoned { .. } => {
                let number = self.calls.get(&at).map_or(1, |call| call.1);
                self.limits.ends(fact, cause, at, number)
            }
            Fact::RetryScheduled { .. } | Fact::Hedged { .. } => self.limits.goes_on(cause),
            Fact::RetryThrottled { .. } => self.limits.is_refused(cause),
            _ => Ok(()),
        }
    }

    fn attempt(
        &mut self,
        fact: Fact,
        cause: Option<Fact>,
        at: Address,
        (now, inherited): (SimTime, Option<SimTime>),
    ) -> Entered {
        if let (Some(until), false) = (inherited, self.calls.contains_key(&at)) {
            self.inherited.insert(at, until);
            if until <= now {
                let ends = matches!(fact, Fact::TimedOut { limit: Patience::Deadline, .. });
                return ensure(ends, || "it was called although its time was over".into());
            }
        }
        match fact {
            Fact::RequestSent { .. } | Fact::MessagePublished { .. } => self.send(cause, at, now),
            Fact::ConfirmWaived { .. } => {
                ensure(!self.confirms, || "its publisher waits for confirms".into())?;
                ensure(self.in_flight.remove(&at).is_some(), || "it was not published".into())
            }
            Fact::PublishConfirmed { .. } | Fact::PublishFailed { .. } => {
                ensure(self.confirms, || "nobody waits for confirms here".into())?;
                ensure(self.in_flight.remove(&at).is_some(), || "nobody waited for this answer".into())
            }
            Fact::PermitAwaited { .. } => {
                self.comes(cause, at, now)?;
                if !self.waiting.contains(&at) {
                    self.waiting.push(at);
                }
                Ok(())
            }
            Fact::CallRejected { outcome, .. } => {
                self.comes(cause, at, now)?;
                self.waiting.retain(|waits| *waits != at);
                match outcome {
                    Outcome::BreakerOpen => self.breaker.may_refuse(),
                    _ => self.breaker.count(true),
                }
            }
            Fact::ReplyArrived { outcome, .. } => {
                self.breaker.count(!outcome.is_ok())?;
                ensure(self.in_flight.remove(&at).is_some(), || "nobody waited for this reply".into())
            }
            Fact::ReplyDiscarded { .. } => {
                ensure(!self.in_flight.contains_key(&at), || "the discarded reply was waited for".into())
            }
            Fact::TimedOut { limit: Patience::Attempt, .. } => {
                self.breaker.count(true)?;
                let sent = self.in_flight.remove(&at).ok_or("the attempt is not in flight")?;
                let waited = now.since(sent);
                ensure(self.policy.timeout == Some(waited), || format!("gave up after {waited:?}"))
            }
            Fact::TimedOut { limit: Patience::Deadline, .. } => {
                let waited = self.waiting.iter().position(|waits| *waits == at);
                if self.in_flight.remove(&at).is_some() || waited.is_some() {
                    self.breaker.count(true)?;
                }
                self.waiting.retain(|waits| *waits != at);
                self.to_come.retain(|coming| *coming != at);
                self.waits.remove(&at);
                let ends = self.ends(at);
                ensure(ends == Some(now), || format!("the call was to be given up at {ends:?}"))
            }
            Fact::RequestCancelled { .. } => {
                let hedged = matches!(cause, Some(Fact::AttemptAbandoned { .. }));
                ensure(hedged || self.policy.cancel, || "this client does not cancel".into())?;
                ensure(!self.in_flight.contains_key(&at), || "it is waited for".into())
            }
            Fact::RetryScheduled { .. } => self.schedule(cause, at, now),
            Fact::Hedged { after, .. } => self.hedge(cause, at, Address { attempt: after, ..at }, now),
            Fact::AttemptAbandoned { .. } => {
                let waited = self.waiting.len();
                self.waiting.retain(|waits| *waits != at);
                let waited = waited > self.waiting.len();
                ensure(self.in_flight.remove(&at).is_some() || waited, || "nobody waited for it".into())
            }
            _ => Ok(()),
        }
    }

    /// An attempt is heard of: it is one that was due, one that is known, or the first of a call.
    fn comes(&mut self, cause: Option<Fact>, at: Address, now: SimTime) -> Entered {
        if matches!(cause, Some(Fact::RetryScheduled { .. } | Fact::Hedged { .. })) {
            let place = self.to_come.iter().position(|coming| *coming == at).ok_or("it was not due")?;
            self.to_come.remove(place);
            return match self.waits.remove(&at) {
                Some((since, wait)) => wait.was(now.since(since)),
                None => Ok(()),
            };
        }
        if !self.waiting.contains(&at) {
            self.began.insert(at, now);
            ensure(self.calls.insert(at, (at, 1, now)).is_none(), || "it was sent before".into())?;
        }
        Ok(())
    }

    fn send(&mut self, cause: Option<Fact>, at: Address, now: SimTime) -> Entered {
        self.comes(cause, at, now)?;
        let waited = self.waiting.len();
        self.waiting.retain(|waits| *waits != at);
        if waited == self.waiting.len() {
            self.breaker.may_send()?;
        }
        ensure(self.in_flight.insert(at, now).is_none(), || "it is in flight already".into())?;
        for gate in [self.policy.bulkhead, self.policy.pool].into_iter().flatten() {
            let now = self.in_flight.len();
            ensure(now <= gate.permits as usize, || format!("{now} in flight, {} allowed", gate.permits))?;
        }
        Ok(())
    }

    /// A further attempt: the delay after the one before is over, or one has failed.
    fn hedge(&mut self, cause: Option<Fact>, at: Address, before: Address, now: SimTime) -> Entered {
        let hedge = self.policy.hedge.as_ref().ok_or("this client does not hedge")?;
        let &(first, made, began) = self.calls.get(&before).ok_or("there is no such call")?;
        ensure(made < hedge.max_attempts, || format!("{made} attempts were made already"))?;
        let failed = matches!(cause, Some(Fact::TimedOut { .. } | Fact::ReplyArrived { .. }));
        if !failed {
            let waited = self.began.get(&before).map(|began| now.since(*began));
            ensure(waited == Some(hedge.delay), || format!("hedged after {waited:?}"))?;
            let same = |at: &Address| self.calls.get(at).is_some_and(|call| call.0 == first);
            let open = self.in_flight.keys().any(same) || self.waiting.iter().any(same);
            ensure(open, || "no attempt of the call is under way".into())?;
        }
        self.began.insert(at, now);
        self.calls.insert(at, (first, made + 1, began));
        self.to_come.push(at);
        Ok(())
    }

    fn schedule(&mut self, cause: Option<Fact>, at: Address, now: SimTime) -> Entered {
        let retry = self.policy.retry.as_ref().ok_or("this client does not retry")?;
        let before = cause.and_then(|cause| cause.address()).ok_or("no attempt failed")?;
        ensure(!self.in_flight.contains_key(&before), || "the attempt before is in flight".into())?;
        let &(first, made, began) = self.calls.get(&before).ok_or("there is no such call")?;
        ensure(made < retry.max_attempts, || format!("{made} attempts were made already"))?;
        let wait = Wait::before(&retry.backoff, made, cause, self.pushback)?;
        self.calls.insert(at, (first, made + 1, began));
        self.to_come.push(at);
        self.waits.insert(at, (now, wait));
        Ok(())
    }

    /// At the end of a run nothing is left that a client would still look after.
    pub(super) fn close(&self) -> Entered {
        ensure(self.in_flight.is_empty() && self.to_come.is_empty() && self.waiting.is_empty(), || {
            format!("still waited for: {:?}, {:?}", self.in_flight, self.to_come)
        })?;
        self.limits.clone().close()
    }
}
