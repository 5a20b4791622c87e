//! The sentences about word of a completion, on its way to the caller.

use super::phrase::Sentence;

/// How the caller is told that an operation is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// The service calls it back.
    Callback,
    /// By an event, for whoever listens.
    Event,
    /// By a message into its own queue.
    Message,
}

/// Sentences about word of a completion. Times are milliseconds.
#[allow(missing_docs, reason = "each is named for what it says")]
pub trait ReplyPhrases {
    fn notice_sent(&self, op: u32, service: &str, way: Told) -> Sentence;
    fn notice_stored(&self, op: u32) -> Sentence;
    fn learns(&self, op: u32, after_ms: f64) -> Sentence;
    fn learns_again(&self, op: u32) -> Sentence;
    fn learns_late(&self, op: u32) -> Sentence;
    fn reply_overdue(&self, op: u32) -> Sentence;
}
