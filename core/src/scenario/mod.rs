//! What is simulated, as data: the file format, its checks, and the compiled
//! [`Model`] that the simulation runs.

mod build;
mod distribution;
mod error;
mod file;
mod model;
mod overrides;
mod words;

pub use distribution::Distribution;
pub use error::ScenarioError;
pub use file::{
    Arrivals, Control, Derived, EdgeMode, FaultFile, FaultRun, LaneFile, Localized, Mark, Mixture,
    ScalingRun, ScenarioFile, ServiceTime, Style, Unit,
};
pub use model::{
    Broker, Edge, EdgeId, Fault, LaneModel, Model, OperationId, ServiceId, ServiceModel, Source, Workload,
};
pub use overrides::Override;

/// A scenario that has passed every check: the file as written, and the model
/// compiled from it.
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    /// The file, with overrides applied.
    pub file: ScenarioFile,
    /// What the simulation runs.
    pub model: Model,
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
        let mut value = serde_json::from_str(json).map_err(|e| ScenarioError::syntax(&e))?;
        for change in overrides {
            change.apply(&mut value)?;
        }
        Self::from_value(value)
    }

    fn from_value(value: serde_json::Value) -> Result<Self, ScenarioError> {
        let file: ScenarioFile = serde_path_to_error::deserialize(value)
            .map_err(|e| ScenarioError::shape(&e.path().to_string(), &e.inner().to_string()))?;
        let model = build::model(&file)?;
        Ok(Scenario { file, model })
    }

    /// The same scenario with some values changed: how a derived run is made.
    ///
    /// # Errors
    /// As [`Scenario::with_overrides`].
    pub fn changed(&self, overrides: &[Override]) -> Result<Self, ScenarioError> {
        let mut value = serde_json::to_value(&self.file).map_err(|e| ScenarioError::syntax(&e))?;
        for change in overrides {
            change.apply(&mut value)?;
        }
        Self::from_value(value)
    }
}
