//! Reads a scenario file: every field with what is allowed in it, taken by itself.
//!
//! What one part of the file says about another is left to `build`.

mod broker;
mod call;
pub(super) mod classes;
mod edge;
mod fault;
mod publish;
mod requirement;
mod service;

use super::error::Problems;
use super::file::defaults;
use super::file::{
    Control, ControlOption, Derived, FaultRun, LimitsFile, Mark, NetworkFile, ScalingRun, ScenarioFile, Unit,
    ViewFile,
};
use super::json::Json;
use super::read::{Fields, Node};
use super::times::{law, length, moment, operations_of, workload, LONGEST_MS, MOST_RECORDS};
use super::words::{claim, id, localized};
use crate::decimal::plain;
use crate::time::LONGEST_RUN;
use broker::broker;
use edge::{edge, lane};
use fault::fault;
use requirement::requirement;
use service::{service, workers};

/// For lists that nothing but the file's size limits.
const ANY_NUMBER: usize = usize::MAX;
/// Most faults; what is done by hand may write out all that chance brings to several parts.
const MOST_FAULTS: usize = 2000;

/// Reads a whole file, and notes the first thing that does not fit: its path, and what is allowed there.
///
/// What is read is of use only if nothing was noted.
pub(super) fn scenario(source: &Json, problems: &Problems) -> ScenarioFile {
    let top = Node::top(source, problems);
    let file = top.fields(&[
        // Of use to editors only, which find the schema by it.
        "$schema",
        "format",
        "id",
        "number",
        "title",
        "setting",
        "place",
        "lead",
        "questions",
        "claims",
        "operation",
        "effect",
        "seed",
        "network",
        "services",
        "broker",
        "edges",
        "lanes",
        "workload",
        "faults",
        "limits",
        "view",
        "marks",
        "controls",
        "requirements",
        "derived",
    ]);
    // Before all other values, as another version may write them differently.
    let format = file.at("format").version(1);
    if let Some(schema) = file.given("$schema") {
        schema.text();
    }
    // Before the view, which shows one of its operations.
    let workload = workload(file.at("workload"));
    let view = match file.given("view") {
        Some(node) => view(node, operations_of(&workload.arrivals)),
        None => ViewFile::default(),
    };
    ScenarioFile {
        format,
        id: id(file.at("id")),
        number: file.at("number").whole(1, 99),
        title: localized(file.at("title")),
        setting: file.opt("setting").map(localized),
        place: file.opt("place").map(|place| place.whole(1, 99)),
        lead: localized(file.at("lead")),
        questions: file.list("questions", ANY_NUMBER, localized),
        claims: file.list("claims", ANY_NUMBER, claim),
        operation: localized(file.at("operation")),
        effect: localized(file.at("effect")),
        seed: file.given("seed").map_or_else(defaults::seed, |seed| seed.seed()),
        network: network(file.at("network")),
        services: file.at("services").list(1, 50, service),
        broker: file.opt("broker").map(broker),
        edges: file.at("edges").list(1, 50, edge),
        lanes: file.at("lanes").list(1, 3, lane),
        workload,
        faults: file.list("faults", MOST_FAULTS, fault),
        limits: file.given("limits").map(limits).unwrap_or_default(),
        view,
        marks: file.list("marks", ANY_NUMBER, mark),
        controls: file.list("controls", ANY_NUMBER, control),
        requirements: file.list("requirements", 8, requirement),
        derived: file.given("derived").map(derived).unwrap_or_default(),
    }
}

fn text(node: Node) -> String {
    node.text().to_string()
}

fn network(node: Node) -> NetworkFile {
    let fields = node.fields(&["one_way"]);
    NetworkFile { one_way: law(fields.at("one_way")) }
}

fn limits(node: Node) -> LimitsFile {
    let fields = node.fields(&["until_ms", "records"]);
    let mut limits = LimitsFile::default();
    if let Some(until) = fields.opt("until_ms") {
        limits.until_ms = Some(until.within(0.001, LONGEST_RUN.millis()));
    }
    if let Some(records) = fields.given("records") {
        limits.records = records.whole(100, MOST_RECORDS as u32);
    }
    limits
}

fn view(node: Node, operations: u32) -> ViewFile {
    let fields = node.fields(&["window_ms", "operation", "at_ms"]);
    let mut view = ViewFile::default();
    if let Some(window) = fields.opt("window_ms") {
        view.window_ms = Some(window.within(0.01, LONGEST_RUN.millis()));
    }
    if let Some(operation) = fields.opt("operation") {
        view.operation = Some(operation.whole(1, operations));
    }
    if let Some(at) = fields.opt("at_ms") {
        view.at_ms = Some(moment(at));
    }
    view
}

fn mark(node: Node) -> Mark {
    let fields = node.fields(&["at_ms", "name"]);
    Mark { at_ms: moment(fields.at("at_ms")), name: localized(fields.at("name")) }
}

fn control(node: Node) -> Control {
    let fields = node.fields(&["id", "name", "path", "unit", "min", "max", "step", "options"]);
    let control = Control {
        id: id(fields.at("id")),
        name: localized(fields.at("name")),
        path: text(fields.at("path")),
        unit: unit(fields.at("unit")),
        min: fields.at("min").number(),
        max: fields.at("max").number(),
        step: fields.at("step").number(),
        options: fields.list("options", 20, option),
    };
    range(&fields, control.min, control.max, control.step);
    let within = control.min..=control.max;
    if control.options.iter().any(|option| !within.contains(&option.value)) {
        let (min, max) = (plain(control.min), plain(control.max));
        fields
            .at("options")
            .error(format_args!("name a value that it never has; allowed are {min} to {max}"));
    }
    control
}

