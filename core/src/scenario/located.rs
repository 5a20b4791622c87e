//! Reading the file's types, and saying where a wrong value stands.
//!
//! The JSON is laid out with one value a line; the reader names the line at which it
//! stopped, and the lines before it tell the path.

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::error::ScenarioError;

/// Reads a type from JSON.
///
/// # Errors
/// The path of what does not fit, and what was expected there.
pub(super) fn read<T: DeserializeOwned>(source: &Value) -> Result<T, ScenarioError> {
    let text = format!("{source:#}");
    serde_json::from_str(&text).map_err(|error| {
        let said = error.to_string();
        let problem = said.rsplit_once(" at line ").map_or(said.as_str(), |(problem, _)| problem);
        ScenarioError::new(path_at(&text, error.line()), problem)
    })
}

/// A step of a path on the way down.
enum Step<'t> {
    Field(&'t str),
    Place(usize),
}

/// The path of what stands on a line, counted from 1, of JSON with one value a line.
fn path_at(text: &str, line: usize) -> String {
    let mut path: Vec<Step> = Vec::new();
    // How many entries each open list has had; `None` for an object.
    let mut open: Vec<Option<usize>> = Vec::new();
    for (number, row) in (1..).zip(text.lines()) {
        let row = row.trim();
        let closes = row.starts_with(['}', ']']);
        if closes {
            open.pop();
        } else {
            match open.last_mut() {
                Some(Some(entries)) => {
                    path.push(Step::Place(*entries));
                    *entries += 1;
                }
                Some(None) => path.push(Step::Field(field(row))),
                None => {}
            }
        }
        if number == line {
            break;
        }
        match row.chars().last() {
            _ if closes => drop(path.pop()),
            Some('{') => open.push(None),
            Some('[') => open.push(Some(0)),
            _ => drop(path.pop()),
        }
    }
    let mut dotted = String::new();
    for step in path {
        if !dotted.is_empty() {
            dotted.push('.');
        }
        match step {
            Step::Field(name) => dotted.push_str(name),
            Step::Place(place) => dotted.push_str(&place.to_string()),
        }
    }
    dotted
}

/// The name in front of the colon.
fn field(row: &str) -> &str {
    let end = row.find("\": ").unwrap_or(row.len());
    row[..end].trim_start_matches('"')
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_line_knows_its_path() {
        let source = json!({"a": [1, {"b": {}, "c": [[], 2]}], "d": {"e": 5}});
        let text = format!("{source:#}");
        let paths: Vec<String> = (1..=text.lines().count()).map(|line| path_at(&text, line)).collect();
        assert_eq!(
            paths,
            [
                "", "a", "a.0", "a.1", "a.1.b", "a.1.c", "a.1.c.0", "a.1.c.1", "a.1.c", "a.1", "a", "d",
                "d.e", "d", ""
            ]
        );
    }

    #[test]
    fn the_reader_names_the_place_and_what_it_expected() {
        let error = read::<Vec<[u32; 2]>>(&json!([[1, 2], [3, "x"]])).unwrap_err();
        assert_eq!(error.field, "1.1");
        assert!(error.problem.contains("expected u32"), "{error}");
        assert!(!error.problem.contains("line"), "{error}");
    }
}
