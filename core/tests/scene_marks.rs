//! The marks of what went wrong on the way: as many as the run has measured, for whoever it happened to.

mod common;

use common::study;
use lockstep_core::metrics::Operations;
use lockstep_core::scene::{self, Axis, Density, Picture, Plan, PointKind, Shape};
use lockstep_core::study::Study;
use lockstep_core::time::SimTime;
use lockstep_core::trace::Story;
use serde_json::json;

const NOBODY: [u32; 0] = [];

/// A lane of a run on one page.
fn picture(study: &Study, lane: &str) -> Picture {
    let model = &study.scenario.model;
    let lane = model.lane(lane).unwrap();
    let trace = &study.traces[lane];
    let (story, fates) = (Story::of(model, trace), Operations::until(model, trace, trace.end()));
    let axis = Axis::page(study.end(), None, SimTime::ZERO, 1200.0);
    let plan = Plan::of(model, &model.lanes[lane], &story, &fates, Density::ALL[0], axis.ms_per_pixel());
    scene::picture(&plan, &story, &fates, &axis, None)
}

/// Whose marks of a kind there are, from 1, in the order of time.
fn whose(picture: &Picture, is: fn(PointKind) -> bool) -> Vec<u32> {
    let mut found: Vec<_> = picture.points.iter().filter(|point| is(point.kind)).collect();
    found.sort_by_key(|point| (point.at, point.op));
    found.iter().filter_map(|point| point.op.map(|op| op + 1)).collect()
}

fn again(kind: PointKind) -> bool {
    matches!(kind, PointKind::Disc { again: true } | PointKind::PillNumber { again: true })
}

fn timed_out(kind: PointKind) -> bool {
    matches!(kind, PointKind::TimedOut { .. })
}

fn measured(study: &Study, lane: &str, id: &str) -> f64 {
    study.measure(study.scenario.model.lane(lane).unwrap(), study.end())[id].unwrap()
}

/// Kafka reads from the last commit on again: 3 and 4 had been done, 6 was in work and is not done twice.
#[test]
fn work_that_is_done_once_more_is_marked() {
    let run = study(include_str!("../../assets/scenarios/duplicates.json"), &[]);
    let keyed = picture(&run, "keyed");
    assert_eq!(whose(&keyed, again), [3, 4]);
    let double = keyed.items.iter().filter(|item| matches!(item.shape, Shape::Double(_)));
    assert_eq!(double.filter_map(|item| item.op.map(|op| op + 1)).collect::<Vec<_>>(), [3, 4]);
    assert_eq!(measured(&run, "keyed", "duplicate_effects"), 2.0);
    // What was lost in the middle is done once.
    assert_eq!(whose(&picture(&run, "queue"), again), NOBODY);
    // Each of the copies of one message is other work, and no further attempt.
    let copies = study(
        include_str!("../../assets/scenarios/fan-out-hedged.json"),
        &[("workload.arrivals.every.operations", json!(3))],
    );
    assert!(copies.scenario.model.edges.iter().any(|edge| edge.copies > 1));
    for lane in &copies.scenario.file.lanes {
        let picture = picture(&copies, &lane.id);
        assert_eq!(whose(&picture, again), NOBODY, "{}", lane.id);
        assert_eq!(whose(&picture, |kind| matches!(kind, PointKind::Retry(_))), NOBODY, "{}", lane.id);
    }
}

#[test]
fn what_is_dropped_is_crossed_off() {
    let run = study(include_str!("../../assets/scenarios/callee-outage.json"), &[]);
    let dropped = whose(&picture(&run, "drop-head"), |kind| kind == PointKind::Dropped);
    assert_eq!(dropped, [3, 4, 5]);
    assert_eq!(measured(&run, "drop-head", "lost"), 3.0);
    // What is delivered in the end is not.
    assert_eq!(whose(&picture(&run, "reject-publish"), |kind| kind == PointKind::Dropped), NOBODY);
    // Nor is a dead letter, which has a mark of its own.
    let run = study(include_str!("../../assets/scenarios/poison-message.json"), &[]);
    for lane in &run.scenario.file.lanes {
        let picture = picture(&run, &lane.id);
        assert_eq!(whose(&picture, |kind| kind == PointKind::Dropped), NOBODY, "{}", lane.id);
    }
}

