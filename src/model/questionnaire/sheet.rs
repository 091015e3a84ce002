//! Answers → sentences and a compact table, for the people who work on the case.
//!
//! What the program says and what the reporter said are kept apart in every sentence: the reporter's words are quoted as they are, in
//! their language and direction, and never pass for ours.

use super::answers::{Answer, Answers};
use super::question::{Question, Sum};
use super::{Questionnaire, SheetWords};
use crate::model::soft::amount::Amount;
use crate::model::words::Words;

/// A part of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// The program's words.
    Ours(String),
    /// The reporter's, to be quoted.
    Theirs(String),
}

/// A sentence of the sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// The question it answers; empty for what was computed.
    pub key: String,
    /// What it may give away, 0 to 3.
    pub class: u8,
    /// Its parts.
    pub pieces: Vec<Piece>,
}

/// A row of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// The question; empty for what was computed.
    pub key: String,
    /// What it may give away, 0 to 3.
    pub class: u8,
    /// What it is.
    pub name: String,
    /// The answer.
    pub pieces: Vec<Piece>,
}

/// What a unit reads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    /// The answers as sentences.
    pub sentences: Vec<Sentence>,
    /// The answers as a table.
    pub facts: Vec<Fact>,
}

/// The pieces as plain text, the reporter's words in quotation marks.
pub fn plain(pieces: &[Piece]) -> String {
    let text = |piece: &Piece| match piece {
        Piece::Ours(text) => text.clone(),
        Piece::Theirs(text) => format!("“{text}”"),
    };
    pieces.iter().map(text).collect()
}

impl Sentence {
    /// As plain text.
    pub fn text(&self) -> String {
        plain(&self.pieces)
    }
}

impl Questionnaire {
    /// The sheet of these answers in this language. Answers to another version of the questions are read by their own words.
    pub fn sheet(&self, answers: &Answers, language: &str) -> Sheet {
        let mut sheet = Sheet::default();
        for answer in &answers.given {
            let question = self.question(&answer.key).filter(|_| answers.version == self.version());
            let teller = Teller { question, answer, words: self.sheet_words(), language };
            sheet.sentences.extend(teller.sentences());
            sheet.facts.push(teller.fact());
        }
        if answers.version == self.version()
            && let Some((sentence, fact)) = self.difference(answers, language)
        {
            sheet.sentences.push(sentence);
            sheet.facts.push(fact);
        }
        sheet
    }

    /// Demanded minus official, where both are known and in the same currency.
    fn difference(&self, answers: &Answers, language: &str) -> Option<(Sentence, Fact)> {
        let sum = |wanted: Sum| {
            let question = self.questions().iter().find(|question| question.sum == Some(wanted))?;
            let answer = answers.answer(&question.key)?;
            Some((Amount::parse(answer.plain.as_deref()?)?, answer.currency.as_deref()?))
        };
        let (demanded, currency) = sum(Sum::Demanded)?;
        let (official, other) = sum(Sum::Official)?;
        let difference = demanded.minus(official).filter(|_| currency == other)?;
        let words = self.sheet_words();
        let pattern = match difference.cmp_zero() {
            std::cmp::Ordering::Greater => &words.more,
            std::cmp::Ordering::Less => &words.less,
            std::cmp::Ordering::Equal => &words.same,
        };
        let value = |amount: Amount| vec![Piece::Ours(format!("{amount} {currency}"))];
        let pieces = fill(pattern.in_language(language), value(difference.absolute()));
        let name = words.difference.in_language(language).to_owned();
        let fact = Fact { key: String::new(), class: 1, name, pieces: value(difference) };
        Some((Sentence { key: String::new(), class: 1, pieces }, fact))
    }
}

