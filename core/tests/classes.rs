//! Classes of operations: what they cost, which edges they take, who goes first, and which endpoints keep
//! what callers count on.

mod common;

use lockstep_core::metrics::{Measurements, Operations, Samples};
use lockstep_core::scene::{self, Teller};
use lockstep_core::study::Study;
use lockstep_core::text::{plain, Lang};
use lockstep_core::time::SimTime;
use lockstep_core::trace::{Fact, Refusal, Story};
use serde_json::{json, Value};

const ENDPOINTS: &str = include_str!("../../assets/scenarios/cascade-endpoints.json");

const FIRST: &str = include_str!("../../assets/scenarios/backpressure-priority.json");

fn shipped(changes: &[(&str, Value)]) -> Study {
    common::study(ENDPOINTS, changes)
}

fn one(service: Value, classes: Value, arrivals: Value) -> Study {
    common::one_service(service, json!({}), json!({"arrivals": arrivals, "classes": classes}), json!([]))
}

fn lane(study: &Study, id: &str) -> Measurements {
    study.measure(study.scenario.model.lane(id).unwrap(), study.end())
}

fn class(id: &str, share: f64, more: Value) -> Value {
    let mut class = json!({"id": id, "name": {"en": id, "ru": id}, "share": share});
    class.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    class
}

/// Without a guard every endpoint fails with the one that needs the bank; a bulkhead of 25 contains it
/// to a third of them; published, even the buyers are answered in time.
#[test]
fn a_bulkhead_keeps_the_other_endpoints() {
    let study = shipped(&[]);
    let share = |id: &str| lane(&study, id)["affected_endpoints_share"].unwrap();
    assert_eq!((share("sync"), share("guarded"), share("hybrid")), (1.0, 1.0 / 3.0, 0.0));
    let guarded = lane(&study, "guarded");
    assert_eq!(guarded["success_share.browse"], Some(1.0));
    assert_eq!(guarded["acknowledgement_p99_ms.browse"], Some(11.0));
    assert_eq!(guarded["acknowledgement_p99_ms.search"], Some(18.0));
    assert!(guarded["success_share.buy"] < Some(0.5));
    assert!(lane(&study, "sync")["acknowledgement_p95_ms.browse"] > Some(10_000.0));
}

/// Half of 80 a second are 40 purchases, which take the 200 threads in 5 s after the bank hangs, give or
/// take the chance of Poisson arrivals (one standard error of 200 is 0.35 s).
#[test]
fn the_threads_are_gone_after_five_seconds() {
    let study = shipped(&[]);
    let (model, trace) = (&study.scenario.model, &study.traces[0]);
    let mut held = 0;
    let full = trace.records().iter().find(|record| {
        match record.fact {
            Fact::WorkStarted { at, .. } if at.edge == 0 => held += 1,
            Fact::ReplySent { at, .. } if at.edge == 0 => held -= 1,
            _ => {}
        }
        held == usize::from(model.services[0].workers)
    });
    let seconds = full.unwrap().at.millis() / 1000.0;
    assert!((seconds - 10.0).abs() < 1.0, "{seconds}");
}

/// Where nothing hangs all endpoints keep to the objective; with an objective that no search can keep it is
/// one of three; with too many permits the bulkhead protects nobody.
#[test]
fn the_objective_decides_who_is_affected() {
    let calm = shipped(&[("faults", json!([]))]);
    for id in ["sync", "guarded", "hybrid"] {
        assert_eq!(lane(&calm, id)["affected_endpoints_share"], Some(0.0), "{id}");
    }
    let strict = shipped(&[("faults", json!([])), ("workload.objective.answer_within_ms", json!(17))]);
    assert_eq!(lane(&strict, "sync")["affected_endpoints_share"], Some(1.0 / 3.0));
    let wide = shipped(&[("lanes.guarded.policies.pay.bulkhead.max_concurrent", json!(300))]);
    assert_eq!(lane(&wide, "guarded")["affected_endpoints_share"], Some(1.0));
}

