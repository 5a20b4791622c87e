//! The JSON Schema of scenario files, made from the types of `file`: what an editor offers and marks
//! while a file is written.
//!
//! It knows every field with its description, its default and what is allowed in it by itself. What one
//! part of a file says about another only the reader knows.

use schemars::generate::SchemaSettings;
use schemars::transform::{transform_subschemas, Transform};
use schemars::Schema;
use serde_json::{json, Value};

use super::file::ScenarioFile;

/// The schema (draft 2020-12) as a text of JSON, which is the same for the same types.
pub fn schema() -> String {
    let settings = SchemaSettings::draft2020_12().with_transform(Tidy);
    let mut schema = settings.into_generator().into_root_schema_for::<ScenarioFile>();
    schema.insert("title".into(), "Lockstep scenario".into());
    let reference =
        json!({"type": "string", "description": "Where editors find this schema; read by nobody else."});
    if let Some(Value::Object(fields)) = schema.get_mut("properties") {
        fields.insert("$schema".into(), reference);
    }
    format!("{:#}\n", schema.as_value())
}

/// Takes out what only repeats the limits, and what only Rust knows.
#[derive(Clone)]
struct Tidy;

impl Transform for Tidy {
    fn transform(&mut self, schema: &mut Schema) {
        transform_subschemas(self, schema);
        // The width of the number, as in "uint32".
        schema.remove("format");
        if schema.get("default") == Some(&Value::Null) {
            schema.remove("default");
        }
        // Lines are broken for Rust's sake.
        let unbroken = schema.get("description").and_then(Value::as_str).map(|text| text.replace('\n', " "));
        if let Some(text) = unbroken {
            schema.insert("description".into(), text.into());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::{json, Value};

    use super::super::error::Problems;
    use super::super::parse::scenario;

    const BURST: &str = include_str!("../../../assets/scenarios/checkout-burst.json");

    /// A file that leaves unsaid whatever has a default; what is written of it again says it.
    fn silent() -> Value {
        let mut file: Value = serde_json::from_str(BURST).unwrap();
        let retry = json!({"max_attempts": 2, "backoff": {"initial_ms": 1}, "budget": {}});
        file["edges"][0]["call"] = json!({"breaker": {}, "bulkhead": {}, "pool": {}, "retry": retry});
        file["edges"][1]["call"] = json!({"retry": {"max_attempts": 2}});
        file["edges"][1]["publish"] = json!({"outbox": {"poll_every_ms": 1}});
        file["services"][0]["queue"] = json!({});
        file["services"][0]["idempotent"] = json!({});
        file["services"][0]["interference"] = json!({});
        file["limits"] = json!({});
        file["workload"]["classes"] = json!([{"id": "a", "name": {"en": "A", "ru": "А"}, "share": 1}]);
        file["workload"]["objective"] = json!({});
        let said = ["derived", "claims", "marks", "questions", "seed", "view"];
        file.as_object_mut().unwrap().retain(|name, _| !said.contains(&name.as_str()));
        file
    }

    /// Walks a part of the schema, of a file and of what was written of it.
    struct Walk {
        schema: Value,
        seen: BTreeSet<String>,
    }

    impl Walk {
        fn part(&mut self, part: &Value, path: &str, file: &Value, written: &Value) {
            let part = part.get("anyOf").map_or(part, |either| &either[0]).clone();
            if let Some(name) = part["$ref"].as_str().and_then(|reference| reference.strip_prefix("#/$defs/"))
            {
                let part = self.schema["$defs"][name].clone();
                return self.part(&part, name, file, written);
            }
            if let (Some(file), Some(written)) = (file.as_array(), written.as_array()) {
                for (file, written) in file.iter().zip(written) {
                    self.part(&part["items"], path, file, written);
                }
            }
            for (name, field) in part["properties"].as_object().into_iter().flatten() {
                let path = format!("{path}.{name}");
                match (file.get(name), field.get("default")) {
                    (Some(value), _) => self.part(field, &path, value, &written[name]),
                    (None, Some(default)) => {
                        assert_eq!(written[name], *default, "{path}: the reader's default, and the schema's");
                        self.seen.insert(path);
                    }
                    (None, None) => {}
                }
            }
        }
    }

    /// The path of every field with a default.
    fn with_default(part: &Value, path: &str, all: &mut BTreeSet<String>) {
        for (name, field) in part["properties"].as_object().into_iter().flatten() {
            if field.get("default").is_some() {
                all.insert(format!("{path}.{name}"));
            }
        }
    }

    #[test]
    fn its_defaults_are_the_readers() {
        let schema: Value = serde_json::from_str(&super::schema()).unwrap();
        let mut walk = Walk { schema: schema.clone(), seen: BTreeSet::new() };
        let (file, mut shorter) = (silent(), silent());
        for name in ["controls", "limits", "requirements"] {
            shorter.as_object_mut().unwrap().remove(name);
        }
        shorter["workload"].as_object_mut().unwrap().remove("classes");
        for file in [file, shorter] {
            let mut problems = Problems::default();
            let read = scenario(&file.clone().into(), &problems);
            assert_eq!(problems.first(), None);
            walk.part(&schema, "file", &file, &serde_json::to_value(&read).unwrap());
        }
        let mut all = BTreeSet::new();
        with_default(&schema, "file", &mut all);
        for (name, part) in schema["$defs"].as_object().unwrap() {
            with_default(part, name, &mut all);
        }
        let never: Vec<_> = all.difference(&walk.seen).collect();
        assert!(never.is_empty(), "say in silent() where these are left unsaid: {never:?}");
        assert!(all.len() > 30, "{all:?}");
    }
}
