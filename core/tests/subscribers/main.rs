//! Subscribers of a topic that come and go, to the microsecond: what each of them gets of what is published.

#[path = "../common/mod.rs"]
mod common;
mod groups;

use common::study;
use lockstep_core::metrics::Operations;
use lockstep_core::scene::{happened, Teller};
use lockstep_core::study::Study;
use lockstep_core::text::{plain, Lang};
use lockstep_core::time::SimTime;
use lockstep_core::trace::{Fact, Story};
use serde_json::{json, Value};

/// An order every 10 ms, six of them, is published to two subscribers, which work on each for 1 ms: published at t
/// it is at the broker at t + 1, stored at t + 3, delivered at t + 4 and done at t + 5; its confirm is there at t + 4.
fn file() -> Value {
    let text = json!({"en": "x", "ru": "x"});
    let service = |id: &str, ms: f64| json!({"id": id, "name": text, "work": text, "workers": 1, "service_time": {"fixed": {"ms": ms}}});
    let subscriber =
        |id: &str| json!({"id": id, "from": "shop", "to": id, "effect": true, "topic": "orders"});
    json!({
        "format": 1, "id": "subscribers", "number": 1,
        "title": text, "lead": text, "operation": text, "effect": text,
        "network": {"one_way": {"fixed": {"ms": 0}}},
        "services": [service("shop", 0.0), service("mail", 1.0), service("audit", 1.0)],
        "broker": {"name": text, "one_way": {"fixed": {"ms": 1}}, "append": {"fixed": {"ms": 2}}},
        "edges": [{"id": "order", "from": "caller", "to": "shop"}, subscriber("mail"), subscriber("audit")],
        "lanes": [{
            "id": "async", "style": "async", "technology": "x",
            "edges": {"order": "call", "mail": "message", "audit": "message"},
        }],
        "workload": {"arrivals": {"every": {"ms": 10, "operations": 6}}},
    })
}

fn away(edge: &str, from_ms: f64, to_ms: f64) -> Value {
    json!({"unsubscribed": {"edge": edge, "from_ms": from_ms, "to_ms": to_ms}})
}

fn run(changes: &[(&str, Value)]) -> Study {
    study(&file().to_string(), changes)
}

/// Operation, from 1, and time in milliseconds of the facts that are wanted, of one edge.
fn times(study: &Study, edge: &str, wanted: impl Fn(Fact) -> bool) -> Vec<(u32, f64)> {
    let edges = &study.scenario.model.edges;
    let of_edge = |fact: Fact| fact.address().is_some_and(|at| edges[usize::from(at.edge)].id == edge);
    let records =
        study.traces[0].records().iter().filter(|record| wanted(record.fact) && of_edge(record.fact));
    records.map(|record| (record.fact.operation().map_or(0, |op| op + 1), record.at.millis())).collect()
}

/// When a subscriber's work on each order was done.
fn got(study: &Study, edge: &str) -> Vec<(u32, f64)> {
    times(study, edge, |fact| matches!(fact, Fact::EffectVisible { .. }))
}

fn missed(study: &Study, edge: &str) -> Vec<(u32, f64)> {
    times(study, edge, |fact| matches!(fact, Fact::SubscriberMissed { .. }))
}

fn value(study: &Study, id: &str) -> Option<f64> {
    study.measure(0, study.end())[id]
}

/// Mail by its name.
fn mail() -> (&'static str, Value) {
    ("services.mail.name", json!({"en": "Mail", "ru": "Почта"}))
}

const ALL: [(u32, f64); 6] = [(1, 5.0), (2, 15.0), (3, 25.0), (4, 35.0), (5, 45.0), (6, 55.0)];

/// Mail leaves at 15 and comes back at 35 ms: its broker hears of it at 16 and 36.
fn leaves() -> (&'static str, Value) {
    ("faults", json!([away("mail", 15.0, 35.0)]))
}

/// A temporary queue, as RabbitMQ's `exclusive` makes it, is gone with its subscriber.
fn exclusive() -> (&'static str, Value) {
    ("edges.1.queue", json!({"exclusive": true}))
}

