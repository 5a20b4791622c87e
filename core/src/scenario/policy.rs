//! What the sender of a call does while it waits and when it fails, compiled.
//!
//! One client stands for all workers of the sending service, or for all callers.

use crate::time::SimDuration;

/// The policies of a client on one edge.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CallPolicy {
    /// How long an attempt may take; `None` waits for ever, as gRPC and most HTTP libraries do by default.
    pub timeout: Option<SimDuration>,
    /// How long the call may take with all its attempts.
    pub deadline: Option<SimDuration>,
    /// What is done after a failed attempt.
    pub retry: Option<Retry>,
}

/// When and how often a failed attempt is repeated.
#[derive(Clone, Debug, PartialEq)]
pub struct Retry {
    /// Attempts of one call, the first included.
    pub max_attempts: u16,
    /// How long the client waits before the next attempt.
    pub backoff: Backoff,
    /// After which failures it tries again.
    pub on: RetryOn,
}

/// Failures after which an attempt is repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryOn {
    /// The attempt took too long.
    pub timeout: bool,
    /// The callee was down or full.
    pub refused: bool,
    /// The callee, or one behind it, failed.
    pub error: bool,
}

/// The wait before a retry: `initial · multiplierⁿ⁻¹` before the n-th, never above `max`, then jittered.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Backoff {
    /// Before the first retry, in microseconds.
    pub initial_us: f64,
    /// From one retry to the next.
    pub multiplier: f64,
    /// The longest, before jitter, in microseconds.
    pub max_us: f64,
    /// What chance adds or takes away.
    pub jitter: Jitter,
}

/// What chance adds to a back-off or takes away.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Jitter {
    /// Nothing.
    None,
    /// Anything from nothing to the whole, as in AWS's standard mode.
    Full,
    /// Up to this share more or less: 0.2 in gRPC (gRFC A6), 0.5 in resilience4j.
    PlusMinus(f64),
}
