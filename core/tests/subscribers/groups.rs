//! Kafka groups that come and go as a whole.

use lockstep_core::study::Study;
use lockstep_core::text::Lang;
use lockstep_core::trace::Fact;
use serde_json::json;

use super::{away, common, got, leaves, mail, run, told, value, ALL};

#[test]
fn a_group_that_returns_reads_on_where_it_was() {
    for commit in ["after_each", "after_batch", "before_batch", "auto"] {
        let kafka = ("lanes.0.broker", json!("kafka"));
        let settings = ("lanes.0.kafka", json!({"commit": commit, "auto_commit_every_ms": 5}));
        let run = run(&[leaves(), kafka, settings]);
        let orders: Vec<u32> = got(&run, "mail").iter().map(|(op, _)| *op).collect();
        assert_eq!(orders, [1, 2, 3, 4, 5, 6], "{commit}");
        let between = got(&run, "mail").iter().any(|(_, ms)| (18.0..37.0).contains(ms));
        assert!(!between, "{commit}");
    }
}

/// Its group is empty until it joins, and then waits for further members, 3 s as Kafka does if nothing else is said.
#[test]
fn a_group_that_comes_back_is_shared_out_first() {
    let kafka = ("lanes.0.broker", json!("kafka"));
    let of = |run: &Study, began: bool| {
        common::times(run, |fact| match fact {
            Fact::RebalanceBegan { edge } => began && edge == 1,
            Fact::RebalanceEnded { edge } => !began && edge == 1,
            _ => false,
        })
    };
    for (delay, ends) in [(json!(0), 36.0), (json!(12), 48.0), (json!(null), 3036.0)] {
        let settings = ("lanes.0.kafka", json!({"initial_rebalance_delay_ms": delay}));
        let run = run(&[leaves(), kafka.clone(), settings]);
        // Nobody is left to share anything when it goes.
        assert_eq!((of(&run, true), of(&run, false)), (vec![36.0], vec![ends]), "{delay}");
        let later: Vec<(u32, f64)> = got(&run, "mail").split_off(2);
        // What is sent together arrives together, one millisecond later.
        assert_eq!(later[0], (3, ends + 2.0), "{delay}");
        assert_eq!(later[1], (4, ends + 3.0), "{delay}");
        assert_eq!((later.len(), value(&run, "missed.mail")), (4, Some(0.0)), "{delay}");
        assert_eq!(got(&run, "audit"), ALL);
    }
}

/// Whoever still has something in hand joins when it has committed that.
#[test]
fn a_group_that_is_back_early_commits_what_it_holds_first() {
    let slow = ("services.mail.service_time.fixed.ms", json!(40));
    let settings = ("lanes.0.kafka", json!({"initial_rebalance_delay_ms": 5, "max_poll_records": 1}));
    let run = run(&[leaves(), slow, ("lanes.0.broker", json!("kafka")), settings]);
    // From 4 to 44 at work on order 1, committed at 45; the wait was over at 41.
    let ended = common::times(&run, |fact| matches!(fact, Fact::RebalanceEnded { .. }));
    assert_eq!(ended, [45.0]);
    assert_eq!(got(&run, "mail")[..2], [(1, 44.0), (2, 86.0)]);
}

/// A new group asks for the end of the log when it has its partitions: what comes while it waits is not for it.
#[test]
fn a_new_group_misses_what_comes_while_it_waits() {
    let comes = ("faults", json!([away("mail", 0.0, 25.0)]));
    let kafka = ("lanes.0.broker", json!("kafka"));
    let with = |reset: &str| {
        let settings = json!({"initial_rebalance_delay_ms": 15, "auto_offset_reset": reset});
        run(&[comes.clone(), kafka.clone(), ("lanes.0.kafka", settings)])
    };
    // Heard at 26 ms, shared out at 41: order 4 is stored at 33, order 5 at 43.
    let latest = with("latest");
    assert_eq!(
        (got(&latest, "mail"), value(&latest, "missed.mail")),
        (vec![(5, 45.0), (6, 55.0)], Some(4.0))
    );
    let earliest = with("earliest");
    assert_eq!(got(&earliest, "mail")[..4], [(1, 43.0), (2, 44.0), (3, 45.0), (4, 46.0)]);
    assert_eq!(value(&earliest, "missed.mail"), Some(0.0));
}

/// Two members come at once: the first makes the new group wait, and the other makes it wait once more. A group that
/// has been there before waits once, however many come.
#[test]
fn a_new_group_of_several_waits_twice() {
    let more = [
        ("services.mail.workers", json!(2)),
        ("lanes.0.broker", json!("kafka")),
        ("lanes.0.kafka", json!({"initial_rebalance_delay_ms": 8, "partitions": 2})),
        mail(),
    ];
    let twice = json!([away("mail", 0.0, 12.0), away("mail", 32.0, 40.0)]);
    for (faults, all) in [(json!([away("mail", 15.0, 25.0)]), vec![34.0]), (twice, vec![29.0, 49.0])] {
        let run = run(&[&more[..], &[("faults", faults)]].concat());
        let ended = common::times(&run, |fact| matches!(fact, Fact::RebalanceEnded { .. }));
        assert_eq!(ended, all);
        for (place, end) in all.iter().enumerate() {
            let waits = if all.len() > 1 && place == 0 { 16.0 } else { 8.0 };
            let said = told(&run, Lang::En, end - waits);
            assert!(said.contains(&format!("which waits {waits} ms for further members.")), "{said}");
        }
    }
}

