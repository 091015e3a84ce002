//! Steps that take two people: a proposal by one, an answer by another, both signed.

use serde::{Deserialize, Serialize};

use super::outcome::ClosingReason;
use crate::clock::Day;
use crate::model::id::{ItemId, MemberId};

words_of! {
    /// A step that could tell the accused, or those around them, who reported.
    Exposure {
        /// Talking to somebody about it.
        Interview "interview" "Interview",
        /// Asking for logs or records.
        LogPull "log_pull" "Asking for logs or records",
        /// Facing the accused with it.
        Confrontation "confrontation" "Confrontation",
    }
}

words_of! {
    /// What kind of step.
    StepKind {
        /// Close the case.
        Close "close" "Close the case",
        /// Give it to another authority.
        Refer "refer" "Refer to another authority",
        /// Take it out of the system.
        Export "export" "Export the case",
        /// Give somebody a key.
        AddReader "add_reader" "Give somebody a key",
        /// Take somebody's key away.
        RemoveReader "remove_reader" "Take a key away",
        /// Keep it from destruction, or no longer.
        LegalHold "legal_hold" "Legal hold",
        /// Destroy it for good.
        Destroy "destroy" "Destroy the case for good",
        /// Do something that could expose the source.
        Expose "expose" "A step that could expose the source",
    }
}

/// A step with all that an approver must see.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case", deny_unknown_fields)]
pub enum Step {
    /// Close the case.
    Close {
        /// Why.
        reason: ClosingReason,
        /// What was decided, and why, for the unit.
        outcome: String,
        /// What the reporter is told, in their language.
        feedback: String,
    },
    /// Give the case to another authority.
    Refer {
        /// Which.
        authority: String,
        /// On what legal basis.
        basis: String,
        /// What is handed over, at least.
        package: String,
        /// What the reporter is told; empty if telling them would harm the inquiry.
        feedback: String,
        /// Why the reporter is not told, if so.
        #[serde(default)]
        untold: String,
    },
    /// Take the case out of the system, sealed to somebody.
    Export {
        /// Who gets it, by name.
        name: String,
        /// Their age recipient.
        recipient: String,
        /// What for.
        purpose: String,
    },
    /// Give a member a key.
    AddReader {
        /// Whom.
        member: MemberId,
        /// The proposer's signed consent, hex; see `crypto::grant`.
        grant: String,
        /// Why.
        why: String,
    },
    /// Take a member's key away.
    RemoveReader {
        /// Whose.
        member: MemberId,
        /// The proposer's signed consent, hex; see `crypto::grant`.
        grant: String,
        /// Why.
        why: String,
    },
    /// Keep the case from destruction, or no longer.
    LegalHold {
        /// Whether it holds from now on.
        on: bool,
        /// Why.
        why: String,
        /// When somebody looks again whether it is needed; a year at most.
        review: Option<Day>,
    },
    /// Destroy it for good: keys first, and with them everything that was ever stored of it.
    Destroy {
        /// Why. It stays in the ledger, and the reporter reads it.
        why: String,
        /// The last item that the proposer had seen.
        after: u64,
        /// The proposer's signature over the two, hex; see `ledger::entry::Destruction`.
        grant: String,
    },
    /// Do something that could expose the source.
    Expose {
        /// What.
        exposure: Exposure,
        /// With whom, about what.
        plan: String,
    },
}

impl std::fmt::Debug for Step {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Step({})", self.kind().key())
    }
}

impl Step {
    /// What kind of step it is.
    pub const fn kind(&self) -> StepKind {
        match self {
            Self::Close { .. } => StepKind::Close,
            Self::Refer { .. } => StepKind::Refer,
            Self::Export { .. } => StepKind::Export,
            Self::AddReader { .. } => StepKind::AddReader,
            Self::RemoveReader { .. } => StepKind::RemoveReader,
            Self::LegalHold { .. } => StepKind::LegalHold,
            Self::Destroy { .. } => StepKind::Destroy,
            Self::Expose { .. } => StepKind::Expose,
        }
    }
}

impl StepKind {
    /// Whether the step could tell others who reported.
    pub const fn exposes(self) -> bool {
        match self {
            Self::Refer | Self::Export | Self::Expose => true,
            Self::Close | Self::AddReader | Self::RemoveReader | Self::LegalHold | Self::Destroy => false,
        }
    }
}

/// What somebody wants to do and cannot do alone.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proposal {
    /// What.
    pub what: Step,
    /// With a high identity risk, before a step that exposes: how else could the unit know this?
    #[serde(default)]
    pub how_else: String,
}

impl std::fmt::Debug for Proposal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Proposal({})", self.what.kind().key())
    }
}

words_of! {
    /// What a second person says.
    Verdict {
        /// It is done.
        Approve "approve" "Approve",
        /// It is not.
        Refuse "refuse" "Refuse",
    }
}

/// What a second person says to a proposal.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// The proposal.
    pub proposal: ItemId,
    /// SHA-256 of the proposal's ciphertext, hex: agreed is to these bytes and to no others.
    pub sha256: String,
    /// Yes or no.
    pub verdict: Verdict,
    /// Why; may be empty for a yes.
    #[serde(default)]
    pub words: String,
}

impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Answer({})", self.verdict.key())
    }
}
