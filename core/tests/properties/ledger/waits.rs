//! How long a client may wait before a retry, from the rule that its scenario states.

use lockstep_core::scenario::{Backoff, Jitter, Pushback};
use lockstep_core::time::SimDuration;
use lockstep_core::trace::{Fact, Outcome};

use super::{ensure, Entered};

/// The least and the most that the wait before the n-th retry may be, from 1, in microseconds.
fn bounds(backoff: &Backoff, retry: u16) -> (f64, f64) {
    let whole = (backoff.initial_us * backoff.multiplier.powi(i32::from(retry) - 1)).min(backoff.max_us);
    match backoff.jitter {
        Jitter::None => (whole, whole),
        Jitter::Full => (0.0, whole),
        Jitter::PlusMinus(share) => (whole * (1.0 - share), whole * (1.0 + share)),
    }
}

/// A retry that is to come, and what it is to wait for.
pub(super) struct Wait {
    least: f64,
    most: f64,
}

impl Wait {
    /// Before the n-th retry, because of a failure; a callee that sheds may have said how long.
    pub(super) fn before(
        backoff: &Backoff,
        retry: u16,
        failure: Option<Fact>,
        pushback: Option<Pushback>,
    ) -> Result<Self, String> {
        let shed = matches!(failure, Some(Fact::ReplyArrived { outcome: Outcome::Shed, .. }));
        let (least, most) = match pushback.filter(|_| shed) {
            Some(Pushback::Never) => return Err("its callee has said that there is no point in it".into()),
            Some(Pushback::After(wait)) => (wait.micros() as f64, wait.micros() as f64),
            None => bounds(backoff, retry),
        };
        Ok(Wait { least, most })
    }

    /// It was so long, to the microsecond.
    pub(super) fn was(&self, waited: SimDuration) -> Entered {
        let micros = waited.micros() as f64;
        let holds = self.least - 1.0 <= micros && micros <= self.most + 1.0;
        ensure(holds, || format!("it waited {micros} µs, and was to wait {} to {}", self.least, self.most))
    }
}
