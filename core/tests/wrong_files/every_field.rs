//! Every field that the schema knows, with everything in it that the schema forbids: the reader refuses
//! each at that field, and says the same limits and words.
//!
//! Nothing here names a field, so that one which joins the format is tried without anybody's doing.

use std::collections::BTreeSet;

use serde_json::{json, Map, Value};

use super::{refused, valid};

/// What is limited by another part of the file more than by the schema.
const NARROWER: &[&str] = &["view.operation"];

/// The schema, and which cases have been tried.
struct Sweep {
    schema: Value,
    tried: BTreeSet<String>,
}

/// Puts a value into its place in an otherwise valid file.
type InPlace<'p> = &'p dyn Fn(Value) -> Value;

impl Sweep {
    /// What a part of the schema says, wherever it is written, and by which name.
    fn resolved<'s>(&'s self, part: &'s Value) -> (&'s Value, &'s str) {
        // What may be absent may be null.
        let part = part.get("anyOf").map_or(part, |either| &either[0]);
        match part["$ref"].as_str() {
            Some(reference) => {
                let name = reference.trim_start_matches("#/$defs/");
                (&self.schema["$defs"][name], name)
            }
            None => (part, ""),
        }
    }

    /// The least that is allowed in a place.
    fn sample(&self, part: &Value) -> Value {
        let (part, name) = self.resolved(part);
        if let Some(kinds) = part["oneOf"].as_array() {
            return self.sample(&kinds[0]);
        }
        if let Some(only) = part.get("const").or_else(|| part.get("enum").map(|words| &words[0])) {
            return only.clone();
        }
        match kind(part) {
            "object" => self.least(part, name).into(),
            "array" => vec![self.sample(&part["items"]); least_entries(part)].into(),
            "string" => json!("x"),
            "boolean" => json!(false),
            _ => part.get("minimum").cloned().unwrap_or(json!(1)),
        }
    }

    /// An object with what has to be there.
    fn least(&self, part: &Value, name: &str) -> Map<String, Value> {
        let names = part["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
        let sample = |name: &str| (name.to_string(), self.sample(&part["properties"][name]));
        let mut least: Map<String, Value> = names.map(sample).collect();
        // Rules between fields, which no schema holds.
        match name {
            "PhaseFile" => least.insert("per_s".into(), json!(1)),
            "Control" | "RequirementFile" => least.insert("max".into(), json!(2)),
            "ScalingRun" => least.insert("workers".into(), json!([1, 2])),
            "Mixture" => least.insert("share".into(), json!(1)),
            _ => None,
        };
        least
    }

    fn try_one(&mut self, path: &str, wrong: &Value, file: &Value, field: &str, phrase: &str) {
        let what = format!("{path} = {wrong:.60}");
        refused(&what, file, field, phrase);
        assert!(self.tried.insert(what), "{path} = {wrong:.60}: tried twice");
    }

    /// Everything that is wrong in a place.
    fn place(&mut self, part: &Value, path: &str, put: InPlace) {
        let (part, name) = self.resolved(part);
        let (part, name) = (part.clone(), name.to_string());
        // What may be anything is judged where it is used.
        if part.as_object().is_none_or(|said| said.keys().all(|key| key == "description")) {
            return;
        }
        let mut wrong = |value: Value, field: &str, phrase: &str| {
            self.try_one(path, &value, &put(value.clone()), field, phrase);
        };
        let either = part["oneOf"].as_array();
        let words: Vec<&str> = match part["enum"].as_array() {
            Some(words) => words.iter().filter_map(Value::as_str).collect(),
            None => either.into_iter().flatten().filter_map(|word| word["const"].as_str()).collect(),
        };
        if !words.is_empty() {
            wrong(json!(5), path, "is 5; expected");
            words.iter().for_each(|word| wrong(json!(format!("{word}s")), path, &format!("`{word}`")));
            return;
        }
        if let Some(either) = either {
            wrong(json!("x"), path, "is \"x\"; expected an object with a single field");
            wrong(json!({}), path, "is an object of 0; expected an object with a single field");
            for kind in either {
                let kind_of = kind["required"][0].as_str().unwrap();
                let other = format!("{kind_of}s");
                let known = format!("`{kind_of}`");
                self.try_one(
                    path,
                    &json!({ &other: {} }),
                    &put(json!({ &other: {} })),
                    &below(path, &other),
                    &known,
                );
                let content = &kind["properties"][kind_of];
                self.place(content, &below(path, kind_of), &|value| put(json!({ kind_of: value })));
            }
            return;
        }
        match kind(&part) {
            "object" => self.object(&part, &name, path, put),
            "array" => {
                wrong(json!({}), path, "is an object of 0; expected a list");
                let entry = self.sample(&part["items"]);
                let least = least_entries(&part);
                let mut many = |count: usize| {
                    let list = Value::from(vec![entry.clone(); count]);
                    self.try_one(path, &json!([count]), &put(list), path, &format!("has {count} entries; "));
                };
                if least > 0 {
                    many(least - 1);
                }
                if let Some(most) = part["maxItems"].as_u64() {
                    many(most as usize + 1);
                }
                let list = vec![entry; least.max(1)];
                self.place(&part["items"], &below(path, "0"), &|value| {
                    let mut list = list.clone();
                    list[0] = value;
                    put(list.into())
                });
            }
            "string" => {
                wrong(json!(5), path, "is 5; expected a text");
                if part["pattern"].is_string() {
                    wrong(json!(""), path, "allowed are ");
                }
                if let Some(most) = part["maxLength"].as_u64() {
                    let phrase = format!("has {} characters; allowed are 1 to {most}", most + 1);
                    wrong(json!("x".repeat(most as usize + 1)), path, &phrase);
                }
            }
            "boolean" => wrong(json!(5), path, "is 5; expected true or false"),
            number => self.number(&part, number, path, put),
        }
    }

    fn object(&mut self, part: &Value, name: &str, path: &str, put: InPlace) {
        self.try_one(path, &json!(5), &put(json!(5)), path, "is 5; expected an object");
        if let Some(entry) = part.get("additionalProperties").filter(|entry| entry.is_object()) {
            self.place(entry, &below(path, "charge"), &|value| put(json!({ "charge": value })));
            return;
        }
        let sample = self.least(part, name);
        for missing in part["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            let mut object = sample.clone();
            object.remove(missing);
            let file = put(object.into());
            self.try_one(
                path,
                &json!({ "without": missing }),
                &file,
                path,
                &format!("missing field `{missing}`"),
            );
        }
        let none = Map::new();
        for (field, content) in part["properties"].as_object().unwrap_or(&none) {
            let with = |name: &str, value: Value| {
                let mut object = sample.clone();
                object.insert(name.to_string(), value);
                put(object.into())
            };
            let unknown = format!("{field}s");
            // A name that another field has is none that nobody reads.
            if part["properties"].get(&unknown).is_none() {
                let known = format!("`{field}`");
                self.try_one(
                    path,
                    &json!([unknown]),
                    &with(&unknown, json!(1)),
                    &below(path, &unknown),
                    &known,
                );
            }
            self.place(content, &below(path, field), &|value| with(field, value));
        }
    }

    fn number(&mut self, part: &Value, kind: &str, path: &str, put: InPlace) {
        let mut wrong = |value: Value, phrase: &str| {
            self.try_one(path, &value, &put(value.clone()), path, phrase);
        };
        wrong(json!("x"), "is \"x\"; ");
        if kind == "integer" {
            wrong(json!(1.5), "is 1.5; ");
        }
        if part.get("const").is_some() {
            wrong(json!(2), "is 2; this version reads 1");
        }
        if part.get("exclusiveMinimum").is_some() {
            wrong(json!(0), "is 0; allowed is more than 0");
        }
        let (least, most) = (part.get("minimum"), part.get("maximum"));
        let said = |value: &Value| match (least, most) {
            (Some(least), Some(most)) if !NARROWER.contains(&path) => {
                format!("is {value}; allowed are {least} to {most}")
            }
            _ => format!("is {value}; "),
        };
        let beyond = [least.map(|least| shifted(least, -1.0)), most.map(|most| shifted(most, 1.0))];
        for value in beyond.into_iter().flatten() {
            wrong(value.clone(), &said(&value));
        }
    }
}

