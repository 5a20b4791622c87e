//! What a fault costs exactly: a delay on an edge of messages, hop by hop, and the share of operations that are
//! poisoned.

mod common;

use common::one_consumer;
use lockstep_core::metrics::Operations;
use lockstep_core::scenario::Scenario;
use lockstep_core::scene::{self, Teller};
use lockstep_core::sim;
use lockstep_core::text::{plain, Lang};
use lockstep_core::time::SimTime;
use lockstep_core::trace::{Fact, Story, Trace};
use serde_json::{json, Value};
use std::collections::BTreeSet;

/// One order a second, each of which has the way for itself.
fn apart(operations: u32) -> Value {
    let mut file = one_consumer("send");
    file["workload"] = json!({"arrivals": {"every": {"ms": 1000, "operations": operations}}});
    file
}

fn run(file: &Value) -> Trace {
    let scenario =
        Scenario::from_json(&file.to_string()).unwrap_or_else(|problem| panic!("{problem}\n{file}"));
    sim::run(&scenario.model, 0, scenario.file.seed).unwrap()
}

/// Whether a fact is of the kind that somebody looks for.
type Kind = fn(Fact) -> bool;

/// From an operation's start to the last fact of a kind, in milliseconds.
fn length(trace: &Trace, op: u32, of: Kind) -> f64 {
    let its = |fact: &Fact| fact.operation() == Some(op);
    let mut of_it = trace.records().iter().filter(|record| its(&record.fact));
    let start = of_it.clone().find(|record| matches!(record.fact, Fact::OperationStarted { .. })).unwrap().at;
    let end = of_it.rfind(|record| of(record.fact)).unwrap().at;
    end.since(start).millis()
}

/// Publish, delivery, confirm and acknowledgement each take the delay once more: the confirm comes two hops later,
/// the effect, too, and the broker parts with the message three hops later. Nothing is delayed before or after.
#[test]
fn a_delay_adds_exactly_its_hops() {
    let kinds = [
        ("rabbitmq", json!({})),
        ("kafka", json!({})),
        ("kafka", json!({"commit": "after_batch"})),
        ("sqs", json!({"wait_ms": 20_000})),
    ];
    for (kind, settings) in kinds {
        let mut file = apart(9);
        file["lanes"][0]["broker"] = kind.into();
        file["lanes"][0][kind] = settings;
        if kind == "rabbitmq" {
            file["lanes"][0].as_object_mut().unwrap().remove(kind);
        }
        let usual = run(&file);
        file["faults"] = json!([{"delay": {"edge": "send", "ms": 7, "from_ms": 2500, "to_ms": 5500}}]);
        let delayed = run(&file);
        let facts: [(Kind, f64); 4] = [
            (|fact| matches!(fact, Fact::MessageStored { .. }), 1.0),
            (|fact| matches!(fact, Fact::PublishConfirmed { .. }), 2.0),
            (|fact| matches!(fact, Fact::EffectVisible { .. }), 2.0),
            (|fact| matches!(fact, Fact::MessageRemoved { .. }), 3.0),
        ];
        for op in 0..9 {
            let hops = if (3..6).contains(&op) { 1.0 } else { 0.0 };
            for (place, (of, times)) in facts.iter().enumerate() {
                let more = length(&delayed, op, *of) - length(&usual, op, *of);
                assert!((more - hops * times * 7.0).abs() < 1e-9, "{kind}, operation {op}, {place}: {more}");
            }
        }
    }
}

/// The lane says how much longer the way is: two hops to a consumer, one to a callee.
#[test]
fn a_delay_is_told_by_the_way_that_it_concerns() {
    let mut file = apart(2);
    file["lanes"]
        .as_array_mut()
        .unwrap()
        .push(json!({"id": "sync", "style": "sync", "technology": "x", "edges": {"send": "call"}}));
    file["faults"] = json!([{"delay": {"edge": "send", "ms": 7, "from_ms": 500}}]);
    let study = common::study(&file.to_string(), &[]);
    for (lane, more) in ["14", "7"].into_iter().enumerate() {
        let trace = &study.traces[lane];
        let story = Story::of(&study.scenario.model, trace);
        let teller = Teller { scenario: &study.scenario, lane, trace, story: &story, lang: Lang::En };
        let fates = Operations::until(&study.scenario.model, trace, trace.end());
        let told = scene::happened(&teller, &fates, SimTime::from_millis_f64(500.0));
        let told: Vec<String> = told.iter().map(|sentence| plain(sentence)).collect();
        let expected = format!("takes {more}\u{2009}ms more, each way");
        assert!(told.iter().any(|sentence| sentence.contains(&expected)), "{told:?}");
    }
}

