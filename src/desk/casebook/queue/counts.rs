//! How many cases each choice would show, beside what is chosen already.

use std::collections::BTreeMap;

use super::card::{Card, Looker};
use super::filter::{Choice, Filter, Mark, STAGE, WORDS};
use super::rows::{family_words, lead_words, priority_words};
use crate::model::casework::stage::Stage;
use crate::model::casework::triage::Priority;
use crate::model::id::MemberId;

/// A choice with its words and its count.
#[derive(Clone, Debug)]
pub struct Facet {
    /// The choice.
    pub choice: Choice,
    /// In words.
    pub words: String,
    /// How many cases there would be.
    pub count: usize,
    /// Whether it is chosen.
    pub chosen: bool,
}

/// Choices of one kind.
#[derive(Clone, Debug)]
pub struct Group {
    /// Of which.
    pub title: &'static str,
    /// The choices.
    pub facets: Vec<Facet>,
}

/// What of a filter a case does not fulfil, a bit for each.
pub fn failing(card: &Card<'_>, choices: &[Choice], found: bool) -> u16 {
    let failed = choices.iter().filter(|choice| !card.is(choice)).map(Choice::bit);
    let asks_stage = choices.iter().any(|choice| choice.bit() == STAGE);
    let rests = if card.rests && !asks_stage { STAGE } else { 0 };
    let words = if found { 0 } else { WORDS };
    failed.fold(rests | words, |all, bit| all | bit)
}

/// Cases that differ in nothing that could be chosen: ten thousand cases are a few hundred of these.
type Alike<'a> = (u16, u16, &'a str, &'a str, Option<Priority>, Stage, Option<MemberId>);

/// The counts: of each choice the cases that fulfil it and everything that is chosen of other kinds.
#[derive(Debug, Default)]
pub struct Counts<'a> {
    alike: BTreeMap<Alike<'a>, usize>,
    /// Offices as they were written.
    offices: BTreeMap<&'a str, &'a str>,
}

impl<'a> Counts<'a> {
    /// Counts a case in.
    pub fn add(&mut self, card: &Card<'a>, failing: u16) {
        let Some(open) = card.open else { return };
        let (stage, lead) = (open.file.standing(), open.file.lead);
        let alike = (failing, card.marks(), card.family(), card.office(), card.priority(), stage, lead);
        let count = self.alike.entry(alike).or_default();
        *count = count.saturating_add(1);
        self.offices.entry(card.office()).or_insert_with(|| card.office_words());
    }

    fn by_choice(&self) -> BTreeMap<Choice, usize> {
        let mut by_choice: BTreeMap<Choice, usize> = BTreeMap::new();
        for ((failing, marks, family, office, priority, stage, lead), cases) in &self.alike {
            let marks = Mark::ALL.into_iter().filter(|mark| marks & mark.bit() != 0).map(Choice::Mark);
            let others = [
                Choice::Family((*family).to_owned()),
                Choice::Office((*office).to_owned()),
                Choice::Priority(*priority),
                Choice::Stage(*stage),
                Choice::Lead(*lead),
            ];
            for choice in marks.chain(others).filter(|choice| failing & !choice.bit() == 0) {
                let count = by_choice.entry(choice).or_default();
                *count = count.saturating_add(*cases);
            }
        }
        by_choice
    }

    /// The groups in the order in which pages show them: of a group what there is, and what is chosen.
    pub fn groups(&self, filter: &Filter, looker: &Looker<'_>) -> Vec<Group> {
        let by_choice = self.by_choice();
        let facet = |choice: Choice| {
            let count = by_choice.get(&choice).copied().unwrap_or_default();
            let chosen = filter.choices().contains(&choice);
            Facet { words: self.words(&choice, looker), count, chosen, choice }
        };
        let marks = Mark::ALL.into_iter().map(Choice::Mark);
        let priorities =
            Priority::ALL.iter().map(|priority| Some(*priority)).chain([None]).map(Choice::Priority);
        // What is closed is looked for by everybody now and then, the other states by few.
        let stages = Stage::ALL.iter().filter(|stage| **stage != Stage::Closed);
        let stages = stages.map(|stage| Choice::Stage(*stage));
        let fixed =
            |title, choices: Vec<Choice>| Group { title, facets: choices.into_iter().map(facet).collect() };
        let open = |title, bit: u16| {
            let chosen = filter.choices().into_iter().filter(|choice| choice.bit() == bit);
            let mut choices: Vec<Choice> =
                by_choice.keys().filter(|choice| choice.bit() == bit).cloned().collect();
            choices.extend(chosen.filter(|choice| !by_choice.contains_key(choice)));
            let mut facets: Vec<Facet> = choices.into_iter().map(facet).collect();
            facets
                .sort_by(|one, other| other.count.cmp(&one.count).then_with(|| one.words.cmp(&other.words)));
            Group { title, facets }
        };
        vec![
            fixed("Show", marks.chain([Choice::Stage(Stage::Closed)]).collect()),
            fixed("Priority", priorities.collect()),
            fixed("State", stages.collect()),
            open("Assignee", Choice::Lead(None).bit()),
            open("About", Choice::Family(String::new()).bit()),
            open("Office", Choice::Office(String::new()).bit()),
        ]
    }

    /// A choice in words.
    pub fn words(&self, choice: &Choice, looker: &Looker<'_>) -> String {
        match choice {
            Choice::Mark(mark) => mark.words().to_owned(),
            Choice::Family(code) => family_words(code),
            Choice::Office(office) if office.is_empty() => "No office yet".to_owned(),
            Choice::Office(office) => {
                self.offices.get(office.as_str()).map_or_else(|| office.clone(), |words| (*words).to_owned())
            }
            Choice::Priority(None) => "Not judged yet".to_owned(),
            Choice::Priority(priority) => priority_words(*priority).to_owned(),
            Choice::Stage(stage) => stage.words().to_owned(),
            Choice::Lead(lead) => lead_words(*lead, looker),
        }
    }
}
