//! Measured values in words.

use lockstep_core::metrics::{catalogue, MetricUnit};
use lockstep_core::text::{count, milliseconds, percent, rate, Lang};

/// The unit of a metric.
pub fn unit(id: &str) -> MetricUnit {
    catalogue().iter().find(|metric| metric.id == id).map_or(MetricUnit::Count, |metric| metric.unit)
}

/// A value with its unit.
pub fn shown(lang: Lang, unit: MetricUnit, value: f64) -> String {
    match unit {
        MetricUnit::Ms => milliseconds(lang, value),
        MetricUnit::Share => percent(lang, value),
        MetricUnit::PerS => rate(lang, value),
        MetricUnit::Count => count(lang, value, 1),
    }
}
