//! What is drawn and said of a broker that is down and of an outbox, where the answer is known.

use lockstep_core::metrics::Operations;
use lockstep_core::playback::Timeline;
use lockstep_core::scenario::Scenario;
use lockstep_core::scene::{self, Axis, Density, Picture, Plan, RowKind, Shape, Teller, Trouble};
use lockstep_core::study::Study;
use lockstep_core::text::{plain, Lang};
use lockstep_core::time::SimTime;
use lockstep_core::trace::{End, Story, TransferKind};

const JSON: &str = include_str!("../../assets/scenarios/broker-outage.json");
const DIRECT: usize = 1;
const OUTBOX: usize = 2;

fn at(ms: f64) -> SimTime {
    SimTime::from_millis_f64(ms)
}

struct Seen {
    study: Study,
    stories: Vec<Story>,
    fates: Vec<Operations>,
}

fn seen() -> Seen {
    let scenario = Scenario::from_json(JSON).unwrap();
    let seed = scenario.file.seed;
    let study = Study::run(scenario, seed).unwrap();
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

    fn told(&self, lane: usize, ms: f64, lang: Lang) -> Vec<String> {
        let sentences = scene::happened(&self.teller(lane, lang), &self.fates[lane], at(ms));
        sentences.iter().map(|sentence| plain(sentence).replace('\u{2009}', " ")).collect()
    }

    fn drawn(&self, lane: usize) -> (Plan, Picture, Axis) {
        let axis = Axis::page(at(230.0), None, at(0.0), 736.0);
        let model = &self.study.scenario.model;
        let (story, fates) = (&self.stories[lane], &self.fates[lane]);
        let plan = Plan::of(model, &model.lanes[lane], story, fates, Density::ROOMY, axis.ms_per_pixel());
        let picture = scene::picture(&plan, story, fates, &axis, None);
        (plan, picture, axis)
    }
}

/// The outbox stands below its sender, and over the broker's row stands for how long it is down.
#[test]
fn the_broker_that_is_down_and_the_outbox_have_their_rows() {
    use RowKind::{Broker, Callers, Outbox, Queue, Worker};
    let seen = seen();
    let rows = |lane| -> Vec<RowKind> { seen.drawn(lane).0.rows.iter().map(|row| row.kind).collect() };
    assert_eq!(rows(DIRECT), [Callers, Worker(0, 0), Broker(1), Worker(1, 0)]);
    assert_eq!(rows(OUTBOX), [Callers, Worker(0, 0), Outbox(1), Broker(1), Queue(1), Worker(1, 0)]);
    for lane in [DIRECT, OUTBOX] {
        let (plan, picture, axis) = seen.drawn(lane);
        let broker = plan.row(Broker(1)).unwrap();
        let down: Vec<_> = picture
            .items
            .iter()
            .filter_map(|item| match item.shape {
                Shape::Trouble(rect, Trouble::Down) => Some(rect),
                _ => None,
            })
            .collect();
        let [rect] = down.as_slice() else { panic!("{down:?}") };
        assert_eq!((rect.y, rect.height), (broker.y, broker.height));
        let (from, to) = (axis.x(at(48.0)), axis.x(at(110.0)));
        assert!((rect.x - from).abs() < 0.01 && (rect.width - (to - from)).abs() < 0.01, "{rect:?}");
    }
    // A lane without messages has no broker to be down.
    let none = |item: &scene::Item| !matches!(item.shape, Shape::Trouble(..));
    assert!(seen.drawn(0).1.items.iter().all(none));
}

/// What is refused is drawn as a way there and a bad answer; the relay's messages start at the outbox.
#[test]
fn what_finds_no_broker_comes_back() {
    let seen = seen();
    let of = |lane: usize, kind: TransferKind| {
        let transfers = seen.stories[lane].transfers.iter();
        transfers.filter(move |transfer| transfer.kind == kind).collect::<Vec<_>>()
    };
    let refused: Vec<_> = of(DIRECT, TransferKind::Confirm).into_iter().filter(|one| !one.ok).collect();
    let ways: Vec<_> = refused.iter().map(|one| (one.at.op + 1, one.sent, one.arrived)).collect();
    let way = |op, sent: f64, back: f64| (op, at(sent), Some(at(back)));
    assert_eq!(ways, [way(3, 48.0, 49.0), way(4, 67.0, 68.0), way(5, 87.0, 88.0), way(6, 107.0, 108.0)]);
    assert!(of(DIRECT, TransferKind::Publish).iter().all(|one| one.arrived.is_some()));
    assert!(of(OUTBOX, TransferKind::Publish).iter().all(|one| one.source == End::Outbox(1)));
    assert!(of(OUTBOX, TransferKind::Confirm).iter().all(|one| one.target == End::Outbox(1)));
}

#[test]
fn what_happens_is_said() {
    let seen = seen();
    let direct = |ms| seen.told(DIRECT, ms, Lang::En);
    assert_eq!(
        direct(48.0),
        ["The broker goes down; what it has stored stays.", "The broker is down: nobody takes 3."]
    );
    assert_eq!(direct(186.0), ["Orders dies after its commit: 10 is never sent on."]);
    let said = |ms, sentence: &str| {
        let told = seen.told(OUTBOX, ms, Lang::En);
        assert!(told.iter().any(|said| said == sentence), "{ms} ms: {told:?}");
    };
    said(26.0, "2 is written to the outbox, in the same transaction.");
    said(40.0, "The relay finds 1 in the outbox after 34 ms, and publishes it.");
    said(82.0, "The broker is down.");
    said(82.0, "3 and 4 wait in the outbox, already answered.");
    said(120.0, "The relay finds 3 in the outbox after 38 ms, and publishes it once more.");
    said(124.0, "The relay marks 3 as sent.");
    said(160.0, "The relay dies before it can mark 7: it will publish it once more.");
    said(186.0, "Orders dies after its commit: 10 stays in the outbox.");
    let tellers = [0, DIRECT, OUTBOX].map(|lane| seen.teller(lane, Lang::En));
    let because = |op| scene::why(&tellers, op, at(230.0)).unwrap().because.concat();
    assert_eq!(plain(&because(0)).replace('\u{2009}', " "), "the relay looks into the outbox once in 40 ms.");
    let both = "the broker was down for 28 ms of that,the relay looks into the outbox once in 40 ms.";
    assert_eq!(plain(&because(3)).replace('\u{2009}', " "), both);
}

#[test]
fn every_instant_says_something_in_both_languages() {
    let seen = seen();
    let line = Timeline::of(&seen.study.traces, []);
    for step in 1..=line.steps() {
        for lane in 0..3 {
            for lang in Lang::ALL {
                let told = seen.told(lane, line.instant(step).millis(), lang);
                assert!(!told.is_empty(), "step {step} lane {lane}");
            }
        }
    }
}
