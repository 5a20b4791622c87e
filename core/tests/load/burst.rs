//! Traffic burst at scale: 50/s, 300/s for 10 s, then 50/s again, on a service that serves 100/s.
//! A queue takes in 200/s more than it gives out, so 2000, and gives out 50/s more afterwards.

use lockstep_core::study::Study;
use lockstep_core::time::SimTime;
use lockstep_core::trace::Fact;
use serde_json::json;

use super::{lane, near, place, study};

const BURST: &str = include_str!("../../../assets/scenarios/traffic-burst.json");
const SEEDS: u64 = 8;

/// How many messages wait in the broker at a point in time.
fn backlog(study: &Study, at: SimTime) -> i64 {
    let trace = &study.traces[place(study, "async")];
    let step = |fact: &Fact| match fact {
        Fact::MessageStored { .. } => 1,
        Fact::DeliverySent { .. } => -1,
        _ => 0,
    };
    trace.records()[..trace.count_until(at)].iter().map(|record| step(&record.fact)).sum()
}

/// 2000 more in than out, with a standard deviation of 63 in one run: √(3000 + 1000).
#[test]
fn the_queue_takes_in_what_the_service_cannot() {
    let (mut peak, mut drained, mut stale, mut refused) = (0.0, 0.0, 0.0, 0.0);
    for seed in 1..=SEEDS {
        let study = study(BURST, &[], seed);
        let (sync, asynchronous) = (lane(&study, "sync"), lane(&study, "async"));
        assert_eq!((asynchronous["lost"], asynchronous["failed"]), (Some(0.0), Some(0.0)));
        assert_eq!((asynchronous["refused"], asynchronous["success_share"]), (Some(0.0), Some(1.0)));
        assert_eq!(asynchronous["acknowledgement_max_ms"], Some(4.0));
        // Who is not refused waits for at most 200 others: 2 s and their spread.
        assert!(sync["completion_max_ms"] < Some(3000.0), "{:?}", sync["completion_max_ms"]);
        assert_eq!(sync["failed"], sync["refused"]);
        peak += asynchronous["peak_backlog.charge"].unwrap() / SEEDS as f64;
        stale += asynchronous["staleness_max_ms"].unwrap() / SEEDS as f64;
        refused += sync["refused"].unwrap() / SEEDS as f64;
        drained += asynchronous["drain_time_ms"].unwrap() / SEEDS as f64;
    }
    // One standard error of the mean of eight is 1.1 % of the peak and about 2 % of the drain time.
    near(peak, 2000.0, 0.04);
    near(stale, 20_000.0, 0.05);
    near(refused, 1800.0, 0.04);
    near(drained, 40_000.0, 0.07);
}

/// The same without any randomness: the numbers themselves, up to what two prefetched messages and
/// a gap of 3.333 ms instead of a third of ten come to.
#[test]
fn equal_gaps_give_the_numbers_themselves() {
    let rates =
        json!([{"for_ms": 10000, "every_ms": 20}, {"for_ms": 10000, "every_ms": 3.333}, {"every_ms": 20}]);
    let time = json!({"fixed": {"ms": 10}});
    let changes = [("workload.arrivals.phases.rates", rates), ("services.payments.service_time", time)];
    let study = study(BURST, &changes, 1);
    let (sync, asynchronous) = (lane(&study, "sync"), lane(&study, "async"));
    let at = |ms: f64| backlog(&study, SimTime::from_millis_f64(ms));
    assert_eq!(at(9_999.0), 0);
    assert!((1997..=2001).contains(&at(20_000.0)), "{}", at(20_000.0));
    assert!((997..=1001).contains(&at(15_000.0)), "{}", at(15_000.0));
    near(asynchronous["drain_time_ms"].unwrap(), 40_000.0, 0.005);
    near(asynchronous["staleness_max_ms"].unwrap(), 20_000.0, 0.005);
    near(sync["refused"].unwrap(), 1800.0, 0.005);
    near(sync["completion_max_ms"].unwrap(), 2_010.0, 0.005);
}

/// Without a bound the synchronous callers wait as long as the messages do, and nobody is refused.
#[test]
fn an_unbounded_queue_of_callers_only_hides_the_refusals() {
    let study = study(BURST, &[("services.payments.queue_limit", json!(4000))], 1);
    let sync = lane(&study, "sync");
    assert_eq!(sync["refused"], Some(0.0));
    assert!(sync["acknowledgement_max_ms"] > Some(18_000.0), "{:?}", sync["acknowledgement_max_ms"]);
}
