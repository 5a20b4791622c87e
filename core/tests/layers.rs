//! The house rules that the compiler does not hold: which module may use which, and what the core
//! keeps away from, so that every machine comes to the same trace.

use std::path::{Path, PathBuf};

/// What each module may use. A module that is not here has no place in the house yet.
const ALLOWED: &[(&str, &[&str])] = &[
    ("decimal", &[]),
    ("time", &[]),
    ("text", &["decimal"]),
    ("theory", &[]),
    ("scenario", &["decimal", "time"]),
    ("trace", &["time", "scenario"]),
    ("sim", &["time", "scenario", "trace"]),
    ("metrics", &["time", "scenario", "trace"]),
    ("playback", &["time", "scenario", "trace"]),
    ("link", &["decimal", "time", "scenario", "text"]),
    ("scene", &["time", "scenario", "trace", "text", "metrics"]),
    ("export", &["decimal", "time", "scenario", "trace", "text", "metrics", "scene"]),
    ("study", &["time", "scenario", "trace", "metrics", "sim"]),
];

/// What the core does without, and why.
const BANNED: &[(&str, &str)] = &[
    ("std::time", "the core reads no clock"),
    ("Instant::now", "the core reads no clock"),
    ("SystemTime", "the core reads no clock"),
    ("HashMap", "its order differs from run to run; take BTreeMap"),
    ("HashSet", "its order differs from run to run; take BTreeSet"),
    ("static mut", "the core has no global state"),
    ("thread_local!", "the core has no global state"),
];

/// Methods of `f64` whose last bits differ between platforms; `libm` has them all.
const TRANSCENDENTAL: &[&str] = &[
    "ln", "ln_1p", "log", "log2", "log10", "exp", "exp2", "exp_m1", "powf", "powi", "sin", "cos", "tan",
    "sin_cos", "asin", "acos", "atan", "atan2", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh", "cbrt",
    "hypot",
];

/// Packages that would tie the core to a browser.
const BROWSER: &[&str] = &["web-sys", "js-sys", "wasm-bindgen", "leptos", "gloo"];

/// The breaches in one file, whose path is counted from the source folder.
fn breaches(path: &str, source: &str) -> Vec<String> {
    let module = path.split('/').next().unwrap_or(path).trim_end_matches(".rs");
    let code: String = source.lines().map(without_comment).collect::<Vec<_>>().join("\n");
    let mut found = Vec::new();
    for (needle, why) in BANNED {
        if code.contains(needle) {
            found.push(format!("{path}: {needle}: {why}"));
        }
    }
    for name in TRANSCENDENTAL {
        if code.contains(&format!(".{name}(")) || code.contains(&format!("f64::{name}")) {
            found.push(format!("{path}: {name} differs between platforms; take it from libm"));
        }
    }
    // The root only names the modules, and the command stands outside.
    if module == "lib" || module == "bin" {
        return found;
    }
    let Some((_, allowed)) = ALLOWED.iter().find(|(name, _)| *name == module) else {
        found.push(format!("{path}: the module {module} is not in the table"));
        return found;
    };
    for used in used_modules(path, &code) {
        if used != module && !allowed.contains(&used.as_str()) {
            found.push(format!("{path}: {module} may not use {used}"));
        }
    }
    found
}

fn without_comment(line: &str) -> &str {
    line.split("//").next().unwrap_or(line)
}

/// The modules at the top of the package that a file names, by `crate::` or by climbing there.
fn used_modules(path: &str, code: &str) -> Vec<String> {
    let mut used: Vec<String> = code
        .match_indices("crate::")
        .flat_map(|(place, root)| names_after(&code[place + root.len()..]))
        .collect();
    // `super` leads to the root as often as the file lies deep; once more from a module inside it.
    let depth = path.matches('/').count() + usize::from(!path.ends_with("mod.rs"));
    for steps in [depth, depth + 1] {
        let climb = "super::".repeat(steps);
        for (place, _) in code.match_indices(&climb) {
            if !code[..place].ends_with("super::") {
                let names = names_after(&code[place + climb.len()..]);
                used.extend(
                    names.into_iter().filter(|name| ALLOWED.iter().any(|(module, _)| module == name)),
                );
            }
        }
    }
    used.sort();
    used.dedup();
    used
}

