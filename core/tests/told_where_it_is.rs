//! What goes wrong is told and drawn where something meets it, and a wait is put down to who caused it.

mod common;

use lockstep_core::metrics::{measure, Operations};
use lockstep_core::scenario::{Act, Intervention, Scenario};
use lockstep_core::scene::{self, Axis, Density, Plan, Shape, Teller, Trouble};
use lockstep_core::study::Study;
use lockstep_core::text::{plain, Lang};
use lockstep_core::time::SimTime;
use lockstep_core::trace::{End, Story, TransferKind};
use serde_json::{json, Value};

struct Seen {
    study: Study,
    stories: Vec<Story>,
}

impl Seen {
    fn of(json: &str) -> Self {
        Seen::ran(Scenario::from_json(json).unwrap())
    }

    fn ran(scenario: Scenario) -> Self {
        let seed = scenario.file.seed;
        let study = Study::run(scenario, seed).unwrap();
        let stories = study.traces.iter().map(|trace| Story::of(&study.scenario.model, trace)).collect();
        Seen { study, stories }
    }

    fn teller(&self, lane: usize, lang: Lang) -> Teller<'_> {
        let Seen { study, stories } = self;
        Teller { scenario: &study.scenario, lane, trace: &study.traces[lane], story: &stories[lane], lang }
    }

    fn fates(&self, lane: usize) -> Operations {
        Operations::until(&self.study.scenario.model, &self.study.traces[lane], self.study.end())
    }

    fn told(&self, lane: usize, ms: f64) -> String {
        let at = SimTime::from_millis_f64(ms);
        let sentences = scene::happened(&self.teller(lane, Lang::En), &self.fates(lane), at);
        sentences.iter().map(|sentence| plain(sentence)).collect::<Vec<_>>().join(" ")
    }

    fn because(&self, lane: usize, op: u32, ms: f64, lang: Lang) -> Vec<String> {
        let why = scene::why(&[self.teller(lane, lang)], op - 1, SimTime::from_millis_f64(ms)).unwrap();
        why.because.iter().map(|link| plain(link).replace('\u{2009}', " ")).collect()
    }

    /// How often a kind of trouble is drawn in a lane.
    fn drawn(&self, lane: usize, wanted: Trouble) -> usize {
        let (model, story, fates) = (&self.study.scenario.model, &self.stories[lane], self.fates(lane));
        let axis = Axis::page(self.study.end(), None, SimTime::ZERO, 736.0);
        let plan = Plan::of(model, &model.lanes[lane], story, &fates, Density::ROOMY, axis.ms_per_pixel());
        let picture = scene::picture(&plan, story, &fates, &axis, None);
        let of_kind = |shape: &Shape| matches!(shape, Shape::Trouble(_, kind) if *kind == wanted);
        picture.items.iter().filter(|item| of_kind(&item.shape)).count()
    }
}

/// A call, or a message over some kinds of broker, all with a broker that goes down and has an alarm.
fn kinds(brokers: &[&str]) -> Seen {
    let mut file = common::one_consumer("send");
    file["broker"]["kafka"] = json!({"partitions": 1});
    file["broker"]["sqs"] = json!({"wait_ms": 1000});
    let lane = |broker: &&str| {
        let (style, mode) = if *broker == "none" { ("sync", "call") } else { ("async", "message") };
        let kind = if *broker == "none" { "rabbitmq" } else { *broker };
        json!({"id": broker, "style": style, "technology": "x", "edges": {"send": mode}, "broker": kind})
    };
    file["lanes"] = brokers.iter().map(lane).collect();
    file["workload"] = json!({"arrivals": {"at": {"ms": [0, 80]}}});
    file["faults"] = json!([
        {"broker_down": {"from_ms": 20, "to_ms": 30}},
        {"broker_alarm": {"from_ms": 40, "to_ms": 50}},
        {"delay": {"edge": "send", "ms": 5, "from_ms": 60, "to_ms": 70}},
    ]);
    Seen::of(&file.to_string())
}

