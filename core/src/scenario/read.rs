//! A cursor over the JSON of a scenario: it knows what it stands on and the way there, so
//! that every answer to a wrong value names the field and what is allowed in it.
//!
//! Plain functions instead of derived ones: a visitor downloads what the compiler makes of
//! them, and derived readers come out many times as large. For the same reason nothing here
//! breaks off: what is wrong is noted, and something harmless is read in its place.

use std::fmt;

use super::error::{OneOf, Problems};
use super::json::{field, Json};
use super::presets::{filled, Preset};
use crate::decimal::plain;

/// A step down from a value.
#[cfg_attr(not(feature = "reasons"), allow(dead_code, reason = "nobody tells the way"))]
#[derive(Clone, Copy)]
enum Step<'n> {
    /// Into a field of an object.
    Field(&'n str),
    /// To a place in a list.
    Place(usize),
}

/// A value of the file, and the way to it; the way is put into words only for an error.
#[derive(Clone, Copy)]
pub(super) struct Node<'n> {
    /// Where it is noted if this value is wrong.
    problems: &'n Problems,
    /// Absent where the file lacks the field; whoever reads it notes that it is missing.
    value: Option<&'n Json>,
    /// What it is part of, and the step from there; nothing for the whole file.
    #[cfg(feature = "reasons")]
    above: Option<(&'n Node<'n>, Step<'n>)>,
}

/// The way here, dotted.
#[cfg(feature = "reasons")]
impl fmt::Display for Node<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some((above, step)) = self.above else { return Ok(()) };
        if above.above.is_some() {
            write!(f, "{above}.")?;
        }
        match step {
            Step::Field(name) => f.write_str(name),
            Step::Place(place) => write!(f, "{place}"),
        }
    }
}

impl<'n> Node<'n> {
    /// The whole file.
    pub fn top(value: &'n Json, problems: &'n Problems) -> Self {
        Node {
            problems,
            value: Some(value),
            #[cfg(feature = "reasons")]
            above: None,
        }
    }

