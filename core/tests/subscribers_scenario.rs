//! *Subscribers come and go*: what each of them gets in each lane, and what that costs the sender.

mod common;

use common::study;
use lockstep_core::metrics::Operations;
use lockstep_core::scene::{happened, Teller};
use lockstep_core::study::Study;
use lockstep_core::text::{plain, Lang};
use lockstep_core::time::SimTime;
use lockstep_core::trace::{Fact, Story};
use serde_json::{json, Value};

const FILE: &str = include_str!("../../assets/scenarios/subscribers.json");

/// Number and time of every order that a subscriber has worked on in a lane.
fn got(study: &Study, lane: &str, edge: &str) -> Vec<(u32, f64)> {
    let model = &study.scenario.model;
    let records = study.traces[model.lane(lane).unwrap()].records().iter();
    let of_edge = records.filter(|record| match record.fact {
        Fact::WorkFinished { at, .. } => model.edges[usize::from(at.edge)].id == edge,
        _ => false,
    });
    of_edge.map(|record| (record.fact.operation().unwrap() + 1, record.at.millis())).collect()
}

fn values(study: &Study, lane: &str, ids: &[&str]) -> Vec<Option<f64>> {
    let measured = study.measure(study.scenario.model.lane(lane).unwrap(), study.end());
    ids.iter().map(|id| measured[*id]).collect()
}

const MISSED: [&str; 3] = ["missed.to-shipping", "missed.to-audit", "missed.to-mail"];

/// Sent at t, an order is stored at t + 4 and arrives at t + 5: Audit has it at t + 7, Mail at t + 9.
#[test]
fn a_temporary_queue_misses_what_comes_while_its_subscriber_is_away() {
    let run = study(FILE, &[]);
    assert_eq!(got(&run, "rabbitmq", "to-audit"), [(3, 47.0), (4, 67.0), (5, 87.0), (6, 107.0)]);
    assert_eq!(got(&run, "rabbitmq", "to-mail"), [(1, 9.0), (2, 29.0), (3, 49.0), (6, 109.0)]);
    assert_eq!(got(&run, "rabbitmq", "to-shipping").len(), 6);
    assert_eq!(values(&run, "rabbitmq", &MISSED[1..]), [Some(2.0), Some(2.0)]);
}

/// Audit misses the first order at 4 ms, its caller has an answer at 6, and it is shipped at 11.
#[test]
fn what_a_subscriber_without_an_effect_misses_is_no_loss_of_the_order() {
    let run = study(FILE, &[]);
    let lane = run.scenario.model.lane("rabbitmq").unwrap();
    let lost = |at| run.measure(lane, SimTime::from_micros(at))["lost"];
    assert_eq!([lost(5_000), lost(8_000), lost(11_000)], [Some(0.0); 3]);
    // What Shipping misses is one.
    let faults = json!([{"unsubscribed": {"edge": "to-shipping", "from_ms": 0, "to_ms": 10}}]);
    let run = study(FILE, &[("faults", faults)]);
    assert_eq!(run.measure(lane, run.end())["lost"], Some(1.0));
}

/// The log keeps two orders for Mail while it is away; whoever is there is one behind at most.
#[test]
fn a_group_that_is_away_lags() {
    let run = study(FILE, &[]);
    let lags = ["peak_lag.to-shipping", "peak_lag.to-audit", "peak_lag.to-mail"];
    assert_eq!(values(&run, "kafka", &lags), [Some(1.0), Some(1.0), Some(2.0)]);
    let rabbitmq = run.measure(run.scenario.model.lane("rabbitmq").unwrap(), run.end());
    assert!(lags.iter().all(|id| rabbitmq.get(id).is_none()));
}

#[test]
fn a_durable_queue_keeps_them_and_has_none_for_a_newcomer() {
    let run = study(FILE, &[("broker.rabbitmq.exclusive", json!(false))]);
    assert_eq!(got(&run, "rabbitmq", "to-mail")[3..], [(4, 96.0), (5, 100.0), (6, 109.0)]);
    assert_eq!(got(&run, "rabbitmq", "to-audit").len(), 4);
    assert_eq!(values(&run, "rabbitmq", &MISSED[1..]), [Some(2.0), Some(0.0)]);
}

#[test]
fn a_group_reads_on_and_a_new_one_begins_where_it_is_told() {
    let run = study(FILE, &[]);
    assert_eq!(got(&run, "kafka", "to-mail")[3..], [(4, 96.0), (5, 100.0), (6, 109.0)]);
    assert_eq!(values(&run, "kafka", &MISSED[1..]), [Some(2.0), Some(0.0)]);
    let run = study(FILE, &[("broker.kafka.auto_offset_reset", json!("earliest"))]);
    // Both are sent at 36 ms, when its group is known.
    assert_eq!(got(&run, "kafka", "to-audit")[..3], [(1, 39.0), (2, 41.0), (3, 47.0)]);
    assert_eq!(values(&run, "kafka", &MISSED[1..]), [Some(0.0), Some(0.0)]);
}

