//! Lists the scenario files, so that adding one takes no Rust. The page fetches a file when it is
//! opened; compiled in is only what the lists of all scenarios say of it.

use std::{env, fs, path::Path};

use serde_json::Value;

fn main() {
    let folder = Path::new(&env::var("CARGO_MANIFEST_DIR").expect("set by cargo")).join("assets/scenarios");
    println!("cargo:rerun-if-changed={}", folder.display());
    let entries = fs::read_dir(&folder).expect("the folder of scenarios can be read");
    let mut files: Vec<_> = entries.map(|entry| entry.expect("an entry can be read").path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "json"));
    let mut all: Vec<_> = files.iter().map(|file| listed(file)).collect();
    // Settings of one scenario share its number; the first of them is what opens.
    all.sort();
    let lines: String = all.into_iter().map(|(.., line)| line).collect();
    let list = format!("/// The shipped scenarios, by number.\npub static LIST: &[Listed] = &[\n{lines}];\n");
    let target = Path::new(&env::var("OUT_DIR").expect("set by cargo")).join("scenarios.rs");
    fs::write(target, list).expect("the list can be written");
}

/// A file's number, its place among the settings of that number (behind the others where it names none), its
/// name, and what is compiled in of it.
fn listed(path: &Path) -> (u64, u64, String, String) {
    println!("cargo:rerun-if-changed={}", path.display());
    let text = fs::read_to_string(path).expect("a scenario can be read");
    let file: Value = serde_json::from_str(&text)
        .unwrap_or_else(|problem| panic!("{} is no JSON: {problem}", path.display()));
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let id = &file["id"];
    assert!(*id == *stem, "{} has the id {id}; links find a file by its id: name it so", path.display());
    // The page has its numbers from the browser, where those beyond are not exact.
    let seed = file["seed"].as_u64().unwrap_or_default();
    assert!(seed < 1 << 53, "{} has the seed {seed}; a browser reads up to 2^53", path.display());
    let number = file["number"].as_u64().unwrap_or_default();
    let place = file["place"].as_u64().unwrap_or(u64::MAX);
    let title = name(&file["title"]);
    let setting = match &file["setting"] {
        Value::Null => "None".to_string(),
        setting => format!("Some({})", name(setting)),
    };
    let line =
        format!("    Listed {{ id: {stem:?}, number: {number}, title: {title}, setting: {setting} }},\n");
    (number, place, stem, line)
}

/// A name in both languages; `lockstep check` and the core's tests say where one is missing.
fn name(value: &Value) -> String {
    let [en, ru] = ["en", "ru"].map(|lang| value[lang].as_str().unwrap_or_default());
    format!("Name {{ en: {en:?}, ru: {ru:?} }}")
}
