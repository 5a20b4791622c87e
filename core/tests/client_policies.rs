//! What clients do while they wait and when a call fails, to the microsecond and to the published numbers.

mod common;

use common::{near, times};
use lockstep_core::metrics::Measurements;
use lockstep_core::scenario::Scenario;
use lockstep_core::study::Study;
use lockstep_core::trace::{Fact, Outcome, Patience, Record};
use serde_json::{json, Value};

fn one_service(service: Value, call: Value, arrivals: Value, faults: Value) -> Study {
    common::one_service(service, call, json!({"arrivals": arrivals}), faults)
}

fn measured(study: &Study) -> Measurements {
    study.measure(0, study.end())
}

fn is_sent(fact: Fact) -> bool {
    matches!(fact, Fact::RequestSent { .. })
}

/// M/M/1 at 80/s on 100/s keeps a call e^(−(100−80)·0.1 s) = 13.53353 % of the time longer than 100 ms;
/// without cancellation the work is done all the same, so nobody knows and everything takes effect.
#[test]
fn a_timeout_without_cancellation_takes_effect_all_the_same() {
    let study = one_service(
        json!({"service_time": {"exponential": {"mean_ms": 10}}}),
        json!({"timeout_ms": 100}),
        json!({"poisson": {"per_s": 80, "operations": 600_000}}),
        json!([]),
    );
    let metrics = measured(&study);
    let all = 600_000.0;
    near(metrics["timed_out"].map(|timed_out| timed_out / all), 0.135_335_283, 0.03);
    assert_eq!(metrics["timed_out"], metrics["unknown_outcomes"]);
    assert_eq!(metrics["failed"], metrics["unknown_outcomes"]);
    near(metrics["completed_per_s"], 80.0, 0.01);
    let effects = times(&study, |fact| matches!(fact, Fact::EffectVisible { .. })).len();
    assert_eq!(effects, 600_000, "every operation takes effect");
}

/// A callee that is down refuses at once: attempts at 0, then after 10, 20, 40 and 40 ms of back-off.
#[test]
fn back_off_grows_up_to_its_limit() {
    let study = one_service(
        json!({"service_time": {"fixed": {"ms": 1}}}),
        json!({"retry": {"max_attempts": 5, "backoff": {"initial_ms": 10, "multiplier": 2, "max_ms": 40}}}),
        json!({"at": {"ms": [0]}}),
        json!([{"down": {"service": "service", "from_ms": 0}}]),
    );
    assert_eq!(times(&study, is_sent), [0.0, 10.0, 30.0, 70.0, 110.0]);
    let metrics = measured(&study);
    assert_eq!((metrics["attempts_per_operation"], metrics["failed"]), (Some(5.0), Some(1.0)));
    // It was told by the callee that nothing was done.
    assert_eq!((metrics["timed_out"], metrics["unknown_outcomes"]), (Some(0.0), Some(0.0)));
}

/// A call of 30 ms with 20 ms of patience: sent at 0 and 20, given up at 40; the late replies of 30 and 60
/// (one worker) are thrown away.
#[test]
fn what_comes_too_late_is_thrown_away() {
    let study = one_service(
        json!({"service_time": {"fixed": {"ms": 30}}}),
        json!({"timeout_ms": 20, "retry": {"max_attempts": 2}}),
        json!({"at": {"ms": [0]}}),
        json!([]),
    );
    assert_eq!(times(&study, is_sent), [0.0, 20.0]);
    assert_eq!(times(&study, |fact| matches!(fact, Fact::TimedOut { .. })), [20.0, 40.0]);
    assert_eq!(times(&study, |fact| matches!(fact, Fact::ReplyDiscarded { .. })), [30.0, 60.0]);
    let told = |fact| matches!(fact, Fact::Acknowledged { outcome: Outcome::TimedOut, .. });
    assert_eq!(times(&study, told), [40.0]);
    let metrics = measured(&study);
    assert_eq!(metrics["duplicate_effects"], Some(1.0), "the retry did the work once more");
    assert_eq!(metrics["unknown_outcomes"], Some(1.0));
}

