//! The shipped scenarios come to what theory says of them, within the sampling error of the run:
//! the numbers that each scenario's lead, marks and questions rest on.

mod common;

use common::near;
use lockstep_core::metrics::{Measurements, RowId};
use lockstep_core::scenario::{Override, Scenario};
use lockstep_core::study::Study;

const LETTER: &str = include_str!("../../assets/scenarios/phone-call-vs-letter.json");
const CALLERS: &str = include_str!("../../assets/scenarios/blocked-callers.json");
const HYBRID: &str = include_str!("../../assets/scenarios/hybrid-checkout.json");

fn study(json: &str, changes: &[(&str, f64)]) -> Study {
    let changes: Vec<Override> = changes.iter().map(|(path, value)| Override::number(path, *value)).collect();
    let scenario = Scenario::with_overrides(json, &changes).unwrap();
    let seed = scenario.file.seed;
    Study::run(scenario, seed).unwrap()
}

fn lane(study: &Study, id: &str) -> Measurements {
    study.measure(study.scenario.model.lane(id).unwrap(), study.end())
}

/// M/M/1 at 20/s on 100/s: 12.5 ms in the service; a call adds a hop there and one back, a message a
/// hop, the append and a hop, and its confirm takes 4 ms whatever the service does.
#[test]
fn a_call_answers_when_the_work_is_done_and_a_letter_when_it_is_stored() {
    let study = study(
        LETTER,
        &[("workload.arrivals.poisson.operations", 400_000.0), ("limits.records", 20_000_000.0)],
    );
    let (sync, asynchronous) = (lane(&study, "sync"), lane(&study, "async"));
    near(sync["acknowledgement_mean_ms"], 14.5, 0.01);
    near(sync["completion_mean_ms"], 13.5, 0.01);
    assert_eq!(asynchronous["acknowledgement_mean_ms"], Some(4.0));
    assert_eq!(asynchronous["acknowledgement_max_ms"], Some(4.0));
    near(asynchronous["completion_mean_ms"], 16.5, 0.01);
    assert!(sync["processes"] < asynchronous["processes"]);
    assert_eq!((sync["traceable_share"], asynchronous["traceable_share"]), (Some(1.0), Some(0.0)));
}

/// As it ships, a visitor's run of 1000 is close enough to say the same.
#[test]
fn the_shipped_run_of_the_letter_is_close_to_theory() {
    let study = study(LETTER, &[]);
    near(lane(&study, "sync")["acknowledgement_mean_ms"], 14.5, 0.1);
    near(lane(&study, "async")["completion_mean_ms"], 16.5, 0.1);
}

/// The claim's flip: a service faster than the append answers before the broker does.
#[test]
fn a_service_faster_than_the_append_answers_first() {
    let study = study(LETTER, &[("services.service.service_time.exponential.mean_ms", 1.0)]);
    assert!(lane(&study, "sync")["acknowledgement_mean_ms"] < Some(4.0));
}

fn closed(callers: f64) -> Study {
    study(
        CALLERS,
        &[
            ("workload.arrivals.closed.callers", callers),
            ("workload.arrivals.closed.operations", 400_000.0),
            ("limits.records", 20_000_000.0),
        ],
    )
}

/// The closed queue M/M/1//N with 100 ms of thinking, and 4 ms of hand-over for the letter.
#[test]
fn blocked_callers_keep_to_the_closed_queue() {
    for (callers, sync_per_s, sync_blocked, accepted_per_s) in
        [(10.0, 78.5418, 0.21458, 96.1538), (20.0, 99.8131, 0.50093, 192.308), (50.0, 100.0, 0.8, 480.769)]
    {
        let study = closed(callers);
        let (sync, asynchronous) = (lane(&study, "sync"), lane(&study, "async"));
        near(sync["completed_per_s"], sync_per_s, 0.01);
        near(sync["caller_blocked_share"], sync_blocked, 0.01);
        near(asynchronous["accepted_per_s"], accepted_per_s, 0.01);
        near(asynchronous["caller_blocked_share"], 4.0 / 104.0, 0.01);
        near(asynchronous["completed_per_s"], accepted_per_s.min(100.0), 0.02);
    }
}

/// Past the service's capacity what is accepted and not completed waits in the broker.
#[test]
fn past_the_capacity_the_backlog_grows_by_the_difference() {
    let study = closed(20.0);
    let asynchronous = lane(&study, "async");
    let accepting_s = 400_000.0 / asynchronous["offered_per_s"].unwrap();
    near(asynchronous["peak_backlog.ask"].map(|peak| peak / accepting_s), 92.308, 0.02);
}

/// Authorization 5 ms, log 20, e-mail 50, analytics 30: one after another 105 ms, or the
/// authorization alone and then one confirm, as the three messages are published together.
#[test]
fn the_hybrid_checkout_answers_with_its_authorization() {
    let study = study(HYBRID, &[]);
    let first = |id: &str| {
        let lane = study.scenario.model.lane(id).unwrap();
        let fates = lockstep_core::metrics::Operations::until(
            &study.scenario.model,
            &study.traces[lane],
            study.end(),
        );
        fates.get(0).and_then(|fate| fate.acknowledgement()).map(|length| length.millis())
    };
    assert_eq!((first("sync"), first("hybrid"), first("async")), (Some(105.0), Some(9.0), Some(4.0)));
}

#[test]
fn an_outage_of_the_mail_touches_every_synchronous_order_and_no_other() {
    let study = study(HYBRID, &[]);
    let table = study.compare(&study.derived_runs().unwrap(), study.end());
    let row = table.rows.iter().find(|row| row.id == RowId::FaultTolerance).unwrap();
    let lost: Vec<f64> = row.findings.iter().map(|finding| finding.value.unwrap()).collect();
    assert_eq!(lost, [5.0, 0.0, 0.0]);
}
