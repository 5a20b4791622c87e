//! Arrivals whose rate changes: one stretch of time after another, each with its own law of the gaps.

use super::distribution::exponential_unit;
use crate::time::{SimDuration, SimTime};

/// One stretch of an open workload.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Phase {
    /// When it begins; it lasts until the next one begins, and the last until all operations have started.
    pub from: SimTime,
    /// How operations follow each other in it.
    pub gaps: Gaps,
}

/// How operations follow each other within a phase.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Gaps {
    /// The first at the phase's start, then at equal gaps of at least a microsecond.
    Fixed(SimDuration),
    /// A Poisson process, whose gaps have this mean in microseconds.
    Poisson {
        /// Mean, µs.
        mean_us: f64,
    },
}

/// When the operation after one that started at `now` starts.
///
/// A Poisson process has no memory: what is left of a gap at the end of a phase goes on at the next
/// phase's rate, so one draw per operation gives the exact process for rates that change in steps.
pub fn next_start(phases: &[Phase], now: SimTime, bits: impl FnOnce() -> u64) -> SimTime {
    let mut place = phases.partition_point(|phase| phase.from <= now).saturating_sub(1);
    let mut from = now;
    // In units of the mean gap; drawn only where a phase is random.
    let mut left = None;
    let mut draw = Some(bits);
    while let Some(phase) = phases.get(place) {
        let end = phases.get(place + 1).map(|next| next.from);
        let next = match phase.gaps {
            // On entering the phase, its start; within it, one gap on.
            Gaps::Fixed(_) if from > now => from,
            Gaps::Fixed(gap) => from + gap,
            Gaps::Poisson { mean_us } => {
                let gaps =
                    *left.get_or_insert_with(|| draw.take().map_or(0.0, |bits| exponential_unit(bits())));
                from + SimDuration::from_micros((gaps * mean_us + 0.5) as u64)
            }
        };
        match end.filter(|end| next >= *end) {
            None => return next,
            Some(end) => {
                if let (Gaps::Poisson { mean_us }, Some(left)) = (phase.gaps, left.as_mut()) {
                    *left = (*left - end.since(from).micros() as f64 / mean_us).max(0.0);
                }
                (from, place) = (end, place + 1);
            }
        }
    }
    from
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(ms: u64) -> SimTime {
        SimTime::from_micros(ms * 1000)
    }

    fn fixed(from_ms: u64, gap_ms: u64) -> Phase {
        Phase { from: ms(from_ms), gaps: Gaps::Fixed(SimDuration::from_micros(gap_ms * 1000)) }
    }

    fn poisson(from_ms: u64, per_s: f64) -> Phase {
        Phase { from: ms(from_ms), gaps: Gaps::Poisson { mean_us: 1e6 / per_s } }
    }

    /// The starts of a whole workload, the first at 0.
    fn starts(phases: &[Phase], count: usize) -> Vec<SimTime> {
        let mut state = 7u64;
        let mut all = vec![SimTime::ZERO];
        while all.len() < count {
            let next = next_start(phases, all[all.len() - 1], || {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                state
            });
            all.push(next);
        }
        all
    }

    #[test]
    fn equal_gaps_begin_anew_with_each_phase() {
        let phases = [fixed(0, 20), fixed(50, 10), fixed(80, 100)];
        let wanted = [0, 20, 40, 50, 60, 70, 80, 180, 280].map(ms);
        assert_eq!(starts(&phases, 9), wanted);
    }

    #[test]
    fn a_phase_without_room_for_a_start_is_passed_over() {
        let phases = [fixed(0, 20), poisson(30, 0.001), fixed(40, 5)];
        assert_eq!(starts(&phases, 5), [0, 20, 40, 45, 50].map(ms));
    }

    /// 100/s, then 400/s for 10 s, then 100/s: each second has its rate, and the variance of a
    /// Poisson process is its mean.
    #[test]
    fn a_poisson_process_keeps_each_phases_rate() {
        let phases = [poisson(0, 100.0), poisson(10_000, 400.0), poisson(20_000, 100.0)];
        let all = starts(&phases, 20_000);
        let within =
            |from: u64, to: u64| all.iter().filter(|at| (ms(from)..ms(to)).contains(at)).count() as f64;
        for (from, to, expected) in [
            (0, 10_000, 1000.0),
            (10_000, 20_000, 4000.0),
            (10_000, 10_500, 200.0),
            (20_000, 100_000, 8000.0),
        ] {
            let off: f64 = within(from, to) - expected;
            assert!(off.abs() < 4.0 * libm::sqrt(expected), "{from} to {to}: {off} off {expected}");
        }
    }
}
