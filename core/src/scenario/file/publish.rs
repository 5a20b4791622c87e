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
    /// Whether RabbitMQ gives a message back for which there is no queue (`mandatory`): the publish has failed.
    /// Without, such a message is dropped, and confirmed all the same. Other brokers know no such thing.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub mandatory: bool,
    /// How long it waits for the confirm, milliseconds; absent is for ever. Afterwards it does not know
    /// whether the broker has the message.
    #[cfg_attr(feature = "schema", schemars(range(min = 0.001, max = 3_600_000)))]
    pub confirm_timeout_ms: Option<f64>,
    /// When and how often it publishes the message once more: each time as another message to the broker.
    pub retry: Option<RetryFile>,
    /// A transactional outbox in place of publishing directly. Its relay waits for confirms, and publishes
    /// again what was not confirmed.
    pub outbox: Option<OutboxFile>,
}

/// A transactional outbox: the message is written with the transaction of its sender, who goes on at once; a
/// relay polls the outbox, publishes what it finds, and marks it as sent when it is confirmed.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct OutboxFile {
    /// From one poll of the relay to the next, milliseconds, 1 to 3600000: on average a message waits for half
    /// of it.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 3_600_000)))]
    pub poll_every_ms: f64,
    /// Messages that the relay publishes at one poll, 1 to 10000; 100, a choice of this model.
    #[cfg_attr(
        feature = "schema",
        schemars(default = "super::defaults::outbox_batch", range(min = 1, max = 10_000))
    )]
    pub batch: u32,
}
