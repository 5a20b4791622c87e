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

/// What becomes of those who come to a service that holds at most so many.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounded {
    /// Share of the arrivals that is refused, 0 to 1.
    pub refused_share: f64,
    /// Accepted per second.
    pub accepted_per_s: f64,
    /// Mean number waiting and in service.
    pub number_in_system: f64,
    /// Mean sojourn of those accepted, milliseconds.
    pub sojourn_ms: f64,
}

/// M/M/c/K: Poisson arrivals, `workers` exponential ones, `waiting` places besides them; without any
/// it is Erlang's B (Erlang 1917), with them the truncated birth-death chain (Kleinrock I, ch. 3).
pub fn bounded(arrivals_per_s: f64, service_ms: f64, workers: u32, waiting: u32) -> Bounded {
    let offered = arrivals_per_s * service_ms / 1000.0;
    let (mut weight, mut sum, mut number) = (1.0, 1.0, 0.0);
    for inside in 1..=workers + waiting {
        weight *= offered / f64::from(inside.min(workers));
        sum += weight;
        number += f64::from(inside) * weight;
    }
    let refused_share = weight / sum;
    let accepted_per_s = arrivals_per_s * (1.0 - refused_share);
    let number_in_system = number / sum;
    Bounded {
        refused_share,
        accepted_per_s,
        number_in_system,
        sojourn_ms: 1000.0 * number_in_system / accepted_per_s,
    }
}

/// Mean wait in M/M/c with one queue for all workers: Erlang's C (Kleinrock I, ch. 3).
pub fn pooled_wait_ms(arrivals_per_s: f64, service_ms: f64, workers: u32) -> Option<f64> {
    let offered = arrivals_per_s * service_ms / 1000.0;
    let spare = f64::from(workers) - offered;
    let blocked = bounded(arrivals_per_s, service_ms, workers, 0).refused_share;
    let all_busy = f64::from(workers) * blocked / (f64::from(workers) - offered * (1.0 - blocked));
    (spare > 0.0).then(|| all_busy * service_ms / spare)
}

/// The share of the calls that end in time at one worker with Poisson arrivals and exponential work, which
/// does not begin what has waited for `patience_ms`; in time is a sojourn of `within_ms`, no longer than
/// that (M/M/1+D: the density of the work ahead is cut where nobody joins it any more). For an arrival
/// rate other than the service's.
pub fn in_time_share(arrivals_per_s: f64, service_ms: f64, patience_ms: f64, within_ms: f64) -> f64 {
    let (rate, served) = (arrivals_per_s / 1000.0, 1.0 / service_ms);
    let growth = rate - served;
    let ahead = |ms: f64| libm::exp(growth * ms);
    let before = rate * (ahead(patience_ms) - 1.0) / growth;
    let idle = 1.0 / (1.0 + before + rate / served * ahead(patience_ms));
    let joined = 1.0 + rate * (ahead(within_ms) - 1.0) / growth;
    idle * (joined - ahead(within_ms))
}

/// Mean of the longest of so many independent exponential times: `mean · (1 + 1/2 + … + 1/n)`.
pub fn longest_of_ms(branches: u32, mean_ms: f64) -> f64 {
    (1..=branches).map(|n| mean_ms / f64::from(n)).sum()
}

/// Share of operations that meet at least one slow branch, where each is slow with this probability.
pub fn any_slow_share(branches: u32, slow_share: f64) -> f64 {
    1.0 - libm::pow(1.0 - slow_share, f64::from(branches))
}

/// Share of reads so long after the acknowledgement that miss the write, where writes wait in an
/// M/M/1 queue: staleness is exponential with rate μ − λ, so `e^(−(μ − λ) d)`.
pub fn missed_reads_share(writes_per_s: f64, service_ms: f64, after_ms: f64) -> Option<f64> {
    mm1_sojourn_ms(writes_per_s, service_ms).map(|stale_ms| libm::exp(-after_ms / stale_ms))
}

/// From so many measured points on the law is fitted: the data of a regression should be at least six (Gunther,
/// Guerrilla Capacity Planning, 2007, ch. 5).
pub const LEAST_POINTS: usize = 6;

/// The Universal Scalability Law (Gunther): contention σ, coherence κ.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scalability {
    /// Share of the work that cannot be done side by side.
    pub sigma: f64,
    /// What each pair of workers costs.
    pub kappa: f64,
}

