//! What is drawn and said about the first scenario, where the answer is known.

use lockstep_core::metrics::Operations;
use lockstep_core::playback::Timeline;
use lockstep_core::scenario::Scenario;
use lockstep_core::scene::{
    self, Axis, Density, Plan, PointKind, RowKind, Shape, StripPart, StripPiece, Teller,
};
use lockstep_core::study::Study;
use lockstep_core::text::{plain, Fate, Lang};
use lockstep_core::time::SimTime;
use lockstep_core::trace::Story;

const JSON: &str = include_str!("../../assets/scenarios/checkout-burst.json");

fn at(ms: f64) -> SimTime {
    SimTime::from_millis_f64(ms)
}

struct Seen {
    study: Study,
    stories: Vec<Story>,
    fates: Vec<Operations>,
}

fn seen() -> Seen {
    seen_of(JSON)
}

fn seen_of(json: &str) -> Seen {
    let study = Study::run(Scenario::from_json(json).unwrap(), 1).unwrap();
    let model = &study.scenario.model;
    let stories = study.traces.iter().map(|trace| Story::of(model, trace)).collect();
    let fates = study.traces.iter().map(|trace| Operations::until(model, trace, trace.end())).collect();
    Seen { study, stories, fates }
}

impl Seen {
    fn teller(&self, lane: usize, lang: Lang) -> Teller<'_> {
        let Seen { study, stories, .. } = self;
        Teller { scenario: &study.scenario, lane, trace: &study.traces[lane], story: &stories[lane], lang }
    }

    fn told(&self, lane: usize, ms: f64, lang: Lang) -> String {
        let sentences = scene::happened(&self.teller(lane, lang), &self.fates[lane], at(ms));
        sentences
            .iter()
            .map(|sentence| plain(sentence))
            .collect::<Vec<_>>()
            .join(" ")
            .replace('\u{2009}', " ")
    }
}

#[test]
fn at_31_ms_both_lanes_say_what_happened_and_what_goes_on() {
    let seen = seen();
    assert_eq!(
        seen.told(0, 31.0, Lang::En),
        "Reply 2 frees Orders thread 2 after 20 ms blocked. Orders thread 2 takes 4 after 12 ms in the queue."
    );
    assert_eq!(
        seen.told(1, 31.0, Lang::En),
        "Payments is still on 2, until 33 ms. 3 waits at Payments, already answered. \
         4 waits in the broker, already answered."
    );
    assert_eq!(
        seen.told(0, 32.0, Lang::Ru),
        "Клиент 2 получил ответ через 26 мс; эффект наступил на 2 мс раньше."
    );
    assert_eq!(seen.told(0, 70.0, Lang::En), "Everything is done in this lane.");
}

/// What never ends is not called done, and stands in its queue as long as anybody looks.
#[test]
fn at_the_end_what_is_left_is_named() {
    let mut file: serde_json::Value = serde_json::from_str(JSON).unwrap();
    file["faults"] = serde_json::json!([{"hang": {"service": "payments", "from_ms": 20}}]);
    let seen = seen_of(&file.to_string());
    let end = seen.study.end().millis();
    for (lane, lang, expected) in [
        (0, Lang::En, "Nothing more happens in this lane; not finished: 2, 3, 4 and 5."),
        (1, Lang::En, "Nothing more happens in this lane; not finished: 1, 2, 3 and 2 more."),
        (1, Lang::Ru, "В этой схеме больше ничего не произойдёт; не закончено: 1, 2, 3 и ещё 2."),
    ] {
        assert_eq!(seen.told(lane, end + 1.0, lang), expected);
    }
    let left = |at: SimTime| seen.stories[1].at(at).filter(|span| span.op.is_some()).count();
    assert_eq!(
        (left(at(end)), left(at(end + 1000.0))),
        (5, 5),
        "nothing vanishes at the last instant, nor later"
    );
}

