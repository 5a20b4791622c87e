//! The values of one lane, by name.

use std::ops::Index;

/// The values of one lane, by id and in the order of the ids; `None` where there is no sample.
///
/// A sorted list and no map: there are some fifty, and a map is kilobytes of every visitor's download.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Measurements {
    values: Vec<(String, Option<f64>)>,
    /// How many operations were answered well, and have no effect by then, nor was it undone.
    pub owed: u32,
}

impl Measurements {
    fn place(&self, id: &str) -> Result<usize, usize> {
        self.values.binary_search_by(|(known, _)| known.as_str().cmp(id))
    }

    /// Notes a value; a later one of the same id takes its place.
    pub fn insert(&mut self, id: String, value: Option<f64>) {
        match self.place(&id) {
            Ok(place) => self.values[place].1 = value,
            Err(place) => self.values.insert(place, (id, value)),
        }
    }

    /// A value; `None` also where nothing of this name is measured.
    pub fn get(&self, id: &str) -> Option<f64> {
        self.values[self.place(id).ok()?].1
    }

    /// The ids.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.values.iter().map(|(id, _)| id.as_str())
    }

    /// Ids and values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Option<f64>)> {
        self.values.iter().map(|(id, value)| (id.as_str(), *value))
    }
}

impl Index<&str> for Measurements {
    type Output = Option<f64>;

    /// A value that has to be measured.
    ///
    /// # Panics
    /// If nothing of this name is.
    fn index(&self, id: &str) -> &Option<f64> {
        match self.place(id) {
            Ok(place) => &self.values[place].1,
            Err(_) => panic!("nothing is measured under the name {id}"),
        }
    }
}