impl Scalability {
    /// Speed-up over one worker: `N / (1 + σ (N − 1) + κ N (N − 1))`.
    pub fn speedup(&self, workers: f64) -> f64 {
        workers / (1.0 + self.sigma * (workers - 1.0) + self.kappa * workers * (workers - 1.0))
    }

    /// The number of workers beyond which more are slower: `√((1 − σ) / κ)`, or 1 where every further one is
    /// a loss; none without coherence cost.
    pub fn peak(&self) -> Option<f64> {
        (self.kappa > 0.0).then(|| libm::sqrt(((1.0 - self.sigma) / self.kappa).max(1.0)))
    }

    /// The law of throughputs with so many workers each, as [`Scalability::fit`] finds it. `None` of fewer than
    /// [`LEAST_POINTS`], or where the first is not that of one worker, which all others are compared with.
    pub fn of_rates(workers: &[u32], rates: &[f64]) -> Option<Self> {
        let alone = *rates.first()?;
        let speedup = |(workers, rate): (&u32, &f64)| (f64::from(*workers), rate / alone);
        let measured: Vec<(f64, f64)> = workers.iter().zip(rates).map(speedup).collect();
        let enough =
            measured.len() >= LEAST_POINTS && workers[0] == 1 && rates.iter().all(|rate| *rate > 0.0);
        Scalability::fit(&measured).filter(|_| enough)
    }

    /// How far the law is from the measured throughput that it meets least, as a share of that.
    pub fn worst_error(&self, workers: &[u32], rates: &[f64]) -> f64 {
        let alone = rates.first().copied().unwrap_or_default();
        let off = |(workers, rate): (&u32, &f64)| {
            libm::fabs(self.speedup(f64::from(*workers)) * alone / rate - 1.0)
        };
        workers.iter().zip(rates).map(off).fold(0.0, f64::max)
    }

    /// The law that comes closest to measured speed-ups, by least squares on `N / C(N) − 1`, which is
    /// linear in σ and κ. `None` of fewer than two different numbers of workers above one.
    pub fn fit(measured: &[(f64, f64)]) -> Option<Self> {
        let (mut xx, mut xy, mut yy, mut xz, mut yz) = (0.0, 0.0, 0.0, 0.0, 0.0);
        for (workers, speedup) in measured {
            let (x, y, z) = (workers - 1.0, workers * (workers - 1.0), workers / speedup - 1.0);
            xx += x * x;
            xy += x * y;
            yy += y * y;
            xz += x * z;
            yz += y * z;
        }
        let determinant = xx * yy - xy * xy;
        (determinant > 1e-9 * xx * yy).then(|| Scalability {
            sigma: (xz * yy - yz * xy) / determinant,
            kappa: (yz * xx - xz * xy) / determinant,
        })
    }
}

/// Speed-up of so many consumers over equally loaded partitions, each of which is read by one
/// consumer: the fullest consumer decides, `P / ⌈P / C⌉`.
pub fn partitioned_speedup(partitions: u32, consumers: u32) -> f64 {
    f64::from(partitions) / f64::from(partitions.div_ceil(consumers.max(1)))
}