#[test]
fn troubles_are_told_and_drawn_where_something_meets_them() {
    for (brokers, down, alarm) in [
        (["none", "rabbitmq", "kafka"], [false, true, true], [false, true, false]),
        (["kafka", "sqs", "rabbitmq"], [true, true, true], [false, false, true]),
    ] {
        let seen = kinds(&brokers);
        let tells = |ms: f64, words: &str| [0, 1, 2].map(|lane| seen.told(lane, ms).contains(words));
        let draws = |trouble| [0, 1, 2].map(|lane| seen.drawn(lane, trouble) == 1);
        for (ms, words) in [(20.0, "The broker goes down"), (25.0, "The broker is down"), (30.0, "again")] {
            assert_eq!(tells(ms, words), down, "{ms}: {}", seen.told(2, ms));
        }
        assert_eq!(tells(40.0, "short of memory"), alarm, "{}", seen.told(1, 40.0));
        // A slow way is one for calls and for messages.
        assert_eq!(tells(60.0, "the way to x and back takes"), [true; 3], "{}", seen.told(0, 60.0));
        assert_eq!((draws(Trouble::Alarm), draws(Trouble::Down)), (alarm, down));
    }
}

/// A broker that keeps nothing durably forgets what its consumer has in hand, and loses what waits.
#[test]
fn what_a_consumer_holds_is_forgotten_and_not_lost() {
    let mut file = common::one_consumer("send");
    file["broker"]["durable"] = false.into();
    file["broker"]["prefetch_per_worker"] = 1.into();
    file["workload"] = json!({"arrivals": {"at": {"ms": [0, 0]}}});
    file["faults"] = json!([{"broker_down": {"from_ms": 10, "to_ms": 30}}]);
    let told = Seen::of(&file.to_string()).told(0, 10.0);
    assert!(told.contains("The broker loses 2: it was not kept durably."), "{told}");
    assert!(told.contains("The broker forgets 1; x still has it."), "{told}");
}

/// Published twice, as the first confirm gets lost: two workers have the same operation in hand, and each
/// acknowledges from its own place.
#[test]
fn two_deliveries_of_one_operation_have_a_worker_each() {
    let mut file = common::one_consumer("send");
    file["services"][0]["workers"] = 2.into();
    file["edges"][0]["publish"] = json!({"confirm_timeout_ms": 5, "retry": {"max_attempts": 2}});
    file["workload"] = json!({"arrivals": {"at": {"ms": [0]}}});
    file["faults"] = json!([{"lost_acknowledgement": {"operation": 1, "from_ms": 0}}]);
    let seen = Seen::of(&file.to_string());
    let acks = seen.stories[0].transfers.iter().filter(|one| one.kind == TransferKind::Ack);
    let from: Vec<End> = acks.map(|one| one.source).collect();
    assert_eq!(from, [End::Worker(0, 0), End::Worker(0, 1)]);
}

/// Two consumers with a partition each: the third record waits from 4 to 14 ms for the first, and not for the
/// second, which is handled in the meantime, too.
#[test]
fn a_record_waits_for_the_reader_of_its_partition() {
    let mut file = common::one_consumer("send");
    file["services"][0]["workers"] = 2.into();
    file["broker"]["kafka"] = json!({"partitions": 2});
    file["lanes"][0]["broker"] = "kafka".into();
    file["workload"] = json!({"arrivals": {"at": {"ms": [0, 0, 0, 0]}}});
    let seen = Seen::of(&file.to_string());
    let said = "x worker 1, which alone reads its partition, was busy with 1.";
    assert_eq!(seen.because(0, 3, 30.0, Lang::En), [said]);
    assert!(seen.because(0, 4, 30.0, Lang::En)[0].contains("was busy with 2."));
    assert!(
        seen.because(0, 3, 30.0, Lang::Ru)[0].starts_with("его партицию читает лишь один обработчик — «x, ")
    );
    // In a queue it waits for whoever is free first.
    file["lanes"][0]["broker"] = "rabbitmq".into();
    let seen = Seen::of(&file.to_string());
    let chain = seen.because(0, 3, 30.0, Lang::En);
    assert!(chain.iter().any(|link| link == "both workers of x were taken by 1 and 2,"), "{chain:?}");
}

/// Stored at 3 ms, held back by a consumer at work until 14, and by a broker that is down from 20 to 30: the wait of
/// the third has both causes, and each is told for as long as it held.
#[test]
fn an_outage_is_named_for_its_part_of_the_wait() {
    let mut file = common::one_consumer("send");
    file["broker"]["prefetch_per_worker"] = 1.into();
    file["workload"] = json!({"arrivals": {"at": {"ms": [0, 0, 0]}}});
    file["faults"] = json!([{"broker_down": {"from_ms": 20, "to_ms": 30}}]);
    let seen = Seen::of(&file.to_string());
    let chain = seen.because(0, 3, 100.0, Lang::En);
    assert_eq!(chain[0], "the broker was down for 10 ms of that,");
    assert_eq!(chain[1], "x may hold only one unacknowledged message,");
    let chain = seen.because(0, 3, 100.0, Lang::Ru);
    assert_eq!(chain[0], "брокер был недоступен 10 мс из этого времени,");
}

