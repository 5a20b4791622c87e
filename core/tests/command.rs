//! The command as a person or a script meets it: the real binary, its output, its exit code.
#![cfg(feature = "cli")]

use std::collections::BTreeSet;
use std::process::{Command, Output};

use serde_json::Value;

const BURST: &str = "../assets/scenarios/checkout-burst.json";
const CLOSED: &str = "../assets/scenarios/blocked-callers.json";
const MM1: &str = "tests/oracles/P1.json";

/// The metric ids that the command may print; `.<part>` may follow.
const VOCABULARY: &str = "
    offered_per_s accepted_per_s completed_per_s good_per_s
    acknowledgement_mean_ms acknowledgement_p50_ms acknowledgement_p95_ms acknowledgement_p99_ms acknowledgement_max_ms
    completion_mean_ms completion_p50_ms completion_p95_ms completion_p99_ms completion_max_ms
    caller_blocked_share success_share failed refused shed timed_out unknown_outcomes
    staleness_mean_ms staleness_p50_ms staleness_p95_ms staleness_max_ms reads_missed_share
    lost duplicate_deliveries duplicate_effects reordered dead_lettered peak_backlog drain_time_ms
    utilisation busy_mean queue_wait_mean_ms queue_length_mean
    sojourn_mean_ms sojourn_p50_ms sojourn_p95_ms sojourn_p99_ms number_in_system_mean blocked_arrivals_share
    attempts_per_operation processes durable_stores messages_per_operation boundary_crossings event_kinds
    peak_in_flight causal_depth caller_outcomes traceable_share addresses_known affected_endpoints_share";

fn lockstep(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_lockstep"))
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("the command starts")
}

/// What it prints when all is well.
fn prints(arguments: &[&str]) -> String {
    let output = lockstep(arguments);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.is_empty(), "{arguments:?}: {said}");
    String::from_utf8(output.stdout).unwrap()
}

fn json(arguments: &[&str]) -> Value {
    serde_json::from_str(&prints(&[arguments, &["--format", "json"]].concat())).unwrap()
}

#[test]
fn json_has_the_agreed_shape_and_words() {
    let report = json(&["run", BURST]);
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(&report), ["lanes", "scenario", "seed"]);
    assert_eq!(report["scenario"], "checkout-burst");
    assert_eq!(report["seed"], 1);
    assert_eq!(keys(&report["lanes"]), ["async", "sync"]);
    for (id, lane) in report["lanes"].as_object().unwrap() {
        assert_eq!(keys(lane), ["events", "metrics", "trace_hash"], "{id}");
        assert!(lane["events"].as_u64().unwrap() > 0, "{id}");
        let hash = lane["trace_hash"].as_str().unwrap();
        assert!(hash.len() == 16 && u64::from_str_radix(hash, 16).is_ok(), "{id}: {hash}");
        for (metric, value) in lane["metrics"].as_object().unwrap() {
            let base = metric.split('.').next().unwrap();
            assert!(VOCABULARY.split_whitespace().any(|word| word == base), "{metric} is not agreed upon");
            assert!(value.is_number() || value.is_null(), "{metric}: {value}");
        }
    }
}

