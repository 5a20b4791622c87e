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
    /// Equally likely anywhere between two lengths.
    Uniform {
        /// Least, µs.
        least_us: f64,
        /// Greatest, µs.
        most_us: f64,
    },
    /// The logarithm is normal: many short, few very long.
    Lognormal {
        /// Median, µs: the logarithm's mean is its logarithm.
        median_us: f64,
        /// Standard deviation of the logarithm.
        sigma: f64,
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

    /// Lognormal with this mean and coefficient of variation (standard deviation / mean):
    /// σ² = ln(1 + c²), median = mean / √(1 + c²).
    pub fn lognormal(mean_us: f64, variation: f64) -> Self {
        let spread = 1.0 + variation * variation;
        let (median_us, sigma) = (mean_us / libm::sqrt(spread), libm::sqrt(libm::log(spread)));
        Distribution::Lognormal { median_us, sigma }
    }

    /// The length that 64 random bits stand for, rounded to the microsecond.
    ///
    /// The logarithm is `libm`'s, because the one of the platform differs
    /// between native code and browsers in the last bits.
    #[inline]
    pub fn sample(&self, bits: impl FnOnce() -> u64) -> SimDuration {
        match self {
            Distribution::Fixed(length) => *length,
            Distribution::Exponential { mean_us } => {
                let length = mean_us * exponential_unit(bits());
                micros(length)
            }
            Distribution::Uniform { least_us, most_us } => {
                let length = least_us + (most_us - least_us) * unit(bits());
                micros(length)
            }
            Distribution::Lognormal { median_us, sigma } => {
                let length = median_us * libm::exp(sigma * normal(bits()));
                micros(length)
            }
            Distribution::Mixture { points } => {
                let at = unit(bits());
                let chosen = points.iter().find(|(_, upto)| at < *upto).or(points.last());
                chosen.map_or(SimDuration::ZERO, |(length, _)| *length)
            }
        }
    }

    /// A length that is never undercut; 0 where the law knows no other.
    pub fn least(&self) -> SimDuration {
        match self {
            Distribution::Fixed(length) => *length,
            Distribution::Uniform { least_us, .. } => SimDuration::from_micros(*least_us as u64),
            Distribution::Mixture { points } => {
                points.iter().map(|(length, _)| *length).min().unwrap_or(SimDuration::ZERO)
            }
            Distribution::Exponential { .. } | Distribution::Lognormal { .. } => SimDuration::ZERO,
        }
    }

    /// The mean, in milliseconds.
    pub fn mean_ms(&self) -> f64 {
        match self {
            Distribution::Fixed(length) => length.millis(),
            Distribution::Exponential { mean_us } => mean_us / 1000.0,
            Distribution::Uniform { least_us, most_us } => (least_us + most_us) / 2000.0,
            Distribution::Lognormal { median_us, sigma } => {
                median_us * libm::exp(sigma * sigma / 2.0) / 1000.0
            }
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

/// A length in microseconds, rounded; what is no length counts as none. By way of the signed number, for
/// which machines have an instruction: the longest is 292,000 years.
fn micros(length: f64) -> SimDuration {
    SimDuration::from_micros(((length + 0.5) as i64).max(0) as u64)
}

/// The top 53 bits as a number in [0, 1).
fn unit(bits: u64) -> f64 {
    (bits >> 11) as f64 * (1.0 / (1u64 << 53) as f64)
}

/// An exponential number with mean 1.
pub(super) fn exponential_unit(bits: u64) -> f64 {
    -libm::log(1.0 - unit(bits))
}

/// A normal number with mean 0 and deviation 1, after Box and Muller: the upper half of the bits
/// gives its distance from 0, at most 6.7, the lower half its direction.
fn normal(bits: u64) -> f64 {
    let part = |bits: u32| (f64::from(bits) + 0.5) * (1.0 / (1u64 << 32) as f64);
    let distance = libm::sqrt(-2.0 * libm::log(part((bits >> 32) as u32)));
    distance * libm::cos(2.0 * std::f64::consts::PI * part(bits as u32))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Mean and standard deviation of a million draws, in milliseconds.
    fn moments(law: &Distribution) -> (f64, f64) {
        let (mut sum, mut squares, mut state) = (0.0, 0.0, 0u64);
        let count = 1_000_000;
        for _ in 0..count {
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut z = state;
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            let length = law.sample(|| z ^ (z >> 31)).millis();
            sum += length;
            squares += length * length;
        }
        let mean = sum / f64::from(count);
        (mean, libm::sqrt(squares / f64::from(count) - mean * mean))
    }

    #[test]
    fn the_uniform_stays_between_its_ends() {
        let law = Distribution::Uniform { least_us: 5_000.0, most_us: 15_000.0 };
        assert_eq!((law.sample(|| 0).micros(), law.sample(|| u64::MAX).micros()), (5_000, 15_000));
        let (mean, deviation) = moments(&law);
        // 10 / sqrt(12); one standard error of the mean is 0.003.
        assert!((mean - 10.0).abs() < 0.012 && (deviation - 2.886_75).abs() < 0.01, "{mean} {deviation}");
        assert!((law.mean_ms() - 10.0).abs() < 1e-12);
    }

    #[test]
    fn the_lognormal_has_its_mean_and_its_variation() {
        let law = Distribution::lognormal(10_000.0, 2.0);
        let (mean, deviation) = moments(&law);
        // One standard error of the mean is 0.02; of the deviation, with so long a tail, 0.15.
        assert!((mean - 10.0).abs() < 0.08 && (deviation - 20.0).abs() < 0.6, "{mean} {deviation}");
        assert!((law.mean_ms() - 10.0).abs() < 1e-9);
        let constant = Distribution::lognormal(10_000.0, 0.0);
        assert_eq!(constant.sample(|| 12_345).micros(), 10_000);
    }

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
