//! Makes the methods of `text::Ui` of the texts in `assets/text`: one for each, by its name.
//!
//! A text that one of the languages lacks, or that takes other arguments in one than in the other, is an error of
//! this build.

use std::collections::{BTreeMap, BTreeSet};
use std::{env, fs, path::Path};

use serde_json::Value;

/// The texts of a language by their names; the entries of a list are joined.
type Texts = BTreeMap<String, String>;

fn main() {
    let folder = Path::new(&env::var("CARGO_MANIFEST_DIR").expect("set by cargo")).join("../assets/text");
    let [en, ru] = ["en", "ru"].map(|lang| texts(&folder.join(lang).with_extension("json")));
    compare(&en, &ru);
    compare(&ru, &en);
    let with_arguments = |text: &str| text.contains('{');
    let mut places = String::new();
    let mut methods = String::new();
    for (place, (name, text)) in en.iter().enumerate() {
        places += &format!("    pub const {name}: usize = {place};\n");
        if !with_arguments(text) {
            methods += &format!(
                "    pub fn {name}(&self) -> &'static str {{\n        self.texts[{place}]\n    }}\n"
            );
        }
    }
    let code = format!(
        "/// How many texts a language has.\nconst COUNT: usize = {};\n\n\
         /// The places of the texts.\n#[allow(non_upper_case_globals, dead_code, reason = \"most are methods\")]\n\
         pub(super) mod place {{\n{places}}}\n\n\
         /// Texts without arguments.\n#[allow(missing_docs, reason = \"each is named for the words it gives\")]\n\
         impl Ui {{\n{methods}}}\n\n{}{}",
        en.len(),
        compiled_in("EN", "En", &en),
        compiled_in("RU", "Ru", &ru),
    );
    let target = Path::new(&env::var("OUT_DIR").expect("set by cargo")).join("texts.rs");
    fs::write(target, code).expect("the texts can be written");
}

fn compiled_in(name: &str, lang: &str, texts: &Texts) -> String {
    let texts: String = texts.values().map(|text| format!("        {text:?},\n")).collect();
    format!(
        "#[cfg(feature = \"texts\")]\n\
         static {name}: Ui = Ui {{\n    lang: Lang::{lang},\n    texts: &[\n{texts}    ],\n}};\n\n"
    )
}

fn texts(path: &Path) -> Texts {
    println!("cargo:rerun-if-changed={}", path.display());
    let wrong = |problem: &str| -> ! { panic!("{}: {problem}", path.display()) };
    let text = fs::read_to_string(path).expect("the texts of a language can be read");
    let file: Value = serde_json::from_str(&text).unwrap_or_else(|problem| wrong(&problem.to_string()));
    let entry = |name: &str, value: &Value| match value.as_str() {
        Some(text) => text.to_string(),
        None => wrong(&format!("{name} is neither a text nor a list of texts")),
    };
    let of = |(name, value): (&String, &Value)| {
        let entries = match value {
            Value::Array(entries) => entries.iter().map(|one| entry(name, one)).collect(),
            one => vec![entry(name, one)],
        };
        (name.clone(), entries.join("|"))
    };
    let fields = file.as_object().unwrap_or_else(|| wrong("is no object"));
    // One that is there twice would silently be the second.
    for name in fields.keys() {
        let key = format!("\"{name}\":");
        if text.lines().filter(|line| line.trim_start().starts_with(&key)).count() != 1 {
            wrong(&format!("{name} is not there exactly once, at the start of its line"));
        }
    }
    fields.iter().map(of).collect()
}

fn compare(these: &Texts, those: &Texts) {
    for (name, this) in these {
        let Some(that) = those.get(name) else { panic!("assets/text: {name} is in one language only") };
        let entries = |text: &str| parts(text).len();
        assert_eq!(
            entries(this),
            entries(that),
            "assets/text: {name} is not of one length in both languages"
        );
        let braces = |brace: char| this.matches(brace).count();
        assert_eq!(braces('{'), braces('}'), "assets/text: {name} has a brace without the other one");
        assert_eq!(
            parts(this).into_iter().map(arguments).collect::<Vec<_>>(),
            parts(that).into_iter().map(arguments).collect::<Vec<_>>(),
            "assets/text: {name} does not take the same arguments in both languages"
        );
    }
}

/// The entries of a list: what stands in braces does not part them.
fn parts(text: &str) -> Vec<&str> {
    let mut depth = 0;
    let outside = |letter: char| {
        depth += i32::from(letter == '{') - i32::from(letter == '}');
        letter == '|' && depth == 0
    };
    text.split(outside).collect()
}

/// The numbers of the arguments that a text takes, to say or to choose by.
fn arguments(text: &str) -> BTreeSet<char> {
    text.split('{').skip(1).filter_map(|inside| inside.chars().next()).collect()
}
