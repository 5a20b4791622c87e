//! How long a client waits before a retry: a pure function of the retry's number and of chance.

use crate::scenario::{Backoff, Jitter};
use crate::sim::draws::unit;
use crate::time::SimDuration;

/// The wait before the n-th retry, from 1: `min(initial · multiplierⁿ⁻¹, max)`, jittered by 64
/// random bits (gRFC A6; AWS standard mode; resilience4j `IntervalFunction`).
pub(super) fn wait(backoff: &Backoff, retry: u16, bits: impl FnOnce() -> u64) -> SimDuration {
    let mut length = backoff.initial_us;
    for _ in 1..retry {
        if length >= backoff.max_us || length <= 0.0 {
            break;
        }
        length *= backoff.multiplier;
    }
    let length = length.min(backoff.max_us);
    let jittered = match backoff.jitter {
        Jitter::None => length,
        Jitter::Full => length * unit(bits()),
        Jitter::PlusMinus(share) => length * (1.0 - share + 2.0 * share * unit(bits())),
    };
    SimDuration::from_micros((jittered + 0.5) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn backoff(initial_ms: f64, multiplier: f64, max_ms: f64, jitter: Jitter) -> Backoff {
        Backoff { initial_us: initial_ms * 1000.0, multiplier, max_us: max_ms * 1000.0, jitter }
    }

    fn millis(backoff: &Backoff, retries: u16) -> Vec<f64> {
        (1..=retries).map(|retry| wait(backoff, retry, || 0).millis()).collect()
    }

    #[test]
    fn grows_up_to_its_limit() {
        assert_eq!(
            millis(&backoff(25.0, 2.0, 250.0, Jitter::None), 6),
            [25.0, 50.0, 100.0, 200.0, 250.0, 250.0]
        );
        assert_eq!(millis(&backoff(500.0, 1.0, 60_000.0, Jitter::None), 3), [500.0, 500.0, 500.0]);
        assert_eq!(millis(&backoff(300.0, 2.0, 100.0, Jitter::None), 2), [100.0, 100.0]);
        assert_eq!(millis(&backoff(0.0, 100.0, 100.0, Jitter::None), 2), [0.0, 0.0]);
    }

    /// However large the numbers, the wait stays within the jittered limit and never overflows.
    #[test]
    fn chance_stays_within_its_bounds() {
        let mut bits = 1u64;
        for round in 0..20_000u64 {
            bits = bits.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
            let retry = 1 + (round % 65_535) as u16;
            let limit = backoff(10.0, 1.5, 3_600_000.0, Jitter::None);
            let whole = wait(&limit, retry, || bits).micros() as f64;
            let full = wait(&Backoff { jitter: Jitter::Full, ..limit }, retry, || bits).micros() as f64;
            assert!(full <= whole + 1.0, "{full} of {whole}");
            let near =
                wait(&Backoff { jitter: Jitter::PlusMinus(0.2), ..limit }, retry, || bits).micros() as f64;
            assert!(near >= 0.8 * whole - 1.0 && near <= 1.2 * whole + 1.0, "{near} of {whole}");
        }
    }

    #[test]
    fn chance_reaches_both_bounds() {
        let law = backoff(100.0, 1.0, 100.0, Jitter::PlusMinus(0.2));
        assert_eq!(wait(&law, 1, || 0).millis(), 80.0);
        assert_eq!(wait(&law, 1, || u64::MAX).millis(), 120.0);
        let law = Backoff { jitter: Jitter::Full, ..law };
        assert_eq!((wait(&law, 1, || 0).millis(), wait(&law, 1, || 1 << 63).millis()), (0.0, 50.0));
    }
}
