//! Presets: the same as their fields written out, every field open to be stated otherwise, and the values
//! that the technologies publish.

mod common;

use lockstep_core::scenario::presets::{unit, Preset, PresetField, PresetValue, CALLS, SERVERS};
use lockstep_core::scenario::Scenario;
use lockstep_core::sim;
use lockstep_core::trace::Fact;
use serde_json::{json, Value};

/// Two services behind callers; the second is slow now and then, fails some calls and is down for a while, so
/// that every policy has something to do.
fn troubled(first: Value, call: Value) -> Value {
    let text = json!({"en": "x", "ru": "x"});
    let mut front = json!({"id": "front", "name": text, "work": text, "service_time": {"fixed": {"ms": 1}}});
    front.as_object_mut().unwrap().extend(first.as_object().unwrap().clone());
    json!({
        "format": 1, "id": "any", "number": 1,
        "title": text, "lead": text, "operation": text, "effect": text,
        "network": {"one_way": {"fixed": {"ms": 1}}},
        "services": [
            front,
            {"id": "back", "name": text, "work": text, "workers": 30, "queue_limit": 5,
             "service_time": {"mixture": {"points": [{"ms": 20, "share": 0.95}, {"ms": 1500, "share": 0.05}]}}},
        ],
        "edges": [
            {"id": "ask", "from": "caller", "to": "front", "effect": true},
            {"id": "pass", "from": "front", "to": "back", "call": call},
        ],
        "lanes": [{"id": "sync", "style": "sync", "technology": "x", "edges": {"ask": "call", "pass": "call"}}],
        "workload": {"arrivals": {"poisson": {"per_s": 300, "operations": 3000}}},
        "faults": [
            {"error": {"service": "back", "share": 0.1, "from_ms": 0}},
            {"down": {"service": "back", "from_ms": 4000, "to_ms": 6000}},
        ],
    })
}

fn hash(file: &Value) -> u64 {
    let scenario =
        Scenario::from_json(&file.to_string()).unwrap_or_else(|problem| panic!("{problem}\n{file}"));
    sim::run(&scenario.model, 0, 1).unwrap().hash()
}

/// Sets a value at a dotted way.
fn put(object: &mut Value, path: &str, value: Value) {
    *path.split('.').fold(object, |at, step| &mut at[step]) = value;
}

fn value(field: &PresetField) -> Value {
    match field.value {
        PresetValue::Off => Value::Null,
        PresetValue::Flag(flag) => flag.into(),
        PresetValue::Number(number) if number.fract() == 0.0 => (number as u64).into(),
        PresetValue::Number(number) => number.into(),
        PresetValue::Words(words) => words.into(),
        PresetValue::Kind => json!({}),
    }
}

fn written_out(preset: &Preset) -> Value {
    let mut all = json!({});
    preset.fields.iter().for_each(|field| put(&mut all, field.path, value(field)));
    all
}

#[test]
fn a_preset_is_its_fields_written_out() {
    let none = hash(&troubled(json!({"workers": 200}), Value::Null));
    for preset in &CALLS {
        let of_preset = hash(&troubled(json!({"workers": 200}), json!({"preset": preset.word})));
        let of_fields = hash(&troubled(json!({"workers": 200}), written_out(preset)));
        assert_eq!(of_preset, of_fields, "{}", preset.name);
        assert_ne!(of_preset, none, "{}", preset.name);
    }
    let slow = json!({"service_time": {"exponential": {"mean_ms": 900}}});
    let with = |other: Value| {
        let mut first = slow.clone();
        first.as_object_mut().unwrap().extend(other.as_object().unwrap().clone());
        hash(&troubled(first, Value::Null))
    };
    assert_eq!(with(json!({"preset": "tomcat"})), with(written_out(&SERVERS[0])));
    assert_ne!(with(json!({"preset": "tomcat"})), with(json!({"workers": 200})));
}

/// What may stand in a field instead.
fn another(field: &PresetField) -> (&str, Value) {
    let (parent, last) = field.path.rsplit_once('.').unwrap_or(("", field.path));
    match (field.value, last) {
        (PresetValue::Flag(flag), _) => (field.path, (!flag).into()),
        (PresetValue::Number(_), last) if last.ends_with("_share") => (field.path, json!(0.25)),
        (PresetValue::Number(number), _) => (field.path, ((number as u64) + 7).into()),
        (PresetValue::Words(_), _) => (field.path, json!(["error"])),
        (PresetValue::Kind, _) => (parent, json!({"plus_minus": {"share": 0.25}})),
        (PresetValue::Off, "retry") => (field.path, json!({"max_attempts": 4})),
        (PresetValue::Off, "hedge") => (field.path, json!({"delay_ms": 4, "max_attempts": 2})),
        (PresetValue::Off, "pool") => (field.path, json!({"size": 4})),
        (PresetValue::Off, _) => (field.path, json!(77)),
    }
}