/// Word of a completion by way of the broker takes both its hops longer.
#[test]
fn an_answer_by_message_is_delayed_both_ways() {
    let mut file = apart(4);
    file["lanes"][0]["reply"] = json!({"request_reply": {"timeout_ms": 900}});
    let noticed: Kind = |fact| matches!(fact, Fact::NoticeArrived { .. });
    let usual = run(&file);
    file["faults"] = json!([{"delay": {"edge": "send", "ms": 7, "from_ms": 0}}]);
    let delayed = run(&file);
    for op in 0..4 {
        let more = length(&delayed, op, noticed) - length(&usual, op, noticed);
        assert!((more - 4.0 * 7.0).abs() < 1e-9, "{op}: {more}");
    }
}

/// A relay whose confirms come later than it waits, for good, would publish for ever.
#[test]
fn a_relay_that_is_delayed_for_good_needs_patience() {
    let file = |to_ms: Value| {
        let text = json!({"en": "x", "ru": "x"});
        let mut file = apart(2);
        file["services"].as_array_mut().unwrap().insert(
            0,
            json!({"id": "front", "name": text, "work": text, "workers": 1, "service_time": {"fixed": {"ms": 1}}}),
        );
        file["edges"][0]["from"] = "front".into();
        file["edges"]
            .as_array_mut()
            .unwrap()
            .insert(0, json!({"id": "ask", "from": "caller", "to": "front"}));
        file["edges"][1]["publish"] = json!({"outbox": {"poll_every_ms": 5}, "confirm_timeout_ms": 20});
        file["lanes"][0]["edges"]["ask"] = "call".into();
        file["faults"] = json!([{"delay": {"edge": "send", "ms": 8, "from_ms": 0, "to_ms": to_ms}}]);
        file
    };
    let endless = Scenario::from_json(&file(Value::Null).to_string()).unwrap_err().to_string();
    assert_eq!(
        endless,
        "lanes.0.publish.send.confirm_timeout_ms: is 20; no confirm is there before 20 ms, so that the relay \
         would publish for ever"
    );
    let effects = |trace: &Trace| {
        let of = |record: &&lockstep_core::trace::Record| matches!(record.fact, Fact::EffectVisible { .. });
        trace.records().iter().filter(of).count()
    };
    assert!(effects(&run(&file(json!(50)))) >= 2);
}

/// With the share 1/4 a quarter of the operations is poisoned: each for good, whoever tries it, and no other.
#[test]
fn a_share_of_operations_is_poisoned_for_good_and_in_every_lane() {
    let operations = 4000;
    let text = json!({"en": "x", "ru": "x"});
    let mut file = apart(operations);
    file["workload"]["arrivals"]["every"]["ms"] = 20.into();
    file["edges"][0]["call"] = json!({"retry": {"max_attempts": 3}});
    file["edges"][0]["queue"] = json!({"on_failure": "requeue", "delivery_limit": 2});
    file["lanes"]
        .as_array_mut()
        .unwrap()
        .push(json!({"id": "sync", "style": "sync", "technology": "x", "edges": {"send": "call"}}));
    file["title"] = text;
    file["faults"] = json!([{"poison": {"share": 0.25, "edge": "send"}}]);
    let mut scenario = Scenario::from_json(&file.to_string()).unwrap();
    let mut sets = Vec::new();
    for seed in [1, 2] {
        for lane in 0..2 {
            let trace = sim::run(&scenario.model, lane, seed).unwrap();
            let (mut failed, mut done, mut attempts) = (BTreeSet::new(), BTreeSet::new(), 0);
            for record in trace.records() {
                match record.fact {
                    Fact::WorkFailed { at, .. } => {
                        failed.insert(at.op);
                        attempts += 1;
                    }
                    Fact::EffectVisible { at } => drop(done.insert(at.op)),
                    _ => {}
                }
            }
            assert!(failed.is_disjoint(&done) && failed.len() + done.len() == operations as usize);
            assert_eq!(attempts, 3 * failed.len(), "three attempts, or the first delivery and two more");
            // Four standard errors of a binomial share.
            let share = failed.len() as f64 / f64::from(operations);
            let error = (0.25 * 0.75 / f64::from(operations)).sqrt();
            assert!((share - 0.25).abs() < 4.0 * error, "{share}");
            sets.push(failed);
        }
    }
    assert!(sets[0] == sets[1] && sets[2] == sets[3] && sets[0] != sets[2]);
    // A named one stays as it was, and a share of none poisons nobody.
    file["faults"] =
        json!([{"poison": {"operation": 3, "edge": "send"}}, {"poison": {"share": 0, "edge": "send"}}]);
    scenario = Scenario::from_json(&file.to_string()).unwrap();
    let trace = sim::run(&scenario.model, 1, 1).unwrap();
    let failed: Vec<u32> = trace
        .records()
        .iter()
        .filter(|record| matches!(record.fact, Fact::WorkFailed { .. }))
        .filter_map(|record| record.fact.operation())
        .collect();
    assert_eq!(failed, [2, 2, 2]);
}
