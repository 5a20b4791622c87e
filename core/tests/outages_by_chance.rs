//! Outages that chance brings: against the theory of two exponential states, the same for everybody who reads them,
//! and ended or brought about by hand.

mod common;

use lockstep_core::scenario::{Act, Intervention, Override, Scenario, BROKER};
use lockstep_core::sim;
use lockstep_core::study::Study;
use lockstep_core::time::{SimDuration, SimTime};
use lockstep_core::trace::Fact;
use serde_json::{json, Value};

const OPERATIONS: u32 = 400;

/// A caller asks a service, and that sends a message to another one; `faults` break them.
fn file(faults: Value) -> Value {
    let text = json!({"en": "x", "ru": "x"});
    let service = |id: &str| json!({"id": id, "name": text, "work": text, "workers": 2, "service_time": {"fixed": {"ms": 2}}});
    json!({
        "format": 1, "id": "any", "number": 1,
        "title": text, "lead": text, "operation": text, "effect": text,
        "network": {"one_way": {"fixed": {"ms": 1}}},
        "broker": {"name": text, "one_way": {"fixed": {"ms": 1}}, "append": {"fixed": {"ms": 1}}},
        "services": [service("front"), service("back")],
        "edges": [
            {"id": "ask", "from": "caller", "to": "front"},
            {"id": "tell", "from": "front", "to": "back", "effect": true},
        ],
        "lanes": [
            {"id": "sync", "style": "sync", "technology": "x", "edges": {"ask": "call", "tell": "call"}},
            {"id": "async", "style": "async", "technology": "x", "edges": {"ask": "call", "tell": "message"}},
        ],
        "workload": {"arrivals": {"every": {"ms": 25, "operations": OPERATIONS}}},
        "faults": faults,
    })
}

/// Three services in a row, each up for nine tenths of the time.
const ROW: &str = include_str!("../../assets/scenarios/callee-outage-chance.json");

fn scenario(faults: Value) -> Scenario {
    let file = file(faults);
    Scenario::from_json(&file.to_string()).unwrap_or_else(|problem| panic!("{problem}\n{file}"))
}

fn said(faults: Value) -> String {
    Scenario::from_json(&file(faults).to_string()).unwrap_err().to_string()
}

fn by_chance(up: f64, down: f64, to: f64) -> Value {
    json!({"down": {"service": "back", "mean_up_ms": up, "mean_down_ms": down, "from_ms": 0, "to_ms": to}})
}

fn seeded(scenario: &Scenario, seed: u64) -> Scenario {
    scenario.clone().seeded(seed).unwrap()
}

/// Availability of two exponential states is up / (up + down), and outages come at 1 / (up + down).
#[test]
fn over_a_long_time_a_service_is_up_as_theory_has_it() {
    let (up, down, whole) = (900.0, 300.0, 30_000.0);
    let (mut unavailable, mut outages, seeds) = (0.0, 0, 400);
    let scenario = scenario(json!([by_chance(up, down, whole)]));
    for seed in 0..seeds {
        let faults = seeded(&scenario, seed).model.faults;
        outages += faults.len();
        for fault in &faults {
            unavailable += fault.to.unwrap().since(fault.from).millis();
        }
        assert!(faults.windows(2).all(|pair| pair[0].to.unwrap() < pair[1].from), "seed {seed}");
        assert!(faults.iter().all(|fault| fault.to.unwrap().millis() <= whole), "seed {seed}");
    }
    let whole = whole * seeds as f64;
    // It begins up, which is worth a little: down / (up + down) of the time in which it forgets that.
    let share = 1.0 - unavailable / whole;
    let warmth = up * down * down / (up + down).powi(2) / (whole / seeds as f64);
    let expected = up / (up + down) + warmth;
    // The standard error over 10 000 outages is about 0.0026.
    assert!((share - expected).abs() < 0.008, "{share}, expected {expected}");
    let rate = outages as f64 / whole * (up + down);
    assert!((rate - 1.0).abs() < 0.02, "{rate}");
}

/// The facts of every lane, and what callers are refused, are those of the same outages.
#[test]
fn every_lane_has_the_same_outages_and_another_seed_has_others() {
    let scenario = scenario(json!([by_chance(900.0, 300.0, 9_000.0)]));
    let downs = |scenario: &Scenario, lane, seed| -> Vec<(SimTime, bool)> {
        let trace = sim::run(&scenario.model, lane, seed).unwrap();
        let news = trace.records().iter().filter_map(|record| match record.fact {
            Fact::ServiceDown { service: 1 } => Some((record.at, true)),
            Fact::ServiceUp { service: 1 } => Some((record.at, false)),
            _ => None,
        });
        news.collect()
    };
    let mut different = std::collections::BTreeSet::new();
    for seed in 1..20 {
        let of_seed = Study::run(scenario.clone(), seed).unwrap().scenario;
        let compiled: Vec<_> =
            of_seed.model.faults.iter().map(|fault| (fault.from, fault.to.unwrap())).collect();
        let told: Vec<_> = compiled.iter().flat_map(|(from, to)| [(*from, true), (*to, false)]).collect();
        assert!(told.len() > 2);
        for lane in 0..2 {
            assert_eq!(downs(&of_seed, lane, seed), told, "seed {seed}, lane {lane}");
        }
        different.insert(format!("{told:?}"));
    }
    assert_eq!(different.len(), 19);
}

