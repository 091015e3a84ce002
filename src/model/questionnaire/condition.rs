//! When a question is asked: a small table, not a language.
//!
//! `when.family`, `when.item`: the report is about one of them. `when.answer.KEY`: an earlier question was answered with one of these
//! options. All of `when` must be so; if any of `unless` is so, the question is not asked.

use super::answers::Answers;
use crate::model::reading::{Findings, Part, shown, strings};
use crate::model::report::Audience;

/// Where the report belongs when the reporter chose nothing.
pub const NO_FAMILY: &str = "OTH";

/// An earlier question and the options of which one must have been chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The question's key.
    pub question: String,
    /// Any of these.
    pub any_of: Vec<String>,
    /// Whether it stands on the same page, where nothing is known yet when the page is shown.
    pub same_page: bool,
}

/// A condition; an empty one says nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Condition {
    /// Families of the taxonomy.
    pub families: Vec<String>,
    /// Items of the taxonomy.
    pub items: Vec<String>,
    /// Answers.
    pub answers: Vec<Wanted>,
}

/// Whether a question is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// It is not; an answer to it is dropped.
    No,
    /// It hangs on another answer of the same page: it is shown, and what is typed is kept.
    Perhaps,
    /// It is.
    Yes,
}

/// Who reports, and about what.
#[derive(Clone, Copy, Debug)]
pub struct Situation<'a> {
    /// Who.
    pub audience: Audience,
    /// The family, if one was chosen.
    pub family: Option<&'a str>,
    /// The item, if one was chosen.
    pub item: Option<&'a str>,
}

impl<'a> Situation<'a> {
    /// The family, or that of the item, or that of those who are not sure.
    pub fn family(&self) -> &'a str {
        let of_item = || self.item.and_then(|item| item.split('-').next());
        self.family.or_else(of_item).unwrap_or(NO_FAMILY)
    }
}

impl Condition {
    /// The condition under this key; an empty one if there is none.
    pub(super) fn read(part: &mut Part<'_>, key: &'static str, found: &mut Findings) -> Self {
        let Some(mut part) = part.part(key, found) else { return Self::default() };
        let (families, items) = (part.list("family", found), part.list("item", found));
        let answers = part.part("answer", found).map_or_else(Vec::new, |part| wanted(&part, found));
        if !part.has("family") && !part.has("item") && answers.is_empty() {
            found.fault(part.place(), "is empty: it takes family, item, or answer.KEY");
        }
        part.end(found);
        Self { families, items, answers }
    }

    /// Whether there is nothing in it.
    pub const fn is_empty(&self) -> bool {
        self.families.is_empty() && self.items.is_empty() && self.answers.is_empty()
    }

    fn names(&self, situation: &Situation<'_>) -> bool {
        let family = situation.family();
        self.families.iter().any(|known| known == family)
            || situation.item.is_some_and(|item| self.items.iter().any(|known| known == item))
    }

    /// Whether all of it is so.
    pub fn all(&self, situation: &Situation<'_>, answers: &Answers) -> Fit {
        let about = self.families.is_empty() && self.items.is_empty() || self.names(situation);
        let fit = |wanted: &Wanted| match (wanted.is_met(answers), wanted.same_page) {
            (true, _) => Fit::Yes,
            (false, true) => Fit::Perhaps,
            (false, false) => Fit::No,
        };
        if about { self.answers.iter().map(fit).min().unwrap_or(Fit::Yes) } else { Fit::No }
    }

    /// Whether any of it is so.
    pub fn any(&self, situation: &Situation<'_>, answers: &Answers) -> bool {
        self.names(situation) || self.answers.iter().any(|wanted| wanted.is_met(answers))
    }
}

impl Wanted {
    fn is_met(&self, answers: &Answers) -> bool {
        answers
            .answer(&self.question)
            .is_some_and(|answer| answer.chosen.iter().any(|chosen| self.any_of.contains(&chosen.key)))
    }
}

fn wanted(part: &Part<'_>, found: &mut Findings) -> Vec<Wanted> {
    let mut list = Vec::new();
    for (question, value) in part.entries() {
        match strings(value).filter(|any_of| !any_of.is_empty()) {
            Some(any_of) => list.push(Wanted { question: question.to_owned(), any_of, same_page: false }),
            None => found.fault(
                format!("{}.{}", part.place(), shown(question)),
                "must be the key of an option, or a list of them",
            ),
        }
    }
    list
}
