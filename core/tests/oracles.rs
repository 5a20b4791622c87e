//! The published results of queueing theory, met by the simulation within their tolerance.
//!
//! Each case is a scenario file in `oracles/`, run as independent replications with the seeds
//! 1, 2, 3 …, whose measurements are averaged: one long run would need the memory of all of them
//! at once. A tolerance is at least three standard errors of that average, so that a correct
//! simulation passes with nearly every other set of seeds too.

use std::collections::BTreeMap;

use lockstep_core::metrics::{Measurements, Operations, Progress, Samples};
use lockstep_core::scenario::{Override, Scenario};
use lockstep_core::study::Study;
use lockstep_core::theory::{
    any_slow_share, bounded, closed_loop, longest_of_ms, missed_reads_share, mm1_sojourn_ms,
};

// 24 seeds gave these standard errors of one replication: P1 sojourn mean 0.9 %, p99 1.7 %; P6 wait
// mean 1.0 %; P9 wait for a thread 3.5 %, share of operations that wait for one 2.3 %. No mean was
// further from its value than its own standard error over the 24, so nothing is biased.

/// What a metric of the catalogue must come to.
type Expected<'e> = &'e [(&'e str, f64)];

/// The averages over so many replications of one lane of a case, with values of it changed.
fn replications(json: &str, changes: &[(&str, f64)], lane: usize, count: u64) -> BTreeMap<String, f64> {
    let changes: Vec<Override> = changes.iter().map(|(path, value)| Override::number(path, *value)).collect();
    let mut sums = BTreeMap::new();
    for seed in 1..=count {
        let scenario = Scenario::with_overrides(json, &changes).unwrap();
        let study = Study::run(scenario, seed).unwrap();
        let measured: Measurements = study.measure(lane, study.end());
        for (id, value) in measured.iter() {
            *sums.entry(id.to_string()).or_insert(0.0) += value.unwrap_or(f64::NAN) / count as f64;
        }
    }
    sums
}

/// Relative, as published with the cases.
fn tolerance(metric: &str) -> f64 {
    if metric.contains("_p99_") {
        0.05
    } else if metric.contains("_p95_") {
        0.04
    } else if metric.ends_with("_per_s") {
        0.02
    } else if metric == "queue_wait_mean_ms.threads" {
        0.05 // One operation in ten waits for a thread, so this mean has the fewest samples.
    } else {
        0.03
    }
}

fn check(json: &str, count: u64, expected: Expected) {
    compare(&replications(json, &[], 0, count), expected);
}

fn compare(measured: &BTreeMap<String, f64>, expected: Expected) {
    let wrong: Vec<String> = expected
        .iter()
        .filter_map(|(metric, value)| {
            let got = measured[*metric];
            let off = (got - value) / value;
            // Written so that NaN, a metric without samples, is wrong.
            let met = off.abs() <= tolerance(metric);
            (!met).then(|| format!("{metric}: {got}, expected {value} ({:+.2} %)", 100.0 * off))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// M/M/1: the sojourn is exponential with rate μ − λ (Kleinrock I, ch. 3).
#[test]
fn p1_one_worker() {
    let sojourn = mm1_sojourn_ms(80.0, 10.0).unwrap();
    let quantile = |q: f64| -sojourn * libm::log(1.0 - q);
    check(
        include_str!("oracles/P1.json"),
        2,
        &[
            ("blocked_arrivals_share.service", 0.8),
            ("queue_wait_mean_ms.service", sojourn - 10.0),
            ("sojourn_mean_ms.service", sojourn),
            ("sojourn_p50_ms.service", quantile(0.50)),
            ("sojourn_p95_ms.service", quantile(0.95)),
            ("sojourn_p99_ms.service", quantile(0.99)),
            ("acknowledgement_mean_ms", sojourn),
            ("completion_p99_ms", quantile(0.99)),
            ("queue_length_mean.service", 3.2),
            ("number_in_system_mean.service", 4.0),
            ("utilisation.service", 0.8),
            ("offered_per_s", 80.0),
            ("completed_per_s", 80.0),
        ],
    );
}

/// M/M/5: Erlang's C (Kleinrock I, ch. 3).
#[test]
fn p2_five_workers() {
    check(
        include_str!("oracles/P2.json"),
        2,
        &[
            ("blocked_arrivals_share.service", 0.410_393_807_500_847_03),
            ("queue_wait_mean_ms.service", 5.862_768_678_583_529),
            ("sojourn_mean_ms.service", 25.862_768_678_583_528),
            ("sojourn_p50_ms.service", 19.609_370_902_257_936),
            ("sojourn_p95_ms.service", 71.449_248_880_881_46),
            ("sojourn_p99_ms.service", 104.942_605_728_817_16),
            ("queue_length_mean.service", 1.055_298_362_145_035_1),
            ("number_in_system_mean.service", 4.655_298_362_145_035),
            ("utilisation.service", 0.72),
            ("busy_mean.service", 3.6),
        ],
    );
}

/// M/M/10/10: Erlang's B. Of the million operations of each run the first 5 % are not counted.
#[test]
fn p3_no_queue() {
    let theory = bounded(400.0, 20.0, 10, 0);
    check(
        include_str!("oracles/P3.json"),
        1,
        &[
            ("refused", 950_000.0 * theory.refused_share),
            // Nobody waits, so whoever does not start at once is refused.
            ("blocked_arrivals_share.service", theory.refused_share),
            ("accepted_per_s", theory.accepted_per_s),
            ("busy_mean.service", theory.number_in_system),
            ("sojourn_mean_ms.service", theory.sojourn_ms),
        ],
    );
}

/// M/M/1/10: the truncated birth-death chain, whose times are those of accepted operations.
#[test]
fn p4_bounded_queue() {
    let theory = bounded(120.0, 10.0, 1, 9);
    check(
        include_str!("oracles/P4.json"),
        1,
        &[
            ("refused", 950_000.0 * theory.refused_share),
            ("completed_per_s", theory.accepted_per_s),
            ("number_in_system_mean.service", theory.number_in_system),
            ("sojourn_mean_ms.service", theory.sojourn_ms),
            ("queue_wait_mean_ms.service", theory.sojourn_ms - 10.0),
            ("utilisation.service", 0.968_896_205_847_832_8),
            // Arrivals find the worker busy as often as it is.
            ("blocked_arrivals_share.service", 0.968_896_205_847_832_8),
            ("sojourn_p50_ms.service", 67.157_194_586_001_68),
            ("sojourn_p95_ms.service", 134.522_683_307_133_24),
            ("sojourn_p99_ms.service", 166.675_307_141_830_44),
        ],
    );
}

/// M/D/1: Pollaczek and Khinchine with E[S²] = 100 ms².
#[test]
fn p5_fixed_time() {
    check(
        include_str!("oracles/P5.json"),
        2,
        &[
            ("queue_wait_mean_ms.service", 20.0),
            ("sojourn_mean_ms.service", 30.0),
            ("queue_length_mean.service", 1.6),
            ("number_in_system_mean.service", 2.4),
            ("utilisation.service", 0.8),
        ],
    );
}

/// M/G/1: Pollaczek and Khinchine with E[S²] = 575 ms².
#[test]
fn p6_mostly_fast_sometimes_slow() {
    check(
        include_str!("oracles/P6.json"),
        2,
        &[
            ("queue_wait_mean_ms.service", 43.125),
            ("sojourn_mean_ms.service", 53.125),
            ("queue_length_mean.service", 2.5875),
            ("number_in_system_mean.service", 3.1875),
            ("utilisation.service", 0.6),
        ],
    );
}

/// M/M/1//10: exact mean value analysis (Reiser and Lavenberg 1980).
#[test]
fn p7_closed_loop() {
    let theory = closed_loop(10, 100.0, 10.0).unwrap();
    check(
        include_str!("oracles/P7.json"),
        1,
        &[
            ("completed_per_s", theory.throughput_per_s),
            ("acknowledgement_mean_ms", theory.response_ms),
            ("sojourn_mean_ms.service", theory.response_ms),
            ("utilisation.service", 0.785_417_656_892_652_6),
            ("number_in_system_mean.service", 2.145_823_431_073_473_4),
            ("caller_blocked_share", theory.blocked_share),
        ],
    );
}

/// Three M/M/1 one behind the other: their sojourns are independent (Burke 1956, Reich 1957), and the
/// whole is hypoexponential.
#[test]
fn p8_tandem() {
    check(
        include_str!("oracles/P8.json"),
        3,
        &[
            ("sojourn_mean_ms.first", 25.0),
            ("sojourn_mean_ms.second", 50.0),
            ("sojourn_mean_ms.third", 16.666_666_666_666_668),
            ("completion_mean_ms", 91.666_666_666_666_67),
            ("completion_p50_ms", 78.921_320_425_801_62),
            ("completion_p95_ms", 203.867_211_978_641_5),
            ("completion_p99_ms", 285.021_805_189_244_84),
        ],
    );
}

/// The closed loop once more, beside the same callers who hand over in 4 ms and think again: what
/// they hand over beyond the service's 100 per second waits in the broker.
#[test]
fn p17_blocked_callers_against_a_hand_off() {
    let json = include_str!("oracles/P17.json");
    let operations = 400_000.0;
    for callers in [10.0, 20.0, 50.0] {
        let changes = [("workload.arrivals.closed.callers", callers)];
        let theory = closed_loop(callers as u32, 100.0, 10.0).unwrap();
        compare(
            &replications(json, &changes, 0, 1),
            &[
                ("completed_per_s", theory.throughput_per_s),
                ("acknowledgement_mean_ms", theory.response_ms),
                ("caller_blocked_share", theory.blocked_share),
            ],
        );
        let accepted_per_s = callers * 1000.0 / 104.0;
        let handed_over = replications(json, &changes, 1, 1);
        compare(
            &handed_over,
            &[
                ("accepted_per_s", accepted_per_s),
                ("completed_per_s", accepted_per_s.min(100.0)),
                ("caller_blocked_share", 4.0 / 104.0),
            ],
        );
        // From the first to the last hand-over the backlog has grown to its peak.
        let counted_s = operations * 0.95 / accepted_per_s;
        let growth_per_s = handed_over["peak_backlog.ask"] / (operations / accepted_per_s);
        match accepted_per_s - 100.0 {
            growing if growing > 0.0 => {
                assert!((growth_per_s / growing - 1.0).abs() < 0.02, "{growth_per_s}")
            }
            _ => assert!(handed_over["drain_time_ms"] / 1000.0 < 0.01 * counted_s && growth_per_s < 0.5),
        }
    }
}

/// Relative, as published with P10 and P11, whose branches never wait: 0.1 % standard error in 80 000.
fn check_branches(json: &str, expected: Expected) {
    let measured = replications(json, &[], 0, 1);
    for (id, value) in expected {
        let tolerance = if id.contains("p99") { 0.02 } else { 0.01 };
        let off = measured[*id] / value - 1.0;
        assert!(off.abs() <= tolerance, "{id}: {:+.2} % off {value}", 100.0 * off);
    }
}

/// The longest of five exponential times: 10 (1 + 1/2 + … + 1/5), and −10 ln(1 − p^(1/5)).
#[test]
fn p10_parallel_branches() {
    let quantile = |p: f64| -10.0 * libm::log(1.0 - libm::pow(p, 0.2));
    check_branches(
        include_str!("oracles/P10.json"),
        &[
            ("completion_mean_ms", longest_of_ms(5, 10.0)),
            ("acknowledgement_mean_ms", longest_of_ms(5, 10.0)),
            ("completion_p50_ms", quantile(0.50)),
            ("completion_p95_ms", quantile(0.95)),
            ("completion_p99_ms", quantile(0.99)),
        ],
    );
}

/// The sum of five exponential times is an Erlang distribution.
#[test]
fn p11_branches_one_after_another() {
    check_branches(
        include_str!("oracles/P11.json"),
        &[
            ("completion_mean_ms", 50.0),
            ("completion_p95_ms", 91.535_190_266_375_74),
            ("completion_p99_ms", 116.046_255_794_771_8),
        ],
    );
}

/// Of a hundred branches one in a hundred is slow: 63.4 % of the operations wait for a slow one. The
/// standard error of the share in 10 000 operations is 0.8 % of it.
#[test]
fn the_tail_at_scale() {
    let mut slow_share = 0.0;
    for seed in 1..=4 {
        let scenario = Scenario::from_json(include_str!("oracles/tail-at-scale.json")).unwrap();
        let study = Study::run(scenario, seed).unwrap();
        let operations = Operations::until(&study.scenario.model, &study.traces[0], study.end());
        let slow = |fate: &Progress| fate.acknowledgement().is_some_and(|length| length.millis() > 500.0);
        slow_share += operations.count(slow) as f64 / 10_000.0;
    }
    assert!((slow_share / any_slow_share(100, 0.01) - 1.0).abs() < 0.03, "{slow_share}");
}

/// A read 50 ms after an acknowledgement that comes when the write is queued: staleness is the sojourn
/// in M/M/1, exponential with rate μ − λ. Near saturation a run varies more, as the tolerance says.
#[test]
fn p13_stale_reads() {
    let json = include_str!("oracles/P13.json");
    for (per_s, count) in [(50.0, 1), (80.0, 1), (95.0, 4)] {
        let measured = replications(json, &[("workload.arrivals.poisson.per_s", per_s)], 0, count);
        let stale_ms = mm1_sojourn_ms(per_s, 10.0).unwrap();
        let quantile = |q: f64| -stale_ms * libm::log(1.0 - q);
        let (mean, p95, p99) = if per_s > 90.0 { (0.06, 0.08, 0.12) } else { (0.03, 0.04, 0.05) };
        for (id, expected, tolerance) in [
            ("reads_missed_share", missed_reads_share(per_s, 10.0, 50.0).unwrap(), 0.03),
            ("staleness_mean_ms", stale_ms, mean),
            ("staleness_p95_ms", quantile(0.95), p95),
            ("staleness_p99_ms", quantile(0.99), p99),
        ] {
            // Staleness has no p99 in the catalogue; it is the sojourn in the service.
            let id = if id == "staleness_p99_ms" { "sojourn_p99_ms.service" } else { id };
            let off = measured[id] / expected - 1.0;
            assert!(off.abs() <= tolerance, "{per_s}/s, {id}: {:+.2} % off {expected}", 100.0 * off);
        }
    }
}

/// A pool of blocking threads only moves the queue: the whole is P1, of which a part is spent
/// waiting for a thread. P(N ≥ 10) = ρ¹⁰ by PASTA.
#[test]
fn p9_thread_pool() {
    check(
        include_str!("oracles/P9.json"),
        6,
        &[
            ("acknowledgement_mean_ms", 50.0),
            ("acknowledgement_p50_ms", 34.657_359_027_997_266),
            ("acknowledgement_p95_ms", 149.786_613_677_699_56),
            ("acknowledgement_p99_ms", 230.258_509_299_404_58),
            ("blocked_arrivals_share.threads", 0.107_374_182_4),
            ("queue_wait_mean_ms.threads", 5.368_709_12),
            ("sojourn_mean_ms.service", 44.631_290_88),
            ("busy_mean.threads", 3.570_503_270_4),
        ],
    );
}

/// 100 requests per second at 1 ms, and 100 s in which nothing is answered. Whoever measures from the intended start
/// has 10 000 times 1 ms and 10 000 times what is left of the freeze: 25.003 s on average, and 50.0 s for a quarter.
/// A caller that waits for each answer before it asks again sees the freeze once, and 0.010999 s on average.
#[test]
fn a_freeze_is_measured_from_the_intended_start() {
    let json = include_str!("oracles/coordinated-omission.json");
    let study = Study::run(Scenario::from_json(json).unwrap(), 1).unwrap();
    let measured = study.measure(0, study.end());
    let seconds = |id: &str| measured[id].unwrap() / 1000.0;
    assert!((seconds("acknowledgement_mean_ms") - 25.003).abs() < 0.0005, "{measured:?}");
    let operations = Operations::until(&study.scenario.model, &study.traces[0], study.end());
    let lengths = operations.counted().iter().filter_map(Progress::acknowledgement).collect();
    let third_quartile = Samples::of(lengths).quantile_ms(0.75).unwrap() / 1000.0;
    assert!((third_quartile - 50.0).abs() < 0.05, "{third_quartile}");
    assert!((seconds("acknowledgement_max_ms") - 100.0).abs() < 0.001);

    // One caller, who is back after 1 ms and thinks for 9 ms; the freeze takes its 10 001st request.
    let closed = r#"{"closed": {"callers": 1, "think": {"fixed": {"ms": 9}}, "operations": 10001}}"#;
    let set = |path: &str, value: &str| Override::parse(&format!("{path}={value}")).unwrap();
    let changes = [set("workload.arrivals", closed), set("faults.0.hang.to_ms", "200009")];
    let omitted = Study::run(Scenario::with_overrides(json, &changes).unwrap(), 1).unwrap();
    let naive = omitted.measure(0, omitted.end())["acknowledgement_mean_ms"].unwrap() / 1000.0;
    assert!((naive - 0.010_999).abs() < 0.000_000_5, "{naive}");
}
