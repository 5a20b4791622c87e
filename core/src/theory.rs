//! Closed forms of queueing theory: what a simulation must come to.
//!
//! Rates are per second, times in milliseconds; a system without a steady state gives `None`.

/// Mean sojourn in M/M/1, `1 / (μ − λ)` (Kleinrock, Queueing Systems I, ch. 3).
pub fn mm1_sojourn_ms(arrivals_per_s: f64, service_ms: f64) -> Option<f64> {
    let spare = 1000.0 / service_ms - arrivals_per_s;
    (spare > 0.0).then(|| 1000.0 / spare)
}

/// What a closed loop of callers around one exponential worker comes to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClosedLoop {
    /// Operations per second.
    pub throughput_per_s: f64,
    /// Mean response, milliseconds.
    pub response_ms: f64,
    /// Share of the callers' time that they wait.
    pub blocked_share: f64,
}

/// M/M/1//N by exact mean value analysis (Reiser and Lavenberg 1980).
pub fn closed_loop(callers: u32, think_ms: f64, service_ms: f64) -> Option<ClosedLoop> {
    let mut queue = 0.0;
    let mut result = None;
    for n in 1..=callers {
        let response_ms = service_ms * (1.0 + queue);
        let cycle_ms = think_ms + response_ms;
        queue = f64::from(n) * response_ms / cycle_ms;
        result = Some(ClosedLoop {
            throughput_per_s: f64::from(n) * 1000.0 / cycle_ms,
            response_ms,
            blocked_share: response_ms / cycle_ms,
        });
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gives_the_published_values() {
        assert_eq!(mm1_sojourn_ms(80.0, 10.0), Some(50.0));
        assert_eq!(mm1_sojourn_ms(100.0, 10.0), None);
        let ten = closed_loop(10, 100.0, 10.0).unwrap();
        assert!((ten.throughput_per_s - 78.541_765_689_265_26).abs() < 1e-9);
        assert!((ten.blocked_share - 0.214_582_343_107_347_33).abs() < 1e-12);
        let twenty = closed_loop(20, 100.0, 10.0).unwrap();
        assert!((twenty.throughput_per_s - 99.8131).abs() < 1e-3);
        assert!((twenty.blocked_share - 0.50093).abs() < 1e-4);
    }
}
