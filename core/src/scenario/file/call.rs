//! What the sender of a call does while it waits and when it fails.

#[cfg(feature = "schema")]
use crate::scenario::presets::CALLS;
use serde::Serialize;

/// The policies of a client on one edge; what is absent is off.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct CallFile {
    /// A technology whose defaults stand here, with their sources in `lockstep presets`; what is stated beside
    /// it counts instead, and null turns off.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = crate::scenario::presets::words(&CALLS))))]
    pub preset: Option<&'static str>,
    /// How long an attempt may take, milliseconds.
    #[cfg_attr(feature = "schema", schemars(range(min = 0.001, max = 3_600_000)))]
    pub timeout_ms: Option<f64>,
    /// How long the call may take with all its attempts, milliseconds.
    #[cfg_attr(feature = "schema", schemars(range(min = 0.001, max = 3_600_000)))]
    pub deadline_ms: Option<f64>,
    /// Whether the callee is told when an attempt is given up, as gRPC does: it takes the request out of
    /// its queue, and stops the work if it `stops_when_cancelled`. One hop, and no further.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub cancel: bool,
    /// Whether a request tells its callee until when its sender waits, so that the callee's own calls end by
    /// then and what has expired need not be begun: gRPC's deadline, by default in Java and Go. Absent is as
    /// the call that it is made for; not told where there is none.
    pub propagate_deadline: Option<bool>,
    /// What is done after a failed attempt.
    pub retry: Option<RetryFile>,
    /// Further attempts beside one that takes long; instead of retries, not beside them.
    pub hedge: Option<HedgeFile>,
    /// When the client stops calling for a while; every attempt asks it.
    pub breaker: Option<BreakerFile>,
    /// Attempts that may be under way at a time; what it turns away counts as a failure for the breaker.
    pub bulkhead: Option<BulkheadFile>,
    /// Connections, of which an attempt holds one until its reply or its timeout.
    pub pool: Option<ConnectionsFile>,
}

/// Hedging (gRFC A6): attempts at 0, d, 2d and so on, or as soon as one has failed; the first good
/// answer is taken, and the callees of the others are told that nobody waits.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct HedgeFile {
    /// From one attempt to the next, milliseconds.
    #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 3_600_000)))]
    pub delay_ms: f64,
    /// Attempts of one call, the first included; 1 to 5, as gRPC takes more than 5 for 5.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 5)))]
    pub max_attempts: u32,
    /// gRPC's limit on all further attempts of the client.
    pub throttle: Option<ThrottleFile>,
}

/// A count-based circuit breaker; the defaults are resilience4j's (2.x).
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(default, deny_unknown_fields))]
pub struct BreakerFile {
    /// The last so many calls are looked at, 1 to 10000; 100.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 10_000)))]
    pub window: u32,
    /// It does not open before so many are recorded, 1 to 10000; 100.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 10_000)))]
    pub minimum_calls: u32,
    /// It opens when this share of them failed, or more; 0.5.
    #[cfg_attr(feature = "schema", schemars(range(min = 0.001, max = 1)))]
    pub failure_share: f64,
    /// A call that takes longer than this is slow, milliseconds; 60000.
    #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 3_600_000)))]
    pub slow_call_ms: f64,
    /// It opens when this share of them was slow, or more; 1.
    #[cfg_attr(feature = "schema", schemars(range(min = 0.001, max = 1)))]
    pub slow_call_share: f64,
    /// How long it stays open, milliseconds; 60000.
    #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 3_600_000)))]
    pub open_ms: f64,
    /// Calls that may go while it is half open, 1 to 10000; 10.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 10_000)))]
    pub half_open_calls: u32,
}

/// A semaphore bulkhead; the defaults are resilience4j's (2.x).
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(default, deny_unknown_fields))]
pub struct BulkheadFile {
    /// Attempts at a time, 1 to 100000; 25.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 100_000)))]
    pub max_concurrent: u32,
    /// How long one more waits, milliseconds; 0.
    #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 3_600_000)))]
    pub max_wait_ms: f64,
}

