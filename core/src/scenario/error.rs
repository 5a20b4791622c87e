//! What a scenario file can get wrong, as sentences for the person who wrote it.

use std::fmt;

/// Where a scenario is wrong, and what would be right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScenarioError {
    /// The field, as a dotted path such as `services.payments.workers`; empty if the file is no JSON.
    pub field: String,
    /// What is wrong, and what is allowed: a clause that follows the field.
    pub problem: String,
}

impl ScenarioError {
    pub(super) fn new(field: impl Into<String>, problem: impl Into<String>) -> Self {
        ScenarioError { field: field.into(), problem: problem.into() }
    }

    pub(super) fn syntax(error: &serde_json::Error) -> Self {
        Self::new("", format!("this is not valid JSON: {error}"))
    }
}

impl fmt::Display for ScenarioError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.field.is_empty() {
            write!(f, "{}", self.problem)
        } else {
            write!(f, "{}: {}", self.field, self.problem)
        }
    }
}

impl std::error::Error for ScenarioError {}
