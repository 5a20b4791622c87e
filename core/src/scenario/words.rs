//! Rules for the words and names inside a scenario file.

use super::error::ScenarioError;
use super::file::Localized;

/// Longest text that a file may carry in one field, in characters.
const TEXT_LIMIT: usize = 600;

/// An id is what paths, links and metric names are built from.
pub(super) fn check_id(field: &str, id: &str) -> Result<(), ScenarioError> {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    if !id.is_empty() && id.len() <= 40 && id.chars().all(allowed) {
        return Ok(());
    }
    Err(ScenarioError::new(field, format!("\"{id}\" is not an id; allowed are 1 to 40 of a-z, 0-9, - and _")))
}

/// Both languages, or neither.
pub(super) fn check_text(field: &str, text: &Localized) -> Result<(), ScenarioError> {
    for (language, words) in [("en", &text.en), ("ru", &text.ru)] {
        if words.trim().is_empty() {
            return Err(ScenarioError::new(
                format!("{field}.{language}"),
                "is empty; every text is needed in both languages",
            ));
        }
        if words.chars().count() > TEXT_LIMIT {
            return Err(ScenarioError::new(
                format!("{field}.{language}"),
                format!("is longer than {TEXT_LIMIT} characters"),
            ));
        }
    }
    Ok(())
}
