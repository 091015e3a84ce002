//! The questions a reporter is asked: read from `config/questionnaire.toml`, which an administration may change without code.
//!
//! ```text
//! question    what a question is
//! condition   when it is asked
//! parse       the file; `check` judges it as a whole: reach, order, ways out
//! selection   the questions for this reporter, in order
//! answers     what goes into the sealed report
//! taking      fields of a form → answers, with what is odd about them
//! sheet       answers → sentences and a table for the unit
//! ```
//!
//! Nothing here refuses a report because an answer looks wrong: what was typed is kept as it was typed, and a warning stands beside it.

pub mod answers;
mod check;
pub mod condition;
mod parse;
pub mod question;
pub mod selection;
pub mod sheet;
pub mod taking;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use self::condition::Condition;
use self::question::Question;
use super::reading::Faults;
use super::words::Words;

/// The file that is part of the program.
pub const DEFAULT: &str = include_str!("../../../config/questionnaire.toml");

/// A questionnaire without a fault.
#[derive(Clone, Debug)]
pub struct Questionnaire {
    version: u32,
    languages: Vec<String>,
    unit_language: String,
    questions: Vec<Question>,
    care: Care,
    live: Vec<String>,
    privacy: [Words; 2],
    sheet: SheetWords,
    warnings: BTreeMap<String, Words>,
}

/// When support comes before questions: sexual demands, violence, danger.
#[derive(Clone, Debug)]
pub struct Care {
    /// The topic is one of these.
    pub topic: Condition,
    /// Or one of these was answered.
    pub answered: Condition,
    /// What is said there, above the support contacts.
    pub words: Words,
}

/// The few words with which the sheet is put together.
#[derive(Clone, Debug)]
pub struct SheetWords {
    /// Between two answers; a space follows.
    pub comma: Words,
    /// More was demanded than the official price: `{answer}`.
    pub more: Words,
    /// Less was demanded.
    pub less: Words,
    /// As much.
    pub same: Words,
    /// Heads the difference in the table.
    pub difference: Words,
}

static SHIPPED: LazyLock<Result<Questionnaire, Faults>> = LazyLock::new(|| Questionnaire::parse(DEFAULT));

/// The questionnaire that is part of the program.
///
/// # Errors
/// What is wrong with it; a test holds that nothing is.
pub fn shipped() -> Result<&'static Questionnaire, &'static Faults> {
    SHIPPED.as_ref()
}

impl Questionnaire {
    /// Reads a file and judges it.
    ///
    /// # Errors
    /// Everything that is wrong with it, each with its place.
    pub fn parse(text: &str) -> Result<Self, Faults> {
        parse::parse(text)
    }

    /// Its version, kept with each report. It must grow with every change of the questions.
    pub const fn version(&self) -> u32 {
        self.version
    }

    /// The languages in which every text is there.
    pub fn languages(&self) -> &[String] {
        &self.languages
    }

    /// The language the unit reads: what is kept with an answer for the day on which this version is gone.
    pub fn unit_language(&self) -> &str {
        &self.unit_language
    }

    /// All questions, in their order.
    pub fn questions(&self) -> &[Question] {
        &self.questions
    }

    /// The question with this key.
    pub fn question(&self, key: &str) -> Option<&Question> {
        self.questions.iter().find(|question| question.key == key)
    }

    /// The questions of the short path for goods that are held now, in their order.
    pub fn live(&self) -> impl Iterator<Item = &Question> {
        self.live.iter().filter_map(|key| self.question(key))
    }

    /// When support comes before questions.
    pub const fn care(&self) -> &Care {
        &self.care
    }

    /// The words of the sheet.
    pub const fn sheet_words(&self) -> &SheetWords {
        &self.sheet
    }

    /// The warning that stands before a question whose answer may identify somebody.
    pub fn warning_before<'a>(&'a self, question: &'a Question) -> Option<&'a Words> {
        use question::Privacy;
        let [reporter, others] = &self.privacy;
        question.warning.as_ref().or(match question.class {
            Privacy::Statistic | Privacy::Content => None,
            Privacy::Reporter => Some(reporter),
            Privacy::Others => Some(others),
        })
    }

    /// The words of a soft check's warning, in this language.
    pub fn warn(&self, warning: &super::soft::Warning, language: &str) -> String {
        let words = self.warnings.get(warning.key()).map_or("", |words| words.in_language(language));
        let fill = |text: String, (name, value): (&str, String)| text.replace(&format!("{{{name}}}"), &value);
        warning.parts().into_iter().fold(words.to_owned(), fill)
    }
}