/// The agreed words and no others; what only sagas, replies, logs or outages give rise to is measured where there
/// are some.
#[test]
fn json_holds_every_agreed_metric_and_others_where_a_scenario_has_what_they_measure() {
    let bases = |report: &Value, lane: &str| -> BTreeSet<String> {
        let metrics = report["lanes"][lane]["metrics"].as_object().unwrap();
        metrics.keys().map(|id| id.split('.').next().unwrap().to_string()).collect()
    };
    let agreed: BTreeSet<String> = VOCABULARY.split_whitespace().map(String::from).collect();
    let report = json(&["run", BURST]);
    for lane in ["sync", "async"] {
        let unknown: Vec<String> = bases(&report, lane).difference(&agreed).cloned().collect();
        assert_eq!(unknown, Vec::<String>::new(), "{lane}");
    }
    let of_saga = bases(&json(&["run", "../assets/scenarios/saga.json"]), "sync");
    let more: Vec<&String> = of_saga.difference(&agreed).collect();
    assert_eq!(more, ["compensated", "disagreeing", "intermediate_reads", "stuck"]);
    let of_replies = bases(&json(&["run", "../assets/scenarios/reply-styles.json"]), "event");
    let told: Vec<&String> = of_replies.difference(&agreed).collect();
    let counts = ["duplicate_replies", "late_replies", "learned_max_ms", "learned_mean_ms", "learned_p95_ms"];
    assert_eq!(told, [&counts[..], &["learned_share", "missing_replies"]].concat());
    // Nor is a group's lag but where it reads a log.
    let polls = json(&["run", "../assets/scenarios/duplicates.json"]);
    let of_polls = bases(&polls, "keyed");
    assert_eq!(of_polls.difference(&agreed).collect::<Vec<_>>(), ["peak_lag"]);
    assert_eq!(bases(&polls, "queue").difference(&agreed).count(), 0);
    // Nor is what a subscriber misses but where one may.
    let of_subscribers = bases(&json(&["run", "../assets/scenarios/subscribers.json"]), "kafka");
    assert_eq!(of_subscribers.difference(&agreed).collect::<Vec<_>>(), ["missed", "peak_lag"]);
    // Nor is what succeeds in an outage but where there is one.
    let of_outage = bases(&json(&["run", "../assets/scenarios/callee-outage.json"]), "sync");
    assert_eq!(of_outage.difference(&agreed).collect::<Vec<_>>(), ["success_share_in_outage"]);
    let catalogue: BTreeSet<String> =
        lockstep_core::metrics::catalogue().iter().map(|metric| metric.id.to_string()).collect();
    let all = [of_saga, of_polls, of_replies, of_subscribers, of_outage];
    assert_eq!(catalogue, all.into_iter().flatten().collect());
}

