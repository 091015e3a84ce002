//! What somebody wants to see of the queue.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::model::casework::stage::Stage;
use crate::model::casework::triage::Priority;
use crate::model::id::MemberId;

/// What a case is to the member who looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// The member leads it or works on it.
    Mine,
    /// Nobody leads it.
    Unassigned,
    /// Something is due today or overdue.
    Due,
    /// The reporter was asked and has not answered.
    Waiting,
    /// Somebody proposed something that the member may agree to.
    ToApprove,
    /// A note names the member, and the member has not read it.
    Mentioned,
}

impl Mark {
    /// All of them, in the order in which pages show them.
    pub const ALL: [Self; 6] =
        [Self::Mine, Self::Unassigned, Self::Due, Self::Waiting, Self::ToApprove, Self::Mentioned];

    /// The word in addresses.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Mine => "mine",
            Self::Unassigned => "unassigned",
            Self::Due => "due",
            Self::Waiting => "waiting",
            Self::ToApprove => "to_approve",
            Self::Mentioned => "mentioned",
        }
    }

    /// Plain words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Mine => "Mine",
            Self::Unassigned => "Unassigned",
            Self::Due => "Due or overdue",
            Self::Waiting => "Waiting for the reporter",
            Self::ToApprove => "To approve",
            Self::Mentioned => "Mentions me",
        }
    }

    /// The mark with this key.
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mark| mark.key() == key)
    }

    /// A bit of its own.
    pub(super) const fn bit(self) -> u16 {
        match self {
            Self::Mine => 1,
            Self::Unassigned => 2,
            Self::Due => 4,
            Self::Waiting => 8,
            Self::ToApprove => 16,
            Self::Mentioned => 32,
        }
    }
}

/// One thing that a case can be asked for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Choice {
    /// What it is to the member.
    Mark(Mark),
    /// Code of the family; empty if none was said.
    Family(String),
    /// The office, folded; empty if none was said.
    Office(String),
    /// The priority; `None` before triage.
    Priority(Option<Priority>),
    /// Where it stands.
    Stage(Stage),
    /// Who leads; `None`: nobody.
    Lead(Option<MemberId>),
}

impl Choice {
    /// The bit of what it asks for. Of one kind only one counts, apart from marks.
    pub(super) const fn bit(&self) -> u16 {
        match self {
            Self::Mark(mark) => mark.bit(),
            Self::Family(_) => 64,
            Self::Office(_) => 128,
            Self::Priority(_) => 256,
            Self::Stage(_) => STAGE,
            Self::Lead(_) => 1024,
        }
    }
}

/// The bit of where a case stands. A case that rests is not shown unless somebody asks for its stage.
pub(super) const STAGE: u16 = 512;
/// The bit of the search.
pub(super) const WORDS: u16 = 2048;

/// Everything that is asked for at once. What a view is saved as: names and values stay for ever.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Filter {
    /// Each of them must hold.
    pub marks: BTreeSet<Mark>,
    /// Code of a family; empty: none was said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub family: Option<String>,
    /// A folded office; empty: none was said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub office: Option<String>,
    /// A priority, or `none` before triage.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub priority: Option<Rank>,
    /// Where it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<Stage>,
    /// Who leads.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lead: Option<Lead>,
    /// What is searched for, as it was typed.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub words: String,
}

/// A priority that is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rank {
    /// Before triage.
    None,
    /// This one.
    #[serde(untagged)]
    Of(Priority),
}

/// A lead that is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lead {
    /// Nobody.
    Nobody,
    /// This member.
    #[serde(untagged)]
    Member(MemberId),
}

impl std::fmt::Debug for Filter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Filter({} choices)", self.choices().len())
    }
}

impl Filter {
    /// Whether nothing is asked for.
    pub fn is_empty(&self) -> bool {
        self == &Self::default()
    }

    /// What is asked for, the search apart.
    pub fn choices(&self) -> Vec<Choice> {
        let marks = self.marks.iter().map(|mark| Choice::Mark(*mark));
        let priority = self.priority.map(|rank| match rank {
            Rank::None => None,
            Rank::Of(priority) => Some(priority),
        });
        let lead = self.lead.map(|lead| match lead {
            Lead::Nobody => None,
            Lead::Member(id) => Some(id),
        });
        let others = [
            self.family.clone().map(Choice::Family),
            self.office.clone().map(Choice::Office),
            priority.map(Choice::Priority),
            self.stage.map(Choice::Stage),
            lead.map(Choice::Lead),
        ];
        marks.chain(others.into_iter().flatten()).collect()
    }

    /// The same with this choice, in the place of another of its kind.
    #[must_use]
    pub fn with(&self, choice: Choice) -> Self {
        let mut changed = self.clone();
        match choice {
            Choice::Mark(mark) => drop(changed.marks.insert(mark)),
            Choice::Family(code) => changed.family = Some(code),
            Choice::Office(office) => changed.office = Some(office),
            Choice::Priority(priority) => changed.priority = Some(priority.map_or(Rank::None, Rank::Of)),
            Choice::Stage(stage) => changed.stage = Some(stage),
            Choice::Lead(lead) => changed.lead = Some(lead.map_or(Lead::Nobody, Lead::Member)),
        }
        changed
    }

    /// The same without this choice.
    #[must_use]
    pub fn without(&self, choice: &Choice) -> Self {
        let mut changed = self.clone();
        match choice {
            Choice::Mark(mark) => drop(changed.marks.remove(mark)),
            Choice::Family(_) => changed.family = None,
            Choice::Office(_) => changed.office = None,
            Choice::Priority(_) => changed.priority = None,
            Choice::Stage(_) => changed.stage = None,
            Choice::Lead(_) => changed.lead = None,
        }
        changed
    }

    /// The same without the search.
    #[must_use]
    pub fn without_words(&self) -> Self {
        Self { words: String::new(), ..self.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_is_its_choices_and_is_read_back_as_it_was_written() {
        let choices = [
            Choice::Mark(Mark::Mine),
            Choice::Mark(Mark::Due),
            Choice::Family("SOL".into()),
            Choice::Office(String::new()),
            Choice::Priority(None),
            Choice::Stage(Stage::Triage),
            Choice::Lead(Some(MemberId::from_bytes([7; 16]))),
        ];
        let filter = choices.iter().cloned().fold(Filter::default(), |filter, choice| filter.with(choice));
        assert_eq!(filter.choices(), choices);
        let bits = choices.iter().map(Choice::bit).fold(0, |all, bit| all | bit);
        assert_eq!(bits.count_ones(), 7, "each kind has a bit of its own");
        let text = serde_json::to_string(&filter).unwrap();
        assert_eq!(serde_json::from_str::<Filter>(&text).unwrap(), filter, "{text}");
        let none = choices.iter().fold(filter, |filter, choice| filter.without(choice));
        assert!(none.is_empty());
        for lead in [Choice::Lead(None), Choice::Priority(Some(Priority::P2))] {
            let filter = Filter::default().with(lead);
            let text = serde_json::to_string(&filter).unwrap();
            assert_eq!(serde_json::from_str::<Filter>(&text).unwrap(), filter, "{text}");
        }
    }
}
