//! A circuit breaker as resilience4j counts it (2.x, count-based window): a pure state machine.
//!
//! It opens when, over the last calls, the share of failed or of slow ones reaches its threshold and
//! enough are recorded; it lets calls through again, a few at first, once the wait is strictly over.

use crate::scenario::BreakerPolicy;
use crate::time::SimTime;

/// What a breaker says to a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Permit {
    /// It may go.
    Go,
    /// It may go, as the first after the wait: the breaker is half open from now on.
    GoHalfOpen,
    /// It may not.
    Refused,
}

/// What a recorded call has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// The breaker lets nothing through from now on.
    Opened,
    /// Everything goes again.
    Closed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Closed,
    /// Since when.
    Open(SimTime),
    /// So many calls may still go.
    HalfOpen(u32),
}

/// The last recorded calls.
#[derive(Default)]
struct Window {
    /// Whether each failed, and whether it was slow.
    calls: Vec<(bool, bool)>,
    /// Which comes next, once all places are taken.
    next: usize,
}

impl Window {
    fn record(&mut self, size: u32, failed: bool, slow: bool) {
        if self.calls.len() < size as usize {
            return self.calls.push((failed, slow));
        }
        self.calls[self.next] = (failed, slow);
        self.next = (self.next + 1) % self.calls.len();
    }

    fn share(&self, counts: impl Fn(&(bool, bool)) -> bool) -> f64 {
        self.calls.iter().filter(|call| counts(call)).count() as f64 / self.calls.len() as f64
    }
}

pub(super) struct Breaker<'m> {
    rule: &'m BreakerPolicy,
    state: State,
    window: Window,
}

impl<'m> Breaker<'m> {
    pub(super) fn new(rule: &'m BreakerPolicy) -> Self {
        Breaker { rule, state: State::Closed, window: Window::default() }
    }

    /// A call asks.
    pub(super) fn permit(&mut self, now: SimTime) -> Permit {
        match &mut self.state {
            State::Closed => Permit::Go,
            State::Open(since) if now > *since + self.rule.wait => {
                self.state = State::HalfOpen(self.rule.half_open_calls - 1);
                self.window = Window::default();
                Permit::GoHalfOpen
            }
            State::Open(_) | State::HalfOpen(0) => Permit::Refused,
            State::HalfOpen(left) => {
                *left -= 1;
                Permit::Go
            }
        }
    }

    /// A call has ended. One that began before the breaker opened counts where it ends.
    pub(super) fn record(&mut self, now: SimTime, failed: bool, slow: bool) -> Option<Change> {
        let rule = self.rule;
        let (size, minimum) = match self.state {
            State::Closed => (rule.window, rule.minimum_calls.min(rule.window)),
            State::HalfOpen(_) => (rule.half_open_calls, rule.minimum_calls.min(rule.half_open_calls)),
            State::Open(_) => return None,
        };
        self.window.record(size, failed, slow);
        if self.window.calls.len() < minimum as usize {
            return None;
        }
        let exceeded = self.window.share(|call| call.0) >= rule.failure_share
            || self.window.share(|call| call.1) >= rule.slow_share;
        match (self.state, exceeded) {
            (_, true) => {
                self.state = State::Open(now);
                Some(Change::Opened)
            }
            (State::HalfOpen(_), false) => {
                self.state = State::Closed;
                self.window = Window::default();
                Some(Change::Closed)
            }
            _ => None,
        }
    }

    /// A call is given up, and nobody learns how it would have ended: its permit goes back.
    pub(super) fn release(&mut self) {
        if let State::HalfOpen(left) = &mut self.state {
            *left = (*left + 1).min(self.rule.half_open_calls);
        }
    }

