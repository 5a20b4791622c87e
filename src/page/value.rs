//! Measured values in words.

use lockstep_core::metrics::{catalogue, MetricUnit};
use lockstep_core::scenario::KNOWN_AT_ANSWER;
use lockstep_core::text::{
    count, decimals_of, milliseconds, milliseconds_at_most, percent, percent_at_most, rate, unit_of, Lang,
    Sign,
};

/// The unit of a metric.
pub fn unit(id: &str) -> MetricUnit {
    let known = catalogue().iter().find(|metric| metric.id == id);
    // The one that is no metric of the catalogue is a share, too.
    let other = if id == KNOWN_AT_ANSWER { MetricUnit::Share } else { MetricUnit::Count };
    known.map_or(other, |metric| metric.unit)
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

/// What a slider stands at, with the decimals of its step where the unit would drop them.
pub fn exactly(lang: Lang, unit: MetricUnit, value: f64) -> String {
    let decimals = decimals_of(value);
    match unit {
        MetricUnit::Ms if decimals > 1 => milliseconds_at_most(lang, value, decimals),
        MetricUnit::PerS if decimals > 0 => count(lang, value, decimals) + unit_of(lang, Sign::PerS),
        MetricUnit::Share if decimals > 2 => percent_at_most(lang, value, decimals - 2),
        MetricUnit::Count => count(lang, value, decimals),
        unit => shown(lang, unit, value),
    }
}
