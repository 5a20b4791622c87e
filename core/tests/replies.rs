//! Three ways to learn that what was handed over is done, and the reply that is waited for.

mod common;

use common::{near, study};
use lockstep_core::metrics::{Measurements, Operations};
use lockstep_core::scene;
use lockstep_core::study::Study;
use lockstep_core::text::Fate;
use lockstep_core::theory::in_series;
use lockstep_core::time::SimTime;
use lockstep_core::trace::{Fact, Outcome};
use serde_json::{json, Value};

const STYLES: &str = include_str!("../../assets/scenarios/reply-styles.json");

/// A message through a broker to one service: a hop is 1 ms, an append 2 ms, the work 5 ms.
fn with(reply: Value, changes: Value) -> Study {
    let text = json!({"en": "x", "ru": "x"});
    let mut file = json!({
        "format": 1, "id": "any", "number": 1,
        "title": text, "lead": text, "operation": text, "effect": text,
        "network": {"one_way": {"fixed": {"ms": 1}}},
        "services": [{"id": "service", "name": text, "work": text, "workers": 1, "service_time": {"fixed": {"ms": 5}}}],
        "broker": {"name": text, "one_way": {"fixed": {"ms": 1}}, "append": {"fixed": {"ms": 2}}},
        "edges": [{"id": "ask", "from": "caller", "to": "service", "effect": true}],
        "lanes": [{"id": "async", "style": "async", "technology": "x", "edges": {"ask": "message"}, "reply": reply}],
        "workload": {"arrivals": {"every": {"ms": 20, "operations": 10}}},
    });
    file.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    study(&file.to_string(), &[])
}

fn measured(study: &Study) -> Measurements {
    study.measure(0, study.end())
}

fn count(study: &Study, wanted: impl Fn(Fact) -> bool) -> usize {
    common::times(study, wanted).len()
}

/// Handed over at 4 ms (hop, append, hop), done at 9 ms (hop, append, hop, work); straight back it is a hop
/// more, through the broker a hop, an append and a hop.
#[test]
fn the_caller_learns_straight_or_through_the_broker() {
    for (reply, learned_ms, way) in [
        (json!({"callback": {}}), 10.0, 1.0),
        (json!({"event": {}}), 13.0, 2.0),
        (json!({"message": {}}), 13.0, 2.0),
    ] {
        let metrics = measured(&with(reply, json!({})));
        assert_eq!(metrics["acknowledgement_max_ms"], Some(4.0));
        assert_eq!(metrics["completion_max_ms"], Some(9.0));
        assert_eq!(
            (metrics["learned_mean_ms"], metrics["learned_max_ms"]),
            (Some(learned_ms), Some(learned_ms))
        );
        assert_eq!(metrics["learned_share"], Some(1.0));
        // Publish, confirm, delivery, acknowledgement, and the word or its two legs.
        assert_eq!(metrics["messages_per_operation"], Some(4.0 + way));
    }
    // Where nobody is told anything, in no lane, that is not measured either.
    let untold = measured(&with(Value::Null, json!({})));
    assert!(["learned_mean_ms", "learned_share", "missing_replies"]
        .iter()
        .all(|id| untold.get(id).is_none()));
}

/// Only who calls back needs an address of the caller: through the broker none is known.
#[test]
fn a_callback_knows_its_caller() {
    let known = |reply: Value| measured(&with(reply, json!({})))["addresses_known"];
    assert_eq!(known(json!({"callback": {}})), Some(1.0));
    let outcomes = |reply: Value| measured(&with(reply, json!({})))["caller_outcomes"];
    assert_eq!(outcomes(json!({"event": {}})), outcomes(Value::Null).map(|known| known + 2.0));
    let late = json!({"request_reply": {"timeout_ms": 50}});
    assert_eq!(outcomes(late), outcomes(Value::Null).map(|known| known + 3.0));
}

/// A network that loses takes callbacks, which nobody keeps; what goes through the broker comes.
#[test]
fn a_callback_is_lost_where_the_network_loses() {
    let changes = json!({
        "workload": {"arrivals": {"every": {"ms": 20, "operations": 20_000}}},
        "edges": [{"id": "ask", "from": "caller", "to": "service", "effect": true, "call": {"timeout_ms": 100}}],
        "faults": [{"loss": {"edge": "ask", "share": 0.05, "from_ms": 0}}],
    });
    let callback = measured(&with(json!({"callback": {}}), changes.clone()));
    near(callback["missing_replies"], 1000.0, 0.1);
    near(callback["learned_share"], 0.95, 0.01);
    assert_eq!(callback["success_share"], Some(1.0));
    for reply in [json!({"event": {}}), json!({"message": {}})] {
        let kept = measured(&with(reply, changes.clone()));
        assert_eq!((kept["missing_replies"], kept["learned_share"]), (Some(0.0), Some(1.0)));
    }
}

