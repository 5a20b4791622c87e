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
