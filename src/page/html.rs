//! Content as markup: where nothing reacts but the whole, a string is smaller than a tree of views.
//! Whatever comes from a scenario or a link is escaped here and nowhere else.

use lockstep_core::export::escape;
use lockstep_core::scenario::OperationId;
use lockstep_core::text::Piece;

/// Text, made harmless.
pub fn text(raw: &str) -> String {
    let mut out = String::new();
    escape(&mut out, raw);
    out
}

/// An element with a class around content that is markup already; without a class if it is empty.
pub fn tag(name: &str, class: &str, content: &str) -> String {
    match class {
        "" => format!("<{name}>{content}</{name}>"),
        _ => format!("<{name} class=\"{class}\">{content}</{name}>"),
    }
}

/// A sentence; its operation numbers are discs that pick the operation. What is set right after a number stays on its
/// line.
pub fn sentence(pieces: &[Piece], selected: Option<OperationId>) -> String {
    let mut out = String::new();
    let mut disc = String::new();
    for piece in pieces {
        match piece {
            Piece::Text(words) => {
                let end = words.find(|letter: char| !PUNCTUATION.contains(letter)).unwrap_or(words.len());
                let (mark, words) = words.split_at(if disc.is_empty() { 0 } else { end });
                out.push_str(&kept(&disc, mark));
                disc.clear();
                escape(&mut out, words);
            }
            Piece::Operation(number) => {
                out.push_str(&disc);
                let class = if selected == Some(number - 1) { "op sel" } else { "op" };
                disc = format!("<span class=\"{class}\" data-op=\"{number}\">{number}</span>");
            }
        }
    }
    out + &disc
}

/// What never begins a line.
const PUNCTUATION: &str = ".,:;!?)»”";

/// A number's disc with the marks after it, if there are any.
fn kept(disc: &str, mark: &str) -> String {
    match mark {
        "" => disc.to_string(),
        _ => tag("span", "kept", &[disc, mark].concat()),
    }
}

/// Several sentences in a row.
pub fn sentences(told: &[Vec<Piece>], selected: Option<OperationId>) -> String {
    told.iter().map(|pieces| sentence(pieces, selected) + " ").collect()
}

/// A part that is folded until someone wants it.
pub fn fold(id: &str, name: &str) -> String {
    format!(
        "<details id=\"{id}\"><summary id=\"{id}-fold\" data-fold=\"\">{name}</summary>\
         <div id=\"{}\"></div></details>",
        folded(id)
    )
}

/// The id of what is inside a folded part.
pub fn folded(id: &str) -> String {
    id.to_string() + "-content"
}