/// Who waits for the reply has its answer with it: 13 ms, with the work done. A call is held for 7 ms.
#[test]
fn request_and_reply_over_queues_is_a_slow_call() {
    let study = with(json!({"request_reply": {}}), json!({}));
    let metrics = measured(&study);
    assert_eq!((metrics["acknowledgement_mean_ms"], metrics["learned_mean_ms"]), (Some(13.0), Some(13.0)));
    assert_eq!(metrics["staleness_max_ms"], Some(0.0));
    let lane = |id: &str, edge: &str, reply: Value| json!({"id": id, "style": "sync", "technology": "x", "edges": {"ask": edge}, "reply": reply});
    let lanes = [
        lane("call", "call", Value::Null),
        lane("told", "message", json!({"event": {}})),
        lane("untold", "message", Value::Null),
    ];
    let beside = with(Value::Null, json!({"lanes": lanes}));
    let of = |lane: usize| beside.measure(lane, beside.end());
    assert_eq!((of(0)["acknowledgement_mean_ms"], of(0)["learned_mean_ms"]), (Some(7.0), Some(7.0)));
    assert_eq!((of(0)["learned_share"], of(0)["missing_replies"]), (Some(1.0), Some(0.0)));
    assert_eq!((of(2)["learned_share"], of(2)["missing_replies"]), (Some(0.0), None));
    // Callers that think go on with the reply, and no sooner.
    let closed = json!({"workload": {"arrivals": {"closed": {"callers": 1, "think": {"fixed": {"ms": 2}}, "operations": 50}}}});
    near(
        measured(&with(json!({"request_reply": {}}), closed.clone()))["accepted_per_s"],
        1000.0 / 15.0,
        0.001,
    );
    near(measured(&with(json!({"message": {}}), closed))["accepted_per_s"], 1000.0 / 6.0, 0.001);
}

/// Late: the caller gives up at 12 ms and the reply comes at 13 ms. Missing: the work fails, and nobody says
/// so. Duplicate: the acknowledgement of a delivery got lost, the message is delivered and worked on again.
#[test]
fn replies_come_late_twice_or_never() {
    let late = with(json!({"request_reply": {"timeout_ms": 12}}), json!({}));
    let metrics = measured(&late);
    assert_eq!((metrics["late_replies"], metrics["failed"]), (Some(10.0), Some(10.0)));
    assert_eq!((metrics["unknown_outcomes"], metrics["success_share"]), (Some(10.0), Some(0.0)));
    assert_eq!(metrics["learned_share"], Some(1.0));
    let just = measured(&with(json!({"request_reply": {"timeout_ms": 13.001}}), json!({})));
    assert_eq!((just["late_replies"], just["success_share"]), (Some(0.0), Some(1.0)));

    let poison = json!({"faults": [{"poison": {"operation": 3, "edge": "ask"}}]});
    let missing = with(json!({"request_reply": {"timeout_ms": 50}}), poison);
    let timed_out = |fact| matches!(fact, Fact::Acknowledged { op: 2, outcome: Outcome::TimedOut });
    assert_eq!((count(&missing, timed_out), measured(&missing)["failed"]), (1, Some(1.0)));

    let lost = json!({"faults": [{"lost_acknowledgement": {"operation": 3, "from_ms": 46}}]});
    for reply in [json!({"message": {}}), json!({"request_reply": {"timeout_ms": 50}})] {
        let twice = with(reply, lost.clone());
        let metrics = measured(&twice);
        assert_eq!((metrics["duplicate_replies"], metrics["duplicate_effects"]), (Some(1.0), Some(1.0)));
        assert_eq!((metrics["success_share"], metrics["learned_share"]), (Some(1.0), Some(1.0)));
    }
}

