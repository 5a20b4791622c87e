//! What is demanded of the lanes: the measured values, which lanes meet all, and that another limit or
//! another control makes another lane the one (the course's D0: the choice depends on the requirements).

mod common;

use lockstep_core::metrics::{catalogue, is_met, is_open, kind_of, that_meet_all, Better};
use lockstep_core::scenario::{DEMANDS, DEMANDS_BY_CLASS, KNOWN_AT_ANSWER};
use lockstep_core::study::Study;
use lockstep_core::time::SimTime;
use serde_json::{json, Value};

fn study(name: &str, changes: &[(&str, Value)]) -> Study {
    let path = format!("{}/../assets/scenarios/{name}.json", env!("CARGO_MANIFEST_DIR"));
    common::study(&std::fs::read_to_string(path).unwrap(), changes)
}

/// The ids of the lanes that meet everything.
fn best(study: &Study) -> Vec<&str> {
    let compared = study.compare(&study.derived_runs().unwrap(), study.end());
    let file = &study.scenario.file;
    let rows = file.requirements.iter().zip(&compared.required);
    let met: Vec<Vec<Option<bool>>> = rows
        .map(|(required, values)| values.iter().map(|v| is_met(required, required.limit, *v)).collect())
        .collect();
    that_meet_all(file.lanes.len(), &met).into_iter().map(|lane| file.lanes[lane].id.as_str()).collect()
}

#[test]
fn the_hybrid_alone_meets_what_a_checkout_needs() {
    let shipped = study("hybrid-checkout", &[]);
    let compared = shipped.compare(&shipped.derived_runs().unwrap(), shipped.end());
    // Answers after 105, 4 and 9 ms; an authorization takes 5; an outage of the post fails every call.
    assert_eq!(
        compared.required,
        [
            [Some(105.0), Some(4.0), Some(9.0)],
            [Some(1.0), Some(0.0), Some(1.0)],
            [Some(0.0), Some(1.0), Some(1.0)]
        ]
    );
    assert_eq!(best(&shipped), ["hybrid"]);
    // Whoever does not need to know the authorization may publish everything.
    let unknown = [("requirements.authorized.limit", 0.into())];
    assert_eq!(best(&study("hybrid-checkout", &unknown)), ["async", "hybrid"]);
    // Whoever can wait, and never loses the post, may call.
    let patient = [("requirements.answer.limit", 200.into()), ("requirements.outage.limit", 0.into())];
    assert_eq!(best(&study("hybrid-checkout", &patient)), ["sync", "hybrid"]);
    let impossible = [("requirements.answer.limit", 5.into())];
    assert_eq!(best(&study("hybrid-checkout", &impossible)), Vec::<&str>::new());
}

#[test]
fn who_is_best_changes_with_one_limit_or_one_control() {
    assert_eq!(best(&study("stale-read", &[])), ["sync"]);
    let stale = [("requirements.missed.limit", 0.5.into()), ("requirements.answer.limit", 10.into())];
    assert_eq!(best(&study("stale-read", &stale)), ["async"]);
    assert_eq!(best(&study("fan-out", &[])), Vec::<&str>::new());
    assert_eq!(best(&study("fan-out", &[("lanes.pubsub.trace_context", 1.into())])), ["pubsub"]);
    assert_eq!(best(&study("callee-outage", &[])), ["reject-publish"]);
    assert_eq!(best(&study("scaling-consumers-at-scale", &[])), ["queue"]);
    // Whoever may wait longer for the payment has it published; one retry alone drowns the store.
    assert_eq!(best(&study("pool-exhaustion", &[])), ["async"]);
    assert_eq!(
        best(&study("pool-exhaustion", &[("requirements.effect.limit", 80.into())])),
        Vec::<&str>::new()
    );
    assert_eq!(
        best(&study("pool-exhaustion", &[("requirements.answer.limit", 90.into())])),
        ["sync", "async"]
    );
    assert_eq!(best(&study("retry-storm", &[])), ["async"]);
    // A dead letter is lost to whoever was answered; a call that fails is not, and takes longer.
    assert_eq!(best(&study("poison-message", &[])), Vec::<&str>::new());
    assert_eq!(best(&study("poison-message", &[("requirements.lost.limit", 1.into())])), ["limited"]);
    assert_eq!(best(&study("duplicates", &[])), ["queue"]);
    assert_eq!(best(&study("two-threads", &[])), Vec::<&str>::new());
    assert_eq!(best(&study("two-threads", &[("requirements.answer.limit", 20.into())])), ["sync"]);
    assert_eq!(best(&study("two-threads", &[("requirements.stale.limit", 20.into())])), ["async"]);
    // Messages wait an outage out; whoever waits 40 ms for their answers leaves a second trip in part.
    assert_eq!(best(&study("saga-replies", &[])), ["replies", "events"]);
    let impatient = [("lanes.replies.step_replies.timeout_ms", 40.into())];
    assert_eq!(best(&study("saga-replies", &impatient)), ["events"]);
}

