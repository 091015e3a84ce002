//! Fields of a form → answers. Nothing is thrown away because it looks odd.
//!
//! A field is called by the key of its question; `KEY.t` is what was typed, `KEY.c` the currency. A field nobody could have been
//! shown is refused by name, and an answer to a question that is not asked (the reporter went back and changed the topic) is dropped.

use std::collections::BTreeMap;
use std::fmt;

use super::Questionnaire;
use super::answers::{Answer, Answers, Chosen};
use super::condition::{Fit, Situation};
use super::question::{Check, Choice, Kind, Question};
use crate::clock::Day;
use crate::model::offices::Offices;
use crate::model::soft::{self, Warning};

/// Options that one field may carry; more are of no browser.
const MOST_VALUES: usize = 60;

/// What stands around the answers.
#[derive(Clone, Copy, Debug)]
pub struct Around<'a> {
    /// Who reports, and about what.
    pub situation: Situation<'a>,
    /// The day, against which dates are judged.
    pub today: Day,
    /// The offices, if there is a list.
    pub offices: Option<&'a Offices>,
}

/// Something a page must come back to the reporter with. What was typed is in the answers all the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// There is no such field.
    UnknownField(String),
    /// The question has no such option; its version may have changed since the page was opened.
    UnknownOption {
        /// The question.
        question: String,
        /// The option.
        option: String,
    },
    /// More was chosen than can be.
    TooMany {
        /// The question.
        question: String,
    },
    /// More was typed than the question takes.
    TooLong {
        /// The question.
        question: String,
        /// Characters.
        most: usize,
    },
    /// The question is required.
    Missing {
        /// The question.
        question: String,
    },
}

/// What was taken.
#[derive(Default)]
pub struct Taken {
    /// The answers, all of them.
    pub answers: Answers,
    /// What is odd, by question, in their order: to be shown, never to be refused for.
    pub warnings: Vec<(String, Warning)>,
    /// What is wrong.
    pub problems: Vec<Problem>,
}

impl fmt::Debug for Taken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Warnings and problems quote what was typed.
        f.write_str("Taken(…)")
    }
}

/// The fields of one question.
#[derive(Default)]
struct Fields<'f> {
    options: Vec<&'f str>,
    typed: &'f str,
    currency: &'f str,
}

impl Questionnaire {
    /// Takes the fields of a form: of all pages so far. `upto`: the last page that was shown, beyond which nothing is missing yet.
    pub fn take<'f>(
        &self,
        fields: impl IntoIterator<Item = (&'f str, &'f str)>,
        around: &Around<'_>,
        upto: u8,
    ) -> Taken {
        let mut taken = Taken::default();
        taken.answers.version = self.version();
        taken.answers.item = around.situation.item.map(str::to_owned);
        let fields = self.sort(fields, &mut taken.problems);
        for question in self.questions().iter().filter(|question| question.kind.is_kept_here()) {
            let fit = self.fit(question, &around.situation, &taken.answers);
            let given = fields.get(question.key.as_str()).filter(|_| fit > Fit::No);
            if let Some(answer) = given.and_then(|given| self.answer(question, given, around, &mut taken)) {
                taken.answers.given.push(answer);
            } else if question.required && fit == Fit::Yes && question.page <= upto {
                taken.problems.push(Problem::Missing { question: question.key.clone() });
            }
        }
        taken
    }

    fn sort<'f>(
        &self,
        fields: impl IntoIterator<Item = (&'f str, &'f str)>,
        problems: &mut Vec<Problem>,
    ) -> BTreeMap<&'f str, Fields<'f>> {
        let mut sorted: BTreeMap<&str, Fields<'_>> = BTreeMap::new();
        for (name, value) in fields {
            let (key, part) = name.split_once('.').map_or((name, None), |(key, part)| (key, Some(part)));
            let known = self.question(key).filter(|question| question.kind.is_kept_here());
            let fits = known.is_some_and(|question| match part {
                None => !question.options.is_empty(),
                Some("t") => question.is_typed(),
                Some("c") => question.kind == Kind::Money,
                Some(_) => false,
            });
            if !fits {
                problems.push(Problem::UnknownField(name.chars().take(40).collect()));
                continue;
            }
            let fields = sorted.entry(key).or_default();
            match part {
                _ if value.trim().is_empty() => {}
                None => fields.options.push(value),
                Some("c") => fields.currency = value,
                Some(_) => fields.typed = value,
            }
        }
        sorted
    }

    fn answer(
        &self,
        question: &Question,
        given: &Fields<'_>,
        around: &Around<'_>,
        taken: &mut Taken,
    ) -> Option<Answer> {
        let chosen = chosen(question, given, &mut taken.problems);
        if chosen.is_empty() && given.typed.is_empty() && given.currency.is_empty() {
            return None;
        }
        if given.typed.chars().nth(question.most).is_some() {
            taken.problems.push(Problem::TooLong { question: question.key.clone(), most: question.most });
        }
        let unit = self.unit_language();
        let mut answer = Answer {
            key: question.key.clone(),
            ask: question.ask_of(around.situation.audience).in_language(unit).to_owned(),
            chosen: chosen.into_iter().map(|choice| choice.kept(unit)).collect(),
            typed: given.typed.to_owned(),
            typed_currency: given.currency.to_owned(),
            plain: None,
            currency: None,
            class: question.class.number(),
        };
        let warnings = read(question, &mut answer, around, &taken.answers);
        taken.warnings.extend(warnings.into_iter().map(|warning| (question.key.clone(), warning)));
        Some(answer)
    }
}

