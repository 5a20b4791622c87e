//! What a scenario file can get wrong, as sentences for the person who wrote it.

use std::cell::OnceCell;
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

/// Where the first thing that is wrong is noted, while reading goes on with something harmless.
///
/// Functions that break off would each have to drop what they have read so far, and a visitor
/// downloads all of that: some thirty kilobytes.
#[derive(Default)]
pub(super) struct Problems(OnceCell<ScenarioError>);

impl Problems {
    /// Puts it into words if it is the first; whatever follows may be its consequence.
    #[cfg(feature = "reasons")]
    #[cold]
    #[inline(never)]
    pub fn note(&self, field: fmt::Arguments, problem: fmt::Arguments) {
        self.0.get_or_init(|| ScenarioError::new(field.to_string(), problem.to_string()));
    }

    /// Notes that something is wrong, and spares the words.
    #[cfg(not(feature = "reasons"))]
    #[inline(always)]
    pub fn note(&self, _field: fmt::Arguments, _problem: fmt::Arguments) {
        self.something();
    }

    #[cfg(not(feature = "reasons"))]
    #[cold]
    #[inline(never)]
    pub fn something(&self) {
        self.0.get_or_init(|| ScenarioError::new("", ""));
    }

    /// What was noted first.
    pub fn first(&mut self) -> Option<ScenarioError> {
        self.0.take()
    }
}

/// `a`, or two of them, or more.
pub(super) struct OneOf<'n>(pub &'n [&'n str]);

impl fmt::Display for OneOf<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            [only] => write!(f, "`{only}`"),
            [one, other] => write!(f, "`{one}` or `{other}`"),
            names => write!(f, "one of `{}`", names.join("`, `")),
        }
    }
}
