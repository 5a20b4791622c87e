//! Fan-out: branches one after another, all at once, and published; five, and a hundred with a tail.

use lockstep_core::metrics::{Operations, Progress};
use lockstep_core::scene::{self, Teller};
use lockstep_core::study::Study;
use lockstep_core::text::{plain, Lang};
use lockstep_core::theory::{any_slow_share, longest_of_ms};
use lockstep_core::time::SimTime;
use lockstep_core::trace::{Fact, Story};
use serde_json::{json, Value};

use super::{lane, near, place, study};

const FIVE: &str = include_str!("../../../assets/scenarios/fan-out.json");
const HUNDRED: &str = include_str!("../../../assets/scenarios/fan-out-at-scale.json");
const BRANCHES: [&str; 5] = ["stock", "price", "delivery", "reviews", "advice"];

/// The sum is 50 ms, the longest 16, and a message is stored after 4.
#[test]
fn five_branches_cost_their_sum_their_longest_or_a_confirm() {
    let study = study(FIVE, &[], 1);
    for (id, answer, effect) in [("sequential", 50.0, 50.0), ("parallel", 16.0, 16.0), ("pubsub", 4.0, 20.0)]
    {
        let measured = lane(&study, id);
        let all = ["acknowledgement_mean_ms", "acknowledgement_max_ms", "completion_mean_ms"];
        assert_eq!(all.map(|metric| measured[metric]), [answer, answer, effect].map(Some), "{id}");
    }
}

/// Published once, whoever listens: one publish, one confirm, and a copy and an acknowledgement for each.
#[test]
fn a_topic_is_published_once_and_confirmed_once() {
    let five = study(FIVE, &[], 1);
    let apart: Vec<(String, Value)> =
        (1..=5).map(|edge| (format!("edges.{edge}.topic"), Value::Null)).collect();
    let apart: Vec<(&str, Value)> =
        apart.iter().map(|(path, value)| (path.as_str(), value.clone())).collect();
    let apart = study(FIVE, &apart, 1);
    let measured = |study: &Study, id: &str, metric: &str| lane(study, id)[metric].unwrap();
    // The call into the shop and its reply come to it.
    assert_eq!(measured(&five, "pubsub", "messages_per_operation"), 2.0 + 2.0 + 2.0 * 5.0);
    assert_eq!(measured(&apart, "pubsub", "messages_per_operation"), 2.0 + 4.0 * 5.0);
    assert_eq!(measured(&five, "pubsub", "event_kinds"), 14.0);
    // Every subscriber gets its copy at the instant at which it would have got its own message.
    for metric in ["acknowledgement_mean_ms", "completion_mean_ms", "success_share"] {
        assert_eq!(measured(&five, "pubsub", metric), measured(&apart, "pubsub", metric), "{metric}");
    }
    assert_eq!(measured(&five, "pubsub", "addresses_known"), 1.0);
}

/// A topic of Kafka is one log, which each subscriber reads with a group of its own.
#[test]
fn a_log_is_read_by_every_group() {
    let kafka = [
        ("lanes.pubsub.broker", json!("kafka")),
        ("broker.kafka", json!({"partitions": 1, "max_poll_records": 5})),
    ];
    let study = study(FIVE, &kafka, 1);
    let records = study.traces[place(&study, "pubsub")].records();
    let count = |wanted: fn(Fact) -> bool| records.iter().filter(|record| wanted(record.fact)).count();
    assert_eq!(count(|fact| matches!(fact, Fact::MessagePublished { .. })), 3);
    assert_eq!(count(|fact| matches!(fact, Fact::RecordAppended { .. })), 3);
    assert_eq!(count(|fact| matches!(fact, Fact::MessageRouted { .. })), 3 * 4);
    assert_eq!(count(|fact| matches!(fact, Fact::DeliveryAcked { .. })), 3 * 5);
    let measured = lane(&study, "pubsub");
    assert_eq!((measured["acknowledgement_max_ms"], measured["completion_max_ms"]), (Some(4.0), Some(20.0)));
}

/// With exponential branches of 10 ms the mean is 50 ms one after another, and 22.83 all at once.
#[test]
fn exponential_branches_keep_to_theory() {
    let paths = BRANCHES.map(|branch| format!("services.{branch}.service_time"));
    let mut changes: Vec<(&str, Value)> =
        paths.iter().map(|path| (path.as_str(), json!({"exponential": {"mean_ms": 10}}))).collect();
    changes.push(("workload.arrivals.every", json!({"ms": 500, "operations": 20_000})));
    let study = study(FIVE, &changes, 1);
    near(lane(&study, "sequential")["acknowledgement_mean_ms"].unwrap(), 50.0, 0.01);
    near(lane(&study, "parallel")["acknowledgement_mean_ms"].unwrap(), longest_of_ms(5, 10.0), 0.015);
    assert_eq!(lane(&study, "pubsub")["acknowledgement_mean_ms"], Some(4.0));
}

/// One dead branch of five: nobody who called it has his page, whoever published has it later.
#[test]
fn one_branch_down_fails_every_caller_and_no_publisher() {
    let down = json!([{"down": {"service": "reviews", "from_ms": 0, "to_ms": 300}}]);
    let study = study(FIVE, &[("faults", down)], 1);
    assert_eq!(lane(&study, "sequential")["failed"], Some(3.0));
    assert_eq!(lane(&study, "parallel")["failed"], Some(3.0));
    assert_eq!(
        (lane(&study, "pubsub")["failed"], lane(&study, "pubsub")["success_share"]),
        (Some(0.0), Some(1.0))
    );
    // All at once the others have worked for nothing; one after another nobody after the dead one is asked.
    let asked = |id: &str| lane(&study, id)["utilisation.advice"].unwrap() > 0.0;
    assert!(asked("parallel") && !asked("sequential"));
}

/// One answer in a hundred takes a second: of a hundred branches 63.4 % of the searches meet one, of
/// five only 4.9 %. One standard error over ten runs is 1.7 % of the former and 10 % of the latter.
#[test]
fn a_hundred_branches_turn_a_rare_delay_into_the_rule() {
    for (branches, tolerance) in [(100, 0.06), (5, 0.35)] {
        let mut slow = 0;
        for seed in 1..=10 {
            let study = study(HUNDRED, &[("edges.ask.copies", json!(branches))], seed);
            let lane = place(&study, "parallel");
            let fates = Operations::until(&study.scenario.model, &study.traces[lane], study.end());
            slow += fates.count(|fate: &Progress| fate.acknowledgement().unwrap().millis() >= 1000.0);
        }
        near(slow as f64 / 2000.0, any_slow_share(branches, 0.01), tolerance);
    }
}

#[test]
fn calls_that_leave_at_once_are_told_at_once() {
    let study = study(FIVE, &[], 1);
    let lane = place(&study, "parallel");
    let (model, trace) = (&study.scenario.model, &study.traces[lane]);
    let (story, fates) = (Story::of(model, trace), Operations::until(model, trace, trace.end()));
    let told = |lang: Lang| -> String {
        let teller = Teller { scenario: &study.scenario, lane, trace, story: &story, lang };
        let sentences = scene::happened(&teller, &fates, SimTime::from_millis_f64(60.0));
        sentences.iter().map(|sentence| plain(sentence)).collect::<Vec<_>>().join(" ")
    };
    assert!(told(Lang::En).contains("Shop thread 1 makes 5 calls at once for 2"), "{}", told(Lang::En));
    assert!(
        told(Lang::Ru).contains("Магазин, поток 1: отправлены сразу все вызовы (5) для 2"),
        "{}",
        told(Lang::Ru)
    );
}
