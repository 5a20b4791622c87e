//! The shipped scenarios: what is known of each before it is opened, and the way to its file.

use leptos::wasm_bindgen::JsValue;
use lockstep_core::scenario::Scenario;
use lockstep_core::text::Lang;

use crate::{browser, json};

mod files {
    use super::{Listed, Name};

    include!(concat!(env!("OUT_DIR"), "/scenarios.rs"));
}

pub use files::LIST;

/// The scenario that opens when a link names none. `index.html` asks for its file beside the module.
const FIRST: &str = "checkout-burst";

/// A name in both languages.
pub struct Name {
    en: &'static str,
    ru: &'static str,
}

/// A scenario, as lists show it.
pub struct Listed {
    id: &'static str,
    /// Settings of the same scenario share it.
    pub number: u32,
    title: Name,
    setting: Option<Name>,
}

impl Listed {
    /// The name that it shares with its other settings.
    pub fn title(&self, lang: Lang) -> &'static str {
        lang.pick(self.title.en, self.title.ru)
    }

    /// The name of this setting, where the file gives one.
    pub fn setting(&self, lang: Lang) -> Option<&'static str> {
        self.setting.as_ref().map(|name| lang.pick(name.en, name.ru))
    }

    /// What it is called where it stands alone.
    pub fn name(&self, lang: Lang) -> &'static str {
        self.setting(lang).unwrap_or(self.title(lang))
    }
}

/// The place of a scenario in the list, by its id.
pub fn place(id: &str) -> Option<usize> {
    LIST.iter().position(|listed| listed.id == id)
}

/// The place of the one that opens first.
pub fn first() -> usize {
    place(FIRST).unwrap_or(0)
}

/// Each scenario with all its settings, as places in the list from the first up to the second.
pub fn groups() -> impl Iterator<Item = (usize, usize)> {
    let ends = |place: usize| LIST.get(place + 1).map(|next| next.number) != Some(LIST[place].number);
    let mut start = 0;
    (0..LIST.len()).filter(move |place| ends(*place)).map(move |place| {
        let group = (start, place + 1);
        start = place + 1;
        group
    })
}

/// Fetches a scenario; tells of none if it does not arrive, or is none.
pub fn fetch(place: usize, tell: Box<dyn Fn(Option<Scenario>)>) {
    let address = ["./scenarios/", LIST[place].id, ".json"].concat();
    let read = |file: JsValue| Scenario::from_value(json::of(&file)).ok();
    browser::fetch_json(&address, Box::new(move |file| tell(file.and_then(read))));
}
