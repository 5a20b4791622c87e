//! Whatever is wrong in a scenario file is answered with the field and with what is allowed there,
//! and nothing that a file can hold makes the core panic.

mod every_field;
mod kinds;
mod laws;
mod policies;
mod queues;
mod requirements;
mod sagas;
mod schema;
mod sweep;
mod topics;

use lockstep_core::scenario::{Scenario, ScenarioError};
use serde_json::{json, Value};

const VALID: &str = include_str!("../../../assets/scenarios/checkout-burst.json");

fn valid() -> Value {
    serde_json::from_str(VALID).unwrap()
}

/// The value at a dotted path; a new field is made where the path ends in one.
fn at<'v>(root: &'v mut Value, path: &str) -> &'v mut Value {
    path.split('.').filter(|step| !step.is_empty()).fold(root, |value, step| match value {
        Value::Array(list) => &mut list[step.parse::<usize>().unwrap()],
        object => &mut object[step],
    })
}

fn read(value: &Value) -> Result<Scenario, ScenarioError> {
    Scenario::from_json(&value.to_string())
}

/// `a[1].b` and `a.1.b` are the same field.
fn dotted(field: &str) -> String {
    field.replace('[', ".").replace(']', "")
}

/// Asserts that a file is refused with an error at `field` whose sentence holds `phrase`, by the schema, too.
fn refused(what: &str, file: &Value, field: &str, phrase: &str) {
    let sentence = refused_by_reader(what, read(file), field, phrase);
    schema::agrees(what, file, &sentence);
}

/// The sentence with which a file is refused: an error at `field` that holds `phrase`.
fn refused_by_reader(
    what: &str,
    result: Result<Scenario, ScenarioError>,
    field: &str,
    phrase: &str,
) -> String {
    let Err(error) = result else { panic!("{what}: accepted") };
    let sentence = error.to_string();
    assert_eq!(dotted(&error.field), field, "{what}: {sentence}");
    assert!(sentence.starts_with(&error.field), "{what}: the field is not named: {sentence}");
    assert!(sentence.contains(phrase), "{what}: no \"{phrase}\" in: {sentence}");
    sentence
}

/// Sets one value in the valid file, and expects an error at exactly that field.
fn set(path: &str, value: Value, phrase: &str) {
    set_elsewhere(path, value, path, phrase);
}

fn set_elsewhere(path: &str, value: Value, field: &str, phrase: &str) {
    let mut file = valid();
    let what = format!("{path} = {value:.60}");
    *at(&mut file, path) = value;
    refused(&what, &file, field, phrase);
}

#[test]
fn text_that_is_no_scenario() {
    for (text, phrase) in [
        ("", "not valid JSON"),
        ("{", "line 1 column 1"),
        ("{}{}", "trailing characters"),
        ("{\"format\": NaN}", "not valid JSON"),
        ("{\"format\": 1e999}", "number out of range"),
        ("null", "null"),
        ("\"checkout\"", "checkout"),
        (&"[".repeat(100_000), "recursion limit"),
    ] {
        refused_by_reader(&format!("{text:.20}"), Scenario::from_json(text), "", phrase);
    }
}

/// Of a field that is written twice nobody could know which of the two is meant.
#[test]
fn fields_that_are_written_twice() {
    for (once, twice, field) in [
        ("\"workers\": 1,", "\"workers\": 1, \"workers\": 4,", "services.1.workers"),
        ("\"id\": \"checkout-burst\",", "\"id\": \"a\", \"id\": \"checkout-burst\",", "id"),
        ("\"style\": \"sync\",", "\"style\": \"sync\", \"style\": null,", "lanes.0.style"),
    ] {
        assert!(VALID.contains(once), "{once}");
        let file = VALID.replacen(once, twice, 1);
        refused_by_reader(twice, Scenario::from_json(&file), field, "is there twice; allowed is once");
    }
}

/// What editors of some systems put in front of a file, and numbers as some programs write them.
#[test]
fn a_mark_in_front_and_a_point_behind_whole_numbers() {
    let shipped = read(&valid()).unwrap();
    assert_eq!(Scenario::from_json(&format!("\u{feff}{VALID}")).unwrap(), shipped);
    for (path, number) in
        [("format", 1), ("number", 3), ("seed", 7), ("services.1.workers", 2), ("limits.records", 5000)]
    {
        let written = |number: Value| {
            let mut file = valid();
            *at(&mut file, path) = number;
            read(&file).unwrap()
        };
        assert_eq!(written(json!(f64::from(number))), written(json!(number)), "{path}");
    }
    assert!(json!(f64::from(2)).to_string().ends_with(".0"), "with its point");
    set("services.1.workers", json!(2000.0), "is 2000; allowed are 1 to 1000");
}