#[test]
fn every_field_can_be_stated_otherwise() {
    let mut tried = 0;
    for preset in CALLS.iter().chain(&SERVERS) {
        for field in preset.fields {
            let (path, other) = another(field);
            let mut stated = json!({"preset": preset.word});
            put(&mut stated, path, other.clone());
            let mut whole = written_out(preset);
            put(&mut whole, path, other);
            let file = |part: Value| match preset.word {
                "tomcat" => troubled(part, Value::Null),
                _ => troubled(json!({"workers": 9}), part),
            };
            let model = |part: Value| {
                let file = file(part).to_string();
                let scenario =
                    Scenario::from_json(&file).unwrap_or_else(|problem| panic!("{path}: {problem}"));
                let front = scenario.model.services[0].clone();
                (scenario.model.lanes[0].policies.clone(), front.workers, front.queue_limit)
            };
            let with_other = model(stated);
            assert_eq!(with_other, model(whole), "{} {path}", preset.name);
            assert_ne!(with_other, model(json!({"preset": preset.word})), "{} {path}", preset.name);
            tried += 1;
        }
    }
    assert!(tried > 50, "{tried}");
    // What a preset brings can be left out.
    let file =
        troubled(json!({"workers": 9}), json!({"preset": "resilience4j", "retry": null, "breaker": null}));
    let scenario = Scenario::from_json(&file.to_string()).unwrap();
    let policy = scenario.model.lanes[0].policies[1].clone().unwrap();
    assert!(policy.retry.is_none() && policy.breaker.is_none() && policy.bulkhead.is_some());
}

#[test]
fn another_word_is_answered_with_those_that_are_allowed() {
    let said = |file: Value| Scenario::from_json(&file.to_string()).err().unwrap().to_string();
    assert_eq!(
        said(troubled(json!({"workers": 9}), json!({"preset": "gprc"}))),
        "edges.1.call.preset: unknown variant `gprc`, expected one of `http`, `grpc`, `envoy`, `aws_standard`, \
         `resilience4j`, `hikaricp`"
    );
    assert_eq!(
        said(troubled(json!({"workers": 9, "preset": "jetty"}), Value::Null)),
        "services.0.preset: unknown variant `jetty`, expected `tomcat`"
    );
    assert_eq!(
        said(troubled(json!({}), Value::Null)),
        "services.0: says neither workers nor a preset that has them"
    );
    // What stands beside a preset is answered where it stands.
    assert_eq!(
        said(troubled(json!({"workers": 9}), json!({"preset": "envoy", "retry": {"max_attempts": 0}}))),
        "edges.1.call.retry.max_attempts: is 0; allowed are 1 to 100"
    );
    assert_eq!(
        said(troubled(
            json!({"workers": 9}),
            json!({"preset": "envoy", "hedge": {"delay_ms": 1, "max_attempts": 2}})
        )),
        "edges.1.call.hedge: stands beside a retry; gRFC A6 allows one of the two"
    );
}