/// The deadline of 50 ms ends the third attempt, which began at 40 and had 20 ms of its own.
#[test]
fn the_deadline_covers_all_attempts() {
    let study = one_service(
        json!({"service_time": {"fixed": {"ms": 500}}}),
        json!({"timeout_ms": 20, "deadline_ms": 50, "retry": {"max_attempts": 9}}),
        json!({"at": {"ms": [0]}}),
        json!([]),
    );
    assert_eq!(times(&study, is_sent), [0.0, 20.0, 40.0]);
    let deadline = |fact| matches!(fact, Fact::TimedOut { limit: Patience::Deadline, .. });
    assert_eq!(times(&study, deadline), [50.0]);
}

/// gRPC spreads its back-off over 20 % more or less; every operation draws its own.
#[test]
fn jitter_spreads_the_retries() {
    let jittered = |jitter: Value| {
        let study = one_service(
            json!({"service_time": {"fixed": {"ms": 1}}}),
            json!({"retry": {"max_attempts": 2, "backoff": {"initial_ms": 100, "jitter": jitter}}}),
            json!({"every": {"ms": 0, "operations": 2000}}),
            json!([{"down": {"service": "service", "from_ms": 0}}]),
        );
        let retry = |record: &&Record| matches!(record.fact, Fact::RequestSent { at } if at.attempt == 1);
        let records = study.traces[0].records().iter();
        records.filter(retry).map(|record| record.at.millis()).collect::<Vec<f64>>()
    };
    for (jitter, low, high) in
        [(json!({"plus_minus": {"share": 0.2}}), 80.0, 120.0), (json!({"full": {}}), 0.0, 100.0)]
    {
        let waits = jittered(jitter);
        assert_eq!(waits.len(), 2000);
        assert!(waits[0] >= low && waits[1999] <= high, "{} {}", waits[0], waits[1999]);
        let mean = waits.iter().sum::<f64>() / 2000.0;
        // Uniform: the mean's standard error is (high − low) / √12 / √2000.
        let error = (high - low) / 12f64.sqrt() / 2000f64.sqrt();
        assert!((mean - (low + high) / 2.0).abs() < 4.0 * error, "mean {mean}");
    }
}

/// One lane with the defaults of one technology, another with those of another.
#[test]
fn a_lane_may_have_policies_of_its_own() {
    let burst = include_str!("../../assets/scenarios/checkout-burst.json");
    let mut file: Value = serde_json::from_str(burst).unwrap();
    file["edges"][0]["call"] = json!({"timeout_ms": 1000});
    file["lanes"][0]["policies"] = json!({"place": {"timeout_ms": 25}});
    let study = Study::run(Scenario::from_json(&file.to_string()).unwrap(), 1).unwrap();
    let failed = |lane| study.measure(lane, study.end())["timed_out"];
    // The synchronous answers come after 20, 26, 32, 38 and 44 ms.
    assert_eq!((failed(0), failed(1)), (Some(4.0), Some(0.0)));
}

/// P12: an attempt fails with probability 0.3, four attempts: (1 − 0.3⁴) / 0.7 = 1.417 attempts, 0.9919 succeed.
#[test]
fn p12_retries_against_independent_failures() {
    let operations = 400_000;
    let study = one_service(
        json!({"service_time": {"fixed": {"ms": 0}}, "workers": 8}),
        json!({"retry": {"max_attempts": 4}}),
        json!({"every": {"ms": 1, "operations": operations}}),
        json!([{"error": {"service": "service", "share": 0.3, "from_ms": 0}}]),
    );
    let metrics = measured(&study);
    near(metrics["attempts_per_operation"], 1.417, 0.005);
    near(metrics["success_share"], 0.9919, 0.002);
    // Nobody is in doubt: an error says that nothing was done.
    assert_eq!(metrics["unknown_outcomes"], Some(0.0));
    assert_eq!(metrics["duplicate_effects"], Some(0.0));
}