    /// Whether it is anything but closed.
    pub(super) fn is_tripped(&self) -> bool {
        self.state != State::Closed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::SimDuration;

    fn rule() -> BreakerPolicy {
        BreakerPolicy {
            window: 100,
            minimum_calls: 100,
            failure_share: 0.5,
            slow: SimDuration::from_millis_f64(60_000.0),
            slow_share: 1.0,
            wait: SimDuration::from_millis_f64(60_000.0),
            half_open_calls: 10,
        }
    }

    fn ms(ms: f64) -> SimTime {
        SimTime::from_millis_f64(ms)
    }

    /// The call, from 1, on which a breaker opens; `fails` says which calls fail.
    fn opens_on(rule: &BreakerPolicy, fails: impl Fn(u32) -> bool) -> Option<u32> {
        let mut breaker = Breaker::new(rule);
        (1..=1000).find(|call| {
            assert_eq!(breaker.permit(ms(0.0)), Permit::Go);
            breaker.record(ms(0.0), fails(*call), false) == Some(Change::Opened)
        })
    }

    /// The published traces D3a, D3b and D3c.
    #[test]
    fn opens_on_the_published_call() {
        assert_eq!(opens_on(&rule(), |_| true), Some(100));
        assert_eq!(opens_on(&rule(), |call| call > 100), Some(150));
        assert_eq!(opens_on(&rule(), |call| call % 2 == 0), Some(100));
        assert_eq!(opens_on(&rule(), |call| call % 3 == 0), None);
    }

    #[test]
    fn goes_half_open_strictly_after_the_wait() {
        let rule = rule();
        let mut breaker = Breaker::new(&rule);
        for _ in 0..100 {
            breaker.record(ms(5.0), true, false);
        }
        assert_eq!(breaker.permit(ms(60_004.999)), Permit::Refused);
        assert_eq!(breaker.permit(ms(60_005.0)), Permit::Refused, "the wait is not over yet");
        assert_eq!(breaker.permit(ms(60_005.001)), Permit::GoHalfOpen);
        for _ in 0..9 {
            assert_eq!(breaker.permit(ms(60_006.0)), Permit::Go);
        }
        assert_eq!(breaker.permit(ms(60_006.0)), Permit::Refused, "ten may go");
    }

    #[test]
    fn half_open_decides_after_its_ten() {
        let rule = rule();
        for (failures, change) in [(4, Change::Closed), (5, Change::Opened)] {
            let mut breaker = Breaker::new(&rule);
            for _ in 0..100 {
                breaker.record(ms(0.0), true, false);
            }
            breaker.permit(ms(70_000.0));
            let last = (0..10).map(|call| breaker.record(ms(70_001.0), call < failures, false));
            let changes: Vec<_> = last.collect();
            assert!(changes[..9].iter().all(Option::is_none));
            assert_eq!(changes[9], Some(change));
        }
    }

    #[test]
    fn slow_calls_open_it_too() {
        let rule = BreakerPolicy { window: 10, minimum_calls: 5, slow_share: 0.8, ..rule() };
        let mut breaker = Breaker::new(&rule);
        let slow = [true, false, true, true, true];
        let changes: Vec<_> = slow.map(|slow| breaker.record(ms(0.0), false, slow)).into();
        assert_eq!(changes[4], Some(Change::Opened));
    }

    /// Against a plain account over random outcomes: it opens exactly when the last calls demand it.
    #[test]
    fn agrees_with_a_plain_account() {
        let mut bits = 7u64;
        let mut opened = 0;
        for round in 0..400u32 {
            let rule = BreakerPolicy {
                window: 1 + round % 23,
                minimum_calls: 1 + round % 17,
                failure_share: f64::from(1 + round % 10) / 10.0,
                ..rule()
            };
            let mut breaker = Breaker::new(&rule);
            let mut history: Vec<bool> = Vec::new();
            for _ in 0..60 {
                bits = bits.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
                let failed = bits >> 62 == 0;
                history.push(failed);
                let last = &history[history.len().saturating_sub(rule.window as usize)..];
                let failures = last.iter().filter(|failed| **failed).count();
                let enough = last.len() >= rule.minimum_calls.min(rule.window) as usize;
                let due = enough && failures as f64 / last.len() as f64 >= rule.failure_share;
                assert_eq!(breaker.record(ms(0.0), failed, false), due.then_some(Change::Opened));
                if due {
                    opened += 1;
                    break;
                }
            }
        }
        assert!(opened > 100, "{opened} opened");
    }
}