/// Where all operations are alike the way in is the only endpoint.
#[test]
fn without_classes_there_is_one_endpoint() {
    let study = shipped(&[("workload.classes", json!([]))]);
    assert_eq!(lane(&study, "sync")["affected_endpoints_share"], Some(1.0));
    let measured = lane(&study, "sync");
    for latency in ["acknowledgement", "completion"] {
        assert!(measured.keys().all(|id| id != format!("{latency}_p50_ms.buy")), "{latency}");
    }
}

/// Of 20 000 operations a quarter, as the shares say; one standard error is 61.
#[test]
fn chance_keeps_to_the_shares() {
    let classes = json!([class("a", 1.0, json!({})), class("b", 3.0, json!({}))]);
    let every = json!({"every": {"ms": 1, "operations": 20_000}});
    let study = one(json!({"service_time": {"fixed": {"ms": 0}}}), classes, every);
    let first = |fact: Fact| matches!(fact, Fact::OperationClassed { class: 0, .. });
    let count = study.traces[0].records().iter().filter(|record| first(record.fact)).count();
    assert!(count.abs_diff(5000) < 200, "{count}");
}

/// A class costs its factor, to the microsecond.
#[test]
fn a_class_costs_its_factor() {
    let classes = json!([class("plain", 1.0, json!({})), class("heavy", 1.0, json!({"time_factor": 2.5}))]);
    let every = json!({"every": {"ms": 100, "operations": 50}});
    let study = one(json!({"service_time": {"fixed": {"ms": 10}}}), classes, every);
    let measured = study.measure(0, study.end());
    for (id, ms) in [("plain", 10.0), ("heavy", 25.0)] {
        for quantile in ["p50", "p95", "p99"] {
            for latency in ["acknowledgement", "completion"] {
                let metric = format!("{latency}_{quantile}_ms.{id}");
                assert_eq!(measured[metric.as_str()], Some(ms), "{metric}");
            }
        }
    }
}

/// One worker, exponential work of 10 ms, 80/s, half of them urgent: without preemption the urgent wait
/// W₀/(1 − ρ₁) = 13.33 ms and the others W₀/((1 − ρ₁)(1 − ρ)) = 66.67 ms (Cobham); together as long as
/// without any order, 40 ms. One standard error is about 1 % and 2 %.
#[test]
fn the_urgent_go_first() {
    let classes =
        json!([class("urgent", 1.0, json!({"priority": 5})), class("other", 1.0, json!({"priority": 1}))]);
    let poisson = json!({"poisson": {"per_s": 80, "operations": 400_000}});
    let service = json!({"service_time": {"exponential": {"mean_ms": 10}}, "queue": {"order": "priority"}});
    let study = one(service, classes, poisson);
    let fates = Operations::until(&study.scenario.model, &study.traces[0], study.end());
    let waits = |class: u8| {
        let of_class = fates.counted().iter().filter(|fate| fate.class == class);
        Samples::of(of_class.filter_map(|fate| fate.acknowledgement()).collect()).mean_ms().unwrap() - 10.0
    };
    let (urgent, other) = (waits(0), waits(1));
    assert!((urgent / 13.333 - 1.0).abs() < 0.03, "{urgent}");
    assert!((other / 66.667 - 1.0).abs() < 0.06, "{other}");
    assert!(((urgent + other) / 80.0 - 1.0).abs() < 0.05);
}

