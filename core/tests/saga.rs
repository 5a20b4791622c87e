//! *A saga*, to the microsecond: what is undone, in which order, when, and what is left in the end.

mod common;

use common::steps::{at, done, steps, undone, values};
use common::study;
use lockstep_core::metrics::Operations;
use lockstep_core::scene::{fate, happened, Teller};
use lockstep_core::text::{plain, Fate, Lang};
use lockstep_core::time::SimTime;
use lockstep_core::trace::{Fact, Story};
use serde_json::json;

const SAGA: &str = include_str!("../../assets/scenarios/saga.json");

const COUNTS: [&str; 4] = ["compensated", "stuck", "disagreeing", "intermediate_reads"];

#[test]
fn what_was_done_is_undone_last_first() {
    let run = study(SAGA, &[]);
    // Trip 2, from 60 ms: there is no car.
    assert_eq!(steps(&run, "sync", 2, done), at(&[(66.0, "book-flight"), (74.0, "book-hotel")]));
    assert_eq!(steps(&run, "sync", 2, undone), at(&[(92.0, "cancel-hotel"), (98.0, "cancel-flight")]));
    assert_eq!(steps(&run, "async", 2, undone), at(&[(95.0, "cancel-hotel"), (101.0, "cancel-flight")]));
    let began = |fact| matches!(fact, Fact::CompensationBegan { steps: 2, .. });
    assert_eq!(steps(&run, "sync", 2, began), at(&[(85.0, "book-trip")]));
    // Trip 3, from 120 ms: there is no hotel, and the car is not asked for.
    assert_eq!(steps(&run, "sync", 3, done), at(&[(126.0, "book-flight")]));
    assert_eq!(steps(&run, "sync", 3, undone), at(&[(140.0, "cancel-flight")]));
    // Trip 1 succeeds, and nothing of it is undone; nothing is ever undone in the third lane.
    assert_eq!(steps(&run, "sync", 1, undone), []);
    let none = (1..=4).all(|op| steps(&run, "bare", op, undone).is_empty());
    assert!(none && steps(&run, "bare", 2, done).len() == 2);
}

#[test]
fn what_cannot_be_undone_is_stuck_and_what_came_before_it_is_undone_all_the_same() {
    let run = study(SAGA, &[]);
    let stuck = |fact| matches!(fact, Fact::StepStuck { .. });
    assert_eq!(steps(&run, "sync", 4, stuck), at(&[(213.0, "cancel-hotel")]));
    assert_eq!(steps(&run, "async", 4, stuck), at(&[(216.0, "cancel-hotel")]));
    assert_eq!(steps(&run, "sync", 4, undone), at(&[(218.0, "cancel-flight")]));
    // The message of the stuck saga is kept for somebody to look at; those that are undone are dealt with.
    let kept = |fact| matches!(fact, Fact::DeadLettered { .. });
    let all: Vec<usize> = (1..=4).map(|op| steps(&run, "async", op, kept).len()).collect();
    assert_eq!(all, [0, 0, 0, 1]);
}

#[test]
fn the_lanes_end_with_what_their_sagas_leave() {
    let run = study(SAGA, &[]);
    assert_eq!(values(&run, "sync", &COUNTS), [2.0, 1.0, 1.0, 0.0]);
    assert_eq!(values(&run, "async", &COUNTS), [2.0, 1.0, 1.0, 4.0]);
    assert_eq!(values(&run, "bare", &COUNTS), [0.0, 0.0, 3.0, 0.0]);
    for lane in ["sync", "async", "bare"] {
        assert_eq!(values(&run, lane, &["success_share"]), [0.25]);
    }
    // Told of a failure while a part is there, the caller does not know what became of it; told that all is undone it
    // does, and who was told of a success is not asked.
    let unknown = ["sync", "async", "bare"].map(|lane| values(&run, lane, &["unknown_outcomes"])[0]);
    assert_eq!(unknown, [1.0, 0.0, 3.0]);
    // What is undone is neither complete nor lost.
    assert_eq!(values(&run, "async", &["lost", "completion_max_ms"]), [1.0, 27.0]);
    let undoing = study(SAGA, &[("lanes.bare.compensation", json!(1))]);
    assert_eq!(values(&undoing, "bare", &COUNTS), values(&run, "sync", &COUNTS));
}