#[test]
fn every_instant_of_the_run_says_something_in_both_languages() {
    let seen = seen();
    let line = Timeline::of(&seen.study.traces, []);
    assert_eq!((line.steps(), line.step_at(at(31.0))), (51, 29));
    for step in 1..=line.steps() {
        for lane in 0..2 {
            for lang in Lang::ALL {
                assert!(
                    !seen.told(lane, line.instant(step).millis(), lang).is_empty(),
                    "step {step} lane {lane}"
                );
            }
        }
    }
}

#[test]
fn the_wait_of_order_4_is_traced_back_to_the_single_worker() {
    let seen = seen();
    let tellers = [seen.teller(0, Lang::En), seen.teller(1, Lang::En)];
    let why = scene::why(&tellers, 3, at(31.0)).unwrap();
    assert_eq!((why.lane, why.ms), (0, 12.0));
    let because: Vec<String> = why.because.iter().map(|link| plain(link).replace('\u{2009}', " ")).collect();
    assert_eq!(
        because,
        [
            "both workers of Orders were taken by 2 and 3,",
            "83 % of that time they waited for Payments,",
            "and Payments serves one at a time."
        ]
    );
    let title = |op, ms| plain(&scene::why(&tellers, op, at(ms)).unwrap().title);
    assert_eq!(title(2, 11.0), "Order 3 has not been sent yet.");
    assert_eq!(title(2, 12.0), "Order 3 has not had to queue so far.");
    // A word for all genders of what is sent.
    let unsent = scene::why(&[seen.teller(0, Lang::Ru)], 2, at(11.0)).unwrap().title;
    assert_eq!(plain(&unsent), "Заказ 3: отправки ещё не было.");
    assert_eq!(scene::why(&tellers, 0, at(31.0)).unwrap().ms, 0.0);
}

#[test]
fn order_3_is_taken_apart_alike_in_picture_and_numbers() {
    let seen = seen();
    let axis = Axis::page(at(70.0), None, at(31.0), 736.0);
    let parts = |lane: usize| -> Vec<(StripPart, f64)> {
        let strip = scene::strip(&seen.stories[lane], &seen.fates[lane], 2, &axis);
        let ms = |piece: &StripPiece| piece.stretches.iter().map(|stretch| stretch.ms).sum();
        strip.pieces.iter().map(|piece| (piece.part, ms(piece))).collect()
    };
    use StripPart::{Store, Waits, Work};
    assert_eq!(parts(0), [(Waits, 6.0), (Work(0), 4.0), (Waits, 6.0), (Work(1), 12.0)]);
    assert_eq!(parts(1), [(Work(0), 4.0), (Store, 2.0), (Waits, 12.0), (Work(1), 12.0)]);
    // Between the wait in the broker and the one at Payments lies a hop, which is no wait.
    let strip = scene::strip(&seen.stories[1], &seen.fates[1], 2, &axis);
    let waits = strip.pieces.iter().find(|piece| piece.part == Waits).unwrap();
    assert_eq!(waits.stretches.len(), 2);
    for stretch in &waits.stretches {
        assert!((stretch.width - stretch.ms / axis.ms_per_pixel()).abs() < 0.01, "{waits:?}");
    }
    let fate = |lane: usize| scene::fate(seen.fates[lane].get(2), at(31.0));
    assert_eq!(fate(0), Fate::Unanswered(19.0));
    assert_eq!(fate(1), Fate::Promised(10.0));
}

#[test]
fn rows_are_the_same_in_both_lanes_but_for_what_one_lacks() {
    let seen = seen();
    let rows = |lane: usize| -> Vec<RowKind> { plan(&seen, lane).rows.iter().map(|row| row.kind).collect() };
    use RowKind::{Broker, Callers, Queue, Worker};
    assert_eq!(rows(0), [Callers, Queue(0), Worker(0, 0), Worker(0, 1), Queue(1), Worker(1, 0)]);
    assert_eq!(rows(1), [Callers, Worker(0, 0), Worker(0, 1), Broker(1), Queue(1), Worker(1, 0)]);
}

