//! What the sender of a call does while it waits and when it fails.

use serde::Serialize;

/// The policies of a client on one edge; what is absent is off.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct CallFile {
    /// How long an attempt may take, milliseconds.
    pub timeout_ms: Option<f64>,
    /// How long the call may take with all its attempts, milliseconds.
    pub deadline_ms: Option<f64>,
    /// What is done after a failed attempt.
    pub retry: Option<RetryFile>,
}

/// When and how often a failed attempt is repeated.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RetryFile {
    /// Attempts of one call, the first included; 1 to 100.
    pub max_attempts: u32,
    /// How long the client waits before the next attempt.
    pub backoff: BackoffFile,
    /// After which failures it tries again; all of them unless it is said.
    pub on: Vec<FailureFile>,
}

/// A failure of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureFile {
    /// It took too long.
    Timeout,
    /// The callee was down or full.
    Refused,
    /// The callee, or one behind it, failed.
    Error,
}

/// The wait before a retry.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BackoffFile {
    /// Before the first retry, milliseconds.
    pub initial_ms: f64,
    /// From one retry to the next, 1 to 100.
    pub multiplier: f64,
    /// The longest, before jitter, milliseconds.
    pub max_ms: f64,
    /// What chance adds or takes away.
    pub jitter: JitterFile,
}

/// What chance adds to a back-off or takes away.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum JitterFile {
    /// Nothing.
    None {},
    /// Anything from nothing to the whole.
    Full {},
    /// Up to a share more or less.
    PlusMinus {
        /// The share, 0 to 1.
        share: f64,
    },
}
