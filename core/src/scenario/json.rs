//! What a scenario file holds, before anybody has asked what it means: plain JSON.
//!
//! A type of its own, as the page has it from the browser's reader and does without another one; a text is read in
//! `written`.

use serde::{Serialize, Serializer};
use serde_json::Value;

/// A JSON value.
#[derive(Clone, Debug, PartialEq)]
pub enum Json {
    /// Nothing.
    Null,
    /// Yes or no.
    Bool(bool),
    /// A whole number from 0.
    Whole(u64),
    /// A whole number below 0.
    Negative(i64),
    /// Any other number.
    Number(f64),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Json>),
    /// Fields by their names; [`Json::object`] keeps them in order.
    Object(Vec<(String, Json)>),
}

impl Json {
    /// An object of these fields, in the order of their names.
    pub fn object(fields: impl IntoIterator<Item = (String, Json)>) -> Self {
        // So few that each is put into its place: another kind of sorting would be downloaded by everybody.
        let mut object: Vec<(String, Json)> = Vec::new();
        for field in fields {
            let place = object.partition_point(|(known, _)| *known <= field.0);
            object.insert(place, field);
        }
        Json::Object(object)
    }

    /// A number; a whole one stays whole, so that counts accept it.
    pub fn number(value: f64) -> Self {
        // Beyond, not every whole number is an `f64`, and what was written is not known.
        const EXACT: f64 = 9_007_199_254_740_991.0;
        if value.fract() != 0.0 || value.abs() > EXACT {
            Json::Number(value)
        } else if value < 0.0 {
            Json::Negative(value as i64)
        } else {
            Json::Whole(value as u64)
        }
    }

    /// The yes or no that stands here.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Json::Bool(flag) => Some(*flag),
            _ => None,
        }
    }

    /// The number that stands here.
    pub fn as_f64(&self) -> Option<f64> {
        match self {
            Json::Whole(number) => Some(*number as f64),
            Json::Negative(number) => Some(*number as f64),
            Json::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// The whole number from 0 that stands here.
    pub fn as_u64(&self) -> Option<u64> {
        match self {
            Json::Whole(number) => Some(*number),
            _ => None,
        }
    }

    /// The text that stands here.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Json::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The list that stands here.
    pub fn as_list(&self) -> Option<&[Json]> {
        match self {
            Json::List(list) => Some(list),
            _ => None,
        }
    }

    /// The fields of the object that stands here.
    pub fn as_object(&self) -> Option<&[(String, Json)]> {
        match self {
            Json::Object(fields) => Some(fields),
            _ => None,
        }
    }

    /// A field of the object that stands here.
    pub fn get(&self, name: &str) -> Option<&Json> {
        field(self.as_object()?, name)
    }
}

/// A field by its name.
pub(super) fn field<'v>(fields: &'v [(String, Json)], name: &str) -> Option<&'v Json> {
    fields.iter().find(|(known, _)| known == name).map(|(_, value)| value)
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        match self {
            Json::Null => out.serialize_unit(),
            Json::Bool(flag) => out.serialize_bool(*flag),
            Json::Whole(number) => out.serialize_u64(*number),
            Json::Negative(number) => out.serialize_i64(*number),
            Json::Number(number) => out.serialize_f64(*number),
            Json::Text(text) => out.serialize_str(text),
            Json::List(list) => out.collect_seq(list),
            Json::Object(fields) => out.collect_map(fields.iter().map(|(name, value)| (name, value))),
        }
    }
}

impl From<Value> for Json {
    fn from(value: Value) -> Self {
        match value {
            Value::Null => Json::Null,
            Value::Bool(flag) => Json::Bool(flag),
            Value::Number(number) => match (number.as_u64(), number.as_i64()) {
                (Some(whole), _) => Json::Whole(whole),
                (None, Some(negative)) => Json::Negative(negative),
                (None, None) => Json::number(number.as_f64().unwrap_or(f64::NAN)),
            },
            Value::String(text) => Json::Text(text),
            Value::Array(list) => Json::List(list.into_iter().map(Json::from).collect()),
            Value::Object(map) => Json::object(map.into_iter().map(|(name, value)| (name, value.into()))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_are_counts() {
        assert_eq!([Json::number(7.0), Json::number(-7.0)], [Json::Whole(7), Json::Negative(-7)]);
        assert_eq!([Json::number(0.5), Json::number(1e16)], [Json::Number(0.5), Json::Number(1e16)]);
    }
}
