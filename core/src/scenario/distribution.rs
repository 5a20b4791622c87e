//! How long something takes: the law that a keyed draw is turned into time with.

use crate::time::SimDuration;

/// A distribution of lengths of time.
#[derive(Clone, Debug, PartialEq)]
pub enum Distribution {
    /// Always the same.
    Fixed(SimDuration),
    /// Exponential with this mean, in microseconds.
    Exponential {
        /// Mean, µs.
        mean_us: f64,
    },
    /// One of several fixed lengths.
    Mixture {
        /// Each length with the sum of the shares up to and including its own.
        points: Vec<(SimDuration, f64)>,
    },
}

impl Distribution {
    /// Nothing takes time.
    pub const INSTANT: Distribution = Distribution::Fixed(SimDuration::ZERO);

    /// The length that 64 random bits stand for, rounded to the microsecond.
    ///
    /// The logarithm is `libm`'s, because the one of the platform differs
    /// between native code and browsers in the last bits.
    #[inline]
    pub fn sample(&self, bits: impl FnOnce() -> u64) -> SimDuration {
        match self {
            Distribution::Fixed(length) => *length,
            Distribution::Exponential { mean_us } => {
                let length = -mean_us * libm::log(1.0 - unit(bits()));
                SimDuration::from_micros((length + 0.5) as u64)
            }
            Distribution::Mixture { points } => {
                let at = unit(bits());
                let chosen = points.iter().find(|(_, upto)| at < *upto).or(points.last());
                chosen.map_or(SimDuration::ZERO, |(length, _)| *length)
            }
        }
    }

    /// The mean, in milliseconds.
    pub fn mean_ms(&self) -> f64 {
        match self {
            Distribution::Fixed(length) => length.millis(),
            Distribution::Exponential { mean_us } => mean_us / 1000.0,
            Distribution::Mixture { points } => {
                let mut below = 0.0;
                points
                    .iter()
                    .map(|(length, upto)| length.millis() * (upto - std::mem::replace(&mut below, *upto)))
                    .sum()
            }
        }
    }
}

/// The top 53 bits as a number in [0, 1).
fn unit(bits: u64) -> f64 {
    (bits >> 11) as f64 * (1.0 / (1u64 << 53) as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mixture_follows_its_shares() {
        let law = Distribution::Mixture {
            points: vec![(SimDuration::from_micros(5), 0.95), (SimDuration::from_micros(105), 1.0)],
        };
        assert_eq!(law.sample(|| 0).micros(), 5);
        assert_eq!(law.sample(|| u64::MAX).micros(), 105);
        assert!((law.mean_ms() - 0.010).abs() < 1e-12);
    }

    #[test]
    fn the_exponential_has_its_median_at_ln_2() {
        let law = Distribution::Exponential { mean_us: 10_000.0 };
        assert_eq!(law.sample(|| 1 << 63).micros(), 6931);
        assert_eq!(law.sample(|| 0).micros(), 0);
    }
}
