//! The texts of a language: the interface's words and the sentences about a run.
//!
//! They stand in `assets/text/en.json` and `ru.json`, by the same names in both. To add one, give it a line in
//! each. A text without arguments is then a method of [`Ui`]; one with arguments gets a line in `words.rs` or, if
//! it is about a run, in `phrases.rs`, which gives the arguments their types. How arguments and choices are
//! written: `fill.rs`.
//!
//! They are compiled in with the feature `texts`. The page does without it, and fetches those of the language
//! that it speaks: `Lang::learn`.

#[cfg(not(feature = "texts"))]
use std::sync::OnceLock;

use super::Lang;

/// All texts of a language.
pub struct Ui {
    pub(super) lang: Lang,
    /// In the order of their names; the entries of a list are parted by `|`.
    pub(super) texts: &'static [&'static str; COUNT],
}

include!(concat!(env!("OUT_DIR"), "/texts.rs"));

#[cfg(feature = "texts")]
impl Lang {
    /// The texts in this language.
    pub fn ui(self) -> &'static Ui {
        match self {
            Lang::En => &EN,
            Lang::Ru => &RU,
        }
    }
}

/// What has been learned, in the order of [`Lang::ALL`].
#[cfg(not(feature = "texts"))]
static LEARNED: [OnceLock<Ui>; 2] = [const { OnceLock::new() }; 2];

#[cfg(not(feature = "texts"))]
impl Lang {
    /// The texts in this language, which has to be known: whoever changes the language learns it first.
    pub fn ui(self) -> &'static Ui {
        LEARNED[self as usize].get().expect("a language is learned before it is spoken")
    }

    /// Whether the texts in this language are here.
    pub fn is_known(self) -> bool {
        LEARNED[self as usize].get().is_some()
    }

    /// Takes the texts of this language, in the order of their names, the entries of a list joined by `|`.
    /// Whether those were all. Learned twice, it is what it was.
    pub fn learn(self, texts: &'static [&'static str]) -> bool {
        let all = texts.try_into().ok();
        all.map(|texts| LEARNED[self as usize].set(Ui { lang: self, texts })).is_some()
    }
}
