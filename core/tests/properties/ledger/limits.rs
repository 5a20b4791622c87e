//! What a client's limits on further attempts have left, in plain arithmetic: gRPC's tokens (gRFC A6) and AWS's
//! quota, charged by what its attempts came to, and held against what it did next.

use lockstep_core::scenario::CallPolicy;
use lockstep_core::trace::{Address, Fact, Outcome, Patience};

use super::{ensure, Entered};

/// An attempt that is over, and what it is to be charged with or brings.
#[derive(Clone)]
struct Ended {
    fact: Fact,
    at: Address,
    /// None where it was given up without an answer, which costs nothing.
    outcome: Option<Outcome>,
    /// Which attempt of its call it was, from 1.
    number: u16,
}

#[derive(Clone)]
pub(super) struct LimitsBook {
    policy: CallPolicy,
    /// Thousandths of a token: all at first.
    tokens: Option<i64>,
    quota: Option<i64>,
    /// What has ended and is not yet charged. An attempt that ends hands on its permit before it is charged, and
    /// who is given that may end at once in turn: so the last is charged first.
    pending: Vec<Ended>,
}

impl LimitsBook {
    pub(super) fn new(policy: &CallPolicy) -> Self {
        let mut book = LimitsBook { policy: policy.clone(), tokens: None, quota: None, pending: Vec::new() };
        book.forget();
        book
    }

    /// The client has crashed, and knows nothing any more.
    pub(super) fn forget(&mut self) {
        let CallPolicy { retry, hedge, .. } = &self.policy;
        let throttle = match (retry, hedge) {
            (Some(retry), _) => retry.throttle,
            (None, hedge) => hedge.as_ref().and_then(|hedge| hedge.throttle),
        };
        self.tokens = throttle.map(|throttle| i64::from(throttle.max_milli));
        self.quota = retry.as_ref().and_then(|retry| retry.budget).map(|budget| i64::from(budget.tokens));
        self.pending.clear();
    }

    /// An attempt is over, or given up; `number` says which of its call it was.
    pub(super) fn ends(&mut self, fact: Fact, cause: Option<Fact>, at: Address, number: u16) -> Entered {
        let outcome = match fact {
            Fact::ReplyArrived { outcome, .. }
            | Fact::PublishFailed { outcome, .. }
            | Fact::CallRejected { outcome, .. } => Some(outcome),
            Fact::PublishConfirmed { .. } => Some(Outcome::Ok),
            Fact::TimedOut { limit: Patience::Attempt, .. } => Some(Outcome::TimedOut),
            _ => None,
        };
        self.charge_down_to(cause)?;
        self.pending.push(Ended { fact, at, outcome, number });
        Ok(())
    }

    /// A further attempt is scheduled, or made, after this one had failed or taken long.
    pub(super) fn goes_on(&mut self, cause: Option<Fact>) -> Entered {
        self.charge_for(cause)?;
        ensure(!self.is_throttled(), || format!("{:?} thousandths of a token are left", self.tokens))?;
        let Some(budget) = self.policy.retry.as_ref().and_then(|retry| retry.budget) else { return Ok(()) };
        let cost = i64::from(budget.retry_cost);
        ensure(self.quota >= Some(cost), || format!("{:?} of the quota are left", self.quota))?;
        self.quota = self.quota.map(|left| left - cost);
        Ok(())
    }

    /// None is made, as there is nothing left for it.
    pub(super) fn is_refused(&mut self, cause: Option<Fact>) -> Entered {
        self.charge_for(cause)?;
        let budget = self.policy.retry.as_ref().and_then(|retry| retry.budget);
        let spent = budget.is_some_and(|budget| self.quota < Some(budget.retry_cost.into()));
        ensure(self.is_throttled() || spent, || {
            format!("{:?} thousandths of a token and {:?} of the quota were left", self.tokens, self.quota)
        })
    }

    /// At the end everything is charged.
    pub(super) fn close(&mut self) -> Entered {
        self.charge_down_to(None)
    }

    /// More than half of the tokens have to be there.
    fn is_throttled(&self) -> bool {
        let CallPolicy { retry, hedge, .. } = &self.policy;
        let of_retry = retry.as_ref().and_then(|retry| retry.throttle);
        let most = of_retry.or(hedge.as_ref().and_then(|hedge| hedge.throttle));
        most.is_some_and(|most| self.tokens.is_some_and(|left| 2 * left <= i64::from(most.max_milli)))
    }

    /// Charges what has ended down to what was the cause, and that, too: it is answered now.
    fn charge_for(&mut self, cause: Option<Fact>) -> Entered {
        self.charge_down_to(cause)?;
        if let Some(answered) = self.pending.pop() {
            self.charge(&answered);
        }
        Ok(())
    }

    /// Charges what has ended since the cause: of all that nobody has gone on from.
    fn charge_down_to(&mut self, cause: Option<Fact>) -> Entered {
        while self.pending.last().is_some_and(|ended| Some(ended.fact) != cause) {
            let Some(ended) = self.pending.pop() else { break };
            self.charge(&ended);
            let Some(retry) = &self.policy.retry else { continue };
            // A callee that sheds may have said that there is no point in it.
            let due = self.is_retried(&ended) && ended.outcome != Some(Outcome::Shed);
            ensure(!due || ended.number >= retry.max_attempts, || {
                format!("{:?} was neither tried again nor throttled", ended.at)
            })?;
        }
        Ok(())
    }

    /// Whether a failure is of those after which the client tries again.
    fn is_retried(&self, ended: &Ended) -> bool {
        let (Some(retry), Some(outcome)) = (&self.policy.retry, ended.outcome) else { return false };
        match outcome {
            Outcome::Ok => false,
            Outcome::TimedOut => retry.on.timeout,
            Outcome::Error => retry.on.error,
            Outcome::BreakerOpen | Outcome::BulkheadFull | Outcome::NoConnection => retry.on.rejected,
            _ => retry.on.refused,
        }
    }

    fn charge(&mut self, ended: &Ended) {
        let CallPolicy { retry, hedge, .. } = &self.policy;
        let of_retry = retry.as_ref().and_then(|retry| retry.throttle);
        let throttle = of_retry.or(hedge.as_ref().and_then(|hedge| hedge.throttle));
        let Some(outcome) = ended.outcome else { return };
        if outcome == Outcome::Ok {
            if let (Some(throttle), Some(left)) = (throttle, &mut self.tokens) {
                *left = (*left + i64::from(throttle.ratio_milli)).min(throttle.max_milli.into());
            }
            if let (Some(budget), Some(left)) =
                (retry.as_ref().and_then(|retry| retry.budget), &mut self.quota)
            {
                let back = if ended.number > 1 { budget.retry_cost } else { budget.gain };
                *left = (*left + i64::from(back)).min(budget.tokens.into());
            }
            return;
        }
        // A client that hedges charges what a callee has answered or not; one that retries, what it would retry.
        let charged = if hedge.is_some() { !outcome.is_rejected() } else { self.is_retried(ended) };
        if let Some(left) = self.tokens.as_mut().filter(|_| charged) {
            *left = (*left - 1000).max(0);
        }
    }
}
