//! What a member writes into a case: the body of an item of the kind `work`, as JSON.

use serde::{Deserialize, Serialize};

use super::outcome::{Action, ArushaArea, Finding};
use super::stage::Stage;
use super::step::{Answer, Exposure, Proposal};
pub use super::terms::{Amount, Conflict, Relation, Watch};
use super::triage::Triage;
use crate::clock::Day;
use crate::model::custody::Letter;
use crate::model::id::{CaseId, ItemId, MemberId};

/// Something a member did in a case, in the member's words.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "work", rename_all = "snake_case", deny_unknown_fields)]
pub enum Work {
    /// Says whether they stand too near, before they open the case.
    Declared {
        /// Whether.
        conflict: Conflict,
        /// In words; may be empty.
        #[serde(default)]
        words: String,
        /// Whether this takes the case up: it is the first look of somebody who may judge it.
        #[serde(default)]
        takes_up: bool,
    },
    /// Judges what kind of case it is.
    Triaged {
        /// The judgement.
        triage: Triage,
    },
    /// Moves the case to another state.
    Moved {
        /// Which.
        to: Stage,
        /// Why.
        why: String,
        /// For a hold: when somebody looks again.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        review: Option<Day>,
    },
    /// Says whose case it is.
    Assigned {
        /// Who leads; nobody takes it back.
        lead: Option<MemberId>,
        /// Who works with them.
        #[serde(default)]
        team: Vec<MemberId>,
        /// Why, or what is handed over.
        #[serde(default)]
        why: String,
    },
    /// Notes something for colleagues.
    Noted {
        /// The words.
        text: String,
        /// Colleagues who should see it.
        #[serde(default)]
        mentions: Vec<MemberId>,
    },
    /// Writes down how the case will be looked into. The newest counts.
    Planned {
        /// The plan.
        text: String,
    },
    /// Sets a task; it is known by its item.
    Tasked {
        /// What is to be done.
        text: String,
        /// By whom.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        who: Option<MemberId>,
        /// Until when.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        due: Option<Day>,
    },
    /// Says that a task is done.
    TaskDone {
        /// The task's item.
        task: ItemId,
        /// What came of it; may be empty.
        #[serde(default)]
        words: String,
    },
    /// Enters something in the evidence index.
    Evidenced {
        /// What it is.
        text: String,
        /// Where the original is kept, or where it came from.
        held: String,
        /// A file of this case.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        file: Option<ItemId>,
        /// SHA-256 of the original, hex, where there is one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        sha256: Option<String>,
    },
    /// Finds what an allegation comes to. The newest of each number counts.
    Found {
        /// Number of the allegation, from 1.
        allegation: u8,
        /// What is alleged.
        text: String,
        /// What was found.
        finding: Finding,
        /// Why.
        reasons: String,
    },
    /// Says what was done.
    Acted {
        /// What.
        action: Action,
        /// How much, if money.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        amount: Option<Amount>,
        /// In words; may be empty.
        #[serde(default)]
        words: String,
    },
    /// Says where the weakness sits. The newest counts.
    Rooted {
        /// Area of the Arusha Declaration.
        area: ArushaArea,
        /// What about it; may be empty.
        #[serde(default)]
        words: String,
    },
    /// Ties the case to another one.
    Linked {
        /// The other one.
        to: CaseId,
        /// How.
        relation: Relation,
        /// Why; may be empty.
        #[serde(default)]
        words: String,
    },
    /// Begins or ends what outlives the closing.
    Watched {
        /// What.
        watch: Watch,
        /// Whether it goes on from now.
        on: bool,
        /// Why; may be empty.
        #[serde(default)]
        why: String,
    },
    /// Says that a step was taken that could expose the source, where the risk does not ask for two people.
    Exposed {
        /// Which.
        exposure: Exposure,
        /// With whom, about what.
        plan: String,
    },
    /// Proposes what takes two people.
    Proposed {
        /// What.
        proposal: Proposal,
    },
    /// Answers a proposal.
    Answered {
        /// The answer.
        answer: Answer,
    },
    /// Asks the custodian for what the reporter gave in confidence. The same frame is the letter that the custodian gets.
    IdentityAsked {
        /// What for. The reporter reads it, if it is opened.
        reason: String,
        /// What the custodian needs to answer.
        letter: Letter,
    },
    /// Takes out of the system what two people agreed to export.
    Exported {
        /// The proposal's item.
        proposal: ItemId,
    },
    /// Takes a proposal of their own back.
    Withdrawn {
        /// The proposal's item.
        proposal: ItemId,
    },
}

impl std::fmt::Debug for Work {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Work({})", self.entry())
    }
}

impl Work {
    /// Whether it changes what the approver of an open proposal was shown. Notes, tasks and the like do not.
    pub const fn moves_on(&self) -> bool {
        match self {
            Self::Triaged { .. }
            | Self::Moved { .. }
            | Self::Assigned { .. }
            | Self::Evidenced { .. }
            | Self::Found { .. }
            | Self::Acted { .. }
            | Self::Rooted { .. }
            | Self::Exposed { .. }
            | Self::Declared { conflict: Conflict::Recused, .. } => true,
            Self::Declared { conflict: Conflict::None, .. }
            | Self::Noted { .. }
            | Self::Planned { .. }
            | Self::Tasked { .. }
            | Self::TaskDone { .. }
            | Self::Linked { .. }
            | Self::Watched { .. }
            | Self::Proposed { .. }
            | Self::Answered { .. }
            | Self::IdentityAsked { .. }
            | Self::Exported { .. }
            | Self::Withdrawn { .. } => false,
        }
    }

    /// The kind of the ledger's entry that says so.
    pub const fn entry(&self) -> &'static str {
        match self {
            Self::Triaged { .. } => "triaged",
            Self::Moved { .. } | Self::Declared { takes_up: true, .. } => "state_changed",
            Self::Assigned { .. } => "assigned",
            Self::Proposed { proposal } => match proposal.what {
                super::step::Step::AddReader { .. } => "wrap_proposed",
                super::step::Step::Close { .. }
                | super::step::Step::Refer { .. }
                | super::step::Step::Export { .. }
                | super::step::Step::RemoveReader { .. }
                | super::step::Step::LegalHold { .. }
                | super::step::Step::Destroy { .. }
                | super::step::Step::Expose { .. } => "proposed",
            },
            Self::Answered { answer } => match answer.verdict {
                super::step::Verdict::Approve => "approved",
                super::step::Verdict::Refuse => "recorded",
            },
            Self::IdentityAsked { .. } => "proposed",
            Self::Exported { .. } => "exported",
            Self::Declared { takes_up: false, .. }
            | Self::Noted { .. }
            | Self::Planned { .. }
            | Self::Tasked { .. }
            | Self::TaskDone { .. }
            | Self::Evidenced { .. }
            | Self::Found { .. }
            | Self::Acted { .. }
            | Self::Rooted { .. }
            | Self::Linked { .. }
            | Self::Watched { .. }
            | Self::Exposed { .. }
            | Self::Withdrawn { .. } => "recorded",
        }
    }
}