/// Mail is heard at 91 ms and reads from 111 on; Audit, from 56 on, misses order 3 as well, which is stored at 44.
#[test]
fn an_empty_group_waits_for_its_members() {
    let waits = |ms: u32| study(FILE, &[("broker.kafka.initial_rebalance_delay_ms", json!(ms))]);
    let run = waits(20);
    assert_eq!(got(&run, "kafka", "to-mail")[3..], [(4, 116.0), (5, 120.0), (6, 124.0)]);
    assert_eq!(values(&run, "kafka", &MISSED[1..]), [Some(3.0), Some(0.0)]);
    // Three seconds, as Kafka has it: Mail gets all, late, and a new group that begins at the end none.
    let run = waits(3000);
    assert_eq!(got(&run, "kafka", "to-mail")[3..], [(4, 3096.0), (5, 3100.0), (6, 3104.0)]);
    assert_eq!(values(&run, "kafka", &MISSED[1..]), [Some(6.0), Some(0.0)]);
    assert_eq!(got(&run, "kafka", "to-audit"), []);
    // The other lanes know nothing of it.
    assert_eq!(got(&run, "rabbitmq", "to-mail"), got(&study(FILE, &[]), "rabbitmq", "to-mail"));
}

/// The callers of the publishing lanes notice nothing; those of the calls are told of each who is away.
#[test]
fn only_a_sender_that_calls_has_to_know_who_is_there() {
    let run = study(FILE, &[]);
    for lane in ["rabbitmq", "kafka"] {
        let wanted = [1.0, 6.0, 6.0, 1.0, 0.0].map(Some);
        let ids = [
            "success_share",
            "acknowledgement_mean_ms",
            "acknowledgement_max_ms",
            "addresses_known",
            "affected_endpoints_share",
        ];
        assert_eq!(values(&run, lane, &ids), wanted, "{lane}");
    }
    // Shipped, and answered with an error all the same: orders 1 and 2 want for Audit, 3 and 4 for Mail.
    let ids = ["failed", "unknown_outcomes", "refused", "addresses_known", "affected_endpoints_share"];
    assert_eq!(values(&run, "sync", &ids), [4.0, 4.0, 4.0, 3.0, 1.0].map(Some));
    assert_eq!(got(&run, "sync", "to-mail"), [(5, 98.0), (6, 118.0)]);
    assert_eq!(values(&run, "sync", &MISSED[1..]), [None, None]);
}

/// Everything depends on the broker: while that is down no order is accepted, whoever is there.
#[test]
fn a_broker_that_is_down_fails_them_all() {
    let down: Value = json!({"broker_down": {"from_ms": 15, "to_ms": 115}});
    let run = study(FILE, &[("faults.2", down)]);
    for lane in ["rabbitmq", "kafka"] {
        assert_eq!(values(&run, lane, &["failed"]), [Some(5.0)], "{lane}");
    }
    assert_eq!(values(&run, "sync", &["failed"]), [Some(4.0)]);
}

/// While Mail is away its own queue is gone, and its group's place in the log is not: each lane says what becomes of
/// order 4, however much else happens then.
#[test]
fn what_becomes_of_an_order_that_nobody_takes_is_told() {
    let run = study(FILE, &[]);
    let (model, at) = (&run.scenario.model, SimTime::from_millis_f64(64.0));
    let told = |id: &str, lang: Lang| -> Vec<String> {
        let lane = model.lane(id).unwrap();
        let trace = &run.traces[lane];
        let (story, fates) = (Story::of(model, trace), Operations::until(model, trace, trace.end()));
        let teller = Teller { scenario: &run.scenario, lane, trace, story: &story, lang };
        happened(&teller, &fates, at).iter().map(|sentence| plain(sentence)).collect()
    };
    for (lane, en, ru) in [
        (
            "rabbitmq",
            "Nothing keeps 4 for Mail: it will never get it.",
            "Подписчика «Почта» нет, для него ничего не хранят: 4 он не получит.",
        ),
        // Not by a topic: this broker's is an exchange.
        (
            "rabbitmq",
            "The broker passes 4 on to Audit, too.",
            "Брокер передаёт копию 4 и подписчику «Аудит».",
        ),
        (
            "kafka",
            "Mail does not read now: its copy of 4 is kept.",
            "Подписчик «Почта» сейчас не читает: его копия 4 хранится.",
        ),
    ] {
        for (lang, words) in [(Lang::En, en), (Lang::Ru, ru)] {
            let told = told(lane, lang);
            assert!(told.iter().any(|said| said == words), "{lane}: {told:?}");
        }
    }
}