/// Availability of independent parts that are all needed.
pub fn in_series(availability: &[f64]) -> f64 {
    availability.iter().product()
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

    fn same(got: f64, wanted: f64) {
        assert!((got / wanted - 1.0).abs() < 1e-9, "{got}, not {wanted}");
    }

    /// P3 and P4 of the published cases.
    #[test]
    fn a_bound_refuses_what_theory_says() {
        let none = bounded(400.0, 20.0, 10, 0);
        same(none.refused_share, 0.121_661_064_252_951_5);
        same(none.accepted_per_s, 351.335_574_298_819_4);
        same(none.number_in_system, 7.026_711_485_976_388);
        same(none.sojourn_ms, 20.0);
        let nine = bounded(120.0, 10.0, 1, 9);
        same(nine.refused_share, 0.192_586_495_126_806_03);
        same(nine.accepted_per_s, 96.889_620_584_783_27);
        same(nine.number_in_system, 6.710_708_678_369_198_5);
        same(nine.sojourn_ms, 69.261_378_441_429_56);
    }

    /// P2, and the statement that one queue for four servers waits 7.455 ms where four wait 40.
    #[test]
    fn one_queue_for_all_waits_less() {
        same(pooled_wait_ms(180.0, 20.0, 5).unwrap(), 5.862_768_678_583_529);
        assert!((pooled_wait_ms(320.0, 10.0, 4).unwrap() - 7.455).abs() < 0.001);
        same(pooled_wait_ms(80.0, 10.0, 1).unwrap(), 40.0);
        assert_eq!(pooled_wait_ms(400.0, 10.0, 4), None);
    }

    /// P10 and the tail at scale.
    #[test]
    fn branches_side_by_side() {
        same(longest_of_ms(5, 10.0), 22.833_333_333_333_332);
        assert!((any_slow_share(100, 0.01) - 0.634).abs() < 1e-4);
    }

    /// P13a to c.
    #[test]
    fn reads_miss_more_the_busier_the_writer() {
        for (per_s, share) in [
            (50.0, 0.082_084_998_623_898_8),
            (80.0, 0.367_879_441_171_442_33),
            (95.0, 0.778_800_783_071_404_9),
        ] {
            same(missed_reads_share(per_s, 10.0, 50.0).unwrap(), share);
        }
    }

    /// P14: speed-ups, the peak, and the law found again from its own values.
    #[test]
    fn the_universal_scalability_law() {
        let law = Scalability { sigma: 0.02, kappa: 0.0005 };
        let published = [
            (1.0, 1.0),
            (2.0, 1.958_863_858_961_802_2),
            (4.0, 3.752_345_215_759_85),
            (8.0, 6.849_315_068_493_150_5),
            (16.0, 11.267_605_633_802_816),
            (32.0, 15.122_873_345_935_728),
            (64.0, 14.967_259_120_673_527),
        ];
        for (workers, speedup) in published {
            same(law.speedup(workers), speedup);
        }
        let peak = law.peak().unwrap();
        same(peak, 44.271_887_242_357_31);
        same(law.speedup(peak), 15.680_890_800_669_29);
        same(law.speedup(44.0), 15.680_684_248_039_915);
        assert!(law.speedup(44.0) > law.speedup(43.0) && law.speedup(44.0) > law.speedup(45.0));
        let found = Scalability::fit(&published).unwrap();
        same(found.sigma, 0.02);
        same(found.kappa, 0.0005);
        assert_eq!(Scalability::fit(&published[..2]), None);
        assert_eq!(Scalability { sigma: 0.1, kappa: 0.0 }.peak(), None);
        assert_eq!(Scalability { sigma: 0.1, kappa: -0.01 }.peak(), None);
        assert_eq!(Scalability { sigma: 1.5, kappa: 0.01 }.peak(), Some(1.0));
    }

    #[test]
    fn the_law_is_fitted_to_six_throughputs_that_begin_with_one_worker() {
        let law = Scalability { sigma: 0.02, kappa: 0.0005 };
        let workers = [1, 2, 4, 8, 16, 32, 64];
        let rates = workers.map(|workers| 100.0 * law.speedup(f64::from(workers)));
        let found = Scalability::of_rates(&workers, &rates).unwrap();
        same(found.sigma, 0.02);
        same(found.kappa, 0.0005);
        assert!(found.worst_error(&workers, &rates) < 1e-9);
        same(Scalability { sigma: 0.0, kappa: 0.0 }.worst_error(&workers[..2], &[100.0, 160.0]), 0.25);
        assert!(Scalability::of_rates(&workers[..6], &rates).is_some());
        assert_eq!(Scalability::of_rates(&workers[..5], &rates), None);
        assert_eq!(Scalability::of_rates(&workers[1..], &rates[1..]), None);
        assert_eq!(Scalability::of_rates(&workers, &[0.0; 7]), None);
        assert_eq!(Scalability::of_rates(&[], &[]), None);
    }

    /// P15.
    #[test]
    fn partitions_speed_up_in_steps() {
        let steps: Vec<f64> = (1..=16).map(|consumers| partitioned_speedup(12, consumers)).collect();
        let published = [1., 2., 3., 4., 4., 6., 6., 6., 6., 6., 6., 12., 12., 12., 12., 12.];
        assert_eq!(steps, published);
    }

    /// P16.
    #[test]
    fn parts_in_series_multiply() {
        same(in_series(&[0.999; 5]), 0.995_009_990_004_999);
        same(in_series(&[0.999, 0.999]), 0.998_001);
    }
}