/// What a subscriber misses, and what a saga leaves behind: as each lane measured it, and not at all in a lane of calls.
#[test]
fn what_is_missed_and_what_is_left_undone_can_be_demanded() {
    let required = |study: &Study| study.compare(&study.derived_runs().unwrap(), study.end()).required;
    let subscribers = study("subscribers", &[]);
    assert_eq!(required(&subscribers)[2], [None, Some(2.0), Some(0.0)]);
    assert_eq!(best(&subscribers), ["kafka"]);
    // Queues that stay take the place of those that go with their subscriber.
    let durable = study("subscribers", &[("broker.rabbitmq.exclusive", false.into())]);
    assert_eq!(required(&durable)[2], [None, Some(0.0), Some(0.0)]);
    assert_eq!(best(&durable), ["rabbitmq", "kafka"]);
    let saga = study("saga", &[]);
    // Answers, reads of a part, trips booked in part, trips with a step that is stuck. Where nothing is undone a trip
    // that fails has no answer that counts.
    assert_eq!(
        required(&saga),
        [
            [Some(26.0), Some(4.0), Some(f64::INFINITY)],
            [Some(0.0), Some(4.0), Some(0.0)],
            [Some(1.0), Some(1.0), Some(3.0)],
            [Some(1.0), Some(1.0), Some(0.0)]
        ]
    );
    // Nobody answers at once and shows no half of a trip; whoever gives up the one has the other.
    assert_eq!(best(&saga), Vec::<&str>::new());
    assert_eq!(best(&study("saga", &[("requirements.answer.limit", 30.into())])), ["sync"]);
    assert_eq!(best(&study("saga", &[("requirements.part.limit", 4.into())])), ["async"]);
    let events = study("saga-events", &[("requirements.part.limit", 4.into())]);
    assert_eq!(best(&events), ["events", "orchestrated"]);
}

/// Of the two classes of one service: payments that go first are answered in time, and the others bear it.
#[test]
fn a_demand_may_be_of_one_class() {
    let shipped = study("backpressure-priority", &[]);
    let required = shipped.compare(&shipped.derived_runs().unwrap(), shipped.end()).required;
    let of = |lane: usize, id: &str| shipped.measure(lane, shipped.end())[id];
    for (row, class) in [(0, "pay"), (1, "browse")] {
        let id = format!("acknowledgement_p95_ms.{class}");
        assert_eq!(required[row], [of(0, &id), of(1, &id)], "{class}");
    }
    assert_eq!(best(&shipped), ["sync"]);
    // Whoever wants both classes answered soon needs another service, or fewer requests.
    let both = [("requirements.browse.limit", 1000.into())];
    assert_eq!(best(&study("backpressure-priority", &both)), Vec::<&str>::new());
    let fewer = [
        ("requirements.browse.limit", 1000.into()),
        ("requirements.pay.limit", 200.into()),
        ("workload.arrivals.poisson.per_s", 70.into()),
    ];
    assert_eq!(best(&study("backpressure-priority", &fewer)), ["sync", "async"]);
    let unknown = common::study(
        include_str!("../../assets/scenarios/backpressure-priority.json"),
        &[("requirements.pay.metric", "lost".into()), ("requirements.pay.class", Value::Null)],
    );
    assert_eq!(unknown.scenario.file.requirements[0].measurement(), "lost");
}