/// A connection pool; the defaults are HikariCP's.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(default, deny_unknown_fields))]
pub struct ConnectionsFile {
    /// Connections, 1 to 100000; 10.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 100_000)))]
    pub size: u32,
    /// How long an attempt waits for one, milliseconds; 30000.
    #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 3_600_000)))]
    pub acquire_timeout_ms: f64,
}

/// When and how often a failed attempt is repeated.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct RetryFile {
    /// Attempts of one call, the first included; 1 to 100. Under the preset `grpc` more than 5 is taken for 5, as
    /// gRFC A6 has it.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 100)))]
    pub max_attempts: u32,
    /// How long the client waits before the next attempt.
    #[cfg_attr(feature = "schema", schemars(default = "super::defaults::backoff"))]
    pub backoff: BackoffFile,
    /// After which failures it tries again; timeout, refused and error unless it is said.
    #[cfg_attr(feature = "schema", schemars(default = "super::defaults::retried", length(min = 1, max = 4)))]
    pub on: Vec<FailureFile>,
    /// gRPC's limit on all retries of the client.
    pub throttle: Option<ThrottleFile>,
    /// AWS's limit on all retries of the client.
    pub budget: Option<RetryBudgetFile>,
}

/// Retry throttling of gRPC (gRFC A6).
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct ThrottleFile {
    /// Tokens at first and at most, 1 to 1000; a failure takes one, and retries stop at half of them.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 1000)))]
    pub max_tokens: f64,
    /// What a success brings back, 0.001 to 1000.
    #[cfg_attr(feature = "schema", schemars(range(min = 0.001, max = 1000)))]
    pub token_ratio: f64,
}

/// Retry quota of AWS's standard mode; the defaults are its own.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(default, deny_unknown_fields))]
pub struct RetryBudgetFile {
    /// Tokens at first and at most, 1 to 1000000; 500.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 1_000_000)))]
    pub tokens: u32,
    /// What a retry costs, 1 to 1000000; 14. It comes back when the call succeeds by its last retry.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 1_000_000)))]
    pub retry_cost: u32,
    /// What a call that succeeds without a retry brings, 0 to 1000000; 1.
    #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 1_000_000)))]
    pub gain: u32,
}

/// A failure of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum FailureFile {
    /// It took too long.
    Timeout,
    /// The callee was down or full, or shed the load.
    Refused,
    /// The callee, or one behind it, failed.
    Error,
    /// The client's own breaker, bulkhead or pool turned it away.
    Rejected,
}

/// The wait before a retry.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct BackoffFile {
    /// Before the first retry, milliseconds.
    #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 3_600_000)))]
    pub initial_ms: f64,
    /// From one retry to the next, 1 to 100.
    #[cfg_attr(
        feature = "schema",
        schemars(default = "super::defaults::multiplier", range(min = 1, max = 100))
    )]
    pub multiplier: f64,
    /// The longest, before jitter, milliseconds.
    #[cfg_attr(
        feature = "schema",
        schemars(default = "super::defaults::longest_backoff_ms", range(min = 0, max = 3_600_000))
    )]
    pub max_ms: f64,
    /// What chance adds or takes away; under the preset `grpc` 20 % more or less, as gRFC A6 has it, unless it
    /// is said.
    #[cfg_attr(feature = "schema", schemars(default = "super::defaults::no_jitter"))]
    pub jitter: JitterFile,
}

/// What chance adds to a back-off or takes away.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[serde(rename_all = "snake_case")]
pub enum JitterFile {
    /// Nothing.
    None {},
    /// Anything from nothing to the whole.
    Full {},
    /// Up to a share more or less.
    PlusMinus {
        /// The share, 0 to 1.
        #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 1)))]
        share: f64,
    },
}
