//! Scenarios 9, *Backpressure*, and 11, *Poison message*: what their leads, marks and questions rest on.

use lockstep_core::metrics::Operations;
use lockstep_core::scenario::{Json, Override, Scenario};
use lockstep_core::study::Study;
use lockstep_core::time::SimTime;
use lockstep_core::trace::Fact;

const POISON: &str = include_str!("../../assets/scenarios/poison-message.json");
const EIGHT: &str = include_str!("../../assets/scenarios/backpressure.json");
const LOAD: &str = include_str!("../../assets/scenarios/backpressure-at-scale.json");

fn study(json: &str, changes: Vec<Override>) -> Study {
    Study::run(Scenario::with_overrides(json, &changes).unwrap(), 1).unwrap()
}

fn number(path: &str, value: f64) -> Override {
    Override::number(path, value)
}

fn value(study: &Study, lane: &str, id: &str) -> f64 {
    study.measure(study.scenario.model.lane(lane).unwrap(), study.end())[id].unwrap()
}

fn count(study: &Study, lane: &str, fact: impl Fn(Fact) -> bool) -> usize {
    let lane = study.scenario.model.lane(lane).unwrap();
    study.traces[lane].records().iter().filter(|record| fact(record.fact)).count()
}

fn is_second(fact: Fact) -> bool {
    fact.operation() == Some(1)
}

/// At the head of the queue, with prefetch 1 and one consumer, it keeps all others out for ever.
#[test]
fn a_message_that_is_requeued_for_ever_is_all_that_is_worked_on() {
    let study = study(POISON, Vec::new());
    let effects = |lane| count(&study, lane, |fact| matches!(fact, Fact::EffectVisible { .. }));
    assert_eq!(["sync", "for-ever", "limited"].map(effects), [4, 1, 4]);
    let lane = study.scenario.model.lane("for-ever").unwrap();
    // From its first delivery at 13 ms on: the only one that has an effect came before.
    let later =
        study.traces[lane].records().iter().filter(|record| record.at > SimTime::from_millis_f64(13.0));
    assert!(later.clone().all(|record| !matches!(record.fact, Fact::EffectVisible { .. })));
    assert!(later.filter(|record| matches!(record.fact, Fact::WorkFailed { .. })).count() > 25);
    assert_eq!(value(&study, "sync", "failed"), 1.0);
}

/// As of RabbitMQ 4.0: twenty failed deliveries are within the limit, the next one is not.
#[test]
fn the_delivery_limit_ends_it() {
    for (limit, tries) in [(0.0, 1), (3.0, 4), (20.0, 21)] {
        let path = "lanes.limited.queues.charge.delivery_limit";
        let study = study(POISON, vec![number(path, limit)]);
        let sent = |fact| is_second(fact) && matches!(fact, Fact::DeliverySent { .. });
        assert_eq!(count(&study, "limited", sent), tries);
        assert_eq!(value(&study, "limited", "dead_lettered"), 1.0);
        assert_eq!(value(&study, "limited", "lost"), 1.0);
        assert_eq!(value(&study, "limited", "success_share"), 0.8);
        assert_eq!(value(&study, "limited", "duplicate_effects"), 0.0);
    }
}

#[test]
fn eight_orders_meet_three_kinds_of_queue() {
    let study = study(EIGHT, Vec::new());
    let of = |id| ["sync", "unbounded", "bounded"].map(|lane| value(&study, lane, id));
    assert_eq!(of("refused"), [2.0, 0.0, 2.0]);
    assert_eq!(of("lost"), [0.0, 0.0, 0.0]);
    let lane = study.scenario.model.lane("unbounded").unwrap();
    let at = SimTime::from_millis_f64(40.0);
    let operations = Operations::until(&study.scenario.model, &study.traces[lane], at);
    assert_eq!(operations.count(|order| order.answered.is_some()), 8);
    assert_eq!(operations.count(|order| order.effective.is_some()), 3);
}

/// As theory has it, without delays on the way; so many orders that the sampling error is about 1 %.
fn loaded(mut changes: Vec<Override>) -> Study {
    for path in ["network.one_way.fixed.ms", "broker.one_way.fixed.ms", "broker.append.fixed.ms"] {
        changes.push(number(path, 0.0));
    }
    changes.push(number("workload.arrivals.poisson.operations", 200_000.0));
    changes.push(number("limits.records", 20_000_000.0));
    study(LOAD, changes)
}

#[track_caller]
fn near(measured: f64, expected: f64, tolerance: f64) {
    let error = (measured / expected - 1.0).abs();
    assert!(error <= tolerance, "measured {measured}, expected {expected}, {:.2} % off", error * 100.0);
}

/// M/M/1/10 at λ = 120/s and μ = 100/s refuses 19.26 % and keeps the others for 69.26 ms (oracle P4),
/// whether a service or a broker bounds the queue; without a bound it grows by λ − μ.
#[test]
fn a_bounded_queue_refuses_and_an_unbounded_one_grows() {
    let study = loaded(Vec::new());
    let counted = 190_000.0;
    for lane in ["sync", "bounded"] {
        near(value(&study, lane, "refused") / counted, 0.192_586_495, 0.03);
        near(value(&study, lane, "completion_mean_ms"), 69.261_378, 0.03);
    }
    // The last order comes after 200000 / 120 s.
    near(value(&study, "unbounded", "peak_backlog.charge") / (200_000.0 / 120.0), 20.0, 0.06);
    assert_eq!(value(&study, "unbounded", "failed"), 0.0);
}

/// Which message goes makes no difference to how many go; but nobody is told.
#[test]
fn dropping_the_head_loses_as_many_as_refusing() {
    let drop_head = Json::Text("drop_head".into());
    let study =
        loaded(vec![Override { path: "lanes.bounded.queues.charge.overflow".into(), value: drop_head }]);
    near(value(&study, "bounded", "lost") / 190_000.0, 0.192_586_495, 0.03);
    assert_eq!(value(&study, "bounded", "failed"), 0.0);
}

/// With a time to live the worker is nearly always busy, so at least 1 − μ/λ of the orders expire, and
/// what is served has waited 50 ms at most, and behind one order in the consumer's hands.
#[test]
fn a_deadline_bounds_the_wait_in_place_of_the_length() {
    let study = loaded(vec![number("broker.rabbitmq.message_ttl_ms", 50.0)]);
    let share = value(&study, "unbounded", "lost") / 190_000.0;
    assert!((0.165..0.25).contains(&share), "{share}");
    assert!(value(&study, "unbounded", "completion_mean_ms") < 50.0 + 20.0);
}