#[test]
fn fields_that_are_missing_or_unknown() {
    for field in [
        "format",
        "id",
        "number",
        "title",
        "lead",
        "operation",
        "effect",
        "network",
        "services",
        "edges",
        "lanes",
    ] {
        let mut file = valid();
        file.as_object_mut().unwrap().remove(field);
        refused(field, &file, "", &format!("missing field `{field}`"));
    }
    let mut file = valid();
    file.as_object_mut().unwrap().remove("broker");
    refused("no broker", &file, "broker", "a lane sends messages");
    set("title", json!({"en": "x"}), "missing field `ru`");
    set("workload", json!({}), "missing field `arrivals`");
    set_elsewhere(
        "faults",
        json!([{"down": {"service": "orders"}}]),
        "faults.0.down",
        "missing field `from_ms`",
    );
    set("title.de", json!("x"), "`en` or `ru`");
    set("services.1.wrkers", json!(1), "`workers`");
    set("network.one_way.fixed.mean_ms", json!(1), "expected `ms`");
    set("broker.kind", json!("kafka"), "`prefetch_per_worker`");
    set("workload.warm_up", json!(0.1), "`warm_up_share`");
    set("limits.bytes", json!(1), "`records`");
    set("view.zoom", json!(1), "`window_ms`");
    set("derived.speed", json!({}), "`scalability`");
}

#[test]
fn words() {
    set("format", json!(2), "this version reads 1");
    set("id", json!(""), "allowed are 1 to 40 of a-z");
    set("id", json!("Checkout Burst"), "allowed are 1 to 40 of a-z");
    set("id", json!("x".repeat(41)), "allowed are 1 to 40 of a-z");
    set("title.en", json!(" "), "both languages");
    set("title.ru", json!("ы".repeat(601)), "has 601 characters; allowed are 1 to 600");
    set("setting.ru", json!(""), "both languages");
    set("questions.0.ru", json!(""), "both languages");
    set("services.1.name.ru", json!(""), "both languages");
    set("services.0.worker.en", json!(""), "both languages");
    set("broker.name.ru", json!(""), "both languages");
    set("marks.0.name.en", json!(""), "both languages");
    set("controls.0.name.ru", json!(""), "both languages");
    set("lanes.0.technology", json!(" "), "is empty; allowed are 1 to 40 characters");
    set("services.1.id", json!("caller"), "is \"caller\", which names the caller; allowed is any other id");
    set("services.1.id", json!("broker"), "is \"broker\", which names the broker; allowed is any other id");
    set("services.1.id", json!("Payments!"), "allowed are 1 to 40 of a-z");
    set("edges.1.id", json!(""), "allowed are 1 to 40 of a-z");
    set("lanes.0.id", json!("Sync"), "allowed are 1 to 40 of a-z");
    set("controls.0.id", json!("payments ms"), "allowed are 1 to 40 of a-z");
}

