//! The sentences that a run can give rise to, one method each, so that no language can
//! leave one out. A sentence is made of pieces, because an operation's number is drawn
//! as the same disc everywhere.

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

impl From<&str> for Piece {
    fn from(text: &str) -> Self {
        Piece::Text(text.to_string())
    }
}

impl From<String> for Piece {
    fn from(text: String) -> Self {
        Piece::Text(text)
    }
}

impl From<u32> for Piece {
    fn from(number: u32) -> Self {
        Piece::Operation(number)
    }
}

/// A sentence from texts and operation numbers.
macro_rules! say {
    ($($piece:expr),* $(,)?) => { vec![$($crate::text::Piece::from($piece)),*] };
}
pub(super) use say;

/// `③, ④ and ⑤`; of more than four, the first three and how many more there are.
pub(super) fn list(ops: &[u32], and: &str, more: impl Fn(usize) -> String) -> Sentence {
    let shown = if ops.len() > 4 { &ops[..3] } else { ops };
    let mut said = Vec::new();
    for (place, op) in shown.iter().enumerate() {
        match place {
            0 => {}
            _ if place + 1 == ops.len() => said.push(and.into()),
            _ => said.push(", ".into()),
        }
        said.push(Piece::from(*op));
    }
    if shown.len() < ops.len() {
        said.push(more(ops.len() - shown.len()).into());
    }
    said
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
    /// No answer for the first number of milliseconds, although its effect came this long ago.
    EffectiveUnanswered(f64, f64),
    /// A good answer after so many milliseconds, and no effect yet.
    Promised(f64),
    /// A good answer after so many milliseconds, and there will be no effect: the broker gave it up.
    Lost(f64),
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

/// Sentences about calls that fail or are given up, and about what goes wrong. Times are milliseconds.
#[allow(missing_docs, reason = "each is named for what it says")]
pub trait CallPhrases {
    fn attempt_times_out(&self, op: u32, sender: Option<&str>, callee: &str, waited_ms: f64) -> Sentence;
    fn deadline_passes(&self, op: u32, sender: Option<&str>, callee: &str) -> Sentence;
    fn retry_is_due(&self, op: u32, attempt: u32, callee: &str, in_ms: f64) -> Sentence;
    fn sent_again(&self, op: u32, attempt: u32, callee: &str) -> Sentence;
    fn reply_discarded(&self, op: u32) -> Sentence;
    fn cancelled(&self, op: u32, sender: Option<&str>, callee: &str) -> Sentence;
    fn hedged(&self, op: u32, sender: Option<&str>, callee: &str, after_failure: bool) -> Sentence;
    fn abandoned(&self, op: u32, callee: &str) -> Sentence;
    fn request_expired(&self, op: u32, service: &str) -> Sentence;
    fn request_dropped(&self, op: u32, service: &str) -> Sentence;
    fn work_stopped(&self, op: u32, who: Who) -> Sentence;
    fn turned_away(&self, op: u32, sender: Option<&str>, callee: &str, by: Turned) -> Sentence;
    fn permit_awaited(&self, op: u32, sender: Option<&str>, callee: &str) -> Sentence;
    fn retry_throttled(&self, op: u32, callee: &str) -> Sentence;
    fn breaker_opens(&self, sender: Option<&str>, callee: &str) -> Sentence;
    fn breaker_half_opens(&self, sender: Option<&str>, callee: &str) -> Sentence;
    fn breaker_closes(&self, sender: Option<&str>, callee: &str) -> Sentence;
    fn work_fails(&self, op: u32, who: Who) -> Sentence;
    fn lost_on_the_way(&self, op: u32, callee: &str, what: Lost) -> Sentence;
    fn goes_wrong(&self, what: Wrong) -> Sentence;
    fn goes_right_again(&self, what: Wrong) -> Sentence;
}

/// Sentences about queues that are polled. Times are milliseconds.
#[allow(missing_docs, reason = "each is named for what it says")]
pub trait PollPhrases {
    fn polls(&self, who: Who) -> Sentence;
    fn polls_in_vain(&self, who: Who, waited_ms: f64) -> Sentence;
    fn visible_again(&self, op: u32) -> Sentence;
    fn delete_ignored(&self, op: u32) -> Sentence;
    fn left_undeleted(&self, op: u32, who: Who) -> Sentence;
    fn because_unasked(&self, consumer: &str, every_ms: f64) -> Sentence;
}

/// Sentences about those who publish, and about a broker that is down. Times are milliseconds.
#[allow(missing_docs, reason = "each is named for what it says")]
pub trait PublishPhrases {
    fn broker_takes_nothing(&self, op: u32) -> Sentence;
    fn lost_unconfirmed(&self, op: u32, down: bool) -> Sentence;
    fn confirm_waived(&self, op: u32) -> Sentence;
    fn confirm_times_out(&self, op: u32, sender: Option<&str>, waited_ms: f64) -> Sentence;
    fn publish_is_due_again(&self, op: u32, attempt: u32, in_ms: f64) -> Sentence;
    fn published_again(&self, op: u32, attempt: u32) -> Sentence;
    fn broker_gone_frees(&self, op: u32, who: Who, blocked_ms: f64) -> Sentence;
    fn ack_in_vain(&self, op: u32, consumer: &str) -> Sentence;
    fn lost_with_the_broker(&self, op: u32) -> Sentence;
    fn publish_blocked(&self, op: u32) -> Sentence;
    fn outbox_keeps(&self, op: u32) -> Sentence;
    fn relay_takes(&self, op: u32, waited_ms: f64, again: bool) -> Sentence;
    fn relay_marks(&self, op: u32) -> Sentence;
    fn relay_crashes(&self, op: u32) -> Sentence;
    fn crashes_between(&self, op: u32, sender: &str, kept: bool) -> Sentence;
    fn because_relayed(&self, every_ms: f64) -> Sentence;
    fn poll_fails(&self, who: Who) -> Sentence;
    fn still_no_broker(&self) -> Sentence;
    fn because_broker_down(&self) -> Sentence;
}

/// Sentences about what is undone. Times are milliseconds.
#[allow(missing_docs, reason = "each is named for what it says")]
pub trait SagaPhrases {
    fn turns_back(&self, op: u32, service: &str, steps: u32) -> Sentence;
    fn undoes(&self, op: u32, who: Who, worked_ms: f64, effect: bool) -> Sentence;
    fn stuck(&self, op: u32, service: &str) -> Sentence;
}

/// Sentences about what comes more than once. Times are milliseconds.
#[allow(missing_docs, reason = "each is named for what it says")]
pub trait RepeatPhrases {
    fn stored_twice(&self, op: u32) -> Sentence;
    fn repeat_recognised(&self, op: u32, service: &str) -> Sentence;
    fn second_effect(&self, op: u32, who: Who) -> Sentence;
    fn worker_crashes(&self, who: Who) -> Sentence;
    fn worker_restarts(&self, who: Who) -> Sentence;
    fn forgotten(&self, op: u32) -> Sentence;
    fn lost_with(&self, op: u32, who: Who) -> Sentence;
    fn read_again(&self, op: u32) -> Sentence;
    fn commits(&self, op: u32, who: &str, before: bool) -> Sentence;
    fn rebalance_begins(&self, service: &str) -> Sentence;
    fn rebalance_ends(&self, service: &str) -> Sentence;
}

/// All sentences. Times are milliseconds, operations count from 1.
#[allow(missing_docs, reason = "each is named for what it says")]
pub trait Phrases:
    CallPhrases + PollPhrases + PublishPhrases + SagaPhrases + RepeatPhrases + super::ReplyPhrases + Sync
{
    fn sent(&self, op: u32, class: Option<&str>) -> Sentence;
    fn taken_at_once(&self, op: u32, who: Who) -> Sentence;
    fn has_to_wait(&self, op: u32, held: Held) -> Sentence;
    fn refused_down(&self, op: u32, service: &str) -> Sentence;
    fn refused_full(&self, op: u32, service: &str) -> Sentence;
    fn shed(&self, op: u32, service: &str) -> Sentence;
    fn displaced(&self, op: u32, service: &str) -> Sentence;
    fn taken_from_queue(&self, op: u32, who: Who, waited_ms: f64) -> Sentence;
    fn calls(&self, op: u32, who: Who, callee: &str) -> Sentence;
    fn calls_at_once(&self, op: u32, who: Who, calls: u32) -> Sentence;
    fn publishes(&self, op: u32, who: Who) -> Sentence;
    fn finishes(&self, op: u32, who: Who, worked_ms: f64, effect: bool) -> Sentence;
    fn reply_frees(&self, op: u32, who: Who, blocked_ms: f64, ok: bool) -> Sentence;
    fn confirm_frees(&self, op: u32, who: Who, blocked_ms: f64) -> Sentence;
    fn answered(&self, op: u32, after_ms: f64, effect_ago_ms: Option<f64>) -> Sentence;
    fn told_failed(&self, op: u32, after_ms: f64) -> Sentence;
    fn gives_up(&self, op: u32, after_ms: f64, effect: bool) -> Sentence;
    fn appended(&self, op: u32, partition: u32) -> Sentence;
    fn read_hit(&self, op: u32, after_ms: f64) -> Sentence;
    /// `part` says that a part of the effect was found.
    fn read_missed(&self, op: u32, after_ms: f64, part: bool) -> Sentence;
    fn message_reaches_broker(&self, op: u32) -> Sentence;
    fn stored_and_sent(&self, op: u32, consumer: &str) -> Sentence;
    fn stored_and_kept(&self, op: u32, consumer: &str, why: Kept) -> Sentence;
    fn routed(&self, op: u32, consumer: &str) -> Sentence;
    fn delivered_next(&self, op: u32, consumer: &str) -> Sentence;
    fn removed(&self, op: u32) -> Sentence;
    fn work_lost(&self, op: u32, who: Who) -> Sentence;
    fn goes_down(&self, service: &str) -> Sentence;
    fn comes_up(&self, service: &str) -> Sentence;
    fn requeued(&self, op: u32) -> Sentence;
    fn delivery_lost(&self, op: u32, consumer: &str) -> Sentence;
    fn given_up(&self, op: u32, why: GivenUp, dead_letter: bool) -> Sentence;
    fn refused_by_broker(&self, op: u32, dead_letter: bool) -> Sentence;
    fn nack_frees(&self, op: u32, who: Who, blocked_ms: f64) -> Sentence;

    fn still_works(&self, op: u32, who: Who, until_ms: f64) -> Sentence;
    fn still_waits(&self, ops: &[u32], place: Place, answered: bool) -> Sentence;
    fn still_travels(&self, ops: &[u32]) -> Sentence;
    fn still_idle(&self, until_ms: f64) -> Sentence;
    fn nothing_yet(&self) -> Sentence;
    fn all_done(&self) -> Sentence;

    fn why_waited(&self, operation: &str, op: u32, ms: f64) -> Sentence;
    fn why_none(&self, operation: &str, op: u32) -> Sentence;
    fn because_taken(&self, held: Held) -> Sentence;
    fn because_blocked(&self, share: f64, on: Place) -> Sentence;
    fn because_prefetch(&self, consumer: &str, messages: u32) -> Sentence;
    fn because_down(&self, service: &str) -> Sentence;
    fn because_capacity(&self, service: &str, at_once: u32) -> Sentence;

    fn fate(&self, fate: Fate, effect: &str) -> String;
    fn lane_summary(&self, lane: &str, answered: usize, effective: usize, all: u32) -> String;
}