/// A trip whose two bookings are undone: nothing of it is to come when it is over, in any lane.
#[test]
fn what_is_over_is_not_slowed_down_any_more() {
    let seen = Seen::of(include_str!("../../assets/scenarios/saga.json"));
    let may = |act, ms: f64| {
        let at = SimTime::from_millis_f64(ms);
        seen.stories.iter().any(|story| story.has_yet_to_come(act, 1, at))
    };
    let last = |kind: &dyn Fn(&lockstep_core::trace::Record) -> bool| {
        let records = seen.study.traces.iter().flat_map(|trace| trace.records());
        records.filter(|record| kind(record)).map(|record| record.at.millis()).fold(0.0, f64::max)
    };
    use lockstep_core::trace::Fact;
    let begins = last(&|record| matches!(record.fact, Fact::WorkStarted { at, .. } if at.op == 1));
    assert!(may(Act::Slow, begins) && !may(Act::Slow, begins + 0.001));
    let over = last(&|record| record.fact.operation() == Some(1));
    assert!(over > begins && may(Act::Lose, begins) && !may(Act::Lose, over + 0.001));
}

/// In every scenario that has such a row, what it calls failed and lost is what that run measured as such, and the
/// run has the outage that the scenario shows.
#[test]
fn the_row_of_the_outage_says_what_its_run_measured() {
    use lockstep_core::metrics::RowId;
    let mut rows = 0;
    for entry in std::fs::read_dir(format!("{}/../assets/scenarios", env!("CARGO_MANIFEST_DIR"))).unwrap() {
        let path = entry.unwrap().path();
        let json = std::fs::read_to_string(&path).unwrap();
        let value: Value = serde_json::from_str(&json).unwrap();
        if value["derived"]["fault_tolerance"].is_null() || path.to_string_lossy().contains("at-scale") {
            continue;
        }
        let seen = Seen::of(&json);
        let derived = seen.study.derived_runs().unwrap();
        let table = seen.study.compare(&derived, seen.study.end());
        let row = table.rows.iter().find(|row| row.id == RowId::FaultTolerance).unwrap();
        for (finding, run) in row.findings.iter().zip(derived.outage.as_ref().unwrap()) {
            let measured = |id: &str| run.measured[id].unwrap();
            let all = f64::from(seen.study.scenario.model.measured_operations());
            assert_eq!(finding.basis[..2], [all, measured("failed")], "{path:?}");
            // Of what is lost, those whose callers were told are among the failed.
            assert!(finding.basis[2] <= measured("lost"), "{path:?}: {finding:?}");
            assert!(finding.basis[1..3].iter().sum::<f64>() >= measured("lost"), "{path:?}: {finding:?}");
            let value = finding.value.unwrap();
            assert!(
                value >= measured("failed").max(measured("lost")) && value <= all,
                "{path:?}: {finding:?}"
            );
            rows += 1;
        }
        if value["faults"][0]["hang"].is_object() {
            let model = &seen.study.scenario.model;
            let here = measure(model, 0, &seen.study.traces[0], seen.study.end());
            assert_eq!(derived.outage.as_ref().unwrap()[0].measured, here, "{path:?}: it hangs already");
        }
    }
    assert!(rows > 20, "{rows}");
}

/// An outage after the last work gives nobody anything to do.
#[test]
fn what_goes_down_when_all_is_done_is_not_waited_for() {
    let scenario = Scenario::from_json(include_str!("../../assets/scenarios/checkout-burst.json")).unwrap();
    let end = Study::run(scenario.clone(), 1).unwrap().end();
    let at = Intervention::moment_after(end);
    let broken = Intervention { act: Act::Break, target: "orders".into(), at };
    assert_eq!(broken.playhead(), end);
    let seen = Seen::ran(scenario.forked(&[broken]).unwrap());
    assert_eq!(seen.told(0, end.millis()), "Everything is done in this lane.");
}