/// Without isolation: what is read before a saga turns back is what will be undone.
#[test]
fn a_reader_sees_what_is_undone_later() {
    let run = study(SAGA, &[]);
    let records = run.traces[run.scenario.model.lane("async").unwrap()].records();
    let missed = records.iter().filter(|record| matches!(record.fact, Fact::ReadMissed { .. }));
    let times: Vec<f64> = missed.map(|record| record.at.millis()).collect();
    assert_eq!(times, [19.0, 79.0, 139.0, 199.0]);
    let late = study(SAGA, &[("workload.reads.after_acknowledgement_ms", json!(50))]);
    // The first is whole by then, the next two are undone, and of the last the hotel is left.
    assert_eq!(values(&late, "async", &["intermediate_reads", "reads_missed_share"]), [1.0, 0.75]);
}

#[test]
fn the_controls_move_what_fails() {
    let moved = study(SAGA, &[("faults.0.poison.operation", json!(1))]);
    assert_eq!(steps(&moved, "sync", 1, undone), at(&[(32.0, "cancel-hotel"), (38.0, "cancel-flight")]));
    assert_eq!(steps(&moved, "sync", 2, undone), []);
}

#[test]
fn messages_may_undo_as_well() {
    let message = [("lanes.async.edges.cancel-hotel", json!("message"))];
    let run = study(SAGA, &message);
    // Sent at 88 ms, stored at 91, delivered at 92; its sender goes on with the confirm, at 92.
    let hotel = steps(&run, "async", 2, undone);
    assert_eq!(hotel, at(&[(97.0, "cancel-flight"), (98.0, "cancel-hotel")]));
    // The saga cannot know that its message fails; the broker keeps it, and its step is stuck.
    let stuck = |fact| matches!(fact, Fact::StepStuck { .. });
    assert_eq!(steps(&run, "async", 4, stuck), at(&[(219.0, "cancel-hotel")]));
    assert_eq!(values(&run, "async", &COUNTS[..3]), [2.0, 1.0, 1.0]);
}

#[test]
fn it_is_told_in_words() {
    let run = study(SAGA, &[]);
    let lane = run.scenario.model.lane("async").unwrap();
    let (model, trace) = (&run.scenario.model, &run.traces[lane]);
    let (story, fates) = (Story::of(model, trace), Operations::until(model, trace, trace.end()));
    let told = |lang: Lang, ms: f64| -> String {
        let teller = Teller { scenario: &run.scenario, lane, trace, story: &story, lang };
        let sentences = happened(&teller, &fates, SimTime::from_millis_f64(ms));
        sentences.iter().map(|sentence| plain(sentence)).collect::<Vec<_>>().join(" ")
    };
    for (lang, ms, words) in [
        (Lang::En, 88.0, "Trips cannot finish 2: it undoes the 2 steps, last first, that had succeeded."),
        (Lang::En, 95.0, "Hotel undoes its step of 2 in 6 ms: the effect is gone."),
        (Lang::En, 88.0, "calls Hotel to undo 2 and is blocked until the reply."),
        (Lang::Ru, 88.0, "вызов сервиса «Отель» для отмены 2, теперь ждёт ответа."),
        (Lang::En, 215.0, "Hotel fails at undoing 4: an error, and nothing is undone."),
        (Lang::Ru, 215.0, "отмена 4 завершилась ошибкой, ничего не отменено."),
        (Lang::En, 216.0, "What 4 did at Hotel cannot be undone: that step is stuck."),
        (
            Lang::Ru,
            88.0,
            "Сервис «Поездки» не может закончить 2: сделанные шаги (2) отменяются с последнего.",
        ),
        (Lang::Ru, 216.0, "Шаг по 4 в сервисе «Отель» отменить не удалось: он застрял."),
    ] {
        let said = told(lang, ms).replace(char::is_whitespace, " ");
        assert!(said.contains(words), "{ms}: {said}");
    }
    let of = |op: u32| fate(fates.get(op - 1), trace.end());
    assert_eq!([of(1), of(2), of(4)], [Fate::Done(4.0, 23.0), Fate::Undone(4.0), Fate::Part(4.0, true)]);
}
