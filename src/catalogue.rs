//! The shipped scenarios.

use lockstep_core::scenario::{Override, Scenario, ScenarioError};

mod files {
    include!(concat!(env!("OUT_DIR"), "/scenarios.rs"));
}

/// The scenario that opens when a link names none.
const FIRST: &str = "checkout-burst";

/// A scenario, and the text that it was read from.
pub struct Entry {
    /// As shipped.
    pub scenario: Scenario,
    json: &'static str,
}

/// All scenarios, by their number.
pub struct Catalogue(Vec<Entry>);

impl Catalogue {
    /// Reads the shipped files; the core's tests have checked each of them.
    pub fn shipped() -> Self {
        let mut entries: Vec<Entry> = Vec::new();
        for json in files::FILES {
            if let Ok(scenario) = Scenario::from_json(json) {
                let number = scenario.file.number;
                let place = entries.partition_point(|entry| entry.scenario.file.number < number);
                entries.insert(place, Entry { scenario, json });
            }
        }
        Catalogue(entries)
    }

    /// All of them.
    pub fn entries(&self) -> &[Entry] {
        &self.0
    }

    /// The place of a scenario by its id.
    pub fn place(&self, id: &str) -> Option<usize> {
        self.0.iter().position(|entry| entry.scenario.file.id == id)
    }

    /// The place of the one that opens first.
    pub fn first(&self) -> usize {
        self.place(FIRST).unwrap_or(0)
    }
}

impl Entry {
    /// The scenario with some of its controls moved.
    ///
    /// # Errors
    /// As [`Scenario::with_overrides`].
    pub fn with(&self, settings: &[(String, f64)]) -> Result<Scenario, ScenarioError> {
        let file = &self.scenario.file;
        let change = |(id, value): &(String, f64)| {
            let control = file.controls.iter().find(|control| control.id == *id)?;
            Some(Override::number(&control.path, *value))
        };
        let changes: Vec<Override> = settings.iter().filter_map(change).collect();
        Scenario::with_overrides(self.json, &changes)
    }

    /// The value of a control as shipped, by its place; its least if the file leaves it out.
    pub fn shipped(&self, place: usize) -> f64 {
        let control = &self.scenario.file.controls[place];
        self.default_of(&control.id).unwrap_or(control.min)
    }

    /// The value of a control as shipped.
    pub fn default_of(&self, control: &str) -> Option<f64> {
        let path = &self.scenario.file.controls.iter().find(|known| known.id == control)?.path;
        self.scenario.value_at(path)?.as_f64()
    }
}
