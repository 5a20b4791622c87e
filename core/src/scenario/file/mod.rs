//! The scenario file, as it is written: one type per object, units in the names.
//!
//! `parse` reads these types, and lists every field once more with what is allowed in it.
//! Only tests write them: that the names of both agree is checked by a round trip.

mod broker;
mod call;
mod edge;
mod fault;
mod service;
mod workload;

pub use broker::{BrokerFile, BrokerKind, BrokerQueueFile, KafkaFile, OnFailure, QueueOverflow, SqsFile};
pub use call::{
    BackoffFile, BreakerFile, BulkheadFile, CallFile, ConnectionsFile, FailureFile, HedgeFile, JitterFile,
    RetryBudgetFile, RetryFile, ThrottleFile,
};
pub use edge::{Calls, EdgeFile, EdgeMode, LaneFile, Style};
pub use fault::FaultFile;
pub use service::{Mixture, Overflow, QueueFile, QueueOrder, ServiceFile, ServiceTime};
pub use workload::{Arrivals, PhaseFile, ReadsFile, WorkloadFile};

use serde::Serialize;

/// A text in every language of the product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Localized {
    /// English.
    pub en: String,
    /// Russian.
    pub ru: String,
}

/// A whole scenario.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ScenarioFile {
    /// Version of the format: 1.
    pub format: u32,
    /// What links and the command call it.
    pub id: String,
    /// Its place in the catalogue, from 1 to 99.
    pub number: u32,
    /// Its name in the catalogue.
    pub title: Localized,
    /// The name of this setting, where the scenario has several.
    pub setting: Option<Localized>,
    /// One or two sentences under the title.
    pub lead: Localized,
    /// Questions worth asking in front of the run.
    pub questions: Vec<Localized>,
    /// Statements of the course notes that it puts to the test.
    pub claims: Vec<String>,
    /// What one operation is called: "Order".
    pub operation: Localized,
    /// What its effect is called, as a past participle: "charged".
    pub effect: Localized,
    /// The seed unless another is asked for.
    pub seed: u64,
    /// Delays between services.
    pub network: NetworkFile,
    /// Services.
    pub services: Vec<ServiceFile>,
    /// The broker, where a lane sends messages.
    pub broker: Option<BrokerFile>,
    /// Who depends on whom, in the order in which a worker takes them.
    pub edges: Vec<EdgeFile>,
    /// The styles in which the same operations are handled.
    pub lanes: Vec<LaneFile>,
    /// When operations start.
    pub workload: WorkloadFile,
    /// What breaks.
    pub faults: Vec<FaultFile>,
    /// Sizes that a run may reach.
    pub limits: LimitsFile,
    /// What the page shows first.
    pub view: ViewFile,
    /// Places to jump to.
    pub marks: Vec<Mark>,
    /// What a learner may change.
    pub controls: Vec<Control>,
    /// Further runs, for the rows of the table that one run cannot measure.
    pub derived: Derived,
}

/// Delays between services.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NetworkFile {
    /// One way, from any part to any other.
    pub one_way: ServiceTime,
}

/// Sizes that a run may reach.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LimitsFile {
    /// Cut the run here, milliseconds.
    pub until_ms: Option<f64>,
    /// Most records of a lane's trace.
    pub records: u32,
}

impl Default for LimitsFile {
    /// Two million records: about 50 MB, what a phone's browser still holds.
    fn default() -> Self {
        LimitsFile { until_ms: None, records: 2_000_000 }
    }
}

/// What the page shows first.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ViewFile {
    /// Width of the visible window, milliseconds; absent shows the whole run.
    pub window_ms: Option<f64>,
    /// The operation that is selected first, from 1.
    pub operation: Option<u32>,
    /// Where the playhead stands first, milliseconds.
    pub at_ms: Option<f64>,
}

/// A place to jump to.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Mark {
    /// Milliseconds.
    pub at_ms: f64,
    /// What is to be seen there.
    pub name: Localized,
}

/// The unit of a control.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Milliseconds.
    Ms,
    /// Per second.
    PerS,
    /// A count.
    Count,
}

/// A slider.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Control {
    /// Its id, as links name it.
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
    pub step: f64,
}

/// Further runs of the same scenario with something changed.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Derived {
    /// For the row Scalability.
    pub scalability: Option<ScalingRun>,
    /// For the row Fault tolerance.
    pub fault_tolerance: Option<FaultRun>,
}

/// Throughput with few and with many workers.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ScalingRun {
    /// The service that is given more workers.
    pub service: String,
    /// Workers in the first and in the second run.
    pub workers: [u32; 2],
    /// Operations in both.
    pub operations: u32,
}

/// An outage.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FaultRun {
    /// The service that goes down.
    pub service: String,
    /// From, milliseconds.
    pub from_ms: f64,
    /// Until, milliseconds.
    pub to_ms: f64,
}
