//! Reads the text of a scenario file. The page never does: the browser reads for it.

use std::cell::RefCell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use super::error::ScenarioError;
use super::json::Json;

impl Json {
    /// Reads a text, which may begin with a byte-order mark (RFC 8259, section 8.1).
    ///
    /// # Errors
    /// If the text is no JSON: where, and why. If a field is written twice: which one, as nobody could know which
    /// of the two is meant.
    pub fn read(text: &str) -> Result<Self, ScenarioError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let repeated = RefCell::new(None);
        let mut reader = serde_json::Deserializer::from_str(text);
        let top = Part { above: None, step: Step::Top, repeated: &repeated };
        let value = top.deserialize(&mut reader).and_then(|value| reader.end().map(|()| value));
        let value = value.map_err(|problem| ScenarioError::syntax(&problem))?;
        match repeated.into_inner() {
            Some(field) => Err(ScenarioError::new(field, "is there twice; allowed is once")),
            None => Ok(value),
        }
    }
}

/// A step down from a value.
enum Step<'p> {
    /// None: the whole text.
    Top,
    Field(&'p str),
    Place(usize),
}

/// A part of the text, the way to it, and the first field that was written twice.
struct Part<'p> {
    above: Option<&'p Part<'p>>,
    step: Step<'p>,
    repeated: &'p RefCell<Option<String>>,
}

impl<'p> Part<'p> {
    fn below(&'p self, step: Step<'p>) -> Self {
        Part { above: Some(self), step, repeated: self.repeated }
    }
}

/// The way here, dotted.
impl fmt::Display for Part<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(above) = self.above.filter(|above| above.above.is_some()) {
            write!(f, "{above}.")?;
        }
        match self.step {
            Step::Top => Ok(()),
            Step::Field(name) => f.write_str(name),
            Step::Place(place) => write!(f, "{place}"),
        }
    }
}

impl<'de> DeserializeSeed<'de> for Part<'_> {
    type Value = Json;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Json, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Part<'_> {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Json, E> {
        Ok(Json::Bool(flag))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Json, E> {
        Ok(Json::Whole(number))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Json, E> {
        Ok(Json::Negative(number))
    }

    /// 2.0 is as whole as 2, to JSON Schema and to a browser.
    fn visit_f64<E>(self, number: f64) -> Result<Json, E> {
        Ok(Json::number(number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Json, E> {
        Ok(Json::Text(text.to_string()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<Json, A::Error> {
        let mut list = Vec::new();
        while let Some(entry) = entries.next_element_seed(self.below(Step::Place(list.len())))? {
            list.push(entry);
        }
        Ok(Json::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Json, A::Error> {
        let mut fields: Vec<(String, Json)> = Vec::new();
        while let Some(name) = entries.next_key::<String>()? {
            let part = self.below(Step::Field(&name));
            if fields.iter().any(|(known, _)| *known == name) {
                self.repeated.borrow_mut().get_or_insert_with(|| part.to_string());
            }
            let value = entries.next_value_seed(part)?;
            fields.push((name, value));
        }
        Ok(Json::object(fields))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(text: &str) -> Json {
        Json::read(text).unwrap()
    }

    #[test]
    fn numbers_are_what_they_were_written_as_and_whole_if_they_are() {
        assert_eq!(read("18446744073709551615"), Json::Whole(u64::MAX));
        assert_eq!(
            [read("7"), read("-7"), read("7.5")],
            [Json::Whole(7), Json::Negative(-7), Json::Number(7.5)]
        );
        assert_eq!(
            [read("7.0"), read("7e3"), read("-7.0")],
            [Json::Whole(7), Json::Whole(7000), Json::Negative(-7)]
        );
        assert_eq!([read("-0"), read("1e16")], [Json::Whole(0), Json::Number(1e16)]);
    }

    #[test]
    fn all_kinds_of_values_are_read_as_by_everybody() {
        let text = "{\"b\": [null, true, \"x\\u00e9\\n\", {}], \"a\": {\"d\": [], \"c\": -1.5}}";
        let other: serde_json::Value = serde_json::from_str(text).unwrap();
        assert_eq!(read(text), other.into());
    }

    #[test]
    fn fields_stand_in_the_order_of_their_names() {
        let read = read("{\"b\": 1, \"a\": null, \"c\": 2}");
        assert_eq!(read, json!({"a": null, "b": 1, "c": 2}).into());
        let names: Vec<_> = read.as_object().unwrap().iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["a", "b", "c"]);
        assert_eq!(read.get("b"), Some(&Json::Whole(1)));
    }

    #[test]
    fn a_field_that_is_written_twice_is_named() {
        for (text, field) in [
            ("{\"id\": 1, \"id\": 1}", "id"),
            ("{\"a\": [0, {\"b\": {\"c\": 1, \"d\": 2, \"c\": 3}}]}", "a.1.b.c"),
            ("{\"a\": 1, \"a\": {\"b\": 1, \"b\": 2}, \"a\": 2}", "a"),
            ("{\"a\": 1, \"\\u0061\": 2}", "a"),
        ] {
            let problem = Json::read(text).unwrap_err();
            assert_eq!(problem.field, field, "{text}");
            assert!(problem.to_string().contains(": is there twice; allowed is once"), "{problem}");
        }
        assert!(Json::read("[{\"a\": {\"a\": 1}}, {\"a\": 1}]").is_ok(), "other places, other fields");
        // Where it is no JSON at all, that comes first.
        assert_eq!(Json::read("{\"a\": 1, \"a\": 2").unwrap_err().field, "");
    }

    #[test]
    fn a_byte_order_mark_is_passed_over() {
        assert_eq!(read("\u{feff}{\"a\": 1}"), read("{\"a\": 1}"));
        assert!(Json::read("{\u{feff}}").is_err() && Json::read("\u{feff}\u{feff}1").is_err());
    }
}