#[test]
fn what_has_no_sample_is_null_and_not_0() {
    let none = json(&["run", BURST, "--set", r#"faults=[{"down":{"service":"orders","from_ms":0}}]"#]);
    assert!(none["lanes"]["sync"]["metrics"]["completion_mean_ms"].is_null());
    assert_eq!(none["lanes"]["sync"]["metrics"]["failed"], 5.0);
}

/// One worker at 80 % load; `oracles.rs` says why these tolerances are enough.
#[test]
fn json_of_one_worker_is_what_theory_says() {
    let report = json(&["run", MM1]);
    let metrics = &report["lanes"]["sync"]["metrics"];
    for (id, value, tolerance) in [
        ("sojourn_mean_ms.service", 50.0, 0.03),
        ("queue_wait_mean_ms.service", 40.0, 0.03),
        ("number_in_system_mean.service", 4.0, 0.03),
        ("utilisation.service", 0.8, 0.03),
        ("sojourn_p95_ms.service", 149.786_613_677_699_56, 0.04),
        ("sojourn_p99_ms.service", 230.258_509_299_404_58, 0.05),
        ("completed_per_s", 80.0, 0.02),
    ] {
        let got = metrics[id].as_f64().unwrap_or(f64::NAN);
        assert!((got - value).abs() <= tolerance * value, "{id}: {got}, expected {value}");
    }
}

#[test]
fn the_table_shows_the_lanes_beside_each_other() {
    let table = prints(&["run", BURST]);
    let row = |id: &str| -> Vec<String> {
        let words = |line: &str| line.split_whitespace().map(str::to_string).collect::<Vec<_>>();
        table.lines().map(words).find(|words| words.first().is_some_and(|word| word == id)).unwrap()
    };
    assert!(table.starts_with("checkout-burst, seed 1\n"));
    assert_eq!(row("sync"), ["sync", "async"]);
    assert_eq!(row("acknowledgement_mean_ms"), ["acknowledgement_mean_ms", "32.0000", "10.0000"]);
    assert_eq!(row("completion_mean_ms"), ["completion_mean_ms", "30.0000", "33.0000"]);
    // The synchronous lane has no such queue.
    assert_eq!(row("peak_backlog.charge")[1], "-");
    let one = prints(&["run", BURST, "--lane", "async", "--format", "table"]);
    assert!(one.contains("10.0000") && !one.contains("32.0000"));
}

#[test]
fn the_trace_has_a_line_for_every_record() {
    let trace = prints(&["run", BURST, "--format", "trace"]);
    let report = json(&["run", BURST]);
    let (sync, asynchronous) =
        trace.strip_prefix("# lane sync\n").and_then(|rest| rest.split_once("# lane async\n")).unwrap();
    for (lane, lines) in [("sync", sync), ("async", asynchronous)] {
        assert_eq!(lines.lines().count() as u64, report["lanes"][lane]["events"].as_u64().unwrap());
        for (index, line) in lines.lines().enumerate() {
            assert!(line.contains(&format!(" ms  #{index}")) && line.contains(" <- "), "{line}");
        }
    }
    assert!(sync.starts_with("     0.000 ms  #0    <- -      OperationStarted op=1 caller=1\n"));
}

#[test]
fn the_same_question_has_the_same_answer() {
    for format in ["table", "json", "trace"] {
        let ask = || prints(&["run", CLOSED, "--operations", "200", "--format", format]);
        assert_eq!(ask(), ask(), "{format}");
    }
}

/// Which operation the page shows first, the third of the burst's, is no matter of the command.
#[test]
fn fewer_operations_than_the_page_shows_are_run() {
    let report = json(&["run", BURST, "--operations", "1"]);
    assert_eq!(report["lanes"]["sync"]["metrics"]["acknowledgement_max_ms"], 20.0);
}

#[test]
fn another_seed_is_another_run_and_is_named() {
    let hash = |seed: &str| {
        let report = json(&["run", CLOSED, "--operations", "100", "--seed", seed]);
        assert_eq!(report["seed"].to_string(), seed);
        report["lanes"]["sync"]["trace_hash"].to_string()
    };
    assert_ne!(hash("1"), hash("2"));
    assert_ne!(hash("2"), hash("18446744073709551615"));
    let unnamed = json(&["run", CLOSED, "--operations", "100"]);
    assert_eq!(unnamed["lanes"]["sync"]["trace_hash"].to_string(), hash("1"));
}

#[test]
fn a_number_of_operations_is_kept() {
    for operations in ["5", "300"] {
        let trace =
            prints(&["run", CLOSED, "--lane", "sync", "--operations", operations, "--format", "trace"]);
        assert_eq!(trace.matches("OperationStarted").count().to_string(), operations);
    }
}

#[test]
fn a_changed_value_changes_the_run() {
    let workers = |n: &str| {
        let set = format!("services.payments.workers={n}");
        let report = json(&["run", BURST, "--set", &set, "--set", "workload.arrivals.every.operations=60"]);
        report["lanes"]["async"]["metrics"]["completed_per_s"].as_f64().unwrap()
    };
    assert!((workers("1") - 83.3).abs() < 0.05 && (workers("3") - 166.7).abs() < 0.05);
}

#[test]
fn check_says_what_the_file_holds() {
    assert_eq!(prints(&["check", BURST]), "checkout-burst: valid; 5 operations in lanes sync, async\n");
}

/// A control that leads out of what is allowed, or nowhere, is noticed before anybody moves it.
#[test]
fn check_tries_both_ends_of_every_control() {
    let shipped = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../assets/scenarios")).unwrap();
    for file in shipped {
        let path = file.unwrap().path();
        assert!(prints(&["check", path.to_str().unwrap()]).contains(": valid; "), "{}", path.display());
    }
    let burst = std::fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../assets/scenarios/checkout-burst.json"
    ));
    let mut file: Value = serde_json::from_str(&burst.unwrap()).unwrap();
    let name = std::env::temp_dir().join(format!("lockstep-{}-controls.json", std::process::id()));
    for (field, value, said) in [
        ("max", Value::from(1e9), "controls.0: with \"payments_ms\" at 1000000000 the file is wrong: "),
        ("path", Value::from("services.carts.workers"), "there is no \"carts\""),
        ("path", Value::from("services.payments.wrkers"), "unknown field `wrkers`"),
        (
            "options",
            serde_json::json!([{"value": 5, "name": {"en": "x", "ru": "x"}, "sets": "many"}]),
            "controls.0: with \"payments_ms\" at 5 the file is wrong: ",
        ),
    ] {
        let shipped = std::mem::replace(&mut file["controls"][0][field], value);
        std::fs::write(&name, file.to_string()).unwrap();
        let output = lockstep(&["check", name.to_str().unwrap()]);
        let answer = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.code() == Some(1) && answer.contains(said), "{field}: {answer}");
        file["controls"][0][field] = shipped;
    }
    std::fs::remove_file(name).unwrap();
}

