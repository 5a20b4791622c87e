//! Lengths of time that were measured, with their mean and exact quantiles in milliseconds.

use crate::time::{self, SimDuration};

/// Samples of one length of time, ascending.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Samples(Vec<SimDuration>);

impl Samples {
    /// In any order.
    pub fn of(mut samples: Vec<SimDuration>) -> Self {
        time::sort_lengths(&mut samples);
        Samples(samples)
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// The arithmetic mean; `None` of nothing. Whole microseconds add up without any rounding.
    pub fn mean_ms(&self) -> Option<f64> {
        let sum: u64 = self.0.iter().map(|sample| sample.micros()).sum();
        (!self.0.is_empty()).then(|| sum as f64 / self.0.len() as f64 / 1000.0)
    }

    /// The nearest-rank quantile: the smallest sample that at least a share `q` (0 to 1) of all
    /// does not exceed. `None` of nothing.
    pub fn quantile_ms(&self, q: f64) -> Option<f64> {
        let rank = libm::ceil(q * self.0.len() as f64) as usize;
        self.0.get(rank.max(1) - 1).map(|sample| sample.millis())
    }

    /// The longest; `None` of nothing.
    pub fn max_ms(&self) -> Option<f64> {
        self.0.last().map(|sample| sample.millis())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantile_is_always_a_sample() {
        let millis = |ms: u64| SimDuration::from_micros(ms * 1000);
        let samples = Samples::of([50, 15, 40, 20, 35].map(millis).into());
        for (q, ms) in [(0.05, 15.0), (0.30, 20.0), (0.40, 20.0), (0.50, 35.0), (1.00, 50.0)] {
            assert_eq!(samples.quantile_ms(q), Some(ms), "{q}");
        }
        assert_eq!((samples.mean_ms(), samples.max_ms()), (Some(32.0), Some(50.0)));
        let none = Samples::default();
        assert_eq!((none.quantile_ms(0.5), none.mean_ms(), none.max_ms()), (None, None, None));
    }
}
