//! The names of steps in addresses.

use crate::model::casework::deed::Deed;
use crate::model::casework::file::CaseFile;
use crate::model::casework::stage::Stage;
use crate::model::casework::step::StepKind;
use crate::model::id::ItemId;

/// What a form does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepName {
    /// Says whether one stands too near.
    Declare,
    /// Judges the case.
    Triage,
    /// Moves it.
    Move(Stage),
    /// Assigns it.
    Assign,
    /// Notes something.
    Note,
    /// Writes the plan.
    Plan,
    /// Sets a task.
    Task,
    /// Says that a task is done.
    Done(ItemId),
    /// Enters evidence.
    Evidence,
    /// Makes a finding.
    Finding,
    /// Says what was done.
    Action,
    /// Says where the weakness sits.
    Root,
    /// Ties to another case.
    Link,
    /// Begins or ends a watch.
    Watch,
    /// Says that a step was taken that could expose the source.
    Expose,
    /// Proposes what takes two people.
    Propose(StepKind),
    /// Answers a proposal.
    Answer(ItemId),
    /// Takes a proposal back.
    Withdraw(ItemId),
}

const PLAIN: &[(&str, StepName)] = &[
    ("declare", StepName::Declare),
    ("triage", StepName::Triage),
    ("assign", StepName::Assign),
    ("note", StepName::Note),
    ("plan", StepName::Plan),
    ("task", StepName::Task),
    ("evidence", StepName::Evidence),
    ("finding", StepName::Finding),
    ("action", StepName::Action),
    ("root", StepName::Root),
    ("link", StepName::Link),
    ("watch", StepName::Watch),
    ("expose", StepName::Expose),
];

impl StepName {
    /// The step with this name.
    pub fn parse(text: &str) -> Option<Self> {
        if let Some((_, name)) = PLAIN.iter().find(|(word, _)| *word == text) {
            return Some(*name);
        }
        let (word, of) = text.split_once('-')?;
        match word {
            "move" => Stage::parse(of).map(Self::Move),
            "propose" => StepKind::parse(of).map(Self::Propose),
            "done" => ItemId::parse(of).map(Self::Done),
            "answer" => ItemId::parse(of).map(Self::Answer),
            "withdraw" => ItemId::parse(of).map(Self::Withdraw),
            _ => None,
        }
    }

    /// Its name.
    pub fn text(self) -> String {
        if let Some((word, _)) = PLAIN.iter().find(|(_, name)| *name == self) {
            return (*word).to_owned();
        }
        match self {
            Self::Move(to) => format!("move-{}", to.key()),
            Self::Propose(kind) => format!("propose-{}", kind.key()),
            Self::Done(of) => format!("done-{of}"),
            Self::Answer(of) => format!("answer-{of}"),
            Self::Withdraw(of) => format!("withdraw-{of}"),
            Self::Declare
            | Self::Triage
            | Self::Assign
            | Self::Note
            | Self::Plan
            | Self::Task
            | Self::Evidence
            | Self::Finding
            | Self::Action
            | Self::Root
            | Self::Link
            | Self::Watch
            | Self::Expose => String::new(),
        }
    }

    /// What the rules call it; `None` if the case has no such proposal.
    pub fn deed(self, file: &CaseFile) -> Option<Deed> {
        Some(match self {
            Self::Declare => Deed::Declare,
            Self::Triage => Deed::Triage,
            Self::Move(to) => Deed::Move(to),
            Self::Assign => Deed::Assign,
            Self::Note => Deed::Note,
            Self::Plan => Deed::Plan,
            Self::Task | Self::Done(_) => Deed::Task,
            Self::Evidence => Deed::Evidence,
            Self::Finding => Deed::Find,
            Self::Action => Deed::Act,
            Self::Root => Deed::Root,
            Self::Link => Deed::Link,
            Self::Watch => Deed::Watch,
            Self::Expose => Deed::Expose,
            Self::Propose(kind) => Deed::Propose(kind),
            Self::Answer(of) => Deed::Answer(file.proposal(of)?.proposal.what.kind()),
            Self::Withdraw(of) => file.proposal(of).map(|_| Deed::Withdraw)?,
        })
    }

    /// What it does in a case that stands at `stage`, as a heading and as a link.
    pub const fn title_at(self, stage: Stage) -> &'static str {
        match (self, stage) {
            (Self::Move(Stage::Investigation), Stage::Assessment) => "Begin the investigation",
            (Self::Move(Stage::OnHold), Stage::OnHold) => "Keep on hold",
            (_, _) => self.title(),
        }
    }

    const fn title(self) -> &'static str {
        match self {
            Self::Declare => "Do you know anybody involved?",
            Self::Triage => "Triage",
            Self::Move(Stage::Assessment) => "Begin the assessment",
            Self::Move(Stage::Investigation) => "Go back to the investigation",
            Self::Move(Stage::OnHold) => "Put on hold",
            Self::Move(Stage::Decision) => "Hand in for decision",
            Self::Move(Stage::Triage) => "Reopen",
            Self::Move(Stage::Received | Stage::Referred | Stage::Closed) => "Move",
            Self::Assign => "Assign",
            Self::Note => "Write a note",
            Self::Plan => "Write the plan",
            Self::Task => "Set a task",
            Self::Done(_) => "The task is done",
            Self::Evidence => "Enter evidence",
            Self::Finding => "Make a finding",
            Self::Action => "Say what was done",
            Self::Root => "Name the root cause",
            Self::Link => "Link another case",
            Self::Watch => "Begin or end a watch",
            Self::Expose => "Record an exposing step",
            Self::Propose(StepKind::Close) => "Propose to close",
            Self::Propose(StepKind::Refer) => "Propose to refer",
            Self::Propose(StepKind::Export) => "Propose to export",
            Self::Propose(StepKind::AddReader) => "Propose to give a key",
            Self::Propose(StepKind::RemoveReader) => "Propose to take a key away",
            Self::Propose(StepKind::LegalHold) => "Propose a legal hold",
            Self::Propose(StepKind::Destroy) => "Propose to destroy the case",
            Self::Propose(StepKind::Expose) => "Propose an exposing step",
            Self::Answer(_) => "Answer the proposal",
            Self::Withdraw(_) => "Take the proposal back",
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_step_has_one_name_and_is_found_by_it() {
        let item = ItemId::from_bytes([7; 16]);
        let plain = PLAIN.iter().map(|(_, name)| *name);
        let moves = Stage::ALL.iter().map(|to| StepName::Move(*to));
        let proposals = StepKind::ALL.iter().map(|kind| StepName::Propose(*kind));
        let of = [StepName::Done(item), StepName::Answer(item), StepName::Withdraw(item)];
        for name in plain.chain(moves).chain(proposals).chain(of) {
            assert_eq!(StepName::parse(&name.text()), Some(name));
        }
    }

    proptest! {
        #[test]
        fn any_name_is_a_step_or_none(text in "[a-z_-]{0,20}|\\PC{0,40}") {
            if let Some(name) = StepName::parse(&text) {
                prop_assert_eq!(name.text(), text);
            }
        }
    }
}
