//! What a control does to a file, and where it stands in one.

use super::file::{Control, ControlOption};
use super::json::Json;
use super::overrides::Override;
use super::Scenario;

impl Control {
    /// The change that it makes when it is moved to a value.
    pub fn change(&self, value: f64) -> Override {
        let sets = self.options.iter().find(|option| option.value == value).and_then(|it| it.sets.clone());
        Override { path: self.path.clone(), value: sets.unwrap_or_else(|| Json::number(value)) }
    }

    /// The value at which it stands in a scenario; its least where the file leaves that out.
    pub fn stands_at(&self, scenario: &Scenario) -> f64 {
        let said = scenario.value_at(&self.path);
        // What is left out is as good as null.
        let stands = Some(said.unwrap_or(&Json::Null));
        let sets = |option: &&ControlOption| option.sets.as_ref() == stands;
        if let Some(option) = self.options.iter().find(sets) {
            return option.value;
        }
        // A control of two positions stands for yes and no.
        said.and_then(|said| said.as_f64().or(said.as_bool().map(f64::from))).unwrap_or(self.min)
    }

    /// The values that tell whether it fits its file: both ends, and those that have a word.
    pub fn tried(&self) -> impl Iterator<Item = f64> + '_ {
        [self.min, self.max].into_iter().chain(self.options.iter().map(|option| option.value))
    }
}
