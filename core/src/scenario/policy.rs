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
    /// Whether the callee is told when an attempt is given up: one hop, and no further.
    pub cancel: bool,
    /// Whether its requests tell the callee until when they are waited for.
    pub propagate_deadline: bool,
    /// Whether what it waits for may be told to end earlier, by the deadline of its sender's own caller.
    pub inherits_deadline: bool,
    /// What is done after a failed attempt.
    pub retry: Option<Retry>,
    /// When further attempts are made beside the first; never together with retries.
    pub hedge: Option<Hedge>,
    /// When the client stops calling for a while. It stands within the retries: every attempt asks it.
    pub breaker: Option<BreakerPolicy>,
    /// Attempts that may be under way at a time. It stands within the breaker, which counts what is turned away.
    pub bulkhead: Option<GatePolicy>,
    /// Connections, of which an attempt holds one until its reply or its timeout. Within the bulkhead.
    pub pool: Option<GatePolicy>,
}

/// What the sender of a message does once it has sent it.
#[derive(Clone, Debug, PartialEq)]
pub struct PublishPolicy {
    /// Whether it waits for the broker's confirm; if not, nobody learns what becomes of the message.
    pub confirm: bool,
    /// Whether a message without a queue comes back to it.
    pub mandatory: bool,
    /// How long it waits for the confirm, and when it publishes once more. Nothing else of it is of use here.
    pub client: CallPolicy,
    /// Where the message is written instead, for a relay to publish it.
    pub outbox: Option<Outbox>,
}

/// A transactional outbox and its relay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outbox {
    /// From one poll of the relay to the next; the first is due after so long.
    pub every: SimDuration,
    /// Messages that one poll publishes.
    pub batch: u32,
}

/// A count-based circuit breaker, as resilience4j 2.x defines it.
#[derive(Clone, Debug, PartialEq)]
pub struct BreakerPolicy {
    /// The last so many calls are looked at.
    pub window: u32,
    /// It does not open before so many are recorded.
    pub minimum_calls: u32,
    /// It opens when this share of them failed, or more.
    pub failure_share: f64,
    /// A call that takes longer than this is slow.
    pub slow: SimDuration,
    /// It opens when this share of them was slow, or more.
    pub slow_share: f64,
    /// How long it stays open; the first call strictly after that makes it half open.
    pub wait: SimDuration,
    /// Calls that may go while it is half open.
    pub half_open_calls: u32,
}

/// What a callee that sheds load says about coming back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pushback {
    /// Retry after exactly this time (`Retry-After`, `grpc-retry-pushback-ms`), whatever the back-off.
    After(SimDuration),
    /// Do not retry: a negative `grpc-retry-pushback-ms` (gRFC A6).
    Never,
}

/// Permits of which an attempt holds one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GatePolicy {
    /// How many.
    pub permits: u32,
    /// How long an attempt waits for one; zero turns it away at once.
    pub wait: SimDuration,
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
    /// gRPC's limit on all retries of the client.
    pub throttle: Option<Throttle>,
    /// AWS's limit on all retries of the client.
    pub budget: Option<RetryBudget>,
}

/// Retry throttling of gRPC (gRFC A6), in thousandths of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Throttle {
    /// Tokens at first and at most; retries stop at half of them.
    pub max_milli: u32,
    /// What a success brings back; a failure takes 1000.
    pub ratio_milli: u32,
}

/// Retry quota of AWS's standard mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryBudget {
    /// Tokens at first and at most.
    pub tokens: u32,
    /// What a retry costs; it comes back when the retry succeeds.
    pub retry_cost: u32,
    /// What a call that succeeds without a retry brings.
    pub gain: u32,
}

/// Hedging of gRPC (gRFC A6).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hedge {
    /// From one attempt to the next.
    pub delay: SimDuration,
    /// Attempts of one call, the first included.
    pub max_attempts: u16,
    /// The limit on all further attempts of the client.
    pub throttle: Option<Throttle>,
}

/// Failures after which an attempt is repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryOn {
    /// The attempt took too long.
    pub timeout: bool,
    /// The callee was down or full, or shed the load.
    pub refused: bool,
    /// The callee, or one behind it, failed.
    pub error: bool,
    /// The client's own breaker, bulkhead or pool turned it away.
    pub rejected: bool,
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
