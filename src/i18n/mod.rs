//! Languages: what people read, in the language they read, from the folders below `locales`.
//!
//! A folder is a language: its `meta.toml` says how it is called and written, its Fluent files (projectfluent.org) hold the words. All of
//! it is compiled in, because a file that could be changed on the server could tell reporters anything. A test compares the folders key by
//! key, so that what is said in one language is said in all; should a text be missing all the same, the English one is shown.

pub mod locale;
pub mod negotiate;
mod numbers;
mod said;
pub mod words;

use std::fmt;

pub use self::locale::{Direction, Review};
use self::locale::{LOCALES, Locale};
pub use self::said::{Key, Said};
use crate::crypto::words::WordList;

/// The language the others are translated from.
pub const SOURCE: &str = "en";

/// One of the languages.
#[derive(Clone, Copy)]
pub struct Lang(&'static Locale);

impl Lang {
    /// All of them, in the order of their codes.
    pub fn all() -> impl ExactSizeIterator<Item = Self> {
        LOCALES.iter().map(Self)
    }

    /// The language with this code, as the folder is named.
    pub fn parse(code: &str) -> Option<Self> {
        Self::all().find(|lang| lang.code() == code)
    }

    /// English.
    pub fn source() -> Self {
        Self::parse(SOURCE).unwrap_or_else(|| Self(locale::nothing()))
    }

    /// Its code (BCP 47), as in `lang`.
    pub const fn code(self) -> &'static str {
        self.0.code
    }

    /// What begins the path of a page that was asked for in this language: `/fr`.
    pub fn prefix(self) -> &'static str {
        &self.0.prefix
    }

    /// What it is called by those who speak it.
    pub fn name(self) -> &'static str {
        &self.0.meta.name
    }

    /// From which side it is read.
    pub const fn direction(self) -> Direction {
        self.0.meta.direction
    }

    /// Who has read the translation.
    pub const fn review(self) -> &'static Review {
        &self.0.meta.review
    }

    /// The list of the words of a code; none where no list of its own exists.
    pub fn word_list(self) -> Option<WordList> {
        self.0.meta.words
    }

    /// A text with its arguments, to be written into a page.
    pub fn say(self, key: impl Into<Key>) -> Said {
        Said::new(self, key.into(), "")
    }

    /// A text without markup and without arguments.
    pub fn text(self, key: impl Into<Key>) -> String {
        self.say(key).plain()
    }

    const fn locale(self) -> &'static Locale {
        self.0
    }
}

impl PartialEq for Lang {
    fn eq(&self, other: &Self) -> bool {
        self.code() == other.code()
    }
}

impl Eq for Lang {}

impl fmt::Debug for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// What the operator should know: which languages are offered, and which of them nobody has read over yet.
pub fn status() -> String {
    let names = |reviewed: bool| {
        let those = Lang::all().filter(|lang| lang.review().is_reviewed() == reviewed);
        those.map(Lang::name).collect::<Vec<_>>().join(", ")
    };
    let (reviewed, unreviewed) = (names(true), names(false));
    if unreviewed.is_empty() {
        format!("Languages: {reviewed}.")
    } else {
        format!("Languages: {reviewed}; translated, but not yet read over by a native reader: {unreviewed}.")
    }
}
