//! What sentences are made of, and what they are told about. A sentence is made of pieces, because an
//! operation's number is drawn as the same disc everywhere.

/// A piece of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Words.
    Text(String),
    /// The number of an operation, from 1.
    Operation(u32),
}

/// A sentence.
pub type Sentence = Vec<Piece>;

/// A sentence as plain text, for screen readers and files: `(3)` where a disc would stand.
pub fn plain(sentence: &[Piece]) -> String {
    let piece = |piece: &Piece| match piece {
        Piece::Text(text) => text.clone(),
        Piece::Operation(number) => number.to_string(),
    };
    sentence.iter().map(piece).collect()
}

/// Who works: a service, or one of its workers where it has several.
#[derive(Clone, Copy, Debug)]
pub struct Who<'n> {
    /// The service's name.
    pub service: &'n str,
    /// What its workers are called, and the number of this one from 1.
    pub worker: Option<(&'n str, u32)>,
}

/// What an arrival finds when it has to wait.
#[derive(Clone, Copy, Debug)]
pub struct Held<'n> {
    /// The service.
    pub service: &'n str,
    /// How many workers it has.
    pub workers: u32,
    /// The operations that hold them, from 1.
    pub by: &'n [u32],
}

/// Why the broker keeps a message that it could send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// The consumer holds as many unacknowledged messages as it may.
    Prefetch(u32),
    /// The consumer is down.
    Down,
    /// Nobody has asked for it.
    Unasked,
    /// The consumer is away.
    Away,
}

/// Why the broker gives a message up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GivenUp<'n> {
    /// More messages wait than may.
    QueueFull,
    /// It had waited for longer than it may.
    Expired,
    /// This consumer rejected it.
    Rejected(&'n str),
    /// It had been delivered to this consumer so many times, each time without success.
    DeliveryLimit(&'n str, u32),
    /// It had been received so many times, as often as it may.
    ReceiveCount(u32),
}

/// Where an operation waits.
#[derive(Clone, Debug)]
pub enum Place<'n> {
    /// In front of a service.
    Service(&'n str),
    /// In the broker.
    Broker,
    /// In an outbox.
    Outbox,
}

/// What goes wrong without anything going down.
#[derive(Clone, Copy, Debug)]
pub enum Wrong<'n> {
    /// A service's work takes so many times as long.
    Slow(&'n str, f64),
    /// A service finishes nothing.
    Hangs(&'n str),
    /// This share of a service's work fails.
    Errors(&'n str, f64),
    /// The way to a service and back takes so many milliseconds longer, each way.
    Delay(&'n str, f64),
    /// This share of what goes to a service and comes back gets lost.
    Loss(&'n str, f64),
    /// A service dies in this share of its operations, between its work and what it was to send.
    Crashes(&'n str, f64),
    /// The broker reads nothing from those who publish.
    BrokerAlarm,
    /// This subscriber of a topic is away.
    Away {
        /// Its name.
        service: &'n str,
        /// Whether it has never been there.
        new: bool,
        /// Whether it is called in this lane, and subscribes to nothing.
        called: bool,
    },
    /// The broker is down.
    BrokerDown {
        /// Whether what it has stored stays.
        keeps: bool,
    },
}

/// What gets lost on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lost {
    /// A request.
    Request,
    /// A reply.
    Reply,
    /// The broker's answer to a publish.
    Confirm,
    /// A consumer's acknowledgement.
    Ack,
}

/// What a client turns a call away with before it is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turned {
    /// Its breaker is open.
    Breaker,
    /// Its bulkhead is full.
    Bulkhead,
    /// No connection was free in time.
    Pool,
}

/// What has become of an operation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fate {
    /// Not sent.
    Unsent,
    /// No answer for so many milliseconds.
    Unanswered(f64),
    /// No answer for so many milliseconds, although its effect is there.
    EffectiveUnanswered(f64),
    /// The word, after so many milliseconds, that it is done, although nobody has acknowledged that it was taken.
    ToldUnanswered(f64),
    /// A good answer after so many milliseconds, and no effect yet.
    Promised(f64),
    /// A good answer after so many milliseconds, and there will be no effect: the broker gave it up; and whether it
    /// keeps a dead letter.
    Lost(f64, bool),
    /// A good answer after so many milliseconds, and then all that had been done for it was undone.
    Undone(f64),
    /// An answer after so many milliseconds, and whether it was good; a part of the effect is there, and
    /// there will be no more.
    Part(f64, bool),
    /// A good answer after the first number of milliseconds, and the effect this much later
    /// (earlier, if negative).
    Done(f64, f64),
    /// A bad answer after so many milliseconds; and whether there was an effect all the same.
    Failed(f64, bool),
}

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