#[test]
fn help_names_every_option() {
    let help = prints(&["--help"]);
    assert_eq!(prints(&[]), help);
    assert_eq!(prints(&["run", "-h"]), help);
    for word in [
        "run",
        "check",
        "schema",
        "--lane",
        "--seed",
        "--set",
        "--operations",
        "--format",
        "table",
        "json",
        "trace",
    ] {
        assert!(help.contains(word), "{word}");
    }
}

/// What is typed wrong is answered on the error stream, with what is wrong and what is allowed.
#[test]
fn mistakes_are_answered_with_a_sentence() {
    let at = |name: &str| std::env::temp_dir().join(format!("lockstep-{}-{name}", std::process::id()));
    let (broken, empty) = (at("broken.json"), at("empty.json"));
    std::fs::write(&broken, "{\"format\": 1,").unwrap();
    std::fs::write(&empty, "").unwrap();
    let (broken, empty) = (broken.to_str().unwrap(), empty.to_str().unwrap());
    let cases: &[(&[&str], &[&str])] = &[
        (&["frobnicate"], &["frobnicate", "allowed are run, check, presets and schema"]),
        (&["run"], &["which file", "lockstep run SCENARIO.json"]),
        (&["run", "no-such-file.json"], &["cannot read no-such-file.json"]),
        (&["run", BURST, "--lane", "fast"], &["--lane", "\"fast\"", "allowed are sync, async"]),
        (&["run", BURST, "--format", "xml"], &["--format", "\"xml\"", "allowed are table, json and trace"]),
        (&["run", BURST, "--set", "nonsense"], &["\"nonsense\"", "PATH=VALUE"]),
        (&["run", BURST, "--set", "services.carts.workers=3"], &["services.carts.workers", "no \"carts\""]),
        (&["run", BURST, "--set", "services.payments.wrkers=3"], &["wrkers", "`workers`"]),
        (
            &["run", BURST, "--set", "services.payments.workers=0"],
            &["workers: is 0", "allowed are 1 to 1000"],
        ),
        (&["run", BURST, "--set", "services.payments.workers=two"], &["workers", "\"two\""]),
        (&["run", BURST, "--set", "limits.records=100"], &["limit of 100 records", "limits.records"]),
        (&["run", BURST, "--set", "services.payments.workers=2.00000001"], &["is 2 with further decimals"]),
        (&["run", BURST, "--operations", "0"], &["every.operations: is 0", "allowed are 1 to"]),
        (
            &["run", BURST, "--operations", "abc"],
            &["--operations: \"abc\"", "whole numbers from 1 to 20000000"],
        ),
        (&["run", BURST, "--operations=1e3"], &["--operations: \"1e3\"", "whole numbers from 1 to 20000000"]),
        (
            &["run", BURST, "--operations", "5000000000"],
            &["\"5000000000\"", "whole numbers from 1 to 20000000"],
        ),
        (
            &["run", BURST, "--seed", "-1"],
            &["--seed: \"-1\"", "whole numbers from 0 to 18446744073709551615"],
        ),
        (&["run", BURST, "--seed", "1.5"], &["--seed: \"1.5\"", "from 0 to 18446744073709551615"]),
        (&["run", BURST, "--seed="], &["--seed: \"\"", "from 0 to 18446744073709551615"]),
        (&["run", BURST, "--speed", "3"], &["--speed"]),
        (&["run", BURST, BURST], &["unexpected argument"]),
        (&["run", BURST, "--lane"], &["missing argument", "--lane"]),
        (&["check", BURST, "--seed", "1"], &["--seed"]),
        (&["schema", BURST], &["unexpected argument"]),
        (&["schema", "--seed", "1"], &["--seed"]),
        (&["presets", "grpc"], &["unexpected argument"]),
        (&["check", broken], &["not valid JSON", "line 1"]),
        (&["check", empty], &["not valid JSON"]),
    ];
    for (arguments, words) in cases {
        let output = lockstep(arguments);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {said}");
        assert!(output.stdout.is_empty() && said.starts_with("lockstep: "), "{arguments:?}: {said}");
        for word in *words {
            assert!(said.contains(word), "{arguments:?}: \"{word}\" is missing in: {said}");
        }
    }
    for file in [broken, empty] {
        std::fs::remove_file(file).unwrap();
    }
}