fn below(path: &str, step: &str) -> String {
    if path.is_empty() {
        step.to_string()
    } else {
        format!("{path}.{step}")
    }
}

/// The type of what stands in a place, apart from null.
fn kind(part: &Value) -> &str {
    part["type"].as_str().or_else(|| part["type"][0].as_str()).unwrap_or_else(|| panic!("no type: {part}"))
}

fn least_entries(part: &Value) -> usize {
    part["minItems"].as_u64().unwrap_or(0) as usize
}

/// A number beyond a limit; a whole one stays whole.
fn shifted(limit: &Value, by: f64) -> Value {
    match limit.as_i64() {
        Some(whole) => json!(whole + by as i64),
        None => json!(limit.as_f64().unwrap() + by),
    }
}

#[test]
fn every_field_answers_with_its_limits() {
    let schema: Value = serde_json::from_str(super::schema::SCHEMA).unwrap();
    let mut sweep = Sweep { schema: schema.clone(), tried: BTreeSet::new() };
    for (field, content) in schema["properties"].as_object().unwrap() {
        sweep.place(content, field, &|value| {
            let mut file = valid();
            file[field] = value;
            file
        });
    }
    println!("{} wrong files", sweep.tried.len());
    assert!(sweep.tried.len() > 1000, "{} wrong files", sweep.tried.len());
}