/// gRFC A6: more than five attempts are taken for five, and a back-off is scattered by 20 % unless something else is
/// stated. Both hold under gRPC's preset alone, as requests are counted and timed.
#[test]
fn grpc_makes_five_attempts_at_most_and_scatters_its_back_off() {
    let waits = |call: Value| {
        let mut file = troubled(json!({"workers": 200}), call);
        file["faults"] = json!([{"error": {"service": "back", "share": 1, "from_ms": 0}}]);
        file["workload"]["arrivals"] = json!({"every": {"ms": 10_000, "operations": 300}});
        let scenario = Scenario::from_json(&file.to_string()).unwrap();
        let trace = sim::run(&scenario.model, 0, 1).unwrap();
        let is_retry =
            |fact: &Fact| matches!(fact, Fact::RequestSent { at } if at.edge == 1 && at.attempt > 0);
        let sent = trace.records().iter().filter(|record| is_retry(&record.fact));
        sent.map(|record| record.at.since(trace.records()[record.cause as usize].at).millis())
            .collect::<Vec<f64>>()
    };
    let retry =
        |attempts: u32| json!({"max_attempts": attempts, "backoff": {"initial_ms": 100, "max_ms": 100}});
    let grpc = |retry: Value| waits(json!({"preset": "grpc", "retry": retry}));
    for (attempts, retries) in [(3, 2), (5, 4), (9, 4), (100, 4)] {
        let all = grpc(retry(attempts));
        assert_eq!(all.len(), 300 * retries, "{attempts}");
        assert!(all.iter().all(|wait| (80.0..=120.0).contains(wait)), "{attempts}");
        let (least, most) = all.iter().fold((f64::MAX, 0.0f64), |(a, b), w| (a.min(*w), b.max(*w)));
        assert!(least < 81.0 && most > 119.0, "{least} to {most}");
    }
    // Without the preset neither holds.
    let plain = waits(json!({"retry": retry(9)}));
    assert!(plain.len() == 300 * 8 && plain.iter().all(|wait| *wait == 100.0));
    // What is stated counts.
    let mut stated = retry(9);
    stated["backoff"]["jitter"] = json!({"none": {}});
    let all = grpc(stated);
    assert!(all.len() == 300 * 4 && all.iter().all(|wait| *wait == 100.0));
    // Without a back-off there is nothing to scatter.
    assert_eq!(grpc(json!({"max_attempts": 2})), vec![0.0; 300]);
}

/// The published defaults, once more and by hand.
#[test]
fn the_values_are_the_published_ones() {
    let of = |word: &str, path: &str| {
        let preset = CALLS.iter().chain(&SERVERS).find(|preset| preset.word == word).unwrap();
        value(preset.fields.iter().find(|field| field.path == path).unwrap())
    };
    for (word, path, expected) in [
        ("http", "pool.size", json!(5)),
        ("http", "timeout_ms", Value::Null),
        ("grpc", "deadline_ms", Value::Null),
        ("grpc", "retry", Value::Null),
        ("grpc", "propagate_deadline", json!(true)),
        ("grpc", "cancel", json!(true)),
        ("envoy", "deadline_ms", json!(15_000)),
        ("envoy", "retry.max_attempts", json!(2)),
        ("envoy", "retry.backoff.initial_ms", json!(25)),
        ("envoy", "retry.backoff.max_ms", json!(250)),
        ("envoy", "bulkhead.max_concurrent", json!(1024)),
        ("aws_standard", "retry.max_attempts", json!(3)),
        ("aws_standard", "retry.backoff.initial_ms", json!(50)),
        ("aws_standard", "retry.backoff.multiplier", json!(2)),
        ("aws_standard", "retry.backoff.max_ms", json!(20_000)),
        ("aws_standard", "retry.budget.tokens", json!(500)),
        ("aws_standard", "retry.budget.retry_cost", json!(14)),
        ("aws_standard", "retry.budget.gain", json!(1)),
        ("resilience4j", "timeout_ms", json!(1000)),
        ("resilience4j", "retry.max_attempts", json!(3)),
        ("resilience4j", "retry.backoff.initial_ms", json!(500)),
        ("resilience4j", "breaker.window", json!(100)),
        ("resilience4j", "breaker.minimum_calls", json!(100)),
        ("resilience4j", "breaker.failure_share", json!(0.5)),
        ("resilience4j", "breaker.slow_call_ms", json!(60_000)),
        ("resilience4j", "breaker.slow_call_share", json!(1)),
        ("resilience4j", "breaker.open_ms", json!(60_000)),
        ("resilience4j", "breaker.half_open_calls", json!(10)),
        ("resilience4j", "bulkhead.max_concurrent", json!(25)),
        ("resilience4j", "bulkhead.max_wait_ms", json!(0)),
        ("hikaricp", "pool.size", json!(10)),
        ("hikaricp", "pool.acquire_timeout_ms", json!(30_000)),
        ("tomcat", "workers", json!(200)),
        ("tomcat", "queue_limit", json!(100)),
    ] {
        assert_eq!(of(word, path), expected, "{word} {path}");
    }
}

