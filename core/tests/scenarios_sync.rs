//! Scenarios 7 and 8 come to what arithmetic says of them, run from the shipped files.

mod common;

use common::study;
use lockstep_core::metrics::{Measurements, Operations};
use lockstep_core::study::Study;
use lockstep_core::time::SimTime;
use lockstep_core::trace::{Fact, Record};
use serde_json::{json, Value};

const CASCADE: &str = include_str!("../../assets/scenarios/cascading-failure.json");
const SMALL_CASCADE: &str = include_str!("../../assets/scenarios/pool-exhaustion.json");
const DEFAULTS: &str = include_str!("../../assets/scenarios/client-defaults.json");
const POOL: &str = include_str!("../../assets/scenarios/thread-pool.json");
const STORM: &str = include_str!("../../assets/scenarios/retry-storm-at-scale.json");
const CHAIN: &str = include_str!("../../assets/scenarios/retry-storm-chain.json");
const SMALL_STORM: &str = include_str!("../../assets/scenarios/retry-storm.json");

fn place(study: &Study, lane: &str) -> usize {
    study.scenario.model.lane(lane).unwrap()
}

fn records<'s>(study: &'s Study, lane: &str) -> &'s [Record] {
    study.traces[place(study, lane)].records()
}

fn measured(study: &Study, lane: &str, until_ms: f64) -> Measurements {
    study.measure(place(study, lane), SimTime::from_millis_f64(until_ms))
}

/// Workers of a service at work or blocked at a point in time.
fn busy(study: &Study, lane: &str, service: u8, at_ms: f64) -> i64 {
    let model = &study.scenario.model;
    let here = |edge: u8| model.edges[usize::from(edge)].to == service;
    let until = SimTime::from_millis_f64(at_ms);
    let mut busy = 0;
    let all = records(study, lane);
    for record in all.iter().take_while(|record| record.at <= until) {
        match record.fact {
            Fact::WorkStarted { at, .. } if here(at.edge) => busy += 1,
            Fact::ReplySent { at, .. } if here(at.edge) => {
                busy -= i64::from(!matches!(all[record.cause as usize].fact, Fact::RequestRefused { .. }));
            }
            _ => {}
        }
    }
    busy
}

/// How many of the operations that started in a span of time got a good answer.
fn answered(study: &Study, lane: &str, from_ms: f64, to_ms: f64) -> (usize, usize) {
    let lane = place(study, lane);
    let fates = Operations::until(&study.scenario.model, &study.traces[lane], study.end());
    let within = |at: SimTime| at.millis() >= from_ms && at.millis() < to_ms;
    let all: Vec<_> = fates.all().iter().filter(|fate| within(fate.started)).collect();
    (all.iter().filter(|fate| fate.succeeded()).count(), all.len())
}

/// 200 threads at 40/s: the 201st purchase after the bank has hung, 5.000 s later, finds none. In every
/// service before the bank all threads are held by then, and nobody has been told anything.
#[test]
fn without_a_timeout_the_pool_is_exhausted_after_five_seconds() {
    let study = study(CASCADE, &[]);
    let all = records(&study, "sync");
    let waits = |index: usize| {
        let arrived = matches!(all[index].fact, Fact::RequestArrived { at } if at.edge == 0);
        arrived && !matches!(all.get(index + 1), Some(Record { fact: Fact::WorkStarted { .. }, .. }))
    };
    let first = (0..all.len()).find(|index| waits(*index)).expect("one has to wait");
    let op = all[first].fact.operation().unwrap();
    let started = |record: &&Record| matches!(record.fact, Fact::OperationStarted { op: of, .. } if of == op);
    assert_eq!(all.iter().find(started).unwrap().at.millis() - 5000.0, 5000.0);
    for service in 0..4 {
        assert_eq!(busy(&study, "sync", service, 10_100.0), 200, "service {service}");
    }
    // Every endpoint of the chain is silent until the bank goes on.
    let hung = |fact: Fact| matches!(fact, Fact::Acknowledged { .. });
    let silent = |record: &&Record| record.at.millis() > 5100.0 && record.at.millis() < 25_000.0;
    assert_eq!(all.iter().filter(silent).filter(|record| hung(record.fact)).count(), 0);
}

