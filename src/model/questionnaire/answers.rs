//! What goes into the sealed report: each answer as it was given, with the words it was asked in.
//!
//! The words are there for whoever opens the report in years, when this version of the questions is gone. They take about two
//! kilobytes, which the padding of the frame hides as it hides the rest.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An option that was chosen.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chosen {
    /// Its key.
    pub key: String,
    /// Its words in the unit's language, of that day.
    #[serde(default)]
    pub words: String,
}

/// One answer.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The key of the question.
    pub key: String,
    /// The question in the unit's language, of that day.
    #[serde(default)]
    pub ask: String,
    /// What was chosen, in the order of the question.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub chosen: Vec<Chosen>,
    /// What was typed, exactly.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub typed: String,
    /// The currency as it was typed, where it has a field of its own.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub typed_currency: String,
    /// What was typed, in one form for all: an amount as a decimal, a day as `YYYY-MM-DD`, `YYYY-MM` or `YYYY`, the code of an office,
    /// two digits of a chapter. Absent where it could not be read for certain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plain: Option<String>,
    /// The currency, ISO 4217.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// What the answer may give away, 0 to 3: which view it belongs in does not hang on the version of the questions.
    #[serde(default = "strictest")]
    pub class: u8,
}

/// What an answer without a class is taken for.
const fn strictest() -> u8 {
    3
}

/// All answers of a report.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answers {
    /// The version of the questionnaire.
    pub version: u32,
    /// Item of the taxonomy, if one was chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
    /// In the order in which they were asked.
    #[serde(default)]
    pub given: Vec<Answer>,
}

impl Answers {
    /// The answer to this question.
    pub fn answer(&self, key: &str) -> Option<&Answer> {
        self.given.iter().find(|answer| answer.key == key)
    }

    /// Whether this option of this question was chosen.
    pub fn chose(&self, key: &str, option: &str) -> bool {
        self.answer(key).is_some_and(|answer| answer.chosen.iter().any(|chosen| chosen.key == option))
    }
}

impl fmt::Debug for Chosen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Chosen(…)")
    }
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Answer(…)")
    }
}

impl fmt::Debug for Answers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Answers(…)")
    }
}
