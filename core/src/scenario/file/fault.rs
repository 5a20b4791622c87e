//! What breaks.

use serde::Serialize;

/// A fault.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultFile {
    /// A service is down: what it holds is lost, and it refuses calls.
    Down {
        /// The service's id.
        service: String,
        /// From, milliseconds.
        from_ms: f64,
        /// Until, milliseconds; absent is for ever.
        to_ms: Option<f64>,
    },
}