/// A later end adds outages and changes none before it; another fault has other ones, and so has another place.
#[test]
fn a_longer_while_and_other_faults_change_nothing_before() {
    let all = |faults: Value| scenario(faults).model.faults;
    let short = all(json!([by_chance(900.0, 300.0, 5_000.0)]));
    let long = all(json!([by_chance(900.0, 300.0, 15_000.0)]));
    assert!(short.len() > 1 && long.len() > short.len());
    let cut = SimTime::from_millis_f64(5_000.0);
    for (one, other) in short.iter().zip(&long) {
        assert_eq!(one.from, other.from);
        assert_eq!(one.to, other.to.map(|to| to.min(cut)));
    }
    let other = json!({"error": {"service": "front", "share": 0.1, "from_ms": 3}});
    assert_eq!(all(json!([other, by_chance(900.0, 300.0, 5_000.0)])), short);
    let mut second = by_chance(900.0, 300.0, 13_000.0);
    second["down"]["from_ms"] = 6_000.into();
    let two = all(json!([by_chance(900.0, 300.0, 5_000.0), second]));
    let gaps = |from: f64, first: SimTime| first.millis() - from;
    assert_ne!(gaps(6_000.0, two[short.len()].from), gaps(0.0, short[0].from));
    let broker =
        json!({"broker_down": {"mean_up_ms": 900, "mean_down_ms": 300, "from_ms": 0, "to_ms": 5_000}});
    let of_broker = scenario(json!([broker])).model.disturbances;
    assert!(of_broker.len() > 1);
    assert_ne!(of_broker[0].from, short[0].from);
}

/// By hand the outage at the playhead is ended, or one begun; what was before stays, fact by fact.
#[test]
fn by_hand_an_outage_of_chance_is_ended_and_the_past_stays() {
    let broker =
        json!({"broker_down": {"mean_up_ms": 900, "mean_down_ms": 300, "from_ms": 0, "to_ms": 9_000}});
    let scenario = scenario(json!([by_chance(900.0, 300.0, 9_000.0), broker]));
    for seed in 1..12 {
        let scenario = seeded(&scenario, seed);
        let of_service: Vec<_> = scenario.model.faults.iter().map(|one| (one.from, one.to)).collect();
        let of_broker: Vec<_> = scenario.model.disturbances.iter().map(|one| (one.from, one.to)).collect();
        for (target, all) in [("back", of_service), (BROKER, of_broker)] {
            let (from, to) = (all[1].0, all[1].1.unwrap());
            for (act, at) in [(Act::Mend, from + SimDuration::from_micros(1)), (Act::Break, to)] {
                let forked = scenario.forked(&[Intervention { act, target: target.into(), at }]).unwrap();
                let count = if target == BROKER {
                    forked.model.disturbances.len()
                } else {
                    forked.model.faults.len()
                };
                assert_eq!(count, if act == Act::Mend { all.len() } else { 3 }, "{target} {act:?}");
                for lane in 0..2 {
                    let [before, after] =
                        [&scenario, &forked].map(|run| sim::run(&run.model, lane, seed).unwrap());
                    let seen = |trace: &lockstep_core::trace::Trace| {
                        trace
                            .records()
                            .iter()
                            .take_while(|record| record.at < at)
                            .copied()
                            .collect::<Vec<_>>()
                    };
                    assert_eq!(seen(&before), seen(&after), "seed {seed}, {target}, {act:?}, lane {lane}");
                    // A lane of calls has no broker to look at.
                    assert_ne!(
                        before.records(),
                        after.records(),
                        "seed {seed}, {target}, {act:?}, lane {lane}"
                    );
                }
            }
        }
    }
}

