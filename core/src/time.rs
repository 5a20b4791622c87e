//! Simulated time: whole microseconds, so that every machine counts alike.
//!
//! Floating point enters only through [`SimDuration::from_millis_f64`], which
//! rounds once, and leaves only for display.

use std::fmt;
use std::ops::{Add, AddAssign, Sub};

/// The longest time that a run may reach: 24 hours, in microseconds.
pub const LONGEST_RUN: SimTime = SimTime(24 * 3600 * 1_000_000);

/// A point in time, in microseconds since the start of the run.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Debug)]
pub struct SimTime(u64);

/// A length of time, in microseconds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Debug)]
pub struct SimDuration(u64);

impl SimTime {
    /// The start of every run.
    pub const ZERO: SimTime = SimTime(0);
    /// Later than any run.
    pub const NEVER: SimTime = SimTime(u64::MAX);

    /// A point in time from whole microseconds.
    pub const fn from_micros(micros: u64) -> Self {
        SimTime(micros)
    }

    /// A point in time from milliseconds, rounded to the nearest microsecond;
    /// negative and non-finite values become zero.
    pub fn from_millis_f64(millis: f64) -> Self {
        SimTime(SimDuration::from_millis_f64(millis).0)
    }

    /// Whole microseconds since the start.
    pub const fn micros(self) -> u64 {
        self.0
    }

    /// Milliseconds since the start, for display and statistics.
    pub fn millis(self) -> f64 {
        self.0 as f64 / 1000.0
    }

    /// The time since `earlier`; zero if `earlier` lies later.
    pub fn since(self, earlier: SimTime) -> SimDuration {
        SimDuration(self.0.saturating_sub(earlier.0))
    }
}

/// Sorts points in time: one copy of the sorting for all who need it.
pub fn sort(times: &mut [SimTime]) {
    times.sort_unstable();
}

/// Sorts lengths of time, likewise.
pub fn sort_lengths(lengths: &mut [SimDuration]) {
    lengths.sort_unstable();
}

impl SimDuration {
    /// No time at all.
    pub const ZERO: SimDuration = SimDuration(0);

    /// A length from whole microseconds.
    pub const fn from_micros(micros: u64) -> Self {
        SimDuration(micros)
    }

    /// A length from milliseconds, rounded to the nearest microsecond;
    /// negative and non-finite values become zero.
    pub fn from_millis_f64(millis: f64) -> Self {
        let micros = libm::round(millis * 1000.0);
        if micros.is_finite() && micros > 0.0 {
            SimDuration(micros as u64)
        } else {
            SimDuration(0)
        }
    }

    /// Whole microseconds.
    pub const fn micros(self) -> u64 {
        self.0
    }

    /// Milliseconds, for display and statistics.
    pub fn millis(self) -> f64 {
        self.0 as f64 / 1000.0
    }
}

impl Add<SimDuration> for SimTime {
    type Output = SimTime;
    fn add(self, rhs: SimDuration) -> SimTime {
        SimTime(self.0.saturating_add(rhs.0))
    }
}

impl AddAssign<SimDuration> for SimTime {
    fn add_assign(&mut self, rhs: SimDuration) {
        *self = *self + rhs;
    }
}

impl Sub<SimDuration> for SimTime {
    type Output = SimTime;
    fn sub(self, rhs: SimDuration) -> SimTime {
        SimTime(self.0.saturating_sub(rhs.0))
    }
}

impl fmt::Display for SimTime {
    /// Milliseconds with three decimals: exactly the microseconds counted.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:03}", self.0 / 1000, self.0 % 1000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_to_the_nearest_microsecond_once() {
        assert_eq!(SimDuration::from_millis_f64(0.0004).micros(), 0);
        assert_eq!(SimDuration::from_millis_f64(0.0006).micros(), 1);
        assert_eq!(SimDuration::from_millis_f64(-3.0), SimDuration::ZERO);
        assert_eq!(SimDuration::from_millis_f64(f64::NAN), SimDuration::ZERO);
    }

    #[test]
    fn prints_exactly_what_it_counts() {
        assert_eq!(SimTime::from_micros(31_005).to_string(), "31.005");
    }
}