/// Little: 40/s held for 1 s each are 40 threads; a bulkhead holds 25, whatever comes.
#[test]
fn a_timeout_holds_forty_threads_and_a_bulkhead_twenty_five() {
    let timeout = study(CASCADE, &[("lanes.guarded.policies", json!({"transfer": {"timeout_ms": 1000}}))]);
    for at in [8_000.0, 15_000.0, 24_000.0] {
        // The bank's own threads run full: it does not notice that nobody waits any more.
        assert_eq!(busy(&timeout, "guarded", 2, at), 40, "{at}");
        assert!((40..=41).contains(&busy(&timeout, "guarded", 0, at)), "{at}");
    }
    let policies = json!({"transfer": {"bulkhead": {"max_concurrent": 25}}});
    let bulkhead = study(CASCADE, &[("lanes.guarded.policies", policies)]);
    for at in [8_000.0, 15_000.0, 24_000.0] {
        let payments = busy(&bulkhead, "guarded", 2, at);
        assert!((25..=26).contains(&payments), "{payments} at {at}");
    }
}

/// As shipped the breaker opens, and from then on failures cost next to no time and no threads.
#[test]
fn a_breaker_opens_and_fails_at_once() {
    let study = study(CASCADE, &[]);
    let all = records(&study, "guarded");
    let opened = all.iter().find(|record| matches!(record.fact, Fact::BreakerOpened { .. })).unwrap().at;
    assert!(opened.millis() > 5000.0 && opened.millis() < 9000.0, "{opened}");
    assert!(busy(&study, "guarded", 0, opened.millis() + 1500.0) <= 2);
    let half = |record: &&Record| matches!(record.fact, Fact::BreakerHalfOpened { .. });
    let first = all.iter().find(half).unwrap().at.since(opened).millis();
    assert!(first > 5000.0 && first <= 5030.0, "{first}");
    // It recovers, and the asynchronous lane loses nothing.
    let (good, of) = answered(&study, "guarded", 32_000.0, 35_000.0);
    assert_eq!(good, of);
    let (good, of) = answered(&study, "async", 0.0, 35_000.0);
    assert_eq!((good, of), (1400, 1400));
}

/// The small setting: every thread taken in the first lane, none for long in the second, and the letters wait.
#[test]
fn the_small_cascade_shows_it_in_six_purchases() {
    let study = study(SMALL_CASCADE, &[]);
    let held = |lane: &str| busy(&study, lane, 0, 60.0);
    assert_eq!((held("sync"), held("async")), (2, 0));
    assert!(held("guarded") < 2);
    let all = measured(&study, "sync", study.end().millis());
    assert_eq!(all["success_share"], Some(1.0), "nobody is told of a failure: they wait");
    let guarded = measured(&study, "guarded", study.end().millis());
    assert!(guarded["timed_out"] >= Some(3.0));
    // Told of a failure, and paid all the same.
    assert!(guarded["unknown_outcomes"] >= Some(2.0), "{:?}", guarded["unknown_outcomes"]);
    assert!(guarded["acknowledgement_max_ms"] < Some(30.0));
    assert!(all["acknowledgement_max_ms"] > Some(60.0));
}

/// The published refusals of a pool 10/20/100 with jobs of 3 s.
#[test]
fn the_pool_of_threads_refuses_as_published() {
    for (jobs, refused) in [(100, 0.0), (500, 380.0), (1000, 880.0)] {
        let study = study(POOL, &[("workload.arrivals.every.operations", json!(jobs))]);
        assert_eq!(measured(&study, "sync", 86_400_000.0)["refused"], Some(refused), "{jobs} jobs");
        let asynchronous = measured(&study, "async", 86_400_000.0);
        assert_eq!(asynchronous["success_share"], Some(1.0));
        // Acceptance is all that was published, and completion is what it leaves out.
        assert_eq!(asynchronous["acknowledgement_max_ms"], Some(4.0));
        assert!(asynchronous["completion_max_ms"] >= Some(3000.0 * f64::from(jobs) / 20.0));
    }
}

fn storm(changes: &[(&str, Value)]) -> Study {
    study(STORM, changes)
}

/// The share of good answers among the operations of the run's last seconds.
fn goodput_at_the_end(study: &Study) -> f64 {
    let last = study.scenario.model.workload.operations() as usize;
    let fates = Operations::until(&study.scenario.model, &study.traces[0], study.end());
    let tail = &fates.all()[last - last / 20..];
    tail.iter().filter(|fate| fate.succeeded()).count() as f64 / tail.len() as f64
}

/// HotOS'21: with one retry the load doubles, so below half the capacity of 300/s it recovers from ten
/// seconds of outage, and above it never does.
#[test]
fn below_half_the_capacity_it_recovers_and_above_it_never_does() {
    for (per_s, recovers) in [(130, true), (165, false), (220, false), (280, false)] {
        let study = storm(&[
            ("workload.arrivals.poisson.per_s", json!(per_s)),
            ("workload.arrivals.poisson.operations", json!(per_s * 90)),
        ]);
        let goodput = goodput_at_the_end(&study);
        assert!(if recovers { goodput > 0.999 } else { goodput == 0.0 }, "{per_s}/s: {goodput}");
    }
}