/// The first word of a path, or of each path in braces.
fn names_after(rest: &str) -> Vec<String> {
    let word = |text: &str| -> String {
        text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
    };
    let Some(group) = rest.strip_prefix('{') else { return vec![word(rest)] };
    let mut depth = 0;
    let mut names = vec![word(group)];
    for (place, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => names.push(word(&group[place + 1..])),
            _ => {}
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

#[test]
fn every_module_keeps_to_its_layer() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files = sources(&root);
    assert!(files.len() > 20, "only {} files were found", files.len());
    let found: Vec<String> = files
        .iter()
        .flat_map(|file| {
            let path = file.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
            breaches(&path, &std::fs::read_to_string(file).unwrap())
        })
        .collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn the_table_has_no_circle_and_no_module_twice() {
    // Each module stands after all that it may use.
    let order = |name: &str| ALLOWED.iter().position(|(module, _)| *module == name).unwrap();
    for (place, (module, uses)) in ALLOWED.iter().enumerate() {
        assert_eq!(order(module), place, "{module} is there twice");
        for used in *uses {
            assert!(order(used) < place, "{module} uses {used}, which stands after it");
        }
    }
}

#[test]
fn the_core_does_not_know_the_browser() {
    let manifest = include_str!("../Cargo.toml");
    for package in BROWSER {
        assert!(!manifest.contains(package), "core/Cargo.toml names {package}");
    }
}

#[test]
fn planted_breaches_are_found() {
    let planted = [
        ("trace/line.rs", "use crate::sim::run;", "trace may not use sim"),
        ("scene/draw.rs", "fn f() { crate::sim::run() }", "scene may not use sim"),
        (
            "trace/mod.rs",
            "use crate::{time::SimTime, metrics::{mean, measure}, scenario};",
            "trace may not use metrics",
        ),
        ("trace/line.rs", "use super::super::sim::run;", "trace may not use sim"),
        ("trace/mod.rs", "use super::sim;", "trace may not use sim"),
        ("scene/tell/why.rs", "use super::super::super::study::Study;", "scene may not use study"),
        ("time.rs", "mod tests { use super::super::trace::Trace; }", "time may not use trace"),
        ("text/mod.rs", "macro_rules! m { () => { $crate::scene::names() } }", "text may not use scene"),
        ("network.rs", "", "network is not in the table"),
        ("sim/engine.rs", "use std::time::Instant;", "reads no clock"),
        ("sim/engine.rs", "use std::collections::HashMap;", "BTreeMap"),
        ("bin/command/mod.rs", "let seen = std::collections::HashSet::new();", "BTreeSet"),
        ("theory.rs", "let x = (1.0 - u).ln();", "libm"),
        ("theory.rs", "let x = f64::exp(-u);", "libm"),
    ];
    for (path, source, expected) in planted {
        let found = breaches(path, source);
        assert!(found.iter().any(|breach| breach.contains(expected)), "{path}: {source}\nfound {found:?}");
    }
}

#[test]
fn what_is_allowed_is_not_found() {
    let fine = [
        ("scene/draw.rs", "use crate::metrics::Operations; use super::plan::Plan;"),
        ("scene/tell/why.rs", "use super::super::names::Names; use crate::text::{Held, Place};"),
        ("time.rs", "// Not crate::sim, and no HashMap.\nmod tests { use super::*; }"),
        ("theory.rs", "let x = libm::log(u) + libm::exp(u).sqrt();"),
        ("bin/command/mod.rs", "use lockstep_core::sim; mod options;"),
        ("lib.rs", "pub mod sim;"),
    ];
    for (path, source) in fine {
        assert_eq!(breaches(path, source), Vec::<String>::new(), "{path}");
    }
}
