//! The scenario file, as it is written: one type per object, units in the names.
//!
//! `parse` reads these types, and lists every field once more with what is allowed in it.
//! Only tests write them: that the names of both agree is checked by a round trip.
//!
//! With the feature `schema` they are also what `docs/scenario.schema.json` is made of (`make schema`): the
//! descriptions are those below, limits and defaults stand in the `schemars` attributes.

mod broker;
mod call;
pub(super) mod defaults;
mod edge;
mod fault;
mod publish;
mod requirement;
mod service;
mod workload;

pub use broker::{
    BrokerFile, BrokerKind, BrokerQueueFile, CommitOrder, KafkaFile, OffsetReset, OnFailure, QueueOverflow,
    SqsFile,
};
pub use call::{
    BackoffFile, BreakerFile, BulkheadFile, CallFile, ConnectionsFile, FailureFile, HedgeFile, JitterFile,
    RetryBudgetFile, RetryFile, ThrottleFile,
};
pub use edge::{Calls, EdgeFile, EdgeMode, LaneFile, ReplyFile, StepRepliesFile, Style};
pub use fault::{ExtentFile, FaultFile, SpellsFile};
pub use publish::{OutboxFile, PublishFile};
pub use requirement::RequirementFile;
pub use service::{
    IdempotentFile, InterferenceFile, Mixture, Overflow, QueueFile, QueueOrder, ServiceFile, ServiceTime,
};
pub use workload::{Arrivals, ClassFile, ObjectiveFile, PhaseFile, ReadsFile, WorkloadFile};

use serde::Serialize;

use super::json::Json;

/// A text in every language of the product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct Localized {
    /// English.
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 600), regex(pattern = r"\S")))]
    pub en: String,
    /// Russian.
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 600), regex(pattern = r"\S")))]
    pub ru: String,
}

/// A whole scenario.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct ScenarioFile {
    /// Version of the format: 1.
    #[cfg_attr(feature = "schema", schemars(extend("const" = 1)))]
    pub format: u32,
    /// What links and the command call it.
    #[cfg_attr(feature = "schema", schemars(regex(pattern = "^[a-z0-9_-]{1,40}$")))]
    pub id: String,
    /// Its place in the catalogue, from 1 to 99.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 99)))]
    pub number: u32,
    /// Its name in the catalogue.
    pub title: Localized,
    /// The name of this setting, where the scenario has several.
    pub setting: Option<Localized>,
    /// Its place among the settings of its scenario, from 1 to 99: the first is what opens. Those without one
    /// stand behind, in the order of their ids.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 99)))]
    pub place: Option<u32>,
    /// One or two sentences under the title.
    pub lead: Localized,
    /// Questions worth asking in front of the run.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub questions: Vec<Localized>,
    /// Statements of the course notes that it puts to the test.
    #[cfg_attr(
        feature = "schema",
        schemars(
            default,
            inner(regex(
                pattern = "^(S0t?|S[+-][1-3]|SW[12]|A0t?|A[+][1-4]|A-[1-3]|AW[1-3]|H[12]|E[12]|D0|R[1-5])$"
            ))
        )
    )]
    pub claims: Vec<String>,
    /// What one operation is called: "Order".
    pub operation: Localized,
    /// What its effect is called, as a past participle: "charged".
    pub effect: Localized,
    /// The seed unless another is asked for.
    #[cfg_attr(feature = "schema", schemars(default = "defaults::seed"))]
    pub seed: u64,
    /// Delays between services.
    pub network: NetworkFile,
    /// Services.
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 50)))]
    pub services: Vec<ServiceFile>,
    /// The broker, where a lane sends messages.
    pub broker: Option<BrokerFile>,
    /// Who depends on whom, in the order in which a worker takes them.
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 50)))]
    pub edges: Vec<EdgeFile>,
    /// The styles in which the same operations are handled.
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 3)))]
    pub lanes: Vec<LaneFile>,
    /// When operations start.
    pub workload: WorkloadFile,
    /// What breaks.
    #[cfg_attr(feature = "schema", schemars(default, length(max = 2000)))]
    pub faults: Vec<FaultFile>,
    /// Sizes that a run may reach.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub limits: LimitsFile,
    /// What the page shows first.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub view: ViewFile,
    /// Places to jump to.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub marks: Vec<Mark>,
    /// What a learner may change.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub controls: Vec<Control>,
    /// What the lanes are held against; a learner moves the limits.
    #[cfg_attr(feature = "schema", schemars(default, length(max = 8)))]
    pub requirements: Vec<RequirementFile>,
    /// Further runs, for the rows of the table that one run cannot measure.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub derived: Derived,
}