    /// The same place with more in it: what is wrong there is still named by the way here.
    pub fn with<'s>(self, value: &'s Json) -> Node<'s>
    where
        'n: 's,
    {
        Node { value: Some(value), ..self }
    }

    /// What is stated here, over what its `preset` stands for; none where it names none that is known.
    pub fn filled(&self, presets: &[Preset]) -> Option<Json> {
        filled(self.value?, presets)
    }

    /// A part of this value.
    fn below(&'n self, _step: Step<'n>, value: Option<&'n Json>) -> Self {
        Node {
            problems: self.problems,
            value,
            #[cfg(feature = "reasons")]
            above: Some((self, _step)),
        }
    }

    /// Notes that something is wrong here.
    #[cfg(not(feature = "reasons"))]
    #[inline(always)]
    pub fn error(&self, _problem: fmt::Arguments) {
        self.problems.something();
    }

    /// The same.
    #[cfg(not(feature = "reasons"))]
    #[inline(always)]
    pub fn unfit(&self, _right: fmt::Arguments) {
        self.problems.something();
    }

    /// Notes what is wrong with this value, for the person who wrote it.
    // Out of line, as are the sentences below: no run of a right file comes here.
    #[cfg(feature = "reasons")]
    #[cold]
    #[inline(never)]
    pub fn error(&self, problem: fmt::Arguments) {
        self.problems.note(format_args!("{self}"), problem);
    }

    /// Notes what stands here, in front of what would be right; or that nothing stands here.
    #[cfg(feature = "reasons")]
    #[cold]
    #[inline(never)]
    pub fn unfit(&self, right: fmt::Arguments) {
        let value = match (self.value, self.above) {
            (Some(value), _) => value,
            (None, Some((above, Step::Field(name)))) => {
                return above.error(format_args!("missing field `{name}`"))
            }
            (None, _) => &Json::Null,
        };
        let found = match value {
            Json::Null => "null".to_string(),
            Json::Bool(flag) => flag.to_string(),
            Json::Text(text) => format!("\"{text}\""),
            Json::List(list) => format!("a list of {}", list.len()),
            Json::Object(fields) => format!("an object of {}", fields.len()),
            number => {
                let number = number.as_f64().unwrap_or(f64::NAN);
                // Six decimals of it look like a whole number, and it is none.
                let hidden = number.fract() != 0.0 && libm::fabs(number - libm::round(number)) < 5e-7;
                plain(number).to_string() + if hidden { " with further decimals" } else { "" }
            }
        };
        // Elsewhere the path is the subject of the sentence.
        let subject = if self.above.is_none() { "the file " } else { "" };
        self.error(format_args!("{subject}is {found}; {right}"));
    }

    /// Notes it if nothing of the kind was found here.
    fn expect<T>(&self, found: Option<T>, kind: &str) -> Option<T> {
        if found.is_none() {
            self.unfit(format_args!("expected {kind}"));
        }
        found
    }

    /// An object, whatever it holds; none on error.
    #[inline(never)]
    fn object(&self) -> Option<&'n [(String, Json)]> {
        self.expect(self.value.and_then(Json::as_object), "an object")
    }

    /// An object that has none but these fields; on error they are all absent.
    #[inline(never)]
    pub fn fields(&'n self, allowed: &[&str]) -> Fields<'n> {
        let map = self.object();
        if let Some(map) = map.filter(|_| cfg!(feature = "reasons")) {
            for (name, value) in map {
                if !allowed.contains(&name.as_str()) {
                    self.below(Step::Field(name), Some(value)).unknown("field", name, allowed);
                }
            }
        }
        Fields { node: self, map }
    }

    /// Names what nobody reads, and what would be read.
    #[cold]
    #[inline(never)]
    fn unknown(&self, what: &str, name: &str, allowed: &[&str]) {
        self.error(format_args!("unknown {what} `{name}`, expected {}", OneOf(allowed)));
    }

    /// An object with a single field, whose name says of which kind its content is; on error the
    /// first kind without content.
    #[inline(never)]
    pub fn variant(&'n self, allowed: &[&'static str]) -> (&'static str, Node<'n>) {
        let map = self.value.and_then(Json::as_object).filter(|map| map.len() == 1);
        let Some((name, value)) = map.and_then(|map| map.iter().next()) else {
            self.unfit(format_args!("expected an object with a single field, {}", OneOf(allowed)));
            return (allowed[0], self.below(Step::Field(allowed[0]), None));
        };
        let content = self.below(Step::Field(name), Some(value));
        let kind = allowed.iter().find(|kind| **kind == name.as_str());
        if kind.is_none() {
            content.unknown("variant", name, allowed);
        }
        (kind.unwrap_or(&allowed[0]), content)
    }

    /// The place of the word that stands here among these; on error the first.
    #[inline(never)]
    pub fn word(&self, allowed: &[&str]) -> usize {
        let word = self.value.and_then(Json::as_text);
        let place = allowed.iter().position(|known| word == Some(known));
        match (place, word) {
            (Some(_), _) => {}
            (None, Some(word)) => self.unknown("variant", word, allowed),
            (None, None) => self.unfit(format_args!("expected {}", OneOf(allowed))),
        }
        place.unwrap_or(0)
    }

    /// Whatever stands here; whether it fits is for its later reader to say.
    pub fn any(&self) -> Json {
        self.value.cloned().unwrap_or(Json::Null)
    }

    /// The word of a preset.
    pub fn preset<const N: usize>(&self, presets: &[Preset; N]) -> &'static str {
        let words = presets.each_ref().map(|preset| preset.word);
        words[self.word(&words)]
    }

    /// A text, whatever it says; empty on error.
    #[inline(never)]
    pub fn text(&self) -> &'n str {
        self.expect(self.value.and_then(Json::as_text), "a text").unwrap_or("")
    }

    /// Yes or no; no on error.
    #[inline(never)]
    pub fn flag(&self) -> bool {
        self.expect(self.value.and_then(Json::as_bool), "true or false").unwrap_or(false)
    }

    /// A number, whichever it is; 0 on error.
    #[inline(never)]
    pub fn number(&self) -> f64 {
        self.expect(self.value.and_then(Json::as_f64), "a number").unwrap_or(0.0)
    }

    /// A number within limits; the lower one on error.
    #[inline(never)]
    pub fn within(&self, min: f64, max: f64) -> f64 {
        let number = self.value.and_then(Json::as_f64);
        if let Some(number) = number.filter(|number| (min..=max).contains(number)) {
            return number;
        }
        let expected = if number.is_some() { "allowed are" } else { "expected a number from" };
        self.unfit(format_args!("{expected} {} to {}", plain(min), plain(max)));
        min
    }

    /// A whole number within limits; the lower one on error.
    #[inline(never)]
    pub fn whole(&self, min: u32, max: u32) -> u32 {
        let number = self.value.and_then(Json::as_u64).and_then(|number| u32::try_from(number).ok());
        if let Some(number) = number.filter(|number| (min..=max).contains(number)) {
            return number;
        }
        let is_whole = self.value.and_then(Json::as_f64).is_some_and(|number| number.fract() == 0.0);
        let expected = if is_whole { "allowed are" } else { "expected a whole number from" };
        self.unfit(format_args!("{expected} {min} to {max}"));
        min
    }

    /// A whole number of 64 bits; 0 on error.
    #[inline(never)]
    pub fn seed(&self) -> u64 {
        let seed = self.value.and_then(Json::as_u64);
        if seed.is_none() {
            // So large a number is read as the nearest that a browser can tell apart from others.
            let rounded = matches!(self.value, Some(Json::Number(number)) if number.fract() == 0.0);
            let digits = if rounded { ", written with all its digits" } else { "" };
            self.unfit(format_args!("expected a whole number from 0 to {}{digits}", u64::MAX));
        }
        seed.unwrap_or(0)
    }

    /// The only version of the format that is read.
    pub fn version(&self, known: u32) -> u32 {
        if self.value.and_then(Json::as_u64) != Some(known.into()) {
            self.unfit(format_args!("this version reads {known}"));
        }
        known
    }

    /// The entries of a list of limited length; none on error.
    #[inline(never)]
    fn entries(&self, least: usize, most: usize) -> &'n [Json] {
        let Some(list) = self.value.and_then(Json::as_list) else {
            self.unfit(format_args!("expected a list"));
            return &[];
        };
        let count = list.len();
        if (least..=most).contains(&count) {
            return list;
        }
        if least == most {
            self.error(format_args!("has {count} entries; needed are {least}"));
        } else {
            self.error(format_args!("has {count} entries; allowed are {least} to {most}"));
        }
        &[]
    }

    /// A list of limited length, each entry read by the same function; empty on error.
    pub fn list<T>(&self, least: usize, most: usize, entry: fn(Node) -> T) -> Vec<T> {
        let entries = self.entries(least, most).iter().enumerate();
        entries.map(|(place, value)| entry(self.below(Step::Place(place), Some(value)))).collect()
    }

    /// An object whose fields are named by the file itself, in the order of the names; empty on error.
    pub fn named<T>(&self, entry: fn(Node) -> T) -> Vec<(String, T)> {
        let mut all = Vec::new();
        if let Some(map) = self.object() {
            for (name, value) in map {
                all.push((name.clone(), entry(self.below(Step::Field(name), Some(value)))));
            }
        }
        all
    }
}

/// An object that has passed the check for unknown fields.
pub(super) struct Fields<'n> {
    node: &'n Node<'n>,
    /// Absent where there is something else than an object, which has been noted.
    map: Option<&'n [(String, Json)]>,
}

impl<'n> Fields<'n> {
    /// A field that has to be there; one that is not cannot be read as anything.
    #[inline(never)]
    pub fn at(&self, name: &'n str) -> Node<'n> {
        self.node.below(Step::Field(name), self.map.and_then(|map| field(map, name)))
    }

    /// A field that has a default.
    #[inline(never)]
    pub fn given(&self, name: &'n str) -> Option<Node<'n>> {
        Some(self.at(name)).filter(|node| node.value.is_some())
    }

    /// A field that may be absent; null says the same.
    #[inline(never)]
    pub fn opt(&self, name: &'n str) -> Option<Node<'n>> {
        self.given(name).filter(|node| !node.value.is_some_and(|value| *value == Json::Null))
    }

    /// A list; absent is empty.
    pub fn list<T>(&self, name: &'n str, most: usize, entry: fn(Node) -> T) -> Vec<T> {
        self.given(name).map_or(Vec::new(), |node| node.list(0, most, entry))
    }
}

#[cfg(test)]
mod tests;