#[test]
fn what_is_measured_by_class_can_be_demanded_of_one() {
    let study = study("backpressure-priority", &[]);
    let measured = study.measure(0, study.end());
    let by_class = |demand: &&str| measured.keys().any(|id| *id == format!("{demand}.pay"));
    assert_eq!(DEMANDS.iter().copied().filter(by_class).collect::<Vec<_>>(), DEMANDS_BY_CLASS);
}

/// An answer that carries a result comes after it, operation by operation.
#[test]
fn a_share_of_answers_knows() {
    // With two workers in front of a service for one, every second order of a burst is answered later.
    let study = study("checkout-burst", &[]);
    let mut file: Value =
        serde_json::from_str(include_str!("../../assets/scenarios/checkout-burst.json")).unwrap();
    file["requirements"] = json!([{
        "id": "known", "name": {"en": "x", "ru": "x"}, "metric": KNOWN_AT_ANSWER, "edge": "charge",
        "limit": 1, "min": 0, "max": 1, "step": 0.1,
    }]);
    let known = common::study(&file.to_string(), &[]);
    let all = known.compare(&known.derived_runs().unwrap(), known.end()).required;
    assert_eq!(all, [[Some(1.0), Some(0.0)]]);
    // Before the first answer nobody knows anything.
    let before = known.compare(&known.derived_runs().unwrap(), SimTime::ZERO).required;
    assert_eq!(before, [[None, None]]);
    assert_eq!(study.traces, known.traces, "a demand changes no run");
}

#[test]
fn every_demand_is_a_metric_with_a_direction() {
    for demand in DEMANDS.iter().filter(|demand| **demand != KNOWN_AT_ANSWER) {
        let metric = catalogue().iter().find(|metric| metric.id == *demand).expect("it is in the catalogue");
        assert!(metric.better != Better::Neither, "{demand}");
    }
}

#[test]
fn every_shipped_demand_fits_its_slider() {
    for entry in std::fs::read_dir(format!("{}/../assets/scenarios", env!("CARGO_MANIFEST_DIR"))).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        let scenario = lockstep_core::scenario::Scenario::from_json(&text).unwrap();
        for required in &scenario.file.requirements {
            let steps = (required.limit - required.min) / required.step;
            assert!((steps - steps.round()).abs() < 1e-6, "{} of {}", required.id, scenario.file.id);
            kind_of(required);
        }
    }
}

/// The choice depends on what is required, in each of the fourteen; and each measures all rows of the table.
#[test]
fn every_scenario_has_a_setting_with_requirements_and_one_with_each_further_run() {
    let mut has = [[false; 3]; 14];
    for entry in std::fs::read_dir(format!("{}/../assets/scenarios", env!("CARGO_MANIFEST_DIR"))).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        let file = lockstep_core::scenario::Scenario::from_json(&text).unwrap().file;
        let here = &mut has[file.number as usize - 1];
        here[0] |= !file.requirements.is_empty();
        here[1] |= file.derived.scalability.is_some();
        here[2] |= file.derived.fault_tolerance.is_some();
    }
    assert_eq!(has, [[true; 3]; 14]);
}

