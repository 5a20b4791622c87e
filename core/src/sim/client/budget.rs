//! How many retries a client allows itself in all: pure counters.

use crate::scenario::{RetryBudget, Throttle};

/// gRPC's retry throttling (gRFC A6): a failed attempt takes one token, a success brings back a part of
/// one, and a retry is allowed only while more than half of the tokens are there.
pub(super) struct Tokens<'m> {
    rule: &'m Throttle,
    /// Thousandths of a token.
    left: u32,
}

impl<'m> Tokens<'m> {
    pub(super) fn new(rule: &'m Throttle) -> Self {
        Tokens { rule, left: rule.max_milli }
    }

    /// An attempt has failed: it is charged, and then asked whether another may follow.
    pub(super) fn failed(&mut self) -> bool {
        self.left = self.left.saturating_sub(1000);
        self.suffice()
    }

    /// Whether a further attempt may be made now.
    pub(super) fn suffice(&self) -> bool {
        self.left > self.rule.max_milli / 2
    }

    pub(super) fn succeeded(&mut self) {
        self.left = (self.left + self.rule.ratio_milli).min(self.rule.max_milli);
    }
}

/// The quota of AWS's standard mode: a retry costs tokens, a call that succeeds at once brings some back.
pub(super) struct Quota<'m> {
    rule: &'m RetryBudget,
    left: u32,
}

impl<'m> Quota<'m> {
    pub(super) fn new(rule: &'m RetryBudget) -> Self {
        Quota { rule, left: rule.tokens }
    }

    /// Takes what a retry costs, if it is there.
    pub(super) fn take(&mut self) -> bool {
        let enough = self.left >= self.rule.retry_cost;
        if enough {
            self.left -= self.rule.retry_cost;
        }
        enough
    }

    /// A call has succeeded; what its last retry cost comes back, or the gain of a call without any.
    pub(super) fn succeeded(&mut self, retried: bool) {
        let back = if retried { self.rule.retry_cost } else { self.rule.gain };
        self.left = (self.left + back).min(self.rule.tokens);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GRPC: Throttle = Throttle { max_milli: 10_000, ratio_milli: 100 };

    /// A call that fails at every attempt, of which there are at most four: how many it makes.
    fn attempts(tokens: &mut Tokens) -> u32 {
        (1..4).take_while(|_| tokens.failed()).count() as u32 + 1
    }

    /// The published trace D4.
    #[test]
    fn throttles_as_published() {
        let mut tokens = Tokens::new(&GRPC);
        let made: Vec<u32> = (0..20)
            .map(|_| {
                let mut made = 1;
                while tokens.failed() && made < 4 {
                    made += 1;
                }
                made
            })
            .collect();
        assert_eq!(made[..4], [4, 1, 1, 1]);
        assert_eq!((made.iter().sum::<u32>(), tokens.left), (23, 0));
        let mut successes = 0;
        while tokens.left <= GRPC.max_milli / 2 {
            tokens.succeeded();
            successes += 1;
        }
        assert_eq!(successes, 51);
        let until_a_retry = (1..).find(|successes| {
            let mut tokens = Tokens { rule: &GRPC, left: 0 };
            (0..*successes).for_each(|_| tokens.succeeded());
            attempts(&mut tokens) > 1
        });
        assert_eq!(until_a_retry, Some(61));
    }

    #[test]
    fn a_quota_runs_dry_and_fills_again() {
        let rule = RetryBudget { tokens: 500, retry_cost: 14, gain: 1 };
        let mut quota = Quota::new(&rule);
        assert_eq!((0..100).filter(|_| quota.take()).count(), 35);
        (0..3).for_each(|_| quota.succeeded(false));
        assert!(!quota.take(), "10 and 3 are less than 14");
        quota.succeeded(false);
        assert!(quota.take());
        quota.succeeded(true);
        assert_eq!(quota.left, 14);
        (0..1000).for_each(|_| quota.succeeded(false));
        assert_eq!(quota.left, 500);
    }
}
