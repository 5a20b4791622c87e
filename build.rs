//! Lists the scenario files, so that adding one takes no Rust.

use std::{env, fs, path::Path};

fn main() {
    let folder = Path::new(&env::var("CARGO_MANIFEST_DIR").expect("set by cargo")).join("assets/scenarios");
    println!("cargo:rerun-if-changed={}", folder.display());
    let entries = fs::read_dir(&folder).expect("the folder of scenarios can be read");
    let mut files: Vec<_> = entries.map(|entry| entry.expect("an entry can be read").path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    let lines: String = files.iter().map(|file| format!("    {:?},\n", packed(file))).collect();
    let list = format!(
        "/// The shipped scenarios, without the space between their words.\npub static FILES: &[&str] = &[\n{lines}];\n"
    );
    let target = Path::new(&env::var("OUT_DIR").expect("set by cargo")).join("scenarios.rs");
    fs::write(target, list).expect("the list can be written");
}

/// A file's JSON without the space that is there for people.
fn packed(file: &Path) -> String {
    let text = fs::read_to_string(file).expect("a scenario can be read");
    // The core's tests say what is wrong with a file that is no JSON.
    let json = serde_json::from_str(&text).map(|json: serde_json::Value| json.to_string());
    json.unwrap_or(text)
}