/// Published twice, as the first confirm gets lost: when the second is there, at 54 ms, the flight of the first
/// message is booked and cancelled again, at 11 and 24 ms, and nothing of it is known to be done.
#[test]
fn what_was_undone_before_the_answer_is_not_known_at_it() {
    let text = json!({"en": "x", "ru": "x"});
    let service = |id: &str| json!({"id": id, "name": text, "work": text, "workers": 1, "service_time": {"fixed": {"ms": 5}}});
    let file = |poison: Value| {
        json!({
            "format": 1, "id": "any", "number": 1, "title": text, "lead": text, "operation": text, "effect": text,
            "network": {"one_way": {"fixed": {"ms": 1}}},
            "services": [service("trips"), service("flight"), service("car")],
            "broker": {"name": text, "one_way": {"fixed": {"ms": 1}}, "append": {"fixed": {"ms": 2}}},
            "edges": [
                {"id": "ask", "from": "caller", "to": "trips",
                    "publish": {"confirm_timeout_ms": 50, "retry": {"max_attempts": 2}}},
                {"id": "book", "from": "trips", "to": "flight", "effect": true},
                {"id": "rent", "from": "trips", "to": "car"},
                {"id": "cancel", "from": "trips", "to": "flight", "compensates": "book"},
            ],
            "lanes": [{
                "id": "async", "style": "async", "technology": "x",
                "edges": {"ask": "message", "book": "call", "rent": "call", "cancel": "call"},
            }],
            "workload": {"arrivals": {"at": {"ms": [0]}}},
            "faults": [{"lost_acknowledgement": {"operation": 1, "from_ms": 0}}, poison],
            "requirements": [{
                "id": "booked", "name": text, "metric": "known_at_answer", "edge": "book", "limit": 1,
                "min": 0, "max": 1, "step": 1,
            }],
        })
    };
    let known = |operation: u32| {
        let poison = json!({"poison": {"operation": operation, "edge": "rent"}});
        let study = common::study(&file(poison).to_string(), &[]);
        study.compare(&study.derived_runs().unwrap(), study.end()).required
    };
    assert_eq!(known(1), [[Some(0.0)]]);
    let healthy =
        common::study(&file(json!({"slow": {"service": "car", "factor": 1, "from_ms": 0}})).to_string(), &[]);
    assert_eq!(healthy.compare(&healthy.derived_runs().unwrap(), healthy.end()).required, [[Some(1.0)]]);
}

/// Whoever breaks a service does not make its answers faster: of calls that fail none keeps to a limit of time.
#[test]
fn what_fails_or_never_ends_keeps_to_no_limit_of_time() {
    let broken = json!([{ "down": { "service": "payments", "from_ms": 20 } }]);
    let study = study("checkout-burst", &[("faults", broken)]);
    let required = |at| study.compare(&Default::default(), at).required;
    // One order is answered in time before, and one waits for payments that will never come.
    assert_eq!(required(SimTime::from_millis_f64(20.0))[0], [Some(20.0), Some(10.0)]);
    let [answers, staleness] = &required(study.end())[..] else { panic!("two requirements") };
    assert_eq!(answers[0], Some(f64::INFINITY));
    assert_eq!(answers[1], Some(10.0));
    assert_eq!(staleness[1], Some(f64::INFINITY));
    let limits = study.scenario.file.requirements.iter().map(|required| required.limit);
    let rows = study.scenario.file.requirements.iter().zip(required(study.end())).zip(limits);
    let met: Vec<Vec<Option<bool>>> =
        rows.map(|((of, row), limit)| row.iter().map(|value| is_met(of, limit, *value)).collect()).collect();
    assert!(that_meet_all(2, &met).is_empty() && !is_open(2, &met));
}

/// A quantile allows for its share: of twenty one may fail.
#[test]
fn a_quantile_allows_for_so_many_failures_as_it_leaves_out() {
    let demand = |metric: &str| {
        let names = json!({ "en": "x", "ru": "x" });
        json!({ "id": metric, "name": names, "metric": metric, "min": 1, "max": 99, "step": 1, "limit": 50 })
    };
    let metrics = ["acknowledgement_p95_ms", "acknowledgement_p99_ms", "acknowledgement_mean_ms"];
    let demands: Vec<Value> = metrics.into_iter().map(demand).collect();
    // Orders come every 40 ms; Payments is down when so many of them are to be charged.
    let synchronous = |failed: u32| {
        let down = json!({ "service": "payments", "from_ms": 400, "to_ms": 380 + 40 * failed });
        let changes = [
            ("faults", if failed == 0 { json!([]) } else { json!([{ "down": down }]) }),
            ("requirements", demands.clone().into()),
            ("workload.arrivals.every", json!({ "ms": 40, "operations": 20 })),
        ];
        let study = study("checkout-burst", &changes);
        assert_eq!(study.measure(0, study.end())["failed"], Some(f64::from(failed)));
        study.compare(&Default::default(), study.end()).required.iter().map(|row| row[0]).collect::<Vec<_>>()
    };
    let (answer, never) = (Some(20.0), Some(f64::INFINITY));
    assert_eq!(synchronous(0), [answer, answer, answer]);
    assert_eq!(synchronous(1), [answer, never, never]);
    assert_eq!(synchronous(2), [never, never, never]);
}
