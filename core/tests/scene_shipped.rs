//! What holds of the picture of every shipped setting, whatever is picked.

use lockstep_core::metrics::Operations;
use lockstep_core::scenario::{OperationId, Scenario};
use lockstep_core::scene::{self, Axis, Density, Picture, Plan, PointKind};
use lockstep_core::study::Study;
use lockstep_core::time::{SimDuration, SimTime};
use lockstep_core::trace::Story;

/// So many operations are picked, one after the other.
const PICKED: OperationId = 9;
/// Width of the track in a slide of 920 pixels.
const WIDTH: f64 = 768.0;

struct Lane {
    story: Story,
    fates: Operations,
}

/// Calls back for each lane of every shipped setting.
fn each_lane(mut look: impl FnMut(&Study, usize, &Lane)) {
    for entry in std::fs::read_dir(format!("{}/../assets/scenarios", env!("CARGO_MANIFEST_DIR"))).unwrap() {
        let scenario = Scenario::from_json(&std::fs::read_to_string(entry.unwrap().path()).unwrap()).unwrap();
        let seed = scenario.file.seed;
        let study = Study::run(scenario, seed).unwrap();
        for (lane, trace) in study.traces.iter().enumerate() {
            let model = &study.scenario.model;
            let story = Story::of(model, trace);
            let fates = Operations::until(model, trace, trace.end());
            look(&study, lane, &Lane { story, fates });
        }
    }
}

fn window(study: &Study) -> Option<SimDuration> {
    study.scenario.file.view.window_ms.map(SimDuration::from_millis_f64)
}

#[test]
fn no_number_of_a_row_is_under_the_ring_of_the_picked_operation() {
    // The ring is 15 pixels high, a third more while its instant is now, and ends before the bar; a digit is
    // 7 pixels wide, and its line 8 high.
    let covered = |picture: &Picture, op: OperationId| {
        let ring = |point: &&scene::Point| point.kind == PointKind::CallerNumber && point.op == Some(op);
        let half = f64::max(7.5, 3.0 + 3.5 * f64::from((op + 1).ilog10() + 1));
        let ring = picture.points.iter().find(ring).map(|ring| (ring.x - 2.5 - half, ring.y));
        let reach = 1.35 * half;
        let numbers = picture.points.iter().filter_map(|point| match point.kind {
            PointKind::Peak(peak) => Some((point, 7.0 * peak.to_string().len() as f64)),
            _ => None,
        });
        let under = |(number, width): (&scene::Point, f64), (x, y): (f64, f64)| {
            (number.y - y).abs() < 10.0 + 4.0 && number.x < x + reach && number.x + width > x - reach
        };
        ring.is_some_and(|ring| numbers.into_iter().any(|number| under(number, ring)))
    };
    let mut rings_at_the_edge = 0;
    each_lane(|study, lane, Lane { story, fates }| {
        let model = &study.scenario.model;
        let axis = Axis::page(study.end(), window(study), SimTime::ZERO, WIDTH);
        for density in [Density::ALL[4], Density::ALL[14]] {
            let plan = Plan::of(model, &model.lanes[lane], story, fates, density, axis.ms_per_pixel());
            // One of three digits, too.
            for op in (0..PICKED).chain([99]) {
                let picture = scene::picture(&plan, story, fates, &axis, Some(op));
                assert!(!covered(&picture, op), "{}, lane {lane}, operation {op}", study.scenario.file.id);
                let moved = |point: &scene::Point| matches!(point.kind, PointKind::Peak(_)) && point.x > 2.0;
                rings_at_the_edge += usize::from(picture.points.iter().any(moved));
            }
        }
    });
    assert!(rings_at_the_edge > 100, "{rings_at_the_edge}");
}

#[test]
fn an_operation_taken_apart_needs_as_many_lines_on_every_page() {
    let (mut pages, mut high) = (0, 0);
    each_lane(|study, _, Lane { story, fates }| {
        // Runs of one page are looked at as if they had five.
        let window = window(study).unwrap_or(SimDuration::from_millis_f64(study.end().millis() / 4.0));
        for op in 0..PICKED {
            let lines = |ms: f64| {
                let axis = Axis::page(study.end(), Some(window), SimTime::from_millis_f64(ms), WIDTH);
                scene::strip(story, fates, op, &axis).lines
            };
            let first = lines(0.0);
            for part in 1..8 {
                let ms = study.end().millis() * f64::from(part) / 8.0;
                assert_eq!(lines(ms), first, "{}, operation {op}, {ms} ms", study.scenario.file.id);
                pages += 1;
            }
            high += usize::from(first > 1);
        }
    });
    assert!(pages > 500 && high > 5, "{pages} pages, {high} with several lines");
}