/// The page "What is modelled" lists every field with its value and its source, in both languages; with
/// `LOCKSTEP_RENEW=1` in the environment the rows are written anew.
#[test]
fn the_page_lists_every_field() {
    for (lang, words) in [("en", ["off", "no", "yes", "ms"]), ("ru", ["нет", "нет", "да", "мс"])] {
        let file = format!("{}/../assets/modelled/{lang}.html", env!("CARGO_MANIFEST_DIR"));
        let page = std::fs::read_to_string(&file).unwrap();
        let table = page.find("<section id=\"presets\">").unwrap();
        let start = table + page[table..].find("<tbody>\n").unwrap() + "<tbody>\n".len();
        let end = start + page[start..].find("        </tbody>").unwrap();
        let rows = rows(words, if lang == "ru" { russian } else { english });
        if std::env::var_os("LOCKSTEP_RENEW").is_some() {
            std::fs::write(&file, [&page[..start], &rows, &page[end..]].concat()).unwrap();
        } else {
            assert_eq!(page[start..end], rows, "{lang}.html: run this test with LOCKSTEP_RENEW=1");
        }
    }
}

fn english(number: f64) -> String {
    number.to_string()
}

/// With a comma, and spaces between the thousands of what has more than four digits, as Russian has it.
fn russian(number: f64) -> String {
    let mut digits = number.to_string().replace('.', ",");
    if number.fract() == 0.0 && digits.len() > 4 {
        let first = digits.len() % 3;
        for place in (first..digits.len()).step_by(3).rev().filter(|place| *place > 0) {
            digits.insert(place, '\u{a0}');
        }
    }
    digits
}

/// The rows of the page's table, with its words for what is off, not so, so and milliseconds.
fn rows([off, no, yes, ms]: [&str; 4], written: fn(f64) -> String) -> String {
    let mut rows = String::new();
    for preset in CALLS.iter().chain(&SERVERS) {
        for (place, field) in preset.fields.iter().enumerate() {
            let id = if place == 0 { format!(" id=\"preset-{}\"", preset.word) } else { String::new() };
            let shown = match field.value {
                PresetValue::Off => off.to_string(),
                PresetValue::Flag(false) => no.to_string(),
                PresetValue::Flag(true) | PresetValue::Kind => yes.to_string(),
                PresetValue::Words(words) => words.join(", "),
                PresetValue::Number(number) if unit(field).is_empty() => written(number),
                PresetValue::Number(number) => format!("{} {ms}", written(number)),
            };
            rows += &format!(
                "          <tr{id}><th scope=\"row\">{}</th><td><code>{}</code></td><td>{shown}</td><td>{}: {}</td></tr>\n",
                preset.name, field.path, preset.version, field.source,
            );
        }
    }
    rows
}

/// In the scenario about defaults whoever doubts one moves it: every number of its lanes' presets has a control that
/// stands at what the preset says, and what is off by default can be turned on.
#[test]
fn the_scenario_about_defaults_has_a_control_for_each() {
    let text = include_str!("../../assets/scenarios/client-defaults.json");
    let scenario = Scenario::from_json(text).unwrap();
    let file: Value = serde_json::from_str(text).unwrap();
    let mut moved = 0;
    let mut check = |preset: &Preset, place: &str, written: &Value| {
        for PresetField { path, value, .. } in preset.fields {
            let way = [place, path].concat();
            let control = scenario.file.controls.iter().find(|control| control.path == way);
            let stands_at = path.split('.').try_fold(written, |at, name| at.get(name));
            match value {
                // The wait between two attempts is the same each time.
                PresetValue::Number(_) if *path == "retry.backoff.multiplier" => continue,
                PresetValue::Number(number) => {
                    assert_eq!(stands_at.unwrap().as_f64(), Some(*number), "{way}")
                }
                PresetValue::Off if ["timeout_ms", "deadline_ms"].contains(path) && control.is_some() => {
                    assert_eq!(stands_at, Some(&Value::Null), "{way}");
                }
                _ => continue,
            }
            assert!(control.is_some(), "{way}");
            moved += 1;
        }
    };
    for (place, lane) in file["lanes"].as_array().unwrap().iter().enumerate() {
        for preset in scenario.file.presets(place) {
            let (of_call, id) = (&lane["policies"]["transfer"], lane["id"].as_str().unwrap());
            if of_call["preset"] == preset.word {
                check(preset, &format!("lanes.{id}.policies.transfer."), of_call);
            }
        }
    }
    check(&SERVERS[0], "services.shop.", &file["services"][0]);
    assert_eq!(moved + 1, scenario.file.controls.len(), "all but the control of the bank are of presets");
}