/// Work of 10 ms that begins between 20 and 50 ms takes three times as long.
#[test]
fn slow_work_is_what_begins_while_it_is_slow() {
    let study = one_service(
        json!({"service_time": {"fixed": {"ms": 10}}, "workers": 9}),
        json!({}),
        json!({"at": {"ms": [15, 20, 49, 50]}}),
        json!([{"slow": {"service": "service", "factor": 3, "from_ms": 20, "to_ms": 50}}]),
    );
    assert_eq!(times(&study, |fact| matches!(fact, Fact::Acknowledged { .. })), [25.0, 50.0, 60.0, 79.0]);
}

/// Whatever would have ended between 20 and 50 ms ends at 50; what comes meanwhile is taken on.
#[test]
fn what_hangs_takes_work_on_and_ends_none() {
    let study = one_service(
        json!({"service_time": {"fixed": {"ms": 10}}, "workers": 2}),
        json!({}),
        json!({"at": {"ms": [5, 15, 30, 31, 32]}}),
        json!([{"hang": {"service": "service", "from_ms": 20, "to_ms": 50}}]),
    );
    assert_eq!(times(&study, |fact| matches!(fact, Fact::WorkStarted { .. })), [5.0, 15.0, 30.0, 50.0, 50.0]);
    assert_eq!(
        times(&study, |fact| matches!(fact, Fact::Acknowledged { .. })),
        [15.0, 50.0, 50.0, 60.0, 60.0]
    );
}

/// A way that is 5 ms longer each way, and one that loses everything.
#[test]
fn a_bad_network_delays_and_loses() {
    let bad = |fault: Value| {
        one_service(
            json!({"service_time": {"fixed": {"ms": 10}}}),
            json!({"timeout_ms": 100}),
            json!({"at": {"ms": [0]}}),
            json!([fault]),
        )
    };
    let delayed = bad(json!({"delay": {"edge": "ask", "ms": 5, "from_ms": 0}}));
    assert_eq!(measured(&delayed)["acknowledgement_mean_ms"], Some(20.0));
    // The request is on its way before the network turns bad, the reply is not.
    let lost = bad(json!({"loss": {"edge": "ask", "share": 1, "from_ms": 1}}));
    assert_eq!(times(&lost, |fact| matches!(fact, Fact::ReplyLost { .. })), [10.0]);
    assert_eq!(times(&lost, |fact| matches!(fact, Fact::TimedOut { .. })), [100.0]);
    assert_eq!(measured(&lost)["unknown_outcomes"], Some(1.0));
    let half = one_service(
        json!({"service_time": {"fixed": {"ms": 0}}}),
        json!({"timeout_ms": 1}),
        json!({"every": {"ms": 2, "operations": 40_000}}),
        json!([{"loss": {"edge": "ask", "share": 0.2, "from_ms": 0}}]),
    );
    // Both ways must go well.
    near(measured(&half)["success_share"], 0.64, 0.02);
    near(measured(&half)["unknown_outcomes"], 0.36 * 40_000.0, 0.04);
}

/// Every call fails: the breaker opens with the hundredth, after which nothing is sent, and lets ten through
/// with the first call strictly later than 60 s (the calls come every 100 ms, the hundredth ends at 9.9 s).
#[test]
fn a_breaker_stops_the_calls_and_tries_again() {
    let study = one_service(
        json!({"service_time": {"fixed": {"ms": 0}}}),
        json!({"breaker": {}}),
        json!({"every": {"ms": 100, "operations": 720}}),
        json!([{"error": {"service": "service", "share": 1, "from_ms": 0}}]),
    );
    assert_eq!(times(&study, |fact| matches!(fact, Fact::BreakerOpened { .. })), [9900.0, 70_900.0]);
    assert_eq!(times(&study, |fact| matches!(fact, Fact::BreakerHalfOpened { .. })), [70_000.0]);
    let sent = times(&study, is_sent);
    assert_eq!((sent.len(), sent[99], sent[100]), (110, 9900.0, 70_000.0));
    let refused = |fact| matches!(fact, Fact::CallRejected { outcome: Outcome::BreakerOpen, .. });
    assert_eq!(times(&study, refused).len(), 720 - 110);
}