#[test]
fn a_durable_queue_keeps_what_its_subscriber_is_away_for() {
    let run = run(&[leaves()]);
    // Two that have waited are sent at 36 ms, arrive together and are done one after the other.
    assert_eq!(got(&run, "mail"), [(1, 5.0), (2, 15.0), (3, 38.0), (4, 39.0), (5, 45.0), (6, 55.0)]);
    assert_eq!((got(&run, "audit"), missed(&run, "mail")), (ALL.to_vec(), Vec::new()));
    assert_eq!((value(&run, "missed.mail"), value(&run, "lost")), (Some(0.0), Some(0.0)));
    assert_eq!(value(&run, "peak_backlog.mail"), Some(2.0));
}

#[test]
fn an_exclusive_queue_is_gone_with_its_subscriber_and_the_others_notice_nothing() {
    let run = run(&[leaves(), exclusive()]);
    assert_eq!(got(&run, "mail"), [(1, 5.0), (2, 15.0), (5, 45.0), (6, 55.0)]);
    // What nothing keeps is known when the others have it.
    assert_eq!(missed(&run, "mail"), [(3, 23.0), (4, 33.0)]);
    assert_eq!(got(&run, "audit"), ALL);
    assert_eq!((value(&run, "missed.mail"), value(&run, "lost")), (Some(2.0), Some(2.0)));
    // What is there is delivered as it comes: nothing ever waits.
    assert_eq!(value(&run, "peak_backlog.mail"), Some(0.0));
    // The sender sees no difference.
    let all_there = study(&file().to_string(), &[]);
    assert_eq!(answers(&run), answers(&all_there));
}

fn answers(study: &Study) -> Vec<f64> {
    common::times(study, |fact| matches!(fact, Fact::Acknowledged { .. }))
}

/// A message is for the queues that are bound when it arrives, and not for one that is bound while it is stored.
#[test]
fn a_queue_gets_what_arrives_once_it_is_bound() {
    for (back, first) in [(30.0, 4), (30.5, 5)] {
        let run = run(&[("faults", json!([away("mail", 15.0, back)])), exclusive()]);
        let after: Vec<u32> = got(&run, "mail").iter().map(|(op, _)| *op).filter(|op| *op > 2).collect();
        assert_eq!(after.first(), Some(&first), "back at {back}");
    }
}

/// A durable queue is there from its subscriber's first coming on; a log was there before it.
#[test]
fn a_newcomer_finds_only_what_a_log_has_kept() {
    let comes = ("faults", json!([away("mail", 0.0, 25.0)]));
    let later = [(4, 35.0), (5, 45.0), (6, 55.0)];
    let durable = run(std::slice::from_ref(&comes));
    assert_eq!((got(&durable, "mail"), value(&durable, "missed.mail")), (later.to_vec(), Some(3.0)));
    let kafka = ("lanes.0.broker", json!("kafka"));
    // Kafka's own sample configuration lets an empty group wait for nobody.
    let at_once = ("broker.kafka", json!({"initial_rebalance_delay_ms": 0}));
    let latest = run(&[comes.clone(), kafka.clone(), at_once.clone()]);
    assert_eq!((got(&latest, "mail"), value(&latest, "missed.mail")), (later.to_vec(), Some(3.0)));
    // From the beginning of the log: three are fetched at 26 ms.
    let earliest = ("lanes.0.kafka", json!({"auto_offset_reset": "earliest"}));
    let earliest = run(&[comes, kafka, earliest, at_once]);
    assert_eq!(got(&earliest, "mail")[..4], [(1, 28.0), (2, 29.0), (3, 30.0), (4, 35.0)]);
    assert_eq!((value(&earliest, "missed.mail"), value(&earliest, "lost")), (Some(0.0), Some(0.0)));
}

