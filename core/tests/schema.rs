//! The schema in `docs/` is the one that the types of the scenario file give, and every file of the
//! project keeps to it, as a validator by others sees it.
//!
//! After a change of those types `make schema` writes it anew. That it refuses what the reader refuses is
//! held by `wrong_files`.

use std::path::{Path, PathBuf};

use boon::{Compiler, Draft, SchemaIndex, Schemas};
use serde_json::Value;

fn below(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn committed() -> String {
    std::fs::read_to_string(below("../docs/scenario.schema.json")).unwrap()
}

#[cfg(feature = "schema")]
#[test]
fn it_is_what_the_types_say() {
    let generated = lockstep_core::scenario::schema();
    let same = committed() == generated;
    assert!(same, "docs/scenario.schema.json is not what core/src/scenario/file/ gives: run `make schema`");
}

/// The schema compiled; an invalid one has no place here.
fn compiled() -> (Schemas, SchemaIndex) {
    let schema: Value = serde_json::from_str(&committed()).unwrap();
    let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
    compiler.set_default_draft(Draft::V2020_12);
    compiler.add_resource("scenario", schema).unwrap();
    let index = compiler.compile("scenario", &mut schemas).unwrap_or_else(|problem| panic!("{problem:#}"));
    (schemas, index)
}

#[test]
fn every_file_of_the_project_keeps_to_it() {
    let (schemas, index) = compiled();
    let mut seen = 0;
    for folder in ["../assets/scenarios", "tests/oracles"] {
        for entry in std::fs::read_dir(below(folder)).unwrap() {
            let path = entry.unwrap().path();
            let file: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
            let problem = schemas.validate(&file, index).err().map(|problem| format!("{problem:#}"));
            assert_eq!(problem, None, "{}", path.display());
            seen += 1;
        }
    }
    assert!(seen > 30, "{seen} files");
}

/// Whoever writes a file sees what each field means: none is without a description, and every number of
/// the format has limits unless the reader takes any.
#[test]
fn every_field_is_described_and_every_number_has_limits() {
    // A slider has its limits in the file itself.
    const ANY_NUMBER: [&str; 7] = ["seed", "format", "min", "max", "step", "limit", "value"];
    let schema: Value = serde_json::from_str(&committed()).unwrap();
    let mut fields = 0;
    fields_of(&schema, &mut |name, field| {
        fields += 1;
        // The name of a kind is described where the kind is.
        let is_kind = field["type"] == "object" || field.get("$ref").is_some();
        assert!(is_kind || field["description"].is_string(), "{name} has no description");
        let kind = field["type"].to_string();
        let limited = field.get("minimum").is_some() && field.get("maximum").is_some();
        if kind.contains("number") || kind.contains("integer") {
            assert!(limited || ANY_NUMBER.contains(&name), "{name} has no limits: {field}");
        }
    });
    assert!(fields > 100, "{fields} fields");
}

/// Every property of every object in a schema.
fn fields_of(schema: &Value, each: &mut dyn FnMut(&str, &Value)) {
    if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
        properties.iter().for_each(|(name, field)| each(name, field));
    }
    match schema {
        Value::Object(map) => map.values().for_each(|part| fields_of(part, each)),
        Value::Array(list) => list.iter().for_each(|part| fields_of(part, each)),
        _ => {}
    }
}