/// D3: at resilience4j's defaults the breaker opens after the hundredth call if all fail, after the 150th if the
/// first hundred succeed, after the hundredth if every second one fails, and never if every third one does.
#[test]
fn d3_a_breaker_opens_on_the_published_call() {
    let opens_on = |faults: Value| {
        let study = one_service(
            json!({"service_time": {"fixed": {"ms": 0}}}),
            json!({"breaker": {}}),
            json!({"every": {"ms": 10, "operations": 200}}),
            faults,
        );
        let opened = times(&study, |fact| matches!(fact, Fact::BreakerOpened { .. }));
        opened.first().map(|at| times(&study, is_sent).iter().filter(|sent| *sent <= at).count())
    };
    let all_from = |ms: u32| json!([{"error": {"service": "service", "share": 1, "from_ms": ms}}]);
    let one_of = |so_many: usize| -> Value {
        let fails = |call: usize| json!({"poison": {"operation": call, "edge": "ask"}});
        (so_many..=200).step_by(so_many).map(fails).collect()
    };
    assert_eq!(opens_on(all_from(0)), Some(100));
    assert_eq!(opens_on(all_from(1000)), Some(150));
    assert_eq!(opens_on(one_of(2)), Some(100));
    assert_eq!(opens_on(one_of(3)), None);
}

/// Five at a time and no waiting: of ten calls at once half are turned away; with a wait they go one by one.
#[test]
fn a_bulkhead_keeps_to_its_permits() {
    let run = |bulkhead: Value| {
        one_service(
            json!({"service_time": {"fixed": {"ms": 10}}, "workers": 20}),
            json!({ "bulkhead": bulkhead }),
            json!({"every": {"ms": 0, "operations": 10}}),
            json!([]),
        )
    };
    let full = |fact| matches!(fact, Fact::CallRejected { outcome: Outcome::BulkheadFull, .. });
    let strict = run(json!({"max_concurrent": 5}));
    assert_eq!((times(&strict, is_sent).len(), times(&strict, full).len()), (5, 5));
    let patient = run(json!({"max_concurrent": 4, "max_wait_ms": 15}));
    // Four at 0, four at 10; the last two have waited for 15 ms by 15.
    assert_eq!(times(&patient, is_sent), [0.0, 0.0, 0.0, 0.0, 10.0, 10.0, 10.0, 10.0]);
    assert_eq!(times(&patient, full), [15.0, 15.0]);
}

/// A pool of two connections: the third attempt waits for the first to come back.
#[test]
fn a_pool_lends_its_connections() {
    let study = one_service(
        json!({"service_time": {"fixed": {"ms": 10}}, "workers": 20}),
        json!({"pool": {"size": 2}}),
        json!({"every": {"ms": 0, "operations": 6}}),
        json!([]),
    );
    assert_eq!(
        times(&study, |fact| matches!(fact, Fact::Acknowledged { .. })),
        [10.0, 10.0, 20.0, 20.0, 30.0, 30.0]
    );
}

/// D4 as a run: twenty calls that fail make 23 attempts, as gRPC's throttle runs dry.
#[test]
fn d4_retry_throttling() {
    let study = one_service(
        json!({"service_time": {"fixed": {"ms": 0}}}),
        json!({"retry": {"max_attempts": 4, "throttle": {"max_tokens": 10, "token_ratio": 0.1}}}),
        json!({"every": {"ms": 1, "operations": 20}}),
        json!([{"error": {"service": "service", "share": 1, "from_ms": 0}}]),
    );
    assert_eq!(times(&study, is_sent).len(), 23);
    let first = |fact: Fact| is_sent(fact) && fact.operation() == Some(0);
    assert_eq!(times(&study, first).len(), 4);
}

/// AWS's standard mode: 500 tokens pay for 35 retries of 14.
#[test]
fn a_quota_of_retries_runs_dry() {
    let study = one_service(
        json!({"service_time": {"fixed": {"ms": 0}}}),
        json!({"retry": {"max_attempts": 3, "budget": {}}}),
        json!({"every": {"ms": 1, "operations": 100}}),
        json!([{"error": {"service": "service", "share": 1, "from_ms": 0}}]),
    );
    assert_eq!(times(&study, is_sent).len(), 135);
}