/// Whose defaults stand in a lane is said where its file is checked.
#[test]
fn check_names_the_presets_of_each_lane() {
    let said = prints(&["check", "../assets/scenarios/client-defaults.json"]);
    let lines: Vec<&str> = said.lines().skip(1).collect();
    assert_eq!(
        lines,
        [
            "  http: defaults of HTTP (Apache HttpClient 5)",
            "  http: defaults of Tomcat (Tomcat 10, HTTP connector)",
            "  grpc: defaults of gRPC (gRPC guides; gRFC A6)",
            "  grpc: defaults of Tomcat (Tomcat 10, HTTP connector)",
            "  resilience4j: defaults of resilience4j (resilience4j 2)",
            "  resilience4j: defaults of Tomcat (Tomcat 10, HTTP connector)",
        ]
    );
}

/// Every field that a preset stands for can be read, with its value and where that comes from.
#[test]
fn the_presets_are_listed() {
    use lockstep_core::scenario::presets::{CALLS, SERVERS};
    let listed = prints(&["presets"]);
    let mut lines = listed.lines();
    for preset in CALLS.iter().chain(&SERVERS) {
        let head = lines.next().unwrap();
        for part in [preset.word, preset.name, preset.version] {
            assert!(head.contains(part), "{head}");
        }
        for field in preset.fields {
            let line = lines.next().unwrap();
            assert!(line.trim_start().starts_with(field.path) && line.ends_with(field.source), "{line}");
        }
    }
    assert_eq!(lines.next(), None);
    assert!(listed.contains("pool.acquire_timeout_ms     180000 ms"), "{listed}");
}

/// Six numbers of workers or more: what each brings, and the law; a lane by itself says the same.
#[test]
fn what_more_workers_bring_is_printed_with_its_law() {
    const SCALING: &str = "../assets/scenarios/scaling-consumers.json";
    let report = json(&["run", SCALING]);
    let steps = &report["lanes"]["partitions"]["scalability"];
    assert_eq!((&steps["service"], &steps["operations"]), (&"workers".into(), &240.into()));
    let points = steps["points"].as_array().unwrap();
    let workers: Vec<u64> = points.iter().filter_map(|point| point["workers"].as_u64()).collect();
    assert_eq!(workers, [1, 2, 3, 4, 5, 6, 7, 8]);
    // Twelve partitions of 20 tasks, ten milliseconds each: the fullest consumer decides.
    for (point, speedup) in points.iter().zip([1.0, 2.0, 3.0, 4.0, 4.0, 6.0, 6.0, 6.0]) {
        let measured = point["speedup"].as_f64().unwrap();
        assert!((measured / speedup - 1.0).abs() < 0.01, "{point}");
        assert!((point["completed_per_s"].as_f64().unwrap() / measured - 100.0).abs() < 1e-9, "{point}");
    }
    let law = steps["law"].as_object().unwrap();
    let names: Vec<&str> = law.keys().map(String::as_str).collect();
    assert_eq!(names, ["coherency", "contention", "peak_workers", "worst_error_share"]);
    assert!(law["worst_error_share"].as_f64().unwrap() > 0.1, "stairs are no such curve: {law:?}");
    assert_eq!(&json(&["run", SCALING, "--lane", "partitions"])["lanes"]["partitions"]["scalability"], steps);
    let table = prints(&["run", SCALING]);
    assert!(table.contains("\ncompleted_per_s, 8 workers ") && table.contains("\npeak_workers (fitted) "));
    assert!(!prints(&["run", BURST]).contains("fitted"));
}