/// The slider as it ships shows the threshold where it is: the run is long enough for what is left of the outage
/// to be drained, though at 140/s only 20 more are served each second than come.
#[test]
fn the_shipped_run_is_long_enough_to_recover() {
    for (per_s, recovers) in
        [(100, true), (130, true), (140, true), (150, false), (160, false), (165, false), (290, false)]
    {
        let study = storm(&[("workload.arrivals.poisson.per_s", json!(per_s))]);
        let goodput = goodput_at_the_end(&study);
        assert!(if recovers { goodput == 1.0 } else { goodput == 0.0 }, "{per_s}/s: {goodput}");
        if per_s == 140 {
            let timed_out = |record: &&Record| matches!(record.fact, Fact::TimedOut { .. });
            let last = records(&study, "sync").iter().rfind(timed_out).unwrap().at.millis();
            // 2800 wait when the outage ends at 15 s, and 20 a second fewer.
            assert_eq!(((last - 15_000.0) / 10_000.0).round(), 11.0, "{last}");
        }
    }
}

/// 280 queries a second become 560 attempts.
#[test]
fn the_storm_doubles_the_load() {
    let study = storm(&[]);
    let sent = |record: &&Record| matches!(record.fact, Fact::RequestSent { .. });
    let within = |record: &&Record| record.at.millis() >= 20_000.0 && record.at.millis() < 35_000.0;
    let attempts = records(&study, "sync").iter().filter(sent).filter(within).count() as f64 / 15.0;
    assert!((attempts / 560.0 - 1.0).abs() < 0.03, "{attempts}/s");
    let (good, _) = answered(&study, "sync", 16_000.0, 36_000.0);
    assert_eq!(good, 0);
}

/// What ends the storm: a bounded queue, whose wait is shorter than the callers' patience; or serving
/// those first who came last, as they still wait. Without the retry the load falls below the capacity.
#[test]
fn a_bound_or_last_in_first_out_ends_the_storm() {
    let bounded = storm(&[("services.store.queue_limit", json!(100))]);
    let (good, of) = answered(&bounded, "sync", 25_000.0, 38_000.0);
    assert!(good as f64 > 0.9 * of as f64, "{good} of {of}");
    let lifo = storm(&[("services.store.queue", json!({"order": "lifo"}))]);
    let (good, of) = answered(&lifo, "sync", 25_000.0, 38_000.0);
    assert!(good as f64 > 0.9 * of as f64, "{good} of {of}");
    let storming = storm(&[]);
    assert_eq!(answered(&storming, "sync", 25_000.0, 38_000.0).0, 0);
}

/// Three clients as they come: HttpClient's five connections spare the bank and not the shop, whose 200
/// threads and 100 places are taken 7.5 s after the bank has hung; gRPC's missing deadline does the same with
/// 200 calls at the bank. resilience4j's breaker keeps the shop answering, and stays open for a minute: for
/// 40 s longer than the outage, so that it refuses more than both others.
#[test]
fn the_defaults_of_three_clients() {
    let study = study(DEFAULTS, &[]);
    let (shop, bank) = (0, 1);
    for (lane, at_the_bank) in [("http", 5), ("grpc", 200), ("resilience4j", 45)] {
        // Of the 45 no more than 25 are waited for: a timeout ends the wait, not the work.
        let held = (0..201).map(|step| busy(&study, lane, bank, 5000.0 + f64::from(step) * 100.0)).max();
        assert_eq!(held, Some(at_the_bank), "{lane}");
    }
    for lane in ["http", "grpc"] {
        assert_eq!(busy(&study, lane, shop, 10_100.0), 200, "{lane}");
        let refused = |record: &&Record| matches!(record.fact, Fact::RequestRefused { .. });
        assert_eq!(records(&study, lane).iter().find(refused).unwrap().at.millis(), 12_501.0, "{lane}");
        assert_eq!(measured(&study, lane, 86_400_000.0)["failed"], Some(501.0), "{lane}");
    }
    let breaker = |wanted: fn(Fact) -> bool| {
        let records = records(&study, "resilience4j").iter();
        records.filter(|record| wanted(record.fact)).map(|record| record.at.millis()).collect::<Vec<_>>()
    };
    assert_eq!(breaker(|fact| matches!(fact, Fact::BreakerOpened { .. })), [6477.0]);
    // The first call strictly after a minute.
    assert_eq!(breaker(|fact| matches!(fact, Fact::BreakerHalfOpened { .. })), [66_502.0]);
    assert!(busy(&study, "resilience4j", shop, 20_000.0) < 100);
    assert_eq!(measured(&study, "resilience4j", 86_400_000.0)["failed"], Some(2420.0));
    // A breaker that looks again after five seconds is the best of the three.
    let open_ms = "lanes.resilience4j.policies.transfer.breaker.open_ms";
    let sooner = common::study(DEFAULTS, &[(open_ms, json!(5000))]);
    let failed = measured(&sooner, "resilience4j", 86_400_000.0)["failed"].unwrap();
    assert!(failed > 501.0 && failed < 1000.0, "{failed}");
}

