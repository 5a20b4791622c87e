//! What has happened stays: a fault or a cut later on, or a second run, changes nothing before it.

use lockstep_core::metrics::{measure, Operations};
use lockstep_core::scenario::{Act, Intervention, Override, Scenario};
use lockstep_core::sim;
use lockstep_core::time::{SimDuration, SimTime};
use lockstep_core::trace::{Record, Trace};
use serde_json::json;

use super::causes;
use super::seeds::seeds;
use super::variety::{Dice, Variety};

fn run(scenario: &Scenario, lane: usize, seed: u64) -> Trace {
    sim::run(&scenario.model, lane, seed)
        .unwrap_or_else(|problem| panic!("seed {seed}, lane {lane}: {problem}"))
}

fn changed(scenario: &Scenario, path: &str, value: serde_json::Value) -> Scenario {
    scenario.changed(&[Override { path: path.into(), value: value.into() }]).unwrap()
}

/// The time of some record: where something can go wrong.
fn moment(dice: &mut Dice, trace: &Trace) -> SimTime {
    let place = dice.below(trace.records().len() as u64) as usize;
    trace.records()[place].at
}

#[test]
fn the_same_run_twice_is_the_same() {
    let mut hashes = std::collections::BTreeSet::new();
    for seed in seeds() {
        let scenario = Variety::everything().scenario(seed);
        let read_again = Scenario::from_json(&serde_json::to_string(&scenario.file).unwrap()).unwrap();
        for lane in 0..scenario.model.lanes.len() {
            let (once, twice) = (run(&scenario, lane, seed), run(&read_again, lane, seed));
            assert_eq!(once, twice, "seed {seed}, lane {lane}");
            assert_eq!(once.hash(), twice.hash(), "seed {seed}, lane {lane}");
            hashes.insert(once.hash());
        }
    }
    // A lane without a message, or with calls only, can equal another; different scenarios cannot.
    assert!(hashes.len() as u64 >= seeds().count() as u64, "{} different traces", hashes.len());
}

#[test]
fn a_fault_leaves_the_past_as_it_was() {
    for seed in seeds() {
        let mut dice = Dice(!seed);
        let healthy = Variety::everything().faultless().scenario(seed);
        for lane in 0..healthy.model.lanes.len() {
            let without = run(&healthy, lane, seed);
            let at = moment(&mut dice, &without);
            let service = dice.below(healthy.model.services.len() as u64);
            let (from, to) = (at.millis(), at.millis() + dice.below(50) as f64);
            let id = &healthy.model.services[service as usize].id;
            for fault in [
                json!([{"down": {"service": id, "from_ms": from, "to_ms": to}}]),
                json!([{"broker_down": {"from_ms": from, "to_ms": to}}]),
            ] {
                let with = run(&changed(&healthy, "faults", fault), lane, seed);
                let before = |trace: &Trace| -> Vec<Record> {
                    trace.records().iter().take_while(|record| record.at < at).copied().collect()
                };
                assert_eq!(before(&with), before(&without), "seed {seed}, lane {lane}, fault at {at}");
            }
        }
    }
}

/// What is broken and mended by hand forks the run there, and nowhere before.
#[test]
fn what_is_done_by_hand_leaves_the_past_as_it_was() {
    for seed in seeds() {
        let mut dice = Dice(!seed);
        let healthy = Variety::everything().faultless().scenario(seed);
        let service = dice.below(healthy.model.services.len() as u64) as usize;
        let service =
            if dice.below(3) == 0 { "broker" } else { &healthy.model.services[service].id }.to_string();
        for lane in 0..healthy.model.lanes.len() {
            let without = run(&healthy, lane, seed);
            // What the person who stands there has seen happen, all of it stays.
            let playhead = moment(&mut dice, &without);
            let at = Intervention::moment_after(playhead);
            let broken = Intervention { act: Act::Break, target: service.clone(), at };
            let mended = Intervention {
                act: Act::Mend,
                at: at + SimDuration::from_micros(1 + dice.below(50_000)),
                ..broken.clone()
            };
            let seen = |trace: &Trace| trace.records()[..trace.count_until(playhead)].to_vec();
            for acts in [&[broken.clone()][..], &[broken, mended][..]] {
                let with = run(&healthy.forked(acts).unwrap(), lane, seed);
                assert_eq!(seen(&with), seen(&without), "seed {seed}, lane {lane}, {acts:?}");
                assert!(with.records().len() > with.count_until(playhead), "nothing was done");
            }
            let op = 1 + dice.below(u64::from(healthy.model.workload.operations()));
            for act in [Act::Lose, Act::Slow] {
                let one = Intervention { act, target: op.to_string(), at };
                let with = run(&healthy.forked(&[one]).unwrap(), lane, seed);
                assert_eq!(seen(&with), seen(&without), "seed {seed}, lane {lane}, {act:?} {op}");
                for index in 0..with.records().len() {
                    let told = causes::check(&healthy.model, lane, with.records(), index);
                    assert_eq!(told, Ok(()), "seed {seed}, lane {lane}, {act:?} {op}, record {index}");
                }
            }
        }
    }
}

/// A run that is cut holds the whole run's records up to there, and measures as the whole does there.
#[test]
fn a_cut_run_is_the_beginning_of_the_whole() {
    for seed in seeds() {
        let mut dice = Dice(!seed);
        let scenario = Variety::everything().scenario(seed);
        for lane in 0..scenario.model.lanes.len() {
            let whole = run(&scenario, lane, seed);
            let at = moment(&mut dice, &whole).max(SimTime::from_micros(1));
            let short = changed(&scenario, "limits.until_ms", json!(at.millis()));
            let cut = run(&short, lane, seed);
            let records = &whole.records()[..whole.count_until(at)];
            assert_eq!(cut.records(), records, "seed {seed}, lane {lane}, cut at {at}");
            // Time averages end at the last record of the cut; ask the whole about the same time.
            let now = cut.end();
            let of_whole = measure(&scenario.model, lane, &whole, now);
            let of_cut = measure(&short.model, lane, &cut, now);
            assert_eq!(of_cut, of_whole, "seed {seed}, lane {lane}, cut at {at}");
        }
    }
}

/// What the page says of any moment from one reading of the whole run is what reading up to there says.
#[test]
fn the_share_of_blocked_time_is_the_same_from_the_whole_run_as_from_its_beginning() {
    let mut told = 0;
    for seed in seeds() {
        let scenario = Variety::everything().scenario(seed);
        let model = &scenario.model;
        for lane in 0..model.lanes.len() {
            let trace = run(&scenario, lane, seed);
            let whole = Operations::until(model, &trace, trace.end());
            for share in [1, 3, 7, 10] {
                let at = SimTime::from_micros(trace.end().micros() * share / 10);
                let until = Operations::until(model, &trace, at).caller_blocked_share();
                assert_eq!(whole.caller_blocked_share_at(at), until, "seed {seed}, lane {lane}, at {at}");
                told += usize::from(until.is_some());
            }
        }
    }
    assert!(told > 500, "{told}");
}
