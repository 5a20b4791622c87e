//! Rules for the words and names inside a scenario file.

use super::claim::CLAIMS;
use super::file::Localized;
use super::read::Node;

/// Longest text that a file may carry in one field, in characters.
const TEXT_LIMIT: usize = 600;

/// An id is what paths, links and metric names are built from.
pub(super) fn id(node: Node) -> String {
    let id = node.text();
    let allowed = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-' || c == b'_';
    if cfg!(feature = "reasons") && (id.is_empty() || id.len() > 40 || !id.bytes().all(allowed)) {
        node.error(format_args!("\"{id}\" is not an id; allowed are 1 to 40 of a-z, 0-9, - and _"));
    }
    id.to_string()
}

/// Both languages, or neither.
pub(super) fn localized(node: Node) -> Localized {
    let fields = node.fields(&["en", "ru"]);
    Localized { en: in_one_language(fields.at("en")), ru: in_one_language(fields.at("ru")) }
}

fn in_one_language(node: Node) -> String {
    let words = node.text();
    if cfg!(feature = "reasons") && words.trim().is_empty() {
        node.error(format_args!("is empty; allowed are 1 to {TEXT_LIMIT} characters, in both languages"));
    }
    limited(node, words, TEXT_LIMIT);
    words.to_string()
}

/// A name short enough to stand beside a lane's own.
pub(super) fn technology(node: Node) -> String {
    let name = node.text();
    if cfg!(feature = "reasons") && name.trim().is_empty() {
        node.error(format_args!("is empty; allowed are 1 to 40 characters"));
    }
    limited(node, name, 40);
    name.to_string()
}

/// The id of a statement of the course notes: `A+1`.
pub(super) fn claim(node: Node) -> String {
    let name = node.text();
    if cfg!(feature = "reasons") && !CLAIMS.contains(&name) {
        node.error(format_args!("is \"{name}\"; allowed are {}", CLAIMS.join(", ")));
    }
    name.to_string()
}

fn limited(node: Node, text: &str, most: usize) {
    if !cfg!(feature = "reasons") {
        return;
    }
    let length = text.chars().count();
    if length > most {
        node.error(format_args!("has {length} characters; allowed are 1 to {most}"));
    }
}
