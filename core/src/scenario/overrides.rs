//! Changing single values of a scenario file: `services.payments.workers=3`.
//!
//! A step of the path is a field, a place in a list, or the `id` of an entry; the last step may be the place
//! behind the last of a list, where an entry is added.

use super::error::ScenarioError;
use super::json::{field, Json};

/// One changed value of a scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct Override {
    /// Dotted path from the top of the file.
    pub path: String,
    /// The new value.
    pub value: Json,
}

impl Override {
    /// A number at a path.
    pub fn number(path: &str, value: f64) -> Self {
        Override { path: path.to_string(), value: Json::number(value) }
    }

    /// Reads `PATH=VALUE`; a value that is no JSON is taken as text.
    ///
    /// # Errors
    /// A text without `=` or without a path; a value with a field that is written twice.
    pub fn parse(text: &str) -> Result<Self, ScenarioError> {
        match text.split_once('=') {
            Some((path, value)) if !path.is_empty() => Ok(Override {
                path: path.to_string(),
                value: match Json::read(value) {
                    // What is read, and yet wrong, names a field.
                    Err(problem) if !problem.field.is_empty() => {
                        return Err(ScenarioError::new(format!("{path}.{}", problem.field), problem.problem))
                    }
                    read => read.unwrap_or_else(|_| Json::Text(value.to_string())),
                },
            }),
            _ => Err(ScenarioError::new(
                "",
                format!("\"{text}\" is no change; write PATH=VALUE, as in services.payments.workers=3"),
            )),
        }
    }

    /// The value at the path, if there is one.
    pub fn lookup<'v>(root: &'v Json, path: &str) -> Option<&'v Json> {
        path.split('.').try_fold(root, |at, step| match at {
            Json::Object(fields) => field(fields, step),
            Json::List(list) => list.get(position(list, step)?),
            _ => None,
        })
    }

    pub(super) fn apply(&self, root: &mut Json) -> Result<(), ScenarioError> {
        let mut at = root;
        let mut steps = self.path.split('.').peekable();
        while let Some(step) = steps.next() {
            let last = steps.peek().is_none();
            at = match at {
                // The path may name an optional field, or one inside an optional object, that the
                // file left out; the reader answers if there is no such field.
                Json::Object(fields) => {
                    let place = fields.partition_point(|(name, _)| name.as_str() < step);
                    if fields.get(place).is_none_or(|(name, _)| name != step) {
                        let value = if last { Json::Null } else { Json::Object(Vec::new()) };
                        fields.insert(place, (step.to_string(), value));
                    }
                    &mut fields[place].1
                }
                // The place behind the last of a list is a new entry's, and null is none.
                Json::List(list) if step.parse() == Ok(list.len()) && last => {
                    if self.value != Json::Null {
                        list.push(self.value.clone());
                    }
                    return Ok(());
                }
                Json::List(list) => {
                    let index = position(list, step).ok_or_else(|| self.nowhere(step))?;
                    &mut list[index]
                }
                _ => return Err(self.nowhere(step)),
            };
        }
        *at = match (&*at, &self.value) {
            // A control moves between numbers, and may stand for a choice of two.
            (Json::Bool(_), Json::Whole(number @ (0 | 1))) => Json::Bool(*number == 1),
            _ => self.value.clone(),
        };
        Ok(())
    }

    fn nowhere(&self, step: &str) -> ScenarioError {
        ScenarioError::new(self.path.as_str(), format!("there is no \"{step}\" in this scenario"))
    }
}

fn position(list: &[Json], step: &str) -> Option<usize> {
    list.iter()
        .position(|entry| entry.get("id").and_then(Json::as_text) == Some(step))
        .or_else(|| step.parse().ok().filter(|index| *index < list.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn finds_entries_by_id_and_by_place() {
        let mut value = json!({"services": [{"id": "a", "workers": 1}, {"id": "b", "workers": 2}]}).into();
        Override::number("services.b.workers", 5.0).apply(&mut value).unwrap();
        Override::number("services.0.workers", 7.0).apply(&mut value).unwrap();
        let changed = json!({"services": [{"id": "a", "workers": 7}, {"id": "b", "workers": 5}]});
        assert_eq!(value, changed.into());
    }

    #[test]
    fn fields_that_were_left_out_are_made_in_order() {
        let mut value = json!({"a": 1, "c": 3}).into();
        Override::number("b.deep", 2.0).apply(&mut value).unwrap();
        assert_eq!(value, json!({"a": 1, "b": {"deep": 2}, "c": 3}).into());
    }

    #[test]
    fn a_number_where_the_file_says_yes_or_no_is_one_of_both() {
        let mut value = json!({"cancel": false}).into();
        Override::number("cancel", 1.0).apply(&mut value).unwrap();
        assert_eq!(value, json!({"cancel": true}).into());
        Override::number("cancel", 0.0).apply(&mut value).unwrap();
        assert_eq!(value, json!({"cancel": false}).into());
        // The reader answers.
        Override::number("cancel", 2.0).apply(&mut value).unwrap();
        assert_eq!(value, json!({"cancel": 2}).into());
    }

    #[test]
    fn behind_the_last_of_a_list_an_entry_is_added_unless_it_is_null() {
        let mut value = json!({"faults": [1]}).into();
        let change = |value| Override { path: "faults.1".into(), value };
        change(Json::Null).apply(&mut value).unwrap();
        assert_eq!(value, json!({"faults": [1]}).into());
        change(json!({"a": 2}).into()).apply(&mut value).unwrap();
        assert_eq!(value, json!({"faults": [1, {"a": 2}]}).into());
        change(Json::Whole(3)).apply(&mut value).unwrap();
        assert_eq!(value, json!({"faults": [1, 3]}).into());
        for path in ["faults.3", "faults.2.a"] {
            assert!(Override::number(path, 5.0).apply(&mut value).is_err(), "{path}");
        }
    }

    #[test]
    fn a_path_that_leads_nowhere_is_named() {
        let mut value = json!({"services": []}).into();
        let error = Override::number("services.b.workers", 5.0).apply(&mut value).unwrap_err();
        assert!(error.to_string().contains("no \"b\""), "{error}");
        assert!(Override::parse("nonsense").is_err());
    }

    #[test]
    fn a_value_with_a_field_twice_is_no_text() {
        let error = Override::parse("a.b={\"c\": 1, \"c\": 2}").unwrap_err();
        assert_eq!(error.to_string(), "a.b.c: is there twice; allowed is once");
        assert_eq!(Override::parse("a.b={c").unwrap().value, Json::Text("{c".into()));
    }
}
