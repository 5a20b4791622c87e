//! The breaker of one client: what it lets through, and whether the calls that it saw justify its changes.

use lockstep_core::scenario::BreakerPolicy;
use lockstep_core::time::SimTime;
use lockstep_core::trace::Fact;

use super::{ensure, Entered};

enum State {
    Closed,
    Open(SimTime),
    HalfOpen,
}

pub(super) struct BreakerBook {
    state: State,
    /// Calls since the state began, and whether each failed.
    seen: Vec<bool>,
}

impl BreakerBook {
    pub(super) fn new() -> Self {
        BreakerBook { state: State::Closed, seen: Vec::new() }
    }

    /// A call has ended.
    pub(super) fn count(&mut self, failed: bool) -> Entered {
        self.seen.push(failed);
        Ok(())
    }

    pub(super) fn may_send(&self) -> Entered {
        ensure(!matches!(self.state, State::Open(_)), || "it was sent although the breaker is open".into())
    }

    pub(super) fn may_refuse(&self) -> Entered {
        ensure(!matches!(self.state, State::Closed), || "refused by a closed breaker".into())
    }

    pub(super) fn change(
        &mut self,
        rule: &BreakerPolicy,
        fact: Fact,
        cause: Option<Fact>,
        now: SimTime,
    ) -> Entered {
        let size = if matches!(self.state, State::HalfOpen) { rule.half_open_calls } else { rule.window };
        let last = &self.seen[self.seen.len().saturating_sub(size as usize)..];
        let enough = last.len() >= rule.minimum_calls.min(size) as usize;
        let failed = last.iter().filter(|failed| **failed).count() as f64 / last.len() as f64;
        match (fact, &self.state) {
            (Fact::BreakerOpened { .. }, State::Closed | State::HalfOpen) => {
                // Slow calls open it too, and no scenario of these has a call as slow as that.
                ensure(enough && failed >= rule.failure_share, || format!("opened at {failed} of {last:?}"))?;
                self.state = State::Open(now);
            }
            (Fact::BreakerHalfOpened { .. }, State::Open(since)) => {
                ensure(now > *since + rule.wait, || "the wait was not over".into())?;
                self.state = State::HalfOpen;
            }
            (Fact::BreakerClosed { .. }, State::HalfOpen) => {
                let down = matches!(cause, Some(Fact::ServiceDown { .. }));
                ensure(down || (enough && failed < rule.failure_share), || format!("closed at {failed}"))?;
                self.state = State::Closed;
            }
            (Fact::BreakerClosed { .. }, State::Open(_))
                if matches!(cause, Some(Fact::ServiceDown { .. })) =>
            {
                self.state = State::Closed;
            }
            _ => return Err("the breaker was not in a state for that".into()),
        }
        self.seen.clear();
        Ok(())
    }

    /// The service whose client it is has crashed.
    pub(super) fn forget(&mut self) {
        self.seen.clear();
    }
}
