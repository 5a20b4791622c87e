//! Stale read: what a reader finds some time after the answer, step by step and up to saturation.

use lockstep_core::metrics::Operations;
use lockstep_core::scene::{self, Axis, Density, Plan, PointKind, Teller};
use lockstep_core::text::{plain, Lang};
use lockstep_core::theory::{missed_reads_share, mm1_sojourn_ms};
use lockstep_core::time::SimTime;
use lockstep_core::trace::{Fact, Story};
use serde_json::json;

use super::{lane, near, place, study};

const SIX: &str = include_str!("../../../assets/scenarios/stale-read.json");
const AT_SCALE: &str = include_str!("../../../assets/scenarios/stale-read-at-scale.json");

/// Change n (from 0) is answered at 8n + 4 and read at 8n + 26; it is saved at 12n + 16.
#[test]
fn of_six_changes_the_last_three_are_read_too_early() {
    let study = study(SIX, &[], 1);
    let reads = |id: &str| -> Vec<(f64, bool)> {
        let records = study.traces[place(&study, id)].records().iter();
        records
            .filter_map(|record| match record.fact {
                Fact::ReadHit { .. } => Some((record.at.millis(), true)),
                Fact::ReadMissed { .. } => Some((record.at.millis(), false)),
                _ => None,
            })
            .collect()
    };
    let wanted = [(26.0, true), (34.0, true), (42.0, true), (50.0, false), (58.0, false), (66.0, false)];
    assert_eq!(reads("async"), wanted);
    assert!(reads("sync").iter().all(|(_, hit)| *hit) && reads("sync").len() == 6);
    assert_eq!(lane(&study, "async")["reads_missed_share"], Some(0.5));
    assert_eq!(lane(&study, "sync")["reads_missed_share"], Some(0.0));
    // The last waits for the five before it: saved at 76, answered at 44.
    assert_eq!(lane(&study, "async")["staleness_max_ms"], Some(32.0));
}

/// Who reads later than the longest stale window misses nothing.
#[test]
fn patience_makes_every_read_hit() {
    let study = study(SIX, &[("workload.reads.after_acknowledgement_ms", json!(33))], 1);
    assert_eq!(lane(&study, "async")["reads_missed_share"], Some(0.0));
}

/// Staleness is exponential with rate μ − λ: 20, 50 and 200 ms, so 8.2, 36.8 and 77.9 % of the reads
/// miss. Neighbouring operations wait for the same queue, so near saturation many runs are averaged.
#[test]
fn the_busier_the_writer_the_more_reads_miss() {
    for (per_s, seeds, tolerance) in [(50, 4, 0.06), (80, 4, 0.06), (95, 30, 0.1)] {
        let (mut missed, mut stale) = (0.0, 0.0);
        for seed in 1..=seeds {
            let study = study(AT_SCALE, &[("workload.arrivals.poisson.per_s", json!(per_s))], seed);
            missed += lane(&study, "async")["reads_missed_share"].unwrap() / seeds as f64;
            stale += lane(&study, "async")["staleness_mean_ms"].unwrap() / seeds as f64;
            assert_eq!(lane(&study, "sync")["reads_missed_share"], Some(0.0));
            assert_eq!(lane(&study, "sync")["staleness_max_ms"], Some(0.0));
        }
        near(missed, missed_reads_share(f64::from(per_s), 10.0, 50.0).unwrap(), tolerance);
        near(stale, mm1_sojourn_ms(f64::from(per_s), 10.0).unwrap(), 1.6 * tolerance);
    }
}

#[test]
fn a_read_that_misses_is_told_and_drawn() {
    let study = study(SIX, &[], 1);
    let lane = place(&study, "async");
    let (model, trace) = (&study.scenario.model, &study.traces[lane]);
    let story = Story::of(model, trace);
    let fates = Operations::until(model, trace, trace.end());
    let told = |lang: Lang| -> String {
        let teller = Teller { scenario: &study.scenario, lane, trace, story: &story, lang };
        let sentences = scene::happened(&teller, &fates, SimTime::from_millis_f64(50.0));
        sentences
            .iter()
            .map(|sentence| plain(sentence))
            .collect::<Vec<_>>()
            .join(" ")
            .replace('\u{2009}', " ")
    };
    assert!(told(Lang::En).contains("A read of 4, 22 ms after the answer, still finds the old state."));
    assert!(told(Lang::Ru).contains("Чтение 4 через 22 мс после ответа ещё видит старое состояние."));
    let plan = Plan::of(model, &model.lanes[lane], &story, &fates, Density::ROOMY, 0.1);
    let axis = Axis::page(trace.end(), None, SimTime::ZERO, 800.0);
    let points = scene::picture(&plan, &story, &fates, &axis, None).points;
    let count = |kind: PointKind| points.iter().filter(|point| point.kind == kind).count();
    assert_eq!((count(PointKind::ReadHit), count(PointKind::ReadMissed)), (3, 3));
}
