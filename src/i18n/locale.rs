//! A language as its folder holds it.

use std::sync::LazyLock;

use fluent_bundle::FluentResource;
use fluent_bundle::concurrent::FluentBundle;
use serde::Deserialize;

use super::numbers::{self, Numbers};
use crate::crypto::words::WordList;

/// A folder below `locales`, as it was when the program was built.
#[derive(Clone, Copy, Debug)]
pub struct Folder {
    /// Its name, which is the code of the language.
    pub code: &'static str,
    /// `meta.toml`.
    pub meta: &'static str,
    /// The Fluent files with their names.
    pub texts: &'static [(&'static str, &'static str)],
}

/// All folders, in the order of their names.
pub const FOLDERS: &[Folder] = include!(concat!(env!("OUT_DIR"), "/locales.rs"));

/// From which side a language is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// From the left.
    #[default]
    Ltr,
    /// From the right.
    Rtl,
}

impl Direction {
    /// As `dir` has it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Ltr => "ltr",
            Self::Rtl => "rtl",
        }
    }
}

/// Whether somebody who grew up with the language has read all of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Somebody has.
    Reviewed,
    /// Nobody has yet.
    #[default]
    Unreviewed,
}

/// Who has read a translation, and when.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Review {
    /// Whether anybody has.
    pub status: Status,
    /// Who: a role or a body, a name only if its bearer wants to stand there.
    #[serde(default)]
    pub by: String,
    /// The day, `2026-11-25`.
    #[serde(default)]
    pub on: String,
}

impl Review {
    /// Whether it was read over.
    pub fn is_reviewed(&self) -> bool {
        self.status == Status::Reviewed
    }
}

/// `meta.toml`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Meta {
    pub(super) name: String,
    pub(super) direction: Direction,
    #[serde(default, deserialize_with = "list")]
    pub(super) words: Option<WordList>,
    #[serde(flatten)]
    pub(super) numbers: Numbers,
    pub(super) review: Review,
}

/// The list of the code's words, by its name.
fn list<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<WordList>, D::Error> {
    match String::deserialize(deserializer)?.as_str() {
        "english" => Ok(Some(WordList::English)),
        "french" => Ok(Some(WordList::French)),
        "spanish" => Ok(Some(WordList::Spanish)),
        "portuguese" => Ok(Some(WordList::Portuguese)),
        _ => Err(serde::de::Error::custom("words: english, french, spanish or portuguese")),
    }
}

/// A language that can be spoken.
pub(super) struct Locale {
    pub(super) code: &'static str,
    pub(super) prefix: String,
    pub(super) meta: Meta,
    pub(super) bundle: FluentBundle<FluentResource>,
}

/// All languages. A folder with a fault is not offered; a test reads every folder, so that none can be lost in silence.
pub(super) static LOCALES: LazyLock<Vec<Locale>> =
    LazyLock::new(|| FOLDERS.iter().filter_map(|folder| read(folder).ok()).collect());

/// A language without a word, for the case that cannot be: that English is not there.
pub(super) fn nothing() -> &'static Locale {
    static NOTHING: LazyLock<Locale> = LazyLock::new(|| Locale {
        code: "und",
        prefix: String::new(),
        meta: Meta::default(),
        bundle: FluentBundle::new_concurrent(Vec::new()),
    });
    &NOTHING
}

/// What is wrong with a folder. For those who translate; nobody else gets to see it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("locales/{folder}: {what}")]
pub struct Fault {
    folder: &'static str,
    what: String,
}

/// Checks that a folder can be read.
pub fn check(folder: &Folder) -> Result<(), Fault> {
    read(folder).map(drop)
}

fn read(folder: &Folder) -> Result<Locale, Fault> {
    let fault = |what: String| Fault { folder: folder.code, what };
    let meta: Meta = toml::from_str(folder.meta).map_err(|error| fault(error.to_string()))?;
    let code = folder.code.parse().map_err(|_| fault("is not the code of a language".to_owned()))?;
    let mut bundle = FluentBundle::new_concurrent(vec![code]);
    // Arguments are set apart by <bdi>, which every browser and reader understands, see `said`; Fluent's own marks are invisible
    // characters that end in what people copy.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(numbers::formatter(meta.numbers)));
    for (name, text) in folder.texts {
        let resource = FluentResource::try_new((*text).to_owned())
            .map_err(|(_, errors)| fault(format!("{name}: {errors:?}")))?;
        bundle.add_resource(resource).map_err(|errors| fault(format!("{name}: {errors:?}")))?;
    }
    Ok(Locale { code: folder.code, prefix: format!("/{}", folder.code), meta, bundle })
}
