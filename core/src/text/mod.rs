//! English and Russian: a text that one language lacks is an error of the build.
//!
//! The texts stand in `assets/text`, where [`Ui`] says how one is added. This module knows units and the words of
//! the field, nothing of a particular scenario; names come in from the scenario, in the language asked for.

mod fill;
mod number;
mod phrase;
mod phrases;
mod ui;
mod words;

pub use fill::{entries, entry};
pub use number::{
    bare_rate, clock, count, decimals_of, milliseconds, milliseconds_at_most, percent, percent_at_most, rate,
    ratio, unit_of, Sign, SECONDS_FROM,
};
pub use phrase::{plain, Fate, GivenUp, Held, Kept, Lost, Piece, Place, Sentence, Told, Turned, Who, Wrong};
pub use phrases::Phrases;
pub use ui::Ui;

/// A language of the product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Russian.
    Ru,
}

impl Lang {
    /// Both languages.
    pub const ALL: [Lang; 2] = [Lang::En, Lang::Ru];

    /// The code for `lang` attributes and links.
    pub fn code(self) -> &'static str {
        match self {
            Lang::En => "en",
            Lang::Ru => "ru",
        }
    }

    /// The language that a code such as `ru-RU` asks for.
    pub fn from_code(code: &str) -> Option<Self> {
        let primary = code.split(['-', '_']).next()?.to_ascii_lowercase();
        Lang::ALL.into_iter().find(|lang| lang.code() == primary)
    }

    /// The text in this language.
    pub fn pick<'t>(self, en: &'t str, ru: &'t str) -> &'t str {
        match self {
            Lang::En => en,
            Lang::Ru => ru,
        }
    }
}
