//! Measurements over a trace: data, not code paths. One catalogue names them all; what has no
//! sample is `None`, which people see as a dash.

mod accumulate;
mod arrivals;
mod catalogue;
mod claims;
mod compare;
mod drain;
mod duplicates;
mod endpoints;
mod fates;
mod forgotten;
mod key_order;
mod measurements;
mod operations;
mod outages;
mod parts;
mod requirements;
mod samples;
mod standing;
mod structure;

pub use catalogue::{catalogue, measure, Better, Metric, MetricUnit};
pub use claims::{Test, Tested, TESTS};
pub use compare::{Comparison, Finding, LaneMeasured, Outage, Row, RowId, Verdict};
pub use fates::Fates;
pub use measurements::Measurements;
pub use operations::{Operations, Progress};
pub use requirements::{is_met, is_open, kind_of, that_meet_all};
pub(crate) use requirements::{is_never, is_of_lengths, known_at_answer};
pub use samples::Samples;