/// Without any queue the message is dropped at once, and confirmed two milliseconds sooner than a stored one; a
/// mandatory one comes back, and its publish has failed.
#[test]
fn what_no_queue_is_bound_for_is_dropped_or_returned() {
    let nobody = ("faults", json!([away("mail", 15.0, 35.0), away("audit", 15.0, 35.0)]));
    let own = ("broker.rabbitmq", json!({"exclusive": true}));
    let dropped = run(&[nobody.clone(), own.clone()]);
    let unroutable = times(&dropped, "mail", |fact| matches!(fact, Fact::MessageUnroutable { .. }));
    assert_eq!(unroutable, [(3, 21.0), (4, 31.0)]);
    assert_eq!(answers(&dropped), [4.0, 14.0, 22.0, 32.0, 44.0, 54.0]);
    assert_eq!(missed(&dropped, "mail"), missed(&dropped, "audit"));
    let ids = ["missed.mail", "missed.audit", "lost", "failed"];
    assert_eq!(ids.map(|id| value(&dropped, id)), [2.0, 2.0, 2.0, 0.0].map(Some));
    let mandatory = ("edges.1.publish", json!({"mandatory": true}));
    let returned = run(&[nobody.clone(), own.clone(), mandatory]);
    let back = times(&returned, "mail", |fact| matches!(fact, Fact::MessageReturned { .. }));
    assert_eq!(back, [(3, 21.0), (4, 31.0)]);
    assert_eq!(ids.map(|id| value(&returned, id)), [0.0, 0.0, 0.0, 2.0].map(Some));
    // Retries go on until a queue is there: the attempt at 36 ms arrives at 37, when both are back.
    let retry = json!({"max_attempts": 4, "backoff": {"initial_ms": 4}});
    let again = run(&[nobody, own, ("edges.1.publish", json!({"mandatory": true, "retry": retry}))]);
    assert_eq!(value(&again, "failed"), Some(0.0));
    assert_eq!(got(&again, "mail").len(), 6);
    // One that is there is enough: the message has been routed.
    let one = ("faults", json!([away("mail", 15.0, 35.0)]));
    let routed = run(&[one, exclusive(), ("edges.1.publish", json!({"mandatory": true}))]);
    assert_eq!((value(&routed, "failed"), value(&routed, "missed.mail")), (Some(0.0), Some(2.0)));
}

/// Whoever goes finishes what it has; what still waits in its own queue goes with that. A crash takes both.
#[test]
fn what_waits_in_an_exclusive_queue_goes_with_it() {
    let slow = ("services.mail.service_time.fixed.ms", json!(15));
    let one = ("edges.1.queue", json!({"exclusive": true, "prefetch": 1}));
    // Order 1 is worked on from 4 to 19, order 2 has waited since 13, and the queue is gone at 16.
    let politely = run(&[("faults", json!([away("mail", 15.0, 70.0)])), slow.clone(), one.clone()]);
    assert_eq!(got(&politely, "mail"), [(1, 19.0)]);
    let lost = |run: &Study, wanted: bool| {
        times(run, "mail", |fact| matches!(fact, Fact::MessageLost { held, .. } if held == wanted))
    };
    assert_eq!((lost(&politely, false), lost(&politely, true)), (vec![(2, 16.0)], Vec::new()));
    let removed = times(&politely, "mail", |fact| matches!(fact, Fact::MessageRemoved { .. }));
    assert_eq!(removed, [(1, 20.0)]);
    let down = json!([{"down": {"service": "mail", "from_ms": 15, "to_ms": 30}}]);
    let crashed = run(&[("faults", down), slow, one]);
    assert_eq!((lost(&crashed, false), lost(&crashed, true)), (vec![(2, 16.0)], vec![(1, 16.0)]));
    // It declares its queue anew: what arrives from 31 ms on is its own, which order 4 does at that very time.
    assert_eq!(missed(&crashed, "mail"), [(3, 23.0)]);
    assert_eq!(got(&crashed, "mail"), [(4, 49.0), (5, 66.0), (6, 83.0)]);
}

/// An exclusive queue does not outlast its broker either.
#[test]
fn a_broker_that_restarts_has_lost_the_exclusive_queues() {
    let slow = ("services.mail.service_time.fixed.ms", json!(30));
    let down = ("faults", json!([{"broker_down": {"from_ms": 15, "to_ms": 18}}]));
    let durable = run(&[slow.clone(), down.clone()]);
    assert_eq!(value(&durable, "lost"), Some(0.0));
    let own = run(&[slow, down, exclusive()]);
    let lost = times(&own, "mail", |fact| matches!(fact, Fact::MessageLost { held: true, .. }));
    assert_eq!(lost, [(1, 15.0), (2, 15.0)]);
    assert_eq!(missed(&own, "mail"), []);
}