impl Choice {
    fn kept(&self, language: &str) -> Chosen {
        Chosen { key: self.key.clone(), words: self.words.in_language(language).to_owned() }
    }
}

/// The options that were chosen, in the order of the question.
fn chosen<'q>(question: &'q Question, given: &Fields<'_>, problems: &mut Vec<Problem>) -> Vec<&'q Choice> {
    for option in given.options.iter().take(MOST_VALUES).filter(|key| question.option(key).is_none()) {
        let (question, option) = (question.key.clone(), option.chars().take(40).collect());
        problems.push(Problem::UnknownOption { question, option });
    }
    let is_chosen = |choice: &&Choice| given.options.iter().any(|key| *key == choice.key);
    let chosen: Vec<&Choice> = question.options.iter().filter(is_chosen).collect();
    if chosen.len() > 1 && question.kind != Kind::Several || given.options.len() > MOST_VALUES {
        problems.push(Problem::TooMany { question: question.key.clone() });
    }
    chosen
}

/// Reads what was typed into one form for all, as far as that is certain, and says what is odd.
fn read(question: &Question, answer: &mut Answer, around: &Around<'_>, before: &Answers) -> Vec<Warning> {
    if answer.typed.trim().is_empty() && answer.typed_currency.trim().is_empty() {
        return Vec::new();
    }
    let typed = answer.typed.as_str();
    match question.kind {
        Kind::Money => return money(question, answer, before),
        Kind::Number => {
            let read = soft::amount::read(typed, None);
            answer.plain = read.amount.map(|amount| amount.to_string());
            return read.warning.into_iter().collect();
        }
        Kind::Date => {
            let read = soft::date::read(typed, around.today);
            answer.plain = read.date.map(|date| date.to_string());
            return read.warning.into_iter().collect();
        }
        Kind::Chapter => {
            let (chapter, warning) = soft::chapter::read(typed);
            answer.plain = chapter.map(|chapter| format!("{chapter:02}"));
            return warning.into_iter().collect();
        }
        Kind::Office => {
            answer.plain = around.offices.and_then(|list| Some(list.exactly(typed)?.code.clone()));
        }
        Kind::Choice
        | Kind::Several
        | Kind::YesNo
        | Kind::Text
        | Kind::Taxonomy
        | Kind::Story
        | Kind::Exclude
        | Kind::Identity => {}
    }
    match question.check {
        Some(Check::Reference) => soft::reference::warnings(typed, around.today),
        None => Vec::new(),
    }
}

fn money(question: &Question, answer: &mut Answer, before: &Answers) -> Vec<Warning> {
    let (field, mut warnings) = soft::currency::read(&answer.typed_currency);
    let shared = question.currency_of.as_ref().and_then(|key| before.answer(key)?.currency.as_deref());
    let currency = field.or_else(|| soft::currency::known(shared?));
    let read = soft::amount::read(&answer.typed, currency);
    answer.plain = read.amount.map(|amount| amount.to_string());
    // What stands beside the figure is nearer to it than what stands in another field.
    answer.currency = read.currency.or(currency).map(str::to_owned);
    if answer.currency.is_none() && warnings.is_empty() && read.amount.is_some() {
        warnings.push(Warning::CurrencyMissing);
    }
    warnings.extend(read.warning);
    warnings
}