/// The broker's confirm is lost, its event that it is done is not: whoever has heard of it has heard.
#[test]
fn who_is_told_without_an_acknowledgement_is_told() {
    let lost = json!({"faults": [{"lost_acknowledgement": {"operation": 1, "from_ms": 0}}]});
    let run = with(json!({"event": {}}), lost);
    let fates = Operations::until(&run.scenario.model, &run.traces[0], run.end());
    let fate = |ms: f64| scene::fate(fates.get(0), SimTime::from_millis_f64(ms));
    assert_eq!(fate(12.0), Fate::EffectiveUnanswered(12.0));
    assert_eq!(fate(13.0), Fate::ToldUnanswered(13.0));
    assert_eq!(fate(run.end().millis()), Fate::ToldUnanswered(13.0));
}

/// The shipped setting: what the lead, the marks and the questions say of it.
#[test]
fn three_ways_to_reply() {
    let study = study(STYLES, &[]);
    let lane = |id: &str| study.measure(study.scenario.model.lane(id).unwrap(), study.end());
    let (callback, event, awaited) = (lane("callback"), lane("event"), lane("awaited"));
    assert_eq!((callback["acknowledgement_max_ms"], event["acknowledgement_max_ms"]), (Some(4.0), Some(4.0)));
    assert_eq!(awaited["acknowledgement_mean_ms"], awaited["learned_mean_ms"]);
    assert_eq!((callback["missing_replies"], callback["duplicate_replies"]), (Some(1.0), Some(0.0)));
    for kept in [&event, &awaited] {
        assert_eq!((kept["missing_replies"], kept["duplicate_replies"]), (Some(0.0), Some(1.0)));
    }
    let at = |id: &str, wanted: fn(Fact) -> bool| -> Vec<f64> {
        let trace = &study.traces[study.scenario.model.lane(id).unwrap()];
        trace.records().iter().filter(|record| wanted(record.fact)).map(|record| record.at.millis()).collect()
    };
    assert_eq!(at("callback", |fact| matches!(fact, Fact::NoticeArrived { .. }))[0], 10.0);
    assert_eq!(at("callback", |fact| matches!(fact, Fact::ReplyLost { .. })), [29.0]);
    for id in ["event", "awaited"] {
        assert_eq!(at(id, |fact| matches!(fact, Fact::NoticeArrived { .. }))[0], 13.0);
        assert_eq!(at(id, |fact| matches!(fact, Fact::NoticeRepeated { .. })), [40.0]);
    }
    // Who waits for 12 ms at most learns everything late: of its operations it knows nothing in time.
    let timeout = "lanes.awaited.reply.request_reply.timeout_ms";
    let hasty = common::study(STYLES, &[(timeout, json!(12))]);
    let hasty = hasty.measure(hasty.scenario.model.lane("awaited").unwrap(), hasty.end());
    assert_eq!((hasty["unknown_outcomes"], hasty["late_replies"]), (Some(5.0), Some(5.0)));
}

/// The broker down for one in a thousand, and one piece of work in a thousand failing: a call needs the callee
/// alone, 0.999; a request and its reply over queues need both, 0.999 · 0.999 = 0.998001. Published or replied
/// to in the outage is the same to the caller: it has no answer, or is told that there is no broker.
#[test]
fn request_and_reply_need_the_broker_and_the_callee() {
    let down = |index: u32| {
        let from = 500_000.0 / 100.0 * f64::from(index) + 2500.0;
        json!({"broker_down": {"from_ms": from, "to_ms": from + 5.0}})
    };
    let mut faults: Vec<Value> = (0..99).map(down).collect();
    faults.push(json!({"error": {"service": "service", "share": 0.001, "from_ms": 0}}));
    let rest = |edge: &str, reply: Value| {
        json!({
            "services": [{"id": "service", "name": {"en": "x", "ru": "x"}, "work": {"en": "x", "ru": "x"}, "workers": 9, "service_time": {"fixed": {"ms": 0}}}],
            "broker": {"name": {"en": "x", "ru": "x"}, "one_way": {"fixed": {"ms": 0}}, "append": {"fixed": {"ms": 0}}},
            "network": {"one_way": {"fixed": {"ms": 0}}},
            "lanes": [{"id": "a", "style": "async", "technology": "x", "edges": {"ask": edge}, "reply": reply}],
            "workload": {"arrivals": {"every": {"ms": 2.5, "operations": 198_000}}},
            "limits": {"records": 50_000_000},
            "faults": faults,
        })
    };
    let failed = |edge: &str, reply: Value| {
        let study = with(Value::Null, rest(edge, reply));
        1.0 - measured(&study)["success_share"].unwrap()
    };
    near(Some(failed("call", Value::Null)), 1.0 - 0.999, 0.2);
    near(Some(failed("message", json!({"request_reply": {"timeout_ms": 100}}))), 1.0 - 0.998_001, 0.1);
}