/// A call needs somebody who answers: the sender is told, and so is its caller.
#[test]
fn whoever_calls_one_that_is_away_is_refused() {
    let calls = json!({"order": "call", "mail": "call", "audit": "call"});
    let run = run(&[leaves(), ("lanes.0.edges", calls)]);
    let refused = times(&run, "mail", |fact| matches!(fact, Fact::RequestRefused { .. }));
    assert_eq!(refused, [(3, 20.0), (4, 30.0)]);
    assert_eq!((value(&run, "failed"), value(&run, "missed.mail")), (Some(2.0), None));
    // The calls after a failed one are not made.
    assert_eq!(got(&run, "audit").len(), 4);
}

/// What is told of the first lane at a point in time.
fn told(run: &Study, lang: Lang, ms: f64) -> String {
    let (model, trace) = (&run.scenario.model, &run.traces[0]);
    let (story, fates) = (Story::of(model, trace), Operations::until(model, trace, trace.end()));
    let teller = Teller { scenario: &run.scenario, lane: 0, trace, story: &story, lang };
    let sentences = happened(&teller, &fates, SimTime::from_millis_f64(ms));
    let said = sentences.iter().map(|sentence| plain(sentence)).collect::<Vec<_>>().join(" ");
    said.replace(char::is_whitespace, " ")
}

#[test]
fn it_is_told_in_words() {
    let with = |more: &[(&'static str, Value)]| run(&[&[mail()], more].concat());
    let gone = with(&[leaves(), exclusive()]);
    let new = with(&[("faults", json!([away("mail", 0.0, 25.0)]))]);
    let both = json!([away("mail", 15.0, 35.0), away("audit", 15.0, 35.0)]);
    let nobody = [("faults", both), ("broker.rabbitmq", json!({"exclusive": true}))];
    let dropped = with(&nobody);
    let returned = with(&[&nobody[..], &[("edges.1.publish", json!({"mandatory": true}))]].concat());
    let slow = ("services.mail.service_time.fixed.ms", json!(15));
    let crash = ("faults", json!([{"down": {"service": "mail", "from_ms": 17, "to_ms": 30}}]));
    let crashed = with(&[slow.clone(), crash.clone(), exclusive()]);
    let durable = with(&[slow, crash]);
    let audit = [away("audit", 15.0, 35.0)];
    let audit =
        with(&[("faults", json!(audit)), ("services.audit.name", json!({"en": "Audit", "ru": "Аудит"}))]);
    for (run, ms, en, ru) in [
        // It works on order 1, and order 2 waits there.
        (
            &crashed,
            17.0,
            "Delivery 2 is lost with Mail, and its queue with it.",
            "Доставка 2 пропала вместе с сервисом «Почта» и с его очередью.",
        ),
        (
            &durable,
            17.0,
            "Delivery 2 is lost with Mail; the broker still has the message.",
            "сообщение осталось в брокере.",
        ),
        (
            &audit,
            23.0,
            "Audit does not read now: its copy of 3 is kept.",
            "Подписчик «Аудит» сейчас не читает: его копия 3 хранится.",
        ),
        (&gone, 15.0, "Mail unsubscribes.", "Сервис «Почта» отписался."),
        (&gone, 35.0, "Mail subscribes again.", "Сервис «Почта» подписался снова."),
        (
            &gone,
            23.0,
            "Nothing keeps 3 for Mail: it will never get it.",
            "для него ничего не хранят: 3 он не получит.",
        ),
        (
            &gone,
            23.0,
            "The broker stores 3 for those who are subscribed.",
            "записал 3 для тех, кто подписан.",
        ),
        (&new, 0.0, "Mail has not subscribed yet.", "Сервис «Почта» ещё не подписался."),
        (&new, 25.0, "Mail subscribes.", "подписался."),
        (&dropped, 21.0, "No queue is bound: 3 is dropped,", "Ни одной очереди нет: брокер отбросил 3,"),
        (&returned, 21.0, "the broker sends 3 back to its publisher.", "брокер возвращает 3 издателю."),
        (
            &returned,
            22.0,
            "has 3 back after 2 ms: no queue was bound.",
            "3 вернулось через 2 мс, очередей нет.",
        ),
    ] {
        for (lang, words) in [(Lang::En, en), (Lang::Ru, ru)] {
            let said = told(run, lang, ms);
            assert!(said.contains(words), "{ms}: {said}");
        }
    }
    let kept = with(&[leaves()]);
    let said = told(&kept, Lang::En, 23.0);
    assert!(said.contains("has stored 3 and keeps it: Mail is away."), "{said}");
}