/// One worker of 10 ms with room for two more, a call every ms, and the first of them in work: the lowest class
/// goes, of that whoever has waited longest, and a newcomer below all that wait is refused as by a full queue.
#[test]
fn who_goes_first_is_not_put_out_for_who_goes_last() {
    let classes = json!([class("hi", 1.0, json!({"priority": 9})), class("lo", 1.0, json!({"priority": 0}))]);
    let service = json!({
        "service_time": {"fixed": {"ms": 10}}, "queue_limit": 2,
        "queue": {"order": "priority", "overflow": "oldest_out"},
    });
    // Chance gives the classes, so the first seed that gives them in the wanted order is taken.
    let run = |wanted: &[u8]| {
        let every = json!({"every": {"ms": 1, "operations": wanted.len()}});
        let scenario = one(service.clone(), classes.clone(), every).scenario;
        let study = (1..10_000).map(|seed| Study::run(scenario.clone(), seed).unwrap()).find(|study| {
            let given = study.traces[0].records().iter().filter_map(|record| match record.fact {
                Fact::OperationClassed { class, .. } => Some(class),
                _ => None,
            });
            given.eq(wanted.iter().copied())
        });
        let (mut served, mut refused) = (Vec::new(), Vec::new());
        for record in study.unwrap().traces[0].records() {
            match record.fact {
                Fact::WorkStarted { at, .. } => served.push(at.op + 1),
                Fact::RequestRefused { at, reason } => refused.push((at.op + 1, reason)),
                _ => {}
            }
        }
        (served, refused)
    };
    const HI: u8 = 0;
    const LO: u8 = 1;
    let (out, full) = (Refusal::Displaced, Refusal::QueueFull);
    assert_eq!(run(&[HI, HI, HI, LO]), (vec![1, 2, 3], vec![(4, full)]));
    assert_eq!(run(&[HI, HI, LO, HI]), (vec![1, 2, 4], vec![(3, out)]));
    // Of one class whoever has waited longest, the lower one before the higher.
    assert_eq!(run(&[HI, HI, HI, HI]), (vec![1, 3, 4], vec![(2, out)]));
    assert_eq!(run(&[HI, LO, LO, LO]), (vec![1, 3, 4], vec![(2, out)]));
    assert_eq!(run(&[HI, HI, LO, LO]), (vec![1, 2, 4], vec![(3, out)]));
    // A mixed queue, until none of the low ones is left.
    let all = run(&[HI, LO, HI, LO, HI, LO]);
    assert_eq!(all, (vec![1, 3, 5], vec![(2, out), (4, out), (6, full)]));
}

/// One worker of 10 ms with room for one more: the third call puts the second out, and that is told.
#[test]
fn who_is_put_out_is_told() {
    let told = |order: &str| -> String {
        let queue = json!({"order": order, "overflow": "oldest_out"});
        let service = json!({"service_time": {"fixed": {"ms": 10}}, "queue_limit": 1, "queue": queue});
        let study =
            one(service, json!([class("any", 1.0, json!({}))]), json!({"every": {"ms": 1, "operations": 3}}));
        let (model, trace) = (&study.scenario.model, &study.traces[0]);
        let (story, fates) = (Story::of(model, trace), Operations::until(model, trace, trace.end()));
        let teller = Teller { scenario: &study.scenario, lane: 0, trace, story: &story, lang: Lang::En };
        let sentences = scene::happened(&teller, &fates, SimTime::from_millis_f64(2.0));
        sentences.iter().map(|sentence| plain(sentence)).collect::<Vec<_>>().join(" ")
    };
    let longest = "2, which has waited longest, has to go.";
    assert!(told("fifo").contains(longest), "{}", told("fifo"));
    let lowest = "2, which has waited longest of those with the lowest priority, has to go.";
    assert!(told("priority").contains(lowest), "{}", told("priority"));
}

#[test]
fn the_class_is_told() {
    let study = shipped(&[("workload.arrivals", json!({"at": {"ms": [0]}})), ("faults", json!([]))]);
    let (model, trace) = (&study.scenario.model, &study.traces[0]);
    let (story, fates) = (Story::of(model, trace), Operations::until(model, trace, trace.end()));
    let told = |lang: Lang| -> String {
        let teller = Teller { scenario: &study.scenario, lane: 0, trace, story: &story, lang };
        let sentences = scene::happened(&teller, &fates, SimTime::ZERO);
        sentences.iter().map(|sentence| plain(sentence)).collect::<Vec<_>>().join(" ")
    };
    let Fact::OperationClassed { class, .. } = trace.records()[1].fact else { panic!("it has no class") };
    let name = &study.scenario.file.workload.classes[usize::from(class)].name;
    assert_eq!(told(Lang::En), format!("The caller sends 1 (“{}”).", name.en));
    assert_eq!(told(Lang::Ru), format!("Клиент отправляет 1 («{}»).", name.ru));
}