#[test]
fn numbers_out_of_range() {
    set("number", json!(0), "allowed are 1 to 99");
    set("number", json!(100), "allowed are 1 to 99");
    set("place", json!(0), "allowed are 1 to 99");
    set("place", json!(100), "allowed are 1 to 99");
    for ms in [json!(-1), json!(3_600_001), json!(1e300)] {
        set("network.one_way.fixed.ms", ms.clone(), "allowed are 0 to 3600000");
        set("broker.append.fixed.ms", ms.clone(), "allowed are 0 to 3600000");
        set("services.1.service_time.fixed.ms", ms.clone(), "allowed are 0 to 3600000");
        set("workload.arrivals.every.ms", ms, "allowed are 0 to 3600000");
    }
    for workers in [0, 1001] {
        set("services.1.workers", json!(workers), "allowed are 1 to 1000");
    }
    set("services.1.queue_limit", json!(1_000_001), "allowed are 0 to 1000000");
    set("broker.prefetch_per_worker", json!(0), "allowed are 1 to 10000");
    set("broker.prefetch_per_worker", json!(10_001), "allowed are 1 to 10000");
    set("workload.arrivals.every.operations", json!(0), "allowed are 1 to 20000000");
    set("workload.arrivals.every.operations", json!(20_000_001), "allowed are 1 to 20000000");
    let read = "workload.reads";
    set_elsewhere(
        read,
        json!({"after_acknowledgement_ms": -1}),
        "workload.reads.after_acknowledgement_ms",
        "0 to 3600000",
    );
    set_elsewhere(
        read,
        json!({"after_ms": 1}),
        "workload.reads.after_ms",
        "expected `after_acknowledgement_ms`",
    );
    set("workload.reads", json!(5), "is 5; expected an object");
    set("workload.warm_up_share", json!(0.6), "allowed are 0 to 0.5");
    set("workload.warm_up_share", json!(-0.1), "allowed are 0 to 0.5");
    set("limits.until_ms", json!(0), "allowed are 0.001 to 86400000");
    set("limits.until_ms", json!(1e9), "allowed are 0.001 to 86400000");
    set("limits.records", json!(99), "allowed are 100 to 200000000");
    set("limits.records", json!(200_000_001), "allowed are 100 to 200000000");
    set("view.operation", json!(0), "allowed are 1 to 5");
    set("view.operation", json!(6), "allowed are 1 to 5");
    set("view.window_ms", json!(0), "allowed are 0.01 to 86400000");
    set("view.at_ms", json!(-1), "allowed are 0 to 86400000");
    set("marks.0.at_ms", json!(-1), "allowed are 0 to 86400000");
    set("marks.0.at_ms", json!(1e9), "allowed are 0 to 86400000");
    set("derived.scalability.operations", json!(1), "allowed are 2 to 100000");
    set_elsewhere("derived.scalability.workers", json!([0, 3]), "derived.scalability.workers.0", "1 to 1000");
    set("derived.fault_tolerance.from_ms", json!(-1), "allowed are 0 to 3600000");
    set("derived.fault_tolerance.to_ms", json!(10), "allowed are 20 to 3600000");
    set_elsewhere("controls.0.min", json!(30), "controls.0.max", "is 30; allowed is more than 30, its min");
    set("controls.0.step", json!(0), "is 0; allowed is more than 0");
    set("$schema", json!(5), "is 5; expected a text");
}

/// What is there, and what belongs there, are both named.
#[test]
fn values_of_another_type() {
    set("id", json!(5), "is 5; expected a text");
    set("title", json!("Burst"), "is \"Burst\"; expected an object");
    set("title.ru", json!(["x"]), "is a list of 1; expected a text");
    set("questions", json!({}), "is an object of 0; expected a list");
    set("questions.1", json!(null), "is null; expected an object");
    set("claims.2", json!(false), "is false; expected a text");
    for wrong in ["A 1", "", "A+1234567", "s0", "R6"] {
        set("claims.0", json!(wrong), &format!("is \"{wrong}\"; allowed are S0, S0t, S+1"));
    }
    set("services", json!(null), "is null; expected a list");
    set("services.1.workers", json!("two"), "is \"two\"; expected a whole number from 1 to 1000");
    set("services.1.workers", json!(1.5), "is 1.5; expected a whole number from 1 to 1000");
    set("services.1.workers", json!(-1), "is -1; allowed are 1 to 1000");
    set("services.1.workers", json!(4_294_967_297u64), "is 4294967297; allowed are 1 to 1000");
    set("services.0.service_time.fixed.ms", json!("4"), "is \"4\"; expected a number from 0 to 3600000");
    set("services.0.service_time", json!(4), "is 4; expected an object with a single field, one of `fixed`");
    set_elsewhere(
        "services.0.service_time.mixture",
        json!({}),
        "services.0.service_time",
        "is an object of 2; expected an object with a single",
    );
    set("edges.1.effect", json!("yes"), "is \"yes\"; expected true or false");
    set("lanes.0.edges", json!([]), "is a list of 0; expected an object");
    set("lanes.0.style", json!(1), "is 1; expected one of `sync`, `async`, `hybrid`");
    set("workload.arrivals", json!("every"), "expected an object with a single field, one of `at`, `every`");
    set("controls.0.max", json!([]), "is a list of 0; expected a number");
    set("derived.scalability.workers", json!([1]), "has 1 entries; allowed are 2 to 16");
    for fallen in [json!([1, 4, 2]), json!([3, 3])] {
        set("derived.scalability.workers", fallen, "do not rise; allowed is each number more than");
    }
    for seed in [json!(-1), json!(0.5), json!("1"), json!(null)] {
        set("seed", seed, "expected a whole number from 0 to 18446744073709551615");
    }
    for default in ["questions", "claims", "faults", "limits", "view", "marks", "controls", "derived"] {
        set(default, json!(null), "is null; expected");
    }
}

