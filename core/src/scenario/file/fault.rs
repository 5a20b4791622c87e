//! What breaks.

use serde::Serialize;

// A `//` line: in the schema it would describe the whole fault that this is a part of.
// From when until when it is so.
#[allow(missing_docs, reason = "see above")]
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ExtentFile {
    /// From, milliseconds.
    #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 86_400_000)))]
    pub from_ms: f64,
    /// Until, milliseconds; absent is for ever.
    #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 86_400_000)))]
    pub to_ms: Option<f64>,
}

// From when until when it is so, or how it comes and goes as chance has it.
#[allow(missing_docs, reason = "see above")]
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SpellsFile {
    /// As a whole.
    #[serde(flatten)]
    pub extent: ExtentFile,
    /// Mean time without it, milliseconds, where it comes and goes as chance has it: exponential, from `from_ms` on.
    /// Beside it stand `mean_down_ms` and `to_ms`; one fault comes to 500 stretches at most.
    #[cfg_attr(feature = "schema", schemars(range(min = 0.001, max = 3_600_000)))]
    pub mean_up_ms: Option<f64>,
    /// Mean time with it, milliseconds: exponential, too; the last one ends at `to_ms`. The lengths are drawn by
    /// the seed, and are the same in every lane.
    #[cfg_attr(feature = "schema", schemars(range(min = 0.001, max = 3_600_000)))]
    pub mean_down_ms: Option<f64>,
}

/// A fault.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[serde(rename_all = "snake_case")]
pub enum FaultFile {
    /// A service is down: what it holds is lost, and it refuses calls. With means of its times up and down it is
    /// so again and again, as chance has it.
    Down {
        /// The service's id.
        service: String,
        /// When.
        #[serde(flatten)]
        when: SpellsFile,
    },
    /// Work that a service begins takes longer.
    Slow {
        /// The service's id.
        service: String,
        /// So many times as long, 0.01 to 1000.
        #[cfg_attr(feature = "schema", schemars(range(min = 0.01, max = 1000)))]
        factor: f64,
        /// When.
        #[serde(flatten)]
        when: SpellsFile,
    },
    /// A service takes work on and finishes none until this is over.
    Hang {
        /// The service's id.
        service: String,
        /// When.
        #[serde(flatten)]
        when: SpellsFile,
    },
    /// Some of a service's work ends with an error and without effect.
    Error {
        /// The service's id.
        service: String,
        /// The share of its work, 0 to 1.
        #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 1)))]
        share: f64,
        /// When.
        #[serde(flatten)]
        when: ExtentFile,
    },
    /// Every hop along an edge takes longer: requests and replies; of a message its publish, its confirm, its
    /// delivery and its acknowledgement, and what polls for it.
    Delay {
        /// The edge's id.
        edge: String,
        /// So much longer, each hop, milliseconds.
        #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 3_600_000)))]
        ms: f64,
        /// When.
        #[serde(flatten)]
        when: SpellsFile,
    },
    /// Some of the requests and of the replies on an edge get lost, without anybody being told; messages do
    /// not, as TCP sends again what its connection to the broker loses: a `delay` is what they see of it.
    /// Whoever calls along it needs a timeout or a deadline.
    Loss {
        /// The edge's id.
        edge: String,
        /// The share, 0 to 1.
        #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 1)))]
        share: f64,
        /// When.
        #[serde(flatten)]
        when: ExtentFile,
    },
    /// The broker is down: whoever publishes finds nobody, acknowledgements that come get lost, and nothing
    /// is delivered. What it was storing is refused; what its consumers hold is delivered once more after
    /// it is up again. A Kafka consumer that commits whole polls keeps its place, and its words are heard when
    /// the broker is up.
    BrokerDown {
        /// When.
        #[serde(flatten)]
        when: SpellsFile,
    },
    /// RabbitMQ has a memory or disk alarm: it reads nothing from the connections of those who publish, who
    /// wait until it is over; its consumers go on. Other kinds of broker know no such thing.
    BrokerAlarm {
        /// From, milliseconds.
        #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 86_400_000)))]
        from_ms: f64,
        /// Until, milliseconds.
        #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 86_400_000)))]
        to_ms: f64,
    },
    /// A subscriber of a topic is away: it has unsubscribed, takes nothing new, and still handles what it has.
    /// From 0 on it has not been there yet. What is published meanwhile is kept for it by its durable queue, or
    /// by the offset of its Kafka group; an exclusive queue is gone with it, and a newcomer has neither. Whoever
    /// calls it instead is refused.
    Unsubscribed {
        /// The edge's id; it has a topic.
        edge: String,
        /// When.
        #[serde(flatten)]
        when: ExtentFile,
    },
    /// A sender dies in some of its operations after its work is committed and before it sends along an edge:
    /// what it was to send is lost, unless it stands in an outbox, and whoever called it sees the connection
    /// break. With an outbox its relay dies as often, between the first publish of a message and its mark.
    CrashBetween {
        /// The edge's id; its sender is a service that is called.
        edge: String,
        /// The share of the operations, 0 to 1.
        #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 1)))]
        share: f64,
        /// When.
        #[serde(flatten)]
        when: ExtentFile,
    },
    /// The work on one operation, or on a share of them, always fails, however often it is tried: what they ask
    /// for cannot be done.
    Poison {
        /// Which operation, from 1; instead of a share.
        #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 20_000_000)))]
        operation: Option<u32>,
        /// The share of the operations, 0 to 1, instead of one of them: chance says which, once for each
        /// operation, and the same in every lane.
        #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 1)))]
        share: Option<f64>,
        /// Behind which edge.
        edge: String,
    },
    /// One worker of a service crashes: what it holds is lost, and what waits for it alone. The broker of its
    /// messages notices by the connection, Kafka's group by the session timeout.
    Crash {
        /// The service's id.
        service: String,
        /// Which worker, from 1.
        #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 1000)))]
        worker: u32,
        /// When, milliseconds.
        #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 86_400_000)))]
        at_ms: f64,
        /// How much later it is up again, milliseconds; absent is never.
        #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 3_600_000)))]
        restart_after_ms: Option<f64>,
    },
    /// The broker stores messages of an edge twice, so that they are delivered twice; when they are stored counts: as when their publisher,
    /// whose confirm got lost, has sent them once more.
    Duplicate {
        /// The edge's id.
        edge: String,
        /// The share of its messages, 0 to 1; all of them.
        #[cfg_attr(
            feature = "schema",
            schemars(default = "super::defaults::all_of_them", range(min = 0, max = 1))
        )]
        share: f64,
        /// Only those of one operation, from 1; absent is of any.
        #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 20_000_000)))]
        operation: Option<u32>,
        /// What is stored then.
        #[serde(flatten)]
        when: ExtentFile,
    },
    /// Work on one operation that begins from then on takes longer, at every service.
    SlowOperation {
        /// Which operation, from 1.
        #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 20_000_000)))]
        operation: u32,
        /// So many times as long, 0.01 to 1000.
        #[cfg_attr(feature = "schema", schemars(range(min = 0.01, max = 1000)))]
        factor: f64,
        /// From, milliseconds.
        #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 86_400_000)))]
        from_ms: f64,
    },
    /// The next answer of one operation gets lost, once in each lane: a reply, a confirm, or a
    /// consumer's acknowledgement, whichever leaves first. Without a timeout nobody learns of it.
    LostAcknowledgement {
        /// Which operation, from 1.
        #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 20_000_000)))]
        operation: u32,
        /// From, milliseconds.
        #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 86_400_000)))]
        from_ms: f64,
    },
}
