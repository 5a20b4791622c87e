//! Every shipped scenario's trace, line by line, against the files in `golden/`.
//!
//! The lines are of the first operations only, so that a person can read them; the hashes in
//! `golden/hashes.txt` are of the whole runs, and other builds are compared with them too.
//! A change that is meant is accepted by `LOCKSTEP_RENEW=1 cargo test --test golden`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use lockstep_core::scenario::Scenario;
use lockstep_core::study::{operations_override, Study};
use lockstep_core::trace::write_line;

/// Operations in a golden trace.
const READABLE: u32 = 20;

fn folder(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn files(path: &str) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder(path)).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

fn shipped() -> Vec<Scenario> {
    let read = |file: PathBuf| {
        let scenario = Scenario::from_json(&std::fs::read_to_string(&file).unwrap());
        scenario.unwrap_or_else(|problem| panic!("{}: {problem}", file.display()))
    };
    let scenarios: Vec<Scenario> = files("../assets/scenarios").into_iter().map(read).collect();
    assert!(!scenarios.is_empty(), "no scenario is shipped");
    scenarios
}

fn shortened(scenario: &Scenario) -> Scenario {
    match operations_override(scenario, READABLE) {
        Some(change) if scenario.model.workload.operations() > READABLE => {
            scenario.changed(&[change]).unwrap()
        }
        _ => scenario.clone(),
    }
}

/// The contents that each golden file should have, by its name.
fn wanted() -> BTreeMap<String, String> {
    let mut wanted = BTreeMap::new();
    let mut hashes = String::from("# scenario lane seed hash\n");
    for scenario in shipped() {
        let (id, seed) = (scenario.file.id.clone(), scenario.file.seed);
        let short = Study::run(shortened(&scenario), seed).unwrap();
        for (lane, trace) in short.scenario.model.lanes.iter().zip(&short.traces) {
            let mut lines = String::new();
            for (index, record) in trace.records().iter().enumerate() {
                write_line(&mut lines, &short.scenario.model, index, record);
            }
            wanted.insert(format!("{id}.{}.txt", lane.id), lines);
        }
        let whole = Study::run(scenario, seed).unwrap();
        for (lane, trace) in whole.scenario.model.lanes.iter().zip(&whole.traces) {
            hashes.push_str(&format!("{id} {} {seed} {:016x}\n", lane.id, trace.hash()));
        }
    }
    wanted.insert("hashes.txt".into(), hashes);
    wanted
}

fn first_difference(golden: &str, now: &str) -> String {
    let (mut old, mut new) = (golden.lines(), now.lines());
    for number in 1.. {
        match (old.next(), new.next()) {
            (None, None) => break,
            (old, new) if old == new => {}
            (old, new) => {
                let show = |line: Option<&str>| line.unwrap_or("(nothing more)").to_string();
                return format!("line {number}:\n  golden: {}\n  now:    {}", show(old), show(new));
            }
        }
    }
    "only the line ends differ".into()
}

#[test]
fn the_traces_are_as_they_were() {
    let wanted = wanted();
    let renew = std::env::var_os("LOCKSTEP_RENEW").is_some_and(|value| value == "1");
    let mut problems = Vec::new();
    for (name, now) in &wanted {
        let path = folder("tests/golden").join(name);
        if renew {
            std::fs::write(&path, now).unwrap();
            continue;
        }
        match std::fs::read_to_string(&path) {
            Ok(golden) if golden == *now => {}
            Ok(golden) => problems.push(format!("{name}, {}", first_difference(&golden, now))),
            Err(_) => problems.push(format!("{name} is missing")),
        }
    }
    for path in files("tests/golden") {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if wanted.contains_key(&name) {
            continue;
        }
        if renew {
            std::fs::remove_file(path).unwrap();
        } else {
            problems.push(format!("{name} belongs to no shipped scenario"));
        }
    }
    assert!(
        problems.is_empty(),
        "{}\nIf this is meant: LOCKSTEP_RENEW=1 cargo test -p lockstep-core --test golden",
        problems.join("\n")
    );
}

#[test]
fn a_difference_is_shown_with_its_line() {
    let said = first_difference("a\nb\nc\n", "a\nx\nc\n");
    assert_eq!(said, "line 2:\n  golden: b\n  now:    x");
    let said = first_difference("a\nb\n", "a\n");
    assert_eq!(said, "line 2:\n  golden: b\n  now:    (nothing more)");
}