#[test]
fn everything_drawn_lies_within_the_lane_and_at_its_time() {
    let seen = seen();
    let axis = Axis::page(at(70.0), None, at(0.0), 736.0);
    for lane in 0..2 {
        let plan = plan(&seen, lane);
        let picture = scene::picture(&plan, &seen.stories[lane], &seen.fates[lane], &axis, None);
        for item in &picture.items {
            if let Shape::Work(rect) | Shape::Blocked(rect) | Shape::Wait(rect) | Shape::Pill(rect) =
                &item.shape
            {
                assert!(rect.y >= 0.0 && rect.y + rect.height <= plan.height, "{item:?}");
                assert!(rect.x >= 0.0 && rect.x + rect.width <= axis.width, "{item:?}");
            }
        }
        let of =
            |kind: &PointKind| picture.points.iter().filter(|point| point.kind == *kind).collect::<Vec<_>>();
        assert_eq!((of(&PointKind::Acknowledged).len(), of(&PointKind::Effect).len()), (5, 5));
        for point in &picture.points {
            assert!((axis.x(point.at) - point.x).abs() < 12.0, "{point:?}");
        }
    }
}

fn plan(seen: &Seen, lane: usize) -> Plan {
    let axis = Axis::page(at(70.0), None, at(0.0), 736.0);
    let model = &seen.study.scenario.model;
    Plan::of(
        model,
        &model.lanes[lane],
        &seen.stories[lane],
        &seen.fates[lane],
        Density::ROOMY,
        axis.ms_per_pixel(),
    )
}

#[test]
fn rows_become_lower_from_density_to_density() {
    let seen = seen();
    let model = &seen.study.scenario.model;
    for lane in 0..2 {
        let height = |density: &Density| {
            let (story, fates) = (&seen.stories[lane], &seen.fates[lane]);
            Plan::of(model, &model.lanes[lane], story, fates, *density, 0.1).height
        };
        let heights: Vec<f64> = Density::ALL.iter().map(height).collect();
        assert!(heights.windows(2).all(|pair| pair[1] < pair[0]), "{heights:?}");
    }
}

#[test]
fn where_the_steps_are_too_close_their_mean_is_drawn_in_their_range() {
    let seen = seen_of(include_str!("../../assets/scenarios/traffic-burst.json"));
    let (model, story, fates) = (&seen.study.scenario.model, &seen.stories[0], &seen.fates[0]);
    let axis = Axis::page(seen.study.traces[0].end(), None, SimTime::ZERO, 736.0);
    let plan = Plan::of(model, &model.lanes[0], story, fates, Density::ROOMY, axis.ms_per_pixel());
    let callers = plan.row(RowKind::Callers).unwrap();
    assert!(callers.area);
    let payments = plan.row(RowKind::Worker(0, 0)).unwrap();
    assert!(payments.area, "bars of less than a pixel are no bars");
    let picture = scene::picture(&plan, story, fates, &axis, None);
    let inside = |outline: &[(f64, f64)], row: &scene::Row| {
        outline
            .iter()
            .all(|(x, y)| (0.0..=axis.width + 2.0).contains(x) && (row.y..=row.y + row.height).contains(y))
    };
    let mut outlines = Vec::new();
    for item in &picture.items {
        match &item.shape {
            Shape::Area(outline) if inside(outline, callers) => outlines.push(outline),
            Shape::Range(outline) if inside(outline, callers) => {
                // Nowhere is the mean above the most.
                let row = callers.y + callers.height;
                assert!(outline.iter().any(|(_, y)| row - y > callers.height - 3.0), "the peak is reached");
                outlines.push(outline);
            }
            _ => {}
        }
    }
    let [most, mean] = outlines.as_slice() else { panic!("{} outlines", outlines.len()) };
    assert!(mean.len() < 400, "{} points", mean.len());
    assert!(mean.iter().zip(*most).all(|(mean, most)| mean.1 >= most.1 - 1e-6));
}