/// Puts pieces into the place of `{answer}`.
fn fill(pattern: &str, pieces: Vec<Piece>) -> Vec<Piece> {
    let Some((before, after)) = pattern.split_once("{answer}") else {
        return vec![Piece::Ours(pattern.to_owned())];
    };
    let ours = |text: &str| (!text.is_empty()).then(|| Piece::Ours(text.to_owned()));
    ours(before).into_iter().chain(pieces).chain(ours(after)).collect()
}

/// One answer and what is known of its question.
struct Teller<'a> {
    question: Option<&'a Question>,
    answer: &'a Answer,
    words: &'a SheetWords,
    language: &'a str,
}

impl Teller<'_> {
    fn sentences(&self) -> Vec<Sentence> {
        let of = |pieces| Sentence { key: self.answer.key.clone(), class: self.answer.class, pieces };
        let mut sentences: Vec<Sentence> = self
            .says()
            .map(|says| of(vec![Piece::Ours(says.in_language(self.language).to_owned())]))
            .collect();
        let rest = self.pieces(self.without_says());
        if !rest.is_empty() {
            sentences.push(of(match self.question.and_then(|question| question.says.as_ref()) {
                Some(pattern) => fill(pattern.in_language(self.language), rest),
                None => fill(&format!("{} — {{answer}}", self.name()), rest),
            }));
        }
        sentences
    }

    fn fact(&self) -> Fact {
        let all = self.answer.chosen.iter().map(|chosen| self.option(&chosen.key, &chosen.words)).collect();
        let (key, class) = (self.answer.key.clone(), self.answer.class);
        Fact { key, class, name: self.name(), pieces: self.pieces(all) }
    }

    /// The short name; the question as it was asked, if it is not known any more; its key at the least.
    fn name(&self) -> String {
        let kept = if self.answer.ask.is_empty() { &self.answer.key } else { &self.answer.ask };
        self.question
            .map_or_else(|| kept.clone(), |question| question.name.in_language(self.language).to_owned())
    }

    fn option(&self, key: &str, kept: &str) -> String {
        let known = self.question.and_then(|question| question.option(key));
        let kept = if kept.is_empty() { key } else { kept };
        known.map_or_else(|| kept.to_owned(), |option| option.words.in_language(self.language).to_owned())
    }

    fn says_of(&self, key: &str) -> Option<&Words> {
        self.question?.option(key)?.says.as_ref()
    }

    /// The sentences that chosen options have of their own.
    fn says(&self) -> impl Iterator<Item = &Words> {
        self.answer.chosen.iter().filter_map(|chosen| self.says_of(&chosen.key))
    }

    /// The words of the other chosen options.
    fn without_says(&self) -> Vec<String> {
        let others = self.answer.chosen.iter().filter(|chosen| self.says_of(&chosen.key).is_none());
        others.map(|chosen| self.option(&chosen.key, &chosen.words)).collect()
    }

    /// Options, what was read for certain, and the reporter's words where they say more than that.
    fn pieces(&self, options: Vec<String>) -> Vec<Piece> {
        let comma = self.words.comma.in_language(self.language);
        let mut parts: Vec<Piece> = options.into_iter().map(Piece::Ours).collect();
        let value = self.value();
        let typed = self.typed();
        if let Some(value) = &value {
            parts.push(Piece::Ours(value.clone()));
        }
        if !typed.is_empty() && value.as_ref() != Some(&typed) {
            parts.push(Piece::Theirs(typed));
        }
        let mut pieces = Vec::with_capacity(parts.len().saturating_mul(2));
        for part in parts {
            if !pieces.is_empty() {
                pieces.push(Piece::Ours(format!("{comma} ")));
            }
            pieces.push(part);
        }
        pieces
    }

    fn value(&self) -> Option<String> {
        let plain = self.answer.plain.as_ref()?;
        Some(match &self.answer.currency {
            Some(currency) => format!("{plain} {currency}"),
            None => plain.clone(),
        })
    }

    /// Everything that was typed.
    fn typed(&self) -> String {
        let typed = [self.answer.typed.trim(), self.answer.typed_currency.trim()];
        typed.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ")
    }
}
