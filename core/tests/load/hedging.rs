//! Hedged requests: what The Tail at Scale (Dean and Barroso, CACM 2013) published, as far as a law of one
//! reading that is fitted to two of its numbers replays it.

use lockstep_core::metrics::{Operations, Progress, Samples};
use lockstep_core::theory::any_slow_share;
use serde_json::{json, Value};

use super::{lane, near, place, study};

const HEDGED: &str = include_str!("../../../assets/scenarios/fan-out-hedged.json");

/// The law in the file: lognormal, mean 1.224 ms, coefficient of variation 6.28. The share of the readings
/// that take longer than so many milliseconds.
fn longer(ms: f64) -> f64 {
    let variation: f64 = 628.0 / 100.0;
    let variance = (1.0 + variation * variation).ln();
    let median = 1.224 * (-variance / 2.0).exp();
    if ms <= 0.0 {
        return 1.0;
    }
    libm::erfc((ms / median).ln() / (2.0 * variance).sqrt()) / 2.0
}

/// The same if another reading begins after 10 ms and the first to end counts.
fn longer_hedged(ms: f64) -> f64 {
    longer(ms) * longer(ms - 10.0)
}

/// The time that this share of the searches of so many keys keeps to, by halving an interval.
fn quantile(longer: fn(f64) -> f64, keys: u32, share: f64) -> f64 {
    let (mut low, mut high) = (0.0, 100_000.0);
    for _ in 0..100 {
        let middle = (low + high) / 2.0;
        if (1.0 - longer(middle)).powf(f64::from(keys)) < share {
            low = middle;
        } else {
            high = middle;
        }
    }
    high
}

/// The two numbers that the law is fitted to, and the third, which it foretells: 79 ms, published 74.
#[test]
fn the_law_gives_the_published_numbers() {
    near(longer(10.0), 0.02, 0.01);
    near(quantile(longer, 1000, 0.999), 1800.0, 0.01);
    near(quantile(longer_hedged, 1000, 0.999), 78.6, 0.005);
    near(quantile(longer_hedged, 1000, 0.999), 74.0, 0.08);
}

/// Runs of the file with other seeds, put together: the answers' times in both lanes, and the requests
/// of the second for each key.
fn searches(changes: &[(&str, Value)], seeds: u64) -> ([Samples; 2], f64) {
    let (mut times, mut requests) = ([Vec::new(), Vec::new()], 0.0);
    for seed in 1..=seeds {
        let study = study(HEDGED, changes, seed);
        for (id, times) in ["parallel", "hedged"].into_iter().zip(&mut times) {
            let place = place(&study, id);
            let fates = Operations::until(&study.scenario.model, &study.traces[place], study.end());
            times.extend(fates.counted().iter().filter_map(Progress::acknowledgement));
        }
        requests += lane(&study, "hedged")["attempts_per_operation"].unwrap();
    }
    (times.map(Samples::of), requests / seeds as f64)
}

/// As published with a thousand keys, 2000 searches: 2 % more requests, and the tail that theory gives.
/// Twenty searches lie above p99, so its standard error is 10 % without hedging and 6 % with it.
#[test]
fn a_thousand_keys_behave_as_published() {
    let changes = [
        ("edges.ask.copies", json!(1000)),
        ("services.leaves.workers", json!(1000)),
        ("limits.records", json!(20_000_000)),
    ];
    let ([plain, hedged], requests) = searches(&changes, 10);
    near(requests, 1.02, 0.001);
    for (samples, law) in [(plain, longer as fn(f64) -> f64), (hedged, longer_hedged)] {
        near(samples.quantile_ms(0.5).unwrap(), quantile(law, 1000, 0.5), 0.04);
        near(samples.quantile_ms(0.99).unwrap(), quantile(law, 1000, 0.99), 0.3);
    }
}

/// As shipped, a tenth of the keys: the tail of 200 searches is cut by more than five times.
#[test]
fn as_shipped_the_tail_is_cut() {
    let ([plain, hedged], requests) = searches(&[], 1);
    near(requests, 1.02, 0.003);
    let p99 = [&plain, &hedged].map(|samples| samples.quantile_ms(0.99).unwrap());
    assert!(p99[0] > 5.0 * p99[1], "{p99:?}");
    // A search that no server delays gains nothing.
    assert_eq!(plain.quantile_ms(0.01), hedged.quantile_ms(0.01));
}

/// One answer in a hundred takes a second: 63.4 % of the searches meet one. With another attempt after
/// 12 ms both must be slow, one time in ten thousand, and so is one search in a hundred.
#[test]
fn a_rare_delay_becomes_rare_again() {
    let points = json!([{"ms": 10, "share": 0.99}, {"ms": 1000, "share": 0.01}]);
    let changes = [
        ("services.leaves.service_time", json!({"mixture": {"points": points}})),
        ("lanes.hedged.policies.ask.hedge.delay_ms", json!(12)),
        ("workload.arrivals.every.ms", json!(2500)),
    ];
    let ([plain, hedged], requests) = searches(&changes, 10);
    near(requests, 1.01, 0.001);
    let slow = |samples: &Samples| {
        (0..2000)
            .filter(|rank| samples.quantile_ms((f64::from(*rank) + 0.5) / 2000.0).unwrap() >= 1000.0)
            .count()
    };
    near(slow(&plain) as f64 / 2000.0, any_slow_share(100, 0.01), 0.06);
    // Twenty of two thousand, give or take three standard errors.
    near(slow(&hedged) as f64 / 2000.0, any_slow_share(100, 0.0001), 0.68);
}