fn option(node: Node) -> ControlOption {
    let fields = node.fields(&["value", "name", "sets"]);
    ControlOption {
        value: fields.at("value").number(),
        name: localized(fields.at("name")),
        sets: fields.given("sets").map(|node| node.any()),
    }
}

/// Checks the range of a slider.
fn range(fields: &Fields, min: f64, max: f64, step: f64) {
    if max <= min {
        fields.at("max").unfit(format_args!("allowed is more than {}, its min", plain(min)));
    }
    if step <= 0.0 {
        fields.at("step").unfit(format_args!("allowed is more than 0"));
    }
}

fn unit(node: Node) -> Unit {
    [Unit::Ms, Unit::PerS, Unit::Count, Unit::Share][node.word(&["ms", "per_s", "count", "share"])]
}

fn derived(node: Node) -> Derived {
    let fields = node.fields(&["scalability", "fault_tolerance"]);
    Derived {
        scalability: fields.opt("scalability").map(scaling_run),
        fault_tolerance: fields.opt("fault_tolerance").map(fault_run),
    }
}

fn scaling_run(node: Node) -> ScalingRun {
    let fields = node.fields(&["service", "workers", "operations"]);
    let node = fields.at("workers");
    let workers = node.list(2, 16, workers);
    if !workers.is_sorted_by(|few, many| few < many) {
        node.error(format_args!("do not rise; allowed is each number more than the one before"));
    }
    ScalingRun {
        service: text(fields.at("service")),
        workers,
        operations: fields.at("operations").whole(2, 100_000),
    }
}

fn fault_run(node: Node) -> FaultRun {
    let fields = node.fields(&["service", "from_ms", "to_ms"]);
    let from_ms = length(fields.at("from_ms"));
    FaultRun {
        service: fields.opt("service").map(text),
        from_ms,
        to_ms: fields.at("to_ms").within(from_ms, LONGEST_MS),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    const BURST: &str = include_str!("../../../../assets/scenarios/checkout-burst.json");

    /// Every scenario of the product, and the cases of the oracles, which say what those do not.
    fn all_files() -> Vec<String> {
        let folders = ["../assets/scenarios", "tests/oracles"];
        let folder = |path| std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
        let files = folders.into_iter().flat_map(|path| std::fs::read_dir(folder(path)).unwrap());
        files.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap()).collect()
    }

    /// What is read, or what is wrong with it.
    fn read(source: &Value) -> Result<ScenarioFile, String> {
        let mut problems = Problems::default();
        let file = scenario(&source.clone().into(), &problems);
        problems.first().map_or(Ok(file), |first| Err(first.to_string()))
    }

    /// The names that are read are those of the types, as the derived writer knows them.
    #[test]
    fn what_is_written_is_read_again() {
        for text in all_files() {
            let source: Value = serde_json::from_str(&text).unwrap();
            let file = read(&source).unwrap();
            let written = serde_json::to_value(&file).unwrap();
            assert_eq!(read(&written).as_ref(), Ok(&file));
        }
    }

    #[test]
    fn policies_are_read_again_too() {
        let mut source: Value = serde_json::from_str(BURST).unwrap();
        source["broker"]["rabbitmq"] = serde_json::json!({
            "prefetch": 3, "message_ttl_ms": 2.5, "max_length": 7, "overflow": "reject_publish",
            "consumer_per_worker": true, "on_failure": "requeue", "delivery_limit": 20, "dead_letter": true,
            "exclusive": false,
        });
        source["lanes"][1]["queues"]["charge"] = serde_json::json!({"dead_letter": false});
        source["edges"][1]["queue"] = serde_json::json!({"overflow": "reject_publish_dlx"});
        let file = read(&source).unwrap();
        let written = serde_json::to_value(&file).unwrap();
        assert_eq!(read(&written).as_ref(), Ok(&file));
        assert_eq!(file.lanes[1].queues[0].1.dead_letter, Some(false));
        assert_eq!(written["broker"]["rabbitmq"], source["broker"]["rabbitmq"]);
    }

    #[test]
    fn what_is_left_out_has_a_default() {
        let mut source: Value = serde_json::from_str(BURST).unwrap();
        let all = source.as_object_mut().unwrap();
        all.retain(|name, _| !matches!(name.as_str(), "questions" | "claims" | "view" | "marks"));
        all.retain(|name, _| !matches!(name.as_str(), "setting" | "controls" | "requirements" | "derived"));
        all.remove("place");
        let file = read(&source).unwrap();
        assert_eq!((file.seed, file.setting, file.place), (1, None, None));
        assert_eq!((file.limits, file.view), (LimitsFile::default(), ViewFile::default()));
        assert_eq!(file.derived, Derived::default());
        assert!(file.questions.is_empty() && file.claims.is_empty() && file.faults.is_empty());
        assert!(file.marks.is_empty() && file.controls.is_empty());
        assert!(!file.edges[0].effect && file.edges[1].effect);
        assert_eq!(file.workload.warm_up_share.to_bits(), 0);
    }

    #[test]
    fn another_version_is_refused_before_its_values() {
        let mut source: Value = serde_json::from_str(BURST).unwrap();
        source["format"] = 2.into();
        source["id"] = 5.into();
        assert_eq!(read(&source).unwrap_err(), "format: is 2; this version reads 1");
    }
}
