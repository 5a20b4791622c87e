//! Lists the scenario files, so that adding one takes no Rust.

use std::{env, fs, path::Path};

fn main() {
    let folder = Path::new(&env::var("CARGO_MANIFEST_DIR").expect("set by cargo")).join("assets/scenarios");
    println!("cargo:rerun-if-changed={}", folder.display());
    let entries = fs::read_dir(&folder).expect("the folder of scenarios can be read");
    let mut files: Vec<_> = entries.map(|entry| entry.expect("an entry can be read").path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    let lines: String =
        files.iter().map(|file| format!("    include_str!({:?}),\n", file.display())).collect();
    let list = format!(
        "/// The shipped scenarios, as they are written.\npub static FILES: &[&str] = &[\n{lines}];\n"
    );
    let target = Path::new(&env::var("OUT_DIR").expect("set by cargo")).join("scenarios.rs");
    fs::write(target, list).expect("the list can be written");
}
