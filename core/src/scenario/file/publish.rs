//! What the publisher of a message does.

use serde::Serialize;

use super::RetryFile;

/// What the sender of a message does once it has sent it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct PublishFile {
    /// Whether it waits for the broker's confirm. If not, it goes on as soon as it has sent the message, and
    /// nobody learns what becomes of that (fire and forget).
    #[cfg_attr(feature = "schema", schemars(default = "super::defaults::confirm"))]
    pub confirm: bool,
    /// How long it waits for the confirm, milliseconds; absent is for ever. Afterwards it does not know
    /// whether the broker has the message.
    #[cfg_attr(feature = "schema", schemars(range(min = 0.001, max = 3_600_000)))]
    pub confirm_timeout_ms: Option<f64>,
    /// When and how often it publishes the message once more: each time as another message to the broker.
    pub retry: Option<RetryFile>,
}