/// 20 payments a second go before 100 others on a server for 100: a payment waits for the work under way,
/// 10 ms on average as that is exponential, and for payments before it, 10 / (1 - 0.2) = 12.5 ms; with its own
/// work and two hops that is 24.5 ms, while the queue grows by 20 a second. In one queue all wait alike.
#[test]
fn payments_that_go_first_keep_their_latency_under_overload() {
    let mean = |study: &Study, lane: &str, class: u8| {
        let lane = study.scenario.model.lane(lane).unwrap();
        let fates = Operations::until(&study.scenario.model, &study.traces[lane], study.end());
        let of_class = fates.all().iter().filter(|fate| fate.class == class);
        Samples::of(of_class.filter_map(|fate| fate.acknowledgement()).collect()).mean_ms()
    };
    let long =
        [("workload.arrivals.poisson.operations", json!(120_000)), ("limits.records", json!(20_000_000))];
    common::near(mean(&common::study(FIRST, &long), "sync", 0), 24.5, 0.03);
    // As it ships: half a minute, in which the queue grows to about 600.
    let study = common::study(FIRST, &[]);
    let (first, alike) = (lane(&study, "sync"), lane(&study, "async"));
    assert!(first["acknowledgement_p95_ms.pay"] < Some(80.0));
    assert!(first["acknowledgement_p50_ms.browse"] > Some(2000.0));
    for class in ["pay", "browse"] {
        assert!(alike[&format!("acknowledgement_p50_ms.{class}")] > Some(2000.0), "{class}");
    }
    common::near(alike["acknowledgement_p50_ms.pay"], alike["acknowledgement_p50_ms.browse"].unwrap(), 0.1);
    // Where nearly all are payments, being first is worth nothing.
    let many = common::study(FIRST, &[("workload.classes.pay.share", json!(25))]);
    assert!(mean(&many, "sync", 0) > Some(500.0));
}

/// The marks of *Who goes first*: which payment first passes how many, who waits after ten seconds, and when the
/// last request comes.
#[test]
fn the_marks_of_who_goes_first_are_what_happens() {
    let study = common::study(FIRST, &[]);
    let mark = |place: usize| SimTime::from_millis_f64(study.scenario.file.marks[place].at_ms);
    // Who waits in a lane up to a point in time, as (operation, whether a payment), and who is taken next.
    let waiting = |lane: usize, until: SimTime| {
        let (mut payments, mut line, mut taken) = (Vec::new(), Vec::new(), None);
        for record in study.traces[lane].records().iter().take_while(|record| record.at <= until) {
            match record.fact {
                Fact::OperationClassed { op, class: 0, .. } => payments.push(op),
                Fact::OperationStarted { op, .. } => line.push(op),
                Fact::WorkStarted { at, .. } => {
                    line.retain(|op| *op != at.op);
                    let passed = line.iter().filter(|op| **op < at.op).count();
                    taken = Some((record.at, at.op + 1, passed));
                }
                _ => {}
            }
        }
        let of_payments = line.iter().filter(|op| payments.contains(op)).count();
        (of_payments, line.len() - of_payments, taken.unwrap())
    };
    assert_eq!(waiting(0, mark(0)).2, (mark(0), 9, 4));
    assert_eq!(waiting(1, mark(1)).2 .2, 0, "in the other lane nobody passes");
    let (first, alike) = (waiting(0, mark(1)), waiting(1, mark(1)));
    assert!(first.0 <= 3 && first.1 > 150, "{first:?}");
    assert!(alike.0 > 20 && alike.1 > 100, "{alike:?}");
    let started = |fact: Fact| matches!(fact, Fact::OperationStarted { .. });
    assert_eq!(study.traces[0].records().iter().rfind(|record| started(record.fact)).unwrap().at, mark(2));
}
