//! What the sender of a request is told, and why something was turned away or given up.

/// What the sender of a request is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Outcome {
    /// The result.
    Ok,
    /// An error: of the callee's own, of one that it called, or a broken connection.
    Error,
    /// The callee, or the broker, took nothing on: it was down, or its queue was full.
    Refused,
    /// Nothing in time: the work may have been done, be under way, or never be.
    TimedOut,
    /// The client's own breaker was open: nothing was sent.
    BreakerOpen,
    /// The client's own bulkhead was full: nothing was sent.
    BulkheadFull,
    /// The client's pool had no connection free in time: nothing was sent.
    NoConnection,
    /// The callee sheds load and says so (HTTP 429): nothing was done.
    Shed,
    /// The broker did not take the message: its queue was full.
    Nacked = 70,
    /// The broker had no queue for the message, and gave it back.
    Unroutable = 71,
}

impl Outcome {
    /// Whether it brought the result.
    pub fn is_ok(self) -> bool {
        self == Outcome::Ok
    }

    /// Whether the client itself turned the call away, so that nothing was sent.
    pub fn is_rejected(self) -> bool {
        matches!(self, Outcome::BreakerOpen | Outcome::BulkheadFull | Outcome::NoConnection)
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Outcome::Ok => "ok",
            Outcome::Error => "error",
            Outcome::Refused => "refused",
            Outcome::TimedOut => "timed_out",
            Outcome::BreakerOpen => "breaker_open",
            Outcome::BulkheadFull => "bulkhead_full",
            Outcome::NoConnection => "no_connection",
            Outcome::Shed => "shed",
            Outcome::Nacked => "nacked",
            Outcome::Unroutable => "unroutable",
        }
    }
}

/// Why a request was turned away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Refusal {
    /// The service, or the broker, was down.
    Down,
    /// Its queue was full.
    QueueFull,
    /// Too much waited: it sheds load.
    Shed,
    /// Its queue was full, and a newer request took the place.
    Displaced,
}

impl Refusal {
    pub(super) fn name(self) -> &'static str {
        match self {
            Refusal::Down => "down",
            Refusal::QueueFull => "queue_full",
            Refusal::Shed => "shed",
            Refusal::Displaced => "displaced",
        }
    }
}

/// Which of a sender's limits was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Patience {
    /// The time that one attempt may take.
    Attempt,
    /// The time that all attempts may take together.
    Deadline,
    /// The time that the reply to what was handed over may take.
    Reply,
}

impl Patience {
    pub(super) fn name(self) -> &'static str {
        match self {
            Patience::Attempt => "attempt",
            Patience::Deadline => "deadline",
            Patience::Reply => "reply",
        }
    }
}
