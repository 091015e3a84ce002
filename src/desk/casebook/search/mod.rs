//! Full-text search over what the desk has open: in memory, in any script, never on a disk or in an address.
//!
//! A scan, not an index: looking through the folded text of ten thousand cases takes a few milliseconds (`benches/README.md`), an index
//! of its words would hold every word of every report a second time, and must be kept true while items arrive.

pub mod query;
pub mod snippet;
pub mod texts;

use super::OpenCase;
use crate::model::fold;
use crate::secret::SecretText;
use query::{Finders, Query};
use snippet::{Snippet, snippet};
use texts::{Text, inside, outside};

/// What of a case somebody may search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// What the case is called and about: before the declaration.
    Outside,
    /// All of it.
    Whole,
}

/// The folded words of a case.
#[derive(Debug, Default)]
pub struct Searchable {
    office: SecretText,
    outside: SecretText,
    inside: SecretText,
}

impl Searchable {
    /// Of an opened case.
    pub fn of(reference: &str, case: &OpenCase) -> Self {
        let office = case.file.triage.as_ref().map(|(triage, _)| fold::fold(&triage.office));
        Self {
            office: SecretText::new(office.unwrap_or_default()),
            outside: folded(&outside_of(reference, case)),
            inside: folded(&inside(case)),
        }
    }

    /// The office of the case as it was judged, folded; may be empty.
    pub fn office(&self) -> &str {
        self.office.expose_secret()
    }

    /// Whether all that is looked for stands in it.
    pub fn fits(&self, finders: &Finders<'_>, depth: Depth) -> bool {
        let outside = self.outside.expose_secret();
        match depth {
            Depth::Outside => finders.all_in(outside),
            // A question may be answered by both together, such as a family and a name.
            Depth::Whole => finders.all_in_both(outside, self.inside.expose_secret()),
        }
    }

    /// Bytes it takes.
    pub fn len(&self) -> usize {
        self.outside.expose_secret().len().saturating_add(self.inside.expose_secret().len())
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// The place of a case that a question was answered by.
pub fn found(reference: &str, case: &OpenCase, query: &Query, depth: Depth) -> Option<Snippet> {
    let mut texts = match depth {
        Depth::Outside => Vec::new(),
        Depth::Whole => inside(case),
    };
    texts.extend(outside_of(reference, case));
    snippet(&texts, query)
}

fn outside_of<'a>(reference: &'a str, case: &'a OpenCase) -> Vec<Text<'a>> {
    let triage = case.file.triage.as_ref().map(|(triage, _)| triage);
    outside(reference, triage, case.report().map(|(_, report)| report))
}

fn folded(texts: &[Text<'_>]) -> SecretText {
    // Large enough at once: a text that grows leaves copies behind.
    let bytes: usize = texts.iter().map(|text| text.words.len().saturating_add(4)).sum();
    let mut folded = String::with_capacity(bytes);
    for text in texts {
        fold::append(&text.words, &mut folded);
    }
    folded.shrink_to_fit();
    SecretText::new(folded)
}