#[test]
fn who_gives_up_waiting_and_who_tries_again_is_marked() {
    let run = study(include_str!("../../assets/scenarios/retry-storm.json"), &[]);
    for lane in ["sync", "once"] {
        let picture = picture(&run, lane);
        assert_eq!(whose(&picture, timed_out).len() as f64, measured(&run, lane, "timed_out"), "{lane}");
        assert_eq!(whose(&picture, |kind| kind == PointKind::Failure), NOBODY, "{lane}");
        let tried = picture.points.iter().filter(|point| matches!(point.kind, PointKind::Retry(2))).count();
        let attempts = measured(&run, lane, "attempts_per_operation") * 12.0;
        assert_eq!(12.0 + tried as f64, attempts.round(), "{lane}");
    }
    // Where a service gives up it has the mark, and those that it fails have theirs.
    let run = study(include_str!("../../assets/scenarios/pool-exhaustion.json"), &[]);
    let picture = picture(&run, "guarded");
    assert_eq!(whose(&picture, timed_out), [2, 3, 4, 5, 6]);
    assert_eq!(measured(&run, "guarded", "timed_out"), 5.0);
    let failures = whose(&picture, |kind| kind == PointKind::Failure);
    assert!([2, 3, 4, 5, 6].iter().all(|op| failures.iter().filter(|failed| *failed == op).count() == 3));
}

/// A request that gets lost stops half-way; its reply's loss, too.
#[test]
fn what_is_lost_on_the_way_stops_there() {
    let call = json!({"timeout_ms": 30});
    let every = json!({"arrivals": {"every": {"ms": 50, "operations": 20}}});
    let faults = json!([{"loss": {"edge": "ask", "share": 0.5, "from_ms": 0}}]);
    let run = common::one_service(json!({"service_time": {"fixed": {"ms": 5}}}), call, every, faults);
    let picture = picture(&run, "sync");
    let lost = whose(&picture, |kind| kind == PointKind::Dropped);
    assert_eq!(lost, whose(&picture, timed_out));
    assert!(lost.len() > 5 && lost.len() < 20, "{lost:?}");
}

/// Without network time a service's timeout and the failure that its caller is told of are of one instant; each has its
/// own mark. An answer that is under way when the run is cut is not lost.
#[test]
fn marks_of_one_instant_are_each_ones_own() {
    let text = json!({"en": "x", "ru": "x"});
    let service = |id: &str, ms: u32| json!({"id": id, "name": text, "work": text, "workers": 1, "service_time": {"fixed": {"ms": ms}}});
    let mut file = json!({
        "format": 1, "id": "two", "number": 1,
        "title": text, "lead": text, "operation": text, "effect": text,
        "network": {"one_way": {"fixed": {"ms": 0}}},
        "services": [service("first", 1), service("second", 100)],
        "edges": [
            {"id": "ask", "from": "caller", "to": "first"},
            {"id": "pass", "from": "first", "to": "second", "effect": true, "call": {"timeout_ms": 10}},
        ],
        "lanes": [{"id": "sync", "style": "sync", "technology": "x", "edges": {"ask": "call", "pass": "call"}}],
        "workload": {"arrivals": {"at": {"ms": [0]}}},
    });
    let run = study(&file.to_string(), &[]);
    let told = picture(&run, "sync");
    assert_eq!(whose(&told, timed_out), [1]);
    assert_eq!(whose(&told, |kind| kind == PointKind::Failure), [1]);
    // The reply leaves after 1 ms of work that fails, and the run ends before it arrives.
    file["network"] = json!({"one_way": {"fixed": {"ms": 5}}});
    file["faults"] = json!([{"error": {"service": "first", "share": 1, "from_ms": 0}}]);
    file["limits"] = json!({"until_ms": 8});
    let cut = study(&file.to_string(), &[]);
    assert_eq!(whose(&picture(&cut, "sync"), |kind| kind == PointKind::Dropped), NOBODY);
}