/// D6: core 10, a queue of 100, at most 20 threads, 3 s of work, all jobs at once: the published refusals.
#[test]
fn d6_a_pool_of_threads_fills_its_queue_before_it_grows() {
    for (jobs, refused, makespan_ms, largest) in
        [(100, 0, 30_000.0, 10), (500, 380, 18_000.0, 20), (1000, 880, 18_000.0, 20)]
    {
        let study = one_service(
            json!({"service_time": {"fixed": {"ms": 3000}}, "workers": 10, "max_workers": 20, "queue_limit": 100}),
            json!({}),
            json!({"every": {"ms": 0, "operations": jobs}}),
            json!([]),
        );
        assert_eq!(measured(&study)["refused"], Some(f64::from(refused)), "{jobs} jobs");
        assert_eq!(study.end().millis(), makespan_ms, "{jobs} jobs");
        let worker = |record: &Record| match record.fact {
            Fact::WorkStarted { worker, .. } => Some(worker + 1),
            _ => None,
        };
        assert_eq!(study.traces[0].records().iter().filter_map(worker).max(), Some(largest));
    }
}

/// Five calls within 4 ms at one worker with room for two: who waits, who goes, and who is taken first.
#[test]
fn a_queue_has_its_order_and_its_overflow() {
    let served = |queue: Value| {
        let study = one_service(
            json!({"service_time": {"fixed": {"ms": 10}}, "queue_limit": 2, "queue": queue}),
            json!({}),
            json!({"every": {"ms": 1, "operations": 5}}),
            json!([]),
        );
        let op = |record: &Record| match record.fact {
            Fact::WorkStarted { at, .. } => Some(at.op + 1),
            _ => None,
        };
        let order: Vec<u32> = study.traces[0].records().iter().filter_map(op).collect();
        let metrics = measured(&study);
        (order, metrics["refused"].unwrap(), metrics["shed"].unwrap())
    };
    assert_eq!(served(json!({})), (vec![1, 2, 3], 2.0, 0.0));
    assert_eq!(served(json!({"order": "lifo"})), (vec![1, 3, 2], 2.0, 0.0));
    assert_eq!(served(json!({"overflow": "oldest_out"})), (vec![1, 4, 5], 2.0, 0.0));
    assert_eq!(served(json!({"order": "lifo", "overflow": "oldest_out"})), (vec![1, 5, 4], 2.0, 0.0));
    assert_eq!(served(json!({"shed_above": 1})), (vec![1, 2], 0.0, 3.0));
}

/// One worker, 30 ms of work, 20 ms of patience. The first is given up at 20 while in work, the second at 25,
/// while it waits or has just begun, the third at 60. A cancellation takes what waits out of the queue; work goes on
/// to its end at 30 unless the service stops it.
#[test]
fn a_cancellation_empties_the_queue_and_may_stop_the_work() {
    let run = |cancel: bool, stops: bool| {
        let study = one_service(
            json!({"service_time": {"fixed": {"ms": 30}}, "stops_when_cancelled": stops}),
            json!({"timeout_ms": 20, "cancel": cancel}),
            json!({"at": {"ms": [0, 5, 40]}}),
            json!([]),
        );
        let effects = times(&study, |fact| matches!(fact, Fact::EffectVisible { .. }));
        let metrics = measured(&study);
        assert_eq!(metrics["timed_out"], Some(3.0));
        // The caller cannot know whether its cancellation came in time.
        assert_eq!(metrics["unknown_outcomes"], Some(3.0));
        let gone = |fact| matches!(fact, Fact::RequestDropped { .. } | Fact::WorkStopped { .. });
        (effects, times(&study, gone))
    };
    assert_eq!(run(false, true), (vec![30.0, 60.0, 90.0], vec![]));
    assert_eq!(run(true, false), (vec![30.0, 70.0], vec![25.0]));
    assert_eq!(run(true, true), (vec![], vec![20.0, 25.0, 60.0]));
}