/// The small setting shows the same with twelve queries.
#[test]
fn the_small_storm_shows_it_in_twelve_queries() {
    let study = study(SMALL_STORM, &[]);
    let of = |lane: &str| measured(&study, lane, 86_400_000.0);
    assert!(of("sync")["success_share"] < of("once")["success_share"]);
    assert_eq!(of("async")["success_share"], Some(1.0));
    assert!(of("sync")["attempts_per_operation"] > Some(1.7));
    assert!(of("sync")["duplicate_effects"] >= Some(5.0));
}

/// Calls along an edge in a lane.
fn calls(study: &Study, lane: &str, edge: u8) -> usize {
    let sent = |record: &&Record| matches!(record.fact, Fact::RequestSent { at } if at.edge == edge);
    records(study, lane).iter().filter(sent).count()
}

/// Retries at every level multiply: three levels of four attempts are 64 calls of the last service.
#[test]
fn retries_multiply_along_a_chain() {
    let shipped = study(CHAIN, &[]);
    let all = |study: &Study, lane: &str| [0, 1, 2].map(|edge| calls(study, lane, edge));
    assert_eq!(all(&shipped, "every"), [4, 16, 64]);
    assert_eq!(measured(&shipped, "every", 86_400_000.0)["attempts_per_operation"], Some(64.0));
    // As the control sets it: 64, 27, 8, 1.
    let [attempts, place] = &shipped.scenario.file.controls[..] else { panic!("two controls") };
    for n in 1..=4 {
        let set = shipped.scenario.changed(&[attempts.change(f64::from(n))]).unwrap();
        let tries = usize::try_from(n).unwrap();
        let study = Study::run(set, 1).unwrap();
        assert_eq!(all(&study, "every"), [tries, tries.pow(2), tries.pow(3)], "{n} attempts");
    }
    // One level alone makes four, wherever it is; those before it are spared, those behind are not.
    for (level, wanted) in [(0, [4, 4, 4]), (1, [1, 4, 4]), (2, [1, 1, 4])] {
        let set = shipped.scenario.changed(&[place.change(f64::from(level))]).unwrap();
        assert_eq!(all(&Study::run(set, 1).unwrap(), "one"), wanted, "level {level}");
    }
    assert_eq!(all(&shipped, "one"), [1, 1, 4]);
}

/// What the marks say: 4 calls by 6 ms, 16 by 21 ms, and 64 when the caller is told.
#[test]
fn the_marks_of_the_chain_of_retries() {
    let study = study(CHAIN, &[]);
    let told = |lane: &str| {
        let answered = |record: &&Record| matches!(record.fact, Fact::Acknowledged { .. });
        records(&study, lane).iter().find(answered).unwrap().at.millis()
    };
    let marks: Vec<f64> = study.scenario.file.marks.iter().map(|mark| mark.at_ms).collect();
    assert_eq!(marks, [told("one"), 21.0, told("every")]);
    let failed = |until: f64| {
        let failed = |record: &&Record| matches!(record.fact, Fact::WorkFailed { .. });
        let until = |record: &&Record| record.at.millis() <= until;
        records(&study, "every").iter().filter(until).filter(failed).count()
    };
    assert_eq!(marks.iter().map(|at| failed(*at)).collect::<Vec<_>>(), [4, 16, 64]);
    let again =
        |record: &&Record| matches!(record.fact, Fact::RequestSent { at } if at.edge == 0 && at.attempt == 1);
    assert_eq!(records(&study, "every").iter().find(again).unwrap().at.millis(), 21.0);
    // By messages nobody repeats but the broker: four deliveries, and the purchase is dead-lettered.
    let messages = measured(&study, "async", 86_400_000.0);
    assert_eq!((messages["attempts_per_operation"], messages["dead_lettered"]), (Some(4.0), Some(1.0)));
}