/// A crash meanwhile keeps none of the wait from being over, and shares nothing out to those who are down.
#[test]
fn a_group_that_goes_down_while_it_waits_reads_when_it_is_up() {
    let kafka = ("lanes.0.broker", json!("kafka"));
    let settings = ("lanes.0.kafka", json!({"initial_rebalance_delay_ms": 10}));
    for (to, ends) in [(42.0, 46.0), (60.0, 61.0)] {
        let down = json!({"down": {"service": "mail", "from_ms": 38, "to_ms": to}});
        let faults = ("faults", json!([away("mail", 15.0, 35.0), down]));
        let run = run(&[faults, kafka.clone(), settings.clone()]);
        let ended = common::times(&run, |fact| matches!(fact, Fact::RebalanceEnded { .. }));
        assert_eq!(ended, [ends], "up at {to}");
        assert_eq!(got(&run, "mail").len(), 6);
    }
}

#[test]
fn it_is_told_in_words() {
    let kafka = |delay: f64| {
        let settings = ("lanes.0.kafka", json!({"initial_rebalance_delay_ms": delay}));
        run(&[mail(), leaves(), ("lanes.0.broker", json!("kafka")), settings])
    };
    for (delay, en, ru) in [
        (
            0.0,
            "Mail joins an empty group, and gets its partitions.",
            "входит в пустую группу и получает партиции.",
        ),
        (
            12.0,
            "Mail joins an empty group, which waits 12 ms for further members.",
            "она ждёт других участников 12 мс.",
        ),
    ] {
        for (lang, words) in [(Lang::En, en), (Lang::Ru, ru)] {
            let said = told(&kafka(delay), lang, 36.0);
            assert!(said.contains(words), "{said}");
        }
        let later = told(&kafka(delay), Lang::En, 36.0 + delay);
        assert_eq!(later.contains("The partitions are shared out: Mail reads on."), delay > 0.0, "{later}");
    }
}

/// Whoever waits for nobody still has no partitions, as long as it holds what it had fetched before.
#[test]
fn a_group_that_holds_something_is_not_told_to_have_its_partitions() {
    let slow = ("services.mail.service_time.fixed.ms", json!(40));
    let settings = ("lanes.0.kafka", json!({"initial_rebalance_delay_ms": 0, "max_poll_records": 1}));
    let run = run(&[mail(), leaves(), slow, ("lanes.0.broker", json!("kafka")), settings]);
    let ended = common::times(&run, |fact| matches!(fact, Fact::RebalanceEnded { .. }));
    assert_eq!(ended, [45.0]);
    let said = told(&run, Lang::En, 36.0);
    assert!(said.contains("The group of Mail stops: its partitions are shared out anew."), "{said}");
    assert!(!said.contains("gets its partitions"), "{said}");
    let said = told(&run, Lang::En, 45.0);
    assert!(said.contains("The partitions are shared out: Mail reads on."), "{said}");
}

/// One of two is known to be gone when the group comes: nobody comes after the first, and it waits once.
#[test]
fn a_new_group_of_one_that_is_left_waits_once() {
    let settings = json!({
        "initial_rebalance_delay_ms": 12, "partitions": 2, "session_timeout_ms": 3, "auto_offset_reset": "earliest",
    });
    let run = run(&[
        mail(),
        ("services.mail.workers", json!(2)),
        ("lanes.0.broker", json!("kafka")),
        ("lanes.0.kafka", settings),
        ("faults", json!([away("mail", 0.0, 12.0), {"crash": {"service": "mail", "worker": 2, "at_ms": 2}}])),
    ]);
    let ended = common::times(&run, |fact| matches!(fact, Fact::RebalanceEnded { .. }));
    assert_eq!(ended, [25.0]);
    assert_eq!(got(&run, "mail").len(), 6);
    let said = told(&run, Lang::En, 13.0);
    assert!(said.contains("which waits 12 ms for further members."), "{said}");
    // Its partitions are nobody's until then, and none of it holds anything: as order 2 comes, or one in between.
    for (ms, order) in [(13.0, 2), (23.0, 3)] {
        let said = told(&run, Lang::En, ms);
        assert!(
            said.contains(&format!("stored {order} and keeps it: Mail has to ask for it first.")),
            "{said}"
        );
    }
}

/// RabbitMQ's queues are exclusive, and a log is none of them.
#[test]
fn a_log_is_not_lost_with_its_reader() {
    let slow = ("services.mail.service_time.fixed.ms", json!(15));
    let crash = ("faults", json!([{"down": {"service": "mail", "from_ms": 17, "to_ms": 30}}]));
    let own = ("broker.rabbitmq", json!({"exclusive": true}));
    let run = run(&[mail(), slow, crash, own, ("lanes.0.broker", json!("kafka"))]);
    let said = told(&run, Lang::En, 17.0);
    assert!(said.contains("Delivery 2 is lost with Mail; the broker still has the message."), "{said}");
    assert_eq!(got(&run, "mail").len(), 6);
    // Nobody comes or goes, and no queue does: nothing can be missed.
    assert_eq!(run.measure(0, run.end()).get("missed.mail"), None);
}

/// Its members count as static ones whose sessions have not run out, however long it is down.
#[test]
fn a_group_that_was_down_as_a_whole_waits_for_nobody() {
    let down = ("faults", json!([{"down": {"service": "mail", "from_ms": 16, "to_ms": 35}}]));
    let settings = ("lanes.0.kafka", json!({"initial_rebalance_delay_ms": 3000, "session_timeout_ms": 5}));
    let run = run(&[down, ("lanes.0.broker", json!("kafka")), settings]);
    let began = common::times(&run, |fact| matches!(fact, Fact::RebalanceBegan { .. }));
    assert!(began.is_empty(), "{began:?}");
    assert_eq!(got(&run, "mail")[1..4], [(2, 15.0), (3, 38.0), (4, 39.0)]);
}
