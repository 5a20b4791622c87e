//! What a learner may demand of every lane.

use serde::Serialize;

use super::Localized;

/// A demand with its limit: what the lanes measure is held against it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct RequirementFile {
    /// Its id, as links name it.
    #[cfg_attr(feature = "schema", schemars(regex(pattern = "^[a-z0-9_-]{1,40}$")))]
    pub id: String,
    /// What is demanded, without the limit.
    pub name: Localized,
    /// The measurement. `known_at_answer` is the share of the good answers at which the work behind `edge`
    /// was done, so that the answer can carry its result; all others are metrics of the product. Of `missed` it is
    /// what the subscriber at `edge` never gets; `intermediate_reads`, `disagreeing` and `stuck` need an edge that
    /// compensates another.
    #[cfg_attr(
        feature = "schema",
        schemars(extend("enum" = crate::scenario::requirement::DEMANDS))
    )]
    pub metric: String,
    /// With `known_at_answer`: an edge whose work makes an effect visible. With `missed`: an edge with a topic,
    /// where its subscriber comes and goes (a fault `unsubscribed`) or has an exclusive queue in a lane.
    pub edge: Option<String>,
    /// The id of a class: only its operations count. For the measurements that are taken by class:
    /// `acknowledgement_p95_ms`, `acknowledgement_p99_ms`, `completion_p95_ms` and `success_share`.
    #[cfg_attr(feature = "schema", schemars(regex(pattern = "^[a-z0-9_-]{1,40}$")))]
    pub class: Option<String>,
    /// Whether it is measured in the further run with an outage (`derived.fault_tolerance`), and not in
    /// the run itself.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub in_outage: bool,
    /// The limit as it first stands, from `min` to `max`: at most this where less is better, at least this
    /// where more is. Milliseconds, per second, a share from 0 to 1, or a count, as the metric has it.
    pub limit: f64,
    /// Least limit.
    pub min: f64,
    /// Greatest limit.
    pub max: f64,
    /// Distance of two limits.
    #[cfg_attr(feature = "schema", schemars(extend("exclusiveMinimum" = 0)))]
    pub step: f64,
}

impl RequirementFile {
    /// What is measured for it, by the name under which it stands among the measurements.
    pub fn measurement(&self) -> String {
        match self.class.as_ref().or(self.edge.as_ref()) {
            Some(part) => [&self.metric, ".", part].concat(),
            None => self.metric.clone(),
        }
    }
}