/// However short it is up between two outages, no message is left behind, whatever overtakes what.
#[test]
fn outages_close_together_lose_no_message() {
    let hop = json!({"mixture": {"points": [{"ms": 0.1, "share": 0.5}, {"ms": 30, "share": 0.5}]}});
    for (broker, settings) in [("rabbitmq", json!({})), ("kafka", json!({"partitions": 3}))] {
        let mut file = file(json!([by_chance(15.0, 10.0, 600.0)]));
        file["broker"]["one_way"] = hop.clone();
        file["lanes"][1]["broker"] = broker.into();
        file["broker"][broker] = settings;
        file["workload"]["arrivals"]["every"] = json!({"ms": 5, "operations": 100});
        let scenario = Scenario::from_json(&file.to_string()).unwrap();
        for seed in 0..60 {
            let scenario = scenario.clone().seeded(seed).unwrap();
            let trace = sim::run(&scenario.model, 1, seed).unwrap();
            let mut done: Vec<u32> = trace
                .records()
                .iter()
                .filter_map(|record| match record.fact {
                    Fact::EffectVisible { at } => Some(at.op),
                    _ => None,
                })
                .collect();
            done.sort_unstable();
            done.dedup();
            assert_eq!(done.len(), 100, "{broker}, seed {seed}");
        }
    }
}

#[test]
fn what_makes_no_sense_is_named() {
    let with = |field: &str, value: Value| {
        let mut fault = by_chance(900.0, 300.0, 9_000.0);
        fault["down"][field] = value;
        said(json!([fault]))
    };
    assert_eq!(
        with("mean_down_ms", Value::Null),
        "faults.0.down: has mean_up_ms and no mean_down_ms; needed are both or neither"
    );
    assert_eq!(
        with("mean_up_ms", Value::Null),
        "faults.0.down: has mean_down_ms and no mean_up_ms; needed are both or neither"
    );
    assert_eq!(with("to_ms", Value::Null), "faults.0.down: has no to_ms; what chance brings needs an end");
    assert_eq!(with("mean_up_ms", json!(0)), "faults.0.down.mean_up_ms: is 0; allowed are 0.001 to 3600000");
    let many = "comes to more than 500 stretches; allowed are 500: take longer means, or an earlier to_ms";
    assert_eq!(with("to_ms", json!(3_000_000)), format!("faults.0.down: {many}"));
    let broker = json!({"broker_down": {"mean_up_ms": 9, "mean_down_ms": 3, "from_ms": 0, "to_ms": 50_000}});
    assert_eq!(said(json!([broker])), format!("faults.0.broker_down: {many}"));
    let named = json!({"down": {"service": "back", "from_ms": 8_000, "to_ms": 8_001}});
    assert_eq!(
        said(json!([by_chance(900.0, 300.0, 9_000.0), named])),
        "faults: the outage of \"back\" from 8000 overlaps with an earlier one; join them into one"
    );
    // One of a broker may take a whole hundred faults' worth of places.
    let part = |from: u32| json!({"broker_down": {"mean_up_ms": 1, "mean_down_ms": 1, "from_ms": from, "to_ms": from + 50}});
    let all: Vec<Value> = (0..20).map(|part_of| part(part_of * 60)).collect();
    let said = said(Value::from(all));
    assert!(said.starts_with("faults: come to ") && said.ends_with("; allowed are 256"), "{said}");
}

/// A fault by chance can be moved by its means, as by a control.
#[test]
fn its_means_are_values_like_all_others() {
    let scenario = scenario(json!([by_chance(900.0, 300.0, 9_000.0)]));
    let longer = scenario.changed(&[Override::number("faults.0.down.mean_up_ms", 1800.0)]).unwrap();
    let first = |scenario: &Scenario| scenario.model.faults[0].from.micros();
    // The same luck with twice the mean is twice the time.
    assert!(first(&longer).abs_diff(2 * first(&scenario)) <= 1);
}