/// What may be left out may also be null.
#[test]
fn nothing_is_said_by_null() {
    let mut file = valid();
    for path in ["setting", "services.0.worker", "services.0.queue_limit", "view.operation"] {
        *at(&mut file, path) = json!(null);
    }
    file["limits"] = json!({"until_ms": null});
    file["derived"] = json!({"scalability": null, "fault_tolerance": null});
    let scenario = read(&file).unwrap();
    assert_eq!(scenario.file.setting, None);
    assert_eq!(scenario.file.seed, 1);
    assert_eq!(scenario.model.records_limit, 2_000_000);
}

#[test]
fn references_lists_and_ids() {
    let first = |list: &str, count: usize| Value::from(vec![valid()[list][0].clone(); count]);
    set("services", json!([]), "allowed are 1 to 50");
    set("services", first("services", 51), "allowed are 1 to 50");
    set("edges", json!([]), "allowed are 1 to 50");
    set("edges", first("edges", 51), "allowed are 1 to 50");
    set("lanes", json!([]), "allowed are 1 to 3");
    set("lanes", first("lanes", 4), "allowed are 1 to 3");
    set_elsewhere("services.1.id", json!("orders"), "services", "\"orders\" is there twice");
    set_elsewhere("edges.1.id", json!("place"), "edges", "\"place\" is there twice");
    set_elsewhere("lanes.1.id", json!("sync"), "lanes", "\"sync\" is there twice");
    set_elsewhere("controls.1.id", json!("payments_ms"), "controls", "\"payments_ms\" is there twice");
    for other in ["nobody", "orders"] {
        let phrase =
            format!("is \"{other}\"; allowed is caller: the first edge, and no other, starts at the caller");
        set("edges.0.from", json!(other), &phrase);
    }
    set("edges.1.from", json!("nobody"), "allowed are orders, payments");
    set("edges.1.to", json!("nobody"), "allowed are orders, payments");
    set("edges.1.to", json!("orders"), "already reached by an earlier edge");
    set_elsewhere("edges.1.from", json!("payments"), "edges.1.to", "each service is entered by one");
    set_elsewhere(
        "edges.1.from",
        json!("caller"),
        "edges",
        "the first edge, and no other, starts at the caller",
    );
    set_elsewhere("edges.1.effect", json!(false), "edges", "\"effect\": true");
    set("lanes.1.style", json!("fast"), "`sync`, `async`, `hybrid`");
    set("lanes.0.edges.charge", json!("letter"), "`call` or `message`");
    set_elsewhere("lanes.0.edges", json!({"place": "call"}), "lanes.0.edges.charge", "call and message");
    set_elsewhere(
        "lanes.0.edges.post",
        json!("call"),
        "lanes.0.edges",
        "\"post\" is no edge; allowed are place, charge",
    );
    set("lanes.0.name", json!({"en": "x"}), "missing field `ru`");
    set("lanes.0.calls", json!("random"), "`sequential` or `parallel`");
    set("edges.1.copies", json!(0), "allowed are 1 to 1000");
    set("edges.1.copies", json!(1001), "allowed are 1 to 1000");
    set("edges.0.copies", json!(2), "is 2; allowed is 1, as a caller asks once");
    let mut file = valid();
    file["edges"][1]["copies"] = json!(2);
    file["workload"]["reads"] = json!({"after_acknowledgement_ms": 1});
    refused("reads of copies", &file, "workload.reads", "needs effects that come once");
    set("controls.0.unit", json!("kg"), "`ms`, `per_s`, `count`");
    set("derived.scalability.service", json!("nobody"), "allowed are orders, payments");
    set("derived.fault_tolerance.service", json!("nobody"), "allowed are orders, payments");
}

/// Of several wrong things the first is named; what parts say about each other comes after all values.
#[test]
fn the_first_of_several() {
    let first = |first: (&str, Value), second: (&str, Value), phrase: &str| {
        let mut file = valid();
        let what = format!("{} before {}", first.0, second.0);
        *at(&mut file, second.0) = second.1;
        *at(&mut file, first.0) = first.1;
        refused(&what, &file, first.0, phrase);
    };
    first(("colour", json!("red")), ("format", json!(2)), "unknown field `colour`");
    first(("workload.arrivals", json!(5)), ("view.operation", json!(0)), "is 5; expected an object");
    first(("services", json!([])), ("edges.0.to", json!("nobody")), "allowed are 1 to 50");
    first(("controls.0.unit", json!("kg")), ("edges.0.from", json!("nobody")), "`count`");
    first(("edges.0.from", json!("nobody")), ("edges.1.to", json!("nobody")), "allowed is caller");
    first(("edges.1.to", json!("nobody")), ("lanes.0.edges", json!({})), "allowed are orders");
}