/// Delays between services.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct NetworkFile {
    /// One way, from any part to any other.
    pub one_way: ServiceTime,
}

/// Sizes that a run may reach.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(default, deny_unknown_fields))]
pub struct LimitsFile {
    /// Cut the run here, milliseconds.
    #[cfg_attr(feature = "schema", schemars(range(min = 0.001, max = 86_400_000)))]
    pub until_ms: Option<f64>,
    /// Most records of a lane's trace.
    #[cfg_attr(feature = "schema", schemars(range(min = 100, max = 200_000_000)))]
    pub records: u32,
}

/// What the page shows first.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct ViewFile {
    /// Width of the visible window, milliseconds; absent shows the whole run.
    #[cfg_attr(feature = "schema", schemars(range(min = 0.01, max = 86_400_000)))]
    pub window_ms: Option<f64>,
    /// The operation that is selected first, from 1.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 20_000_000)))]
    pub operation: Option<u32>,
    /// Where the playhead stands first, milliseconds.
    #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 86_400_000)))]
    pub at_ms: Option<f64>,
}

/// A place to jump to.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct Mark {
    /// Milliseconds.
    #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 86_400_000)))]
    pub at_ms: f64,
    /// What is to be seen there.
    pub name: Localized,
}

/// The unit of a control.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Milliseconds.
    Ms,
    /// Per second.
    PerS,
    /// A count.
    Count,
    /// A share from 0 to 1, shown in percent.
    Share,
}

/// A slider.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct Control {
    /// Its id, as links name it.
    #[cfg_attr(feature = "schema", schemars(regex(pattern = "^[a-z0-9_-]{1,40}$")))]
    pub id: String,
    /// Its label.
    pub name: Localized,
    /// The value it changes.
    pub path: String,
    /// Unit of the value.
    pub unit: Unit,
    /// Least value.
    pub min: f64,
    /// Greatest value.
    pub max: f64,
    /// Distance of two values.
    #[cfg_attr(feature = "schema", schemars(extend("exclusiveMinimum" = 0)))]
    pub step: f64,
    /// Words for values that have some, as 0 and 1 for no and yes.
    #[cfg_attr(feature = "schema", schemars(default, length(max = 20)))]
    pub options: Vec<ControlOption>,
}

/// A value of a control, in words.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct ControlOption {
    /// The value.
    pub value: f64,
    /// What it is called.
    pub name: Localized,
    /// What is written at the control's path in place of the number: a text, a list, an object; null leaves
    /// out what may be left out. Absent writes the number.
    #[cfg_attr(feature = "schema", schemars(with = "Option<serde_json::Value>"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sets: Option<Json>,
}

/// Further runs of the same scenario with something changed.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct Derived {
    /// For the row Scalability.
    pub scalability: Option<ScalingRun>,
    /// For the row Fault tolerance.
    pub fault_tolerance: Option<FaultRun>,
}

/// Throughput with few and with many workers, and with numbers between them.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct ScalingRun {
    /// The service that is given more workers.
    pub service: String,
    /// Workers in each run, from few to many. The first and the last are compared; to six or more, the first of
    /// which is 1, the Universal Scalability Law is fitted.
    #[cfg_attr(feature = "schema", schemars(length(min = 2, max = 16), inner(range(min = 1, max = 1000))))]
    pub workers: Vec<u32>,
    /// Operations in each.
    #[cfg_attr(feature = "schema", schemars(range(min = 2, max = 100_000)))]
    pub operations: u32,
}

/// An outage.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct FaultRun {
    /// The service that goes down; absent is the broker.
    pub service: Option<String>,
    /// From, milliseconds.
    #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 3_600_000)))]
    pub from_ms: f64,
    /// Until, milliseconds.
    #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 3_600_000)))]
    pub to_ms: f64,
}