/// What is slow, hangs or is far away for a while comes and goes likewise: for down / (up + down) of a long time, as
/// other stretches than those of another kind, and the same in every lane.
#[test]
fn what_is_slow_hangs_or_is_delayed_may_come_and_go_by_chance() {
    let (up, down, whole, seeds): (f64, f64, f64, u32) = (900.0, 300.0, 30_000.0, 800);
    let by_chance = |kind: &str, what: Value| {
        let mut fault = json!({"mean_up_ms": up, "mean_down_ms": down, "from_ms": 0, "to_ms": whole});
        fault.as_object_mut().unwrap().extend(what.as_object().unwrap().clone());
        json!({ kind: fault })
    };
    let kinds = [
        by_chance("slow", json!({"service": "back", "factor": 3})),
        by_chance("hang", json!({"service": "back"})),
        by_chance("delay", json!({"edge": "ask", "ms": 7})),
    ];
    let mut firsts = Vec::new();
    for fault in &kinds {
        let scenario = scenario(json!([fault]));
        let mut wrong = 0.0;
        for seed in 0..seeds {
            let all = seeded(&scenario, seed.into()).model.disturbances;
            wrong += all.iter().map(|one| one.to.unwrap().since(one.from).millis()).sum::<f64>();
            assert!(all.windows(2).all(|pair| pair[0].to.unwrap() < pair[1].from), "seed {seed}");
        }
        let share = wrong / (whole * f64::from(seeds));
        let warmth = up * down * down / (up + down).powi(2) / whole;
        // Three standard errors: 2 up² down² / (up + down)³ over all of the time is the variance.
        common::near(Some(share), down / (up + down) - warmth, 0.023);
        firsts.push(scenario.model.disturbances[0].from);
    }
    firsts.dedup();
    assert_eq!(firsts.len(), kinds.len(), "each kind has a luck of its own");
    // A call takes so much longer, each way, in the stretches and only in them.
    let scenario = scenario(json!([kinds[2]]));
    let study = Study::run(scenario, 5).unwrap();
    let stretches = &study.scenario.model.disturbances;
    let late = |at: SimTime| stretches.iter().any(|one| one.from <= at && at < one.to.unwrap());
    let sent = study.traces[0].records().iter().filter_map(|record| match record.fact {
        Fact::RequestSent { at } if at.edge == 0 => Some((at, record.at)),
        _ => None,
    });
    let (mut slow, mut quick) = (0, 0);
    for (at, sent) in sent {
        let arrived =
            study.traces[0].records().iter().find(|record| record.fact == Fact::RequestArrived { at });
        let took = arrived.unwrap().at.since(sent);
        assert_eq!(took, SimDuration::from_millis_f64(if late(sent) { 8.0 } else { 1.0 }), "{at:?}");
        *if late(sent) { &mut slow } else { &mut quick } += 1;
    }
    assert!(slow > 50 && quick > 200, "{slow} of {quick}");
}

/// Operations that succeed in the shipped row of three, lane by lane, over several seeds.
fn shares(changes: &[Override]) -> [f64; 3] {
    let scenario = Scenario::with_overrides(ROW, changes).unwrap();
    let (mut sums, seeds) = ([0.0; 3], 10);
    for seed in 1..=seeds {
        let study = Study::run(seeded(&scenario, seed), seed).unwrap();
        for (lane, sum) in sums.iter_mut().enumerate() {
            *sum += study.measure(lane, study.end())["success_share"].unwrap() / seeds as f64;
        }
    }
    sums
}

/// Calls in a row succeed as often as all of them are up at once: the product of three availabilities. Messages
/// need the broker alone, and all that it takes is done.
#[test]
fn a_row_of_calls_is_up_for_the_product_and_messages_for_the_brokers_share() {
    let (up, down) = (9_000.0, 1_000.0);
    let available = |down: f64| up / (up + down);
    // Ten times 200 outages of each service: a standard error of about 0.003 for each of them.
    let near = |share: f64, expected: f64| assert!((share - expected).abs() < 0.015, "{share}: {expected}");
    let [calls, retries, messages] = shares(&[]);
    near(calls, available(down).powi(3));
    assert!(retries > calls + 0.15 && retries < 0.98, "{retries}");
    assert!(1.0 - messages < 1e-9, "{messages}");
    // A better link mends no other.
    let stock = Override::number("faults.0.down.mean_down_ms", 50.0);
    near(shares(&[stock])[0], available(50.0) * available(down).powi(2));
    let broker =
        json!({"broker_down": {"mean_up_ms": up, "mean_down_ms": down, "from_ms": 0, "to_ms": 2_000_000}});
    let [same, _, messages] = shares(&[Override::parse(&format!("faults.3={broker}")).unwrap()]);
    assert_eq!(same.to_bits(), calls.to_bits());
    near(messages, available(down));
}

/// The shipped row has some 200 outages of each service; each of the three can be taken by hand.
#[test]
fn what_fails_often_can_be_broken_and_mended_by_hand() {
    let scenario = Scenario::from_json(ROW).unwrap();
    let at = SimTime::from_millis_f64;
    let first = scenario.model.faults.iter().find(|fault| fault.service == 0).unwrap();
    let hand = |act, target: &str, at| Intervention { act, target: target.into(), at };
    let mended = first.from + SimDuration::from_millis_f64(1.0);
    let done = [
        hand(Act::Mend, "stock", mended),
        hand(Act::Break, "payments", at(4_000.0)),
        hand(Act::Break, "shipping", at(4_100.0)),
        hand(Act::Mend, "shipping", at(4_200.0)),
    ];
    let forked = scenario.forked(&done).unwrap();
    let of = |service| forked.model.faults.iter().filter(move |fault| fault.service == service);
    assert_eq!(of(0).next().unwrap().to, Some(mended));
    assert!(of(0).count() > 100, "the others stay");
    assert!(of(1).all(|fault| fault.to.is_none() && fault.from == at(4_000.0)));
    assert!(of(2).all(|fault| (fault.from, fault.to) == (at(4_100.0), Some(at(4_200.0)))));
}