/// Five services that call each other in turn, each with one piece of work in a thousand that fails: 0.999⁵, or
/// 0.995010. One standard error of the 4990 failures in a million is 1.4 % of them.
#[test]
fn a_chain_of_five_calls_needs_all_five() {
    let text = json!({"en": "x", "ru": "x"});
    let ids = ["a", "b", "c", "d", "e"];
    let service = |id: &&str| json!({"id": id, "name": text, "work": text, "workers": 1, "service_time": {"fixed": {"ms": 0}}});
    let edge = |place: usize| {
        let from = if place == 0 { "caller" } else { ids[place - 1] };
        json!({"id": format!("to-{}", ids[place]), "from": from, "to": ids[place], "effect": place == 4})
    };
    let error = |id: &&str| json!({"error": {"service": id, "share": 0.001, "from_ms": 0}});
    let calls: serde_json::Map<String, Value> =
        ids.iter().map(|id| (format!("to-{id}"), json!("call"))).collect();
    let failures: f64 = (1..=10)
        .map(|seed| {
            let study = with(
                Value::Null,
                json!({
                    "seed": seed,
                    "services": ids.iter().map(service).collect::<Vec<_>>(),
                    "edges": (0..5).map(edge).collect::<Vec<_>>(),
                    "network": {"one_way": {"fixed": {"ms": 0}}},
                    "lanes": [{"id": "sync", "style": "sync", "technology": "x", "edges": calls}],
                    "workload": {"arrivals": {"every": {"ms": 1, "operations": 100_000}}},
                    "limits": {"records": 10_000_000},
                    "faults": ids.iter().map(error).collect::<Vec<_>>(),
                }),
            );
            1.0 - measured(&study)["success_share"].unwrap()
        })
        .sum();
    near(Some(failures / 10.0), 1.0 - in_series(&[0.999; 5]), 0.06);
    near(Some(1.0 - failures / 10.0), 0.995_010, 0.0003);
}

/// What is told of the third operation, whose word gets lost or comes twice, in both languages.
#[test]
fn replies_are_told() {
    use lockstep_core::scene::Teller;
    use lockstep_core::text::{plain, Lang};
    use lockstep_core::trace::Story;
    let study = study(STYLES, &[]);
    let said = |id: &str, lang: Lang, at_ms: f64| {
        let (scenario, lane) = (&study.scenario, study.scenario.model.lane(id).unwrap());
        let trace = &study.traces[lane];
        let story = Story::of(&scenario.model, trace);
        let teller = Teller { scenario, lane, trace, story: &story, lang };
        let fates = Operations::until(&scenario.model, trace, trace.end());
        let told = scene::happened(&teller, &fates, SimTime::from_millis_f64(at_ms));
        told.iter().map(|sentence| plain(sentence)).collect::<Vec<_>>().join(" ")
    };
    for (id, lang, at_ms, phrase) in [
        ("callback", Lang::En, 9.0, "Backend calls the caller back: 1 is done."),
        ("callback", Lang::Ru, 9.0, "Сервис «Бэкенд» вызывает клиента: 1 готово."),
        ("callback", Lang::En, 10.0, "The caller learns that 1 is done, 10"),
        ("callback", Lang::En, 29.0, "Backend’s reply for 3 gets lost on its way; nobody is told."),
        ("event", Lang::En, 9.0, "Backend publishes an event: 1 is done."),
        ("event", Lang::Ru, 13.0, "Клиент узнал, что 1 готово: через 13"),
        (
            "event",
            Lang::En,
            40.0,
            "A second reply for 3: by the number the caller sees that it knows already.",
        ),
        ("event", Lang::Ru, 40.0, "Второй ответ по 3: по номеру клиент видит, что уже знает об этом."),
        ("awaited", Lang::Ru, 9.0, "Сервис «Бэкенд» кладёт ответ в очередь клиента: 1 готово."),
    ] {
        let said = said(id, lang, at_ms);
        assert!(said.contains(phrase), "{id} at {at_ms}: {said}");
    }
}
