//! Who depends on whom, and how each lane serves it.

use serde::{Serialize, Serializer};
#[cfg(feature = "schema")]
use std::collections::BTreeMap;

use super::{BrokerKind, BrokerQueueFile, CallFile, KafkaFile, Localized, PublishFile, ServiceTime, SqsFile};

/// A dependency.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct EdgeFile {
    /// Its id; the broker's queue is named after it.
    #[cfg_attr(feature = "schema", schemars(regex(pattern = "^[a-z0-9_-]{1,40}$")))]
    pub id: String,
    /// `caller` or the id of a service.
    pub from: String,
    /// The id of a service.
    pub to: String,
    /// Whether the work behind it makes the effect visible.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub effect: bool,
    /// What its sender does while it waits and when it fails, where it is a call; absent waits for ever
    /// and never tries again.
    pub call: Option<CallFile>,
    /// How many requests or messages the sender sends along it for one operation, 1 to 1000: a fan-out
    /// to so many workers of the same service.
    #[cfg_attr(
        feature = "schema",
        schemars(default = "super::defaults::copies", range(min = 1, max = 1000))
    )]
    pub copies: u32,
    /// The policies of its queue, where it is a message and the lane does not say otherwise.
    pub queue: Option<BrokerQueueFile>,
    /// What its sender does when it has published, where it is a message; absent waits for the confirm for
    /// ever and never tries again.
    pub publish: Option<PublishFile>,
    /// The id of an earlier edge, of the same sender to the same service, whose work this one undoes: it is
    /// taken only when a later edge of the sender has failed, the last that had succeeded first (a saga).
    pub compensates: Option<String>,
    /// The topic that the edge subscribes to, where it is a message: edges of one sender with the same topic are
    /// published once and confirmed once, and the broker hands a copy to each (a fan-out exchange of RabbitMQ,
    /// a topic of Kafka with a group for each). The first of them says how it is published.
    #[cfg_attr(feature = "schema", schemars(regex(pattern = "^[a-z0-9_-]{1,40}$")))]
    pub topic: Option<String>,
}

/// The three styles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Style {
    /// Every edge is a call.
    Sync,
    /// The operation is handed over by message.
    Async,
    /// Critical edges are calls, the rest are messages.
    Hybrid,
}

/// In which order a worker makes its calls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Calls {
    /// One after the other; after a failure none follows.
    #[default]
    Sequential,
    /// All at once, and the messages with them; the worker goes on when all have been answered, and has
    /// failed if one has. What is still on its way after a failure is not cancelled.
    Parallel,
}

/// How an edge is served in a lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum EdgeMode {
    /// Request and reply; the sender is held until the reply.
    Call,
    /// A message through the broker; the sender is held until the confirm.
    Message,
}

/// How the caller learns that an operation which it has handed over is done.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[serde(rename_all = "snake_case")]
pub enum ReplyFile {
    /// The service calls the caller back: one hop, kept by nobody, and lost where the network loses it.
    Callback {},
    /// The service publishes an event, to which the caller listens: through the broker, to whom it concerns.
    Event {},
    /// The service sends a message to the caller's own reply queue, with the operation's number.
    Message {},
    /// The same, and the caller waits for it: it is the answer, and the broker's confirm is none.
    RequestReply {
        /// How long it waits, milliseconds; absent is for ever.
        #[cfg_attr(feature = "schema", schemars(range(min = 0.001, max = 3_600_000)))]
        timeout_ms: Option<f64>,
    },
}

/// How whoever sends the steps of a saga as messages hears what has become of each.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct StepRepliesFile {
    /// How long it waits for each, milliseconds, before it counts the step as failed; absent is for ever.
    #[cfg_attr(feature = "schema", schemars(range(min = 0.001, max = 3_600_000)))]
    pub timeout_ms: Option<f64>,
}

/// A lane.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct LaneFile {
    /// Its id.
    #[cfg_attr(feature = "schema", schemars(regex(pattern = "^[a-z0-9_-]{1,40}$")))]
    pub id: String,
    /// What the style is called.
    pub style: Style,
    /// What the lane is called, where the style alone does not tell it from another one.
    pub name: Option<Localized>,
    /// Technology named beside the style: "HTTP".
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 40), regex(pattern = r"\S")))]
    pub technology: String,
    /// In which order its workers make their calls.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub calls: Calls,
    /// Which kind of broker carries its messages.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub broker: BrokerKind,
    /// Each edge's mode, in the order of the ids.
    // No map, as one of few is found without, and another kind of map has to be downloaded.
    #[serde(serialize_with = "as_object")]
    #[cfg_attr(feature = "schema", schemars(with = "BTreeMap<String, EdgeMode>"))]
    pub edges: Vec<(String, EdgeMode)>,
    /// What stands in this lane in place of an edge's own `call`.
    #[serde(serialize_with = "as_object")]
    #[cfg_attr(feature = "schema", schemars(default, with = "BTreeMap<String, CallFile>"))]
    pub policies: Vec<(String, CallFile)>,
    /// What the queues of some edges do differently in this lane, in the order of the edges' ids.
    #[serde(serialize_with = "as_object")]
    #[cfg_attr(feature = "schema", schemars(default, with = "BTreeMap<String, BrokerQueueFile>"))]
    pub queues: Vec<(String, BrokerQueueFile)>,
    /// What stands in this lane in place of an edge's own `publish`.
    #[serde(serialize_with = "as_object")]
    #[cfg_attr(feature = "schema", schemars(default, with = "BTreeMap<String, PublishFile>"))]
    pub publish: Vec<(String, PublishFile)>,
    /// How long the work of some services takes in this lane in place of their own `service_time`, by the
    /// services' ids: another technology may cost more or less. The draws stay those of the other lanes.
    #[serde(serialize_with = "as_object")]
    #[cfg_attr(feature = "schema", schemars(default, with = "BTreeMap<String, ServiceTime>"))]
    pub service_times: Vec<(String, ServiceTime)>,
    /// Whether its messages carry the trace context in their headers (W3C Trace Context), so that what
    /// their consumers do belongs to the same trace. Without, a message begins a new trace.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub trace_context: bool,
    /// Whether its senders undo what they had done, where edges say how. Without, what is done stays done.
    #[cfg_attr(feature = "schema", schemars(default = "super::defaults::compensation"))]
    pub compensation: bool,
    /// Whether nobody orchestrates its sagas: the sender sends the first step only, whoever has done a step sends
    /// the next, and whoever fails at one sends what undoes the one before it, and so back. All of that are messages.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub choreography: bool,
    /// Whether whoever sends the steps of a saga as messages hears each one's outcome in its own reply queue, with
    /// the step's number, and sends the next only then, and what undoes one alike. Absent hears the broker's
    /// confirm of a message, and not what becomes of it.
    pub step_replies: Option<StepRepliesFile>,
    /// How the caller learns that its operation is done, where the first edge is a message; absent tells it
    /// nothing but the broker's confirm.
    pub reply: Option<ReplyFile>,
    /// What its SQS queues do differently from the broker's.
    pub sqs: Option<SqsFile>,
    /// What its Kafka topics and their groups do differently from the broker's.
    pub kafka: Option<KafkaFile>,
}

fn as_object<T: Serialize, S: Serializer>(edges: &[(String, T)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(edges.iter().map(|(id, of_edge)| (id, of_edge)))
}
