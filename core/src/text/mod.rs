//! English and Russian, typed: a text that one language lacks is a compile error.
//!
//! It knows units and the words of the field, nothing of a particular scenario; names
//! come in from the scenario, in the language asked for.

mod en;
mod number;
mod phrase;
mod ru;
mod told;
mod ui;

pub use number::{bare_rate, clock, count, milliseconds, percent, rate, ratio, unit_of, Sign, SECONDS_FROM};
pub use phrase::{
    plain, CallPhrases, Fate, GivenUp, Held, Kept, Lost, Phrases, Piece, Place, PollPhrases, PublishPhrases,
    SagaPhrases, Sentence, Turned, Who, Wrong,
};
pub use told::{ReplyPhrases, Told};
pub use ui::{RowText, Ui};

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

    /// The interface's words.
    pub fn ui(self) -> &'static Ui {
        match self {
            Lang::En => &en::UI,
            Lang::Ru => &ru::UI,
        }
    }

    /// The sentences about a run.
    pub fn phrases(self) -> &'static dyn Phrases {
        match self {
            Lang::En => &en::English,
            Lang::Ru => &ru::Russian,
        }
    }
}
