//! What is simulated, as data: the file format, its checks, and the compiled
//! [`Model`] that the simulation runs.

mod build;
mod choreography;
mod claim;
mod classes;
mod clients;
mod control;
mod crash;
mod distribution;
mod disturbance;
mod duplicate;
mod error;
mod file;
mod interference;
mod intervention;
mod json;
mod kafka;
mod lane;
mod luck;
mod mishap;
mod model;
mod outages;
mod overrides;
mod parse;
mod phases;
mod poison;
mod policy;
pub mod presets;
mod queues;
mod read;
mod references;
mod reply;
mod requirement;
mod sagas;
#[cfg(feature = "schema")]
mod schema;
mod sqs;
mod step_replies;
mod times;
mod topics;
mod words;
mod written;

pub use claim::{CLAIMS, STATEMENTS};
pub use classes::{Class, Objective};
pub use crash::Crash;
pub use distribution::Distribution;
pub use disturbance::{Disturbance, DisturbanceKind};
pub use duplicate::Duplicate;
pub use error::ScenarioError;
pub use file::{
    Arrivals, Calls, ClassFile, Control, ControlOption, Derived, EdgeMode, ExtentFile, FaultFile, FaultRun,
    LaneFile, Localized, Mark, Mixture, OnFailure, PhaseFile, QueueOverflow, RequirementFile, ScalingRun,
    ScenarioFile, ServiceFile, ServiceTime, SpellsFile, Style, Unit,
};
pub use interference::Interference;
pub(crate) use intervention::outage;
pub use intervention::{Act, Intervention, BROKER, SLOWED};
pub use json::Json;
pub use kafka::{Commit, KafkaTopic};
pub use lane::LaneModel;
pub(crate) use luck::keyed_bits;
pub use mishap::{Mishap, MishapKind};
pub use model::{Broker, Edge, EdgeId, Fault, Model, OperationId, ServiceId, ServiceModel, Source, Workload};
pub use overrides::Override;
pub use phases::{next_start, Gaps, Phase};
pub use poison::Poison;
pub use policy::{
    Backoff, BreakerPolicy, CallPolicy, GatePolicy, Hedge, Jitter, Outbox, PublishPolicy, Pushback, Retry,
    RetryBudget, RetryOn, Throttle,
};
pub use queues::{Prefetch, QueuePolicy};
pub use reply::{Reply, ReplyWay};
pub use requirement::{DEMANDS, DEMANDS_BY_CLASS, KNOWN_AT_ANSWER};
#[cfg(feature = "schema")]
pub use schema::schema;
pub use sqs::SqsQueue;
pub use times::{MOST_OPERATIONS, MOST_RECORDS};

use error::Problems;

/// A scenario that has passed every check: the file as written, and the model
/// compiled from it.
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    /// The file, with overrides applied.
    pub file: ScenarioFile,
    /// What the simulation runs.
    pub model: Model,
    /// The file as plain JSON, where single values are looked up and changed by their path.
    source: Json,
}

impl Scenario {
    /// Reads and checks a scenario file.
    ///
    /// # Errors
    /// The first thing that is wrong: its field, its value and what is allowed.
    pub fn from_json(json: &str) -> Result<Self, ScenarioError> {
        Self::with_overrides(json, &[])
    }

    /// Reads a scenario file, changes single values in it, and checks the result.
    ///
    /// # Errors
    /// As [`Scenario::from_json`]; also a path that leads nowhere.
    pub fn with_overrides(json: &str, overrides: &[Override]) -> Result<Self, ScenarioError> {
        Self::from_source(Json::read(json)?, overrides)
    }

    /// Checks a scenario file that somebody else has read: for the page, the browser.
    ///
    /// # Errors
    /// As [`Scenario::from_json`].
    pub fn from_value(source: Json) -> Result<Self, ScenarioError> {
        Self::from_source(source, &[])
    }

    fn from_source(mut source: Json, overrides: &[Override]) -> Result<Self, ScenarioError> {
        for change in overrides {
            change.apply(&mut source)?;
        }
        let mut problems = Problems::default();
        let file = parse::scenario(&source, &problems);
        // Only a file of allowed values can be compiled.
        if let Some(first) = problems.first() {
            return Err(first);
        }
        let model = build::model(&file, &problems);
        match problems.first() {
            Some(first) => Err(first),
            None => Ok(Scenario { file, model, source }),
        }
    }

    /// The same scenario with some values changed: how a derived run is made.
    ///
    /// # Errors
    /// As [`Scenario::with_overrides`].
    pub fn changed(&self, overrides: &[Override]) -> Result<Self, ScenarioError> {
        Self::from_source(self.source.clone(), overrides)
    }

    /// The same scenario with the outages that chance brings under a seed; without any it is as it was.
    ///
    /// # Errors
    /// If there are more of them than allowed.
    pub fn seeded(self, seed: u64) -> Result<Self, ScenarioError> {
        if seed == self.file.seed || self.file.faults.iter().all(|fault| fault.means().is_none()) {
            return Ok(self);
        }
        self.changed(&[Override { path: "seed".into(), value: Json::Whole(seed) }])
    }

    /// What the file says at a dotted path; `None` if it says nothing there.
    pub fn value_at(&self, path: &str) -> Option<&Json> {
        Override::lookup(&self.source, path)
    }
}
