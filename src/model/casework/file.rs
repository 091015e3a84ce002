//! The case file: how a case stands, as it follows from its items.

use std::collections::BTreeMap;

use super::dated::Dates;
use super::guard::Guard;
use super::outcome::{Action, ArushaArea, ClosingReason, Finding};
use super::stage::{ReporterStatus, Stage};
use super::step::{Exposure, Proposal};
use super::triage::{IdentityRisk, Priority, Triage};
use super::work::{Amount, Conflict, Relation, Watch};
pub use super::written::{What, Written};
use crate::clock::Day;
use crate::model::id::{CaseId, ItemId, MemberId};
use crate::model::role::Role;

/// After this many days without an answer the unit asks again.
pub const NUDGE_DAYS: i64 = 30;
/// After this many days without an answer the case goes on with what is known.
pub const PATIENCE_DAYS: i64 = 60;

/// Somebody of the roster, as the rules see them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Who.
    pub id: MemberId,
    /// What they may do.
    pub roles: Vec<Role>,
}

impl Person {
    /// Whether they have this role.
    pub fn has(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// Whether they lead the unit or oversee it.
    pub fn leads(&self) -> bool {
        self.has(Role::Head) || self.has(Role::Oversight)
    }
}

/// Who wrote something, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The item.
    pub item: ItemId,
    /// Its place.
    pub sequence: u64,
    /// Who.
    pub by: MemberId,
    /// When.
    pub day: Day,
}

/// What became of a proposal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Somebody must answer.
    Open,
    /// Enough agreed: it is done.
    Done(Day),
    /// Somebody said no, with these words.
    Refused(MemberId, String),
    /// Taken back.
    Withdrawn,
    /// The case moved on, at this place.
    Stale(u64),
}

/// A proposal with what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposed {
    /// Who and when.
    pub mark: Mark,
    /// SHA-256 of its ciphertext, hex: what an answer names.
    pub sha256: String,
    /// The roles of the proposer at that time.
    pub proposer: Person,
    /// What.
    pub proposal: Proposal,
    /// Who agreed.
    pub agreed: Vec<Person>,
    /// What became of it.
    pub fate: Fate,
}

/// A task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// Who set it and when.
    pub mark: Mark,
    /// What is to be done.
    pub text: String,
    /// By whom.
    pub who: Option<MemberId>,
    /// Until when.
    pub due: Option<Day>,
    /// Who says that it is done, and what came of it.
    pub done: Option<(Mark, String)>,
}

/// An entry of the evidence index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// Who entered it and when.
    pub mark: Mark,
    /// What it is.
    pub text: String,
    /// Where the original is.
    pub held: String,
    /// A file of this case.
    pub file: Option<ItemId>,
    /// SHA-256 of the original, hex.
    pub sha256: Option<String>,
}

/// What was found of an allegation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Who and when.
    pub mark: Mark,
    /// What is alleged.
    pub text: String,
    /// What was found.
    pub finding: Finding,
    /// Why.
    pub reasons: String,
}

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acted {
    /// Who says so and when.
    pub mark: Mark,
    /// What.
    pub action: Action,
    /// How much.
    pub amount: Option<Amount>,
    /// In words.
    pub words: String,
}

/// How a case was closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closing {
    /// When.
    pub day: Day,
    /// Why.
    pub reason: ClosingReason,
    /// What was decided.
    pub outcome: String,
}

/// A question to the reporter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Question {
    /// When it was asked.
    pub day: Day,
    /// Where it stands.
    pub sequence: u64,
}

/// How a case stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CaseFile {
    /// When the report came in; `None` if it does not verify.
    pub received: Option<Day>,
    /// Where the case stands, apart from a question.
    pub stage: Option<(Stage, Day)>,
    /// A question that was not answered yet.
    pub question: Option<Question>,
    /// Whether the reporter was ever asked.
    pub asked: bool,
    /// When the reporter first heard from a person.
    pub acknowledged: Option<Day>,
    /// When the reporter was told what was done or planned.
    pub feedback: Option<Day>,
    /// Where the reporter was last told that the report stands.
    pub shown: ReporterStatus,
    /// When the reporter last heard from the unit.
    pub told: Option<Day>,
    /// When the reporter last wrote.
    pub heard: Option<Day>,
    /// Who said what of standing too near.
    pub declared: BTreeMap<MemberId, (Conflict, Day)>,
    /// What it was judged to be, and by whom.
    pub triage: Option<(Triage, Mark)>,
    /// When it was first judged.
    pub triaged: Option<Day>,
    /// Who leads.
    pub lead: Option<MemberId>,
    /// Who works with them.
    pub team: Vec<MemberId>,
    /// The plan.
    pub plan: Option<(String, Mark)>,
    /// Tasks, in order.
    pub tasks: Vec<Task>,
    /// The evidence index.
    pub evidence: Vec<Evidence>,
    /// Findings by allegation.
    pub findings: BTreeMap<u8, Found>,
    /// What was done.
    pub actions: Vec<Acted>,
    /// Where the weakness sits.
    pub root: Option<(ArushaArea, String, Mark)>,
    /// Other cases.
    pub links: Vec<(CaseId, Relation, String, Mark)>,
    /// What outlives the closing, and since when.
    pub watches: BTreeMap<Watch, Day>,
    /// Steps that could have exposed the source.
    pub exposures: Vec<(Exposure, String, Mark)>,
    /// When somebody looks again at a hold.
    pub review: Option<Day>,
    /// Since when it must not be destroyed, why, and when somebody looks again.
    pub legal_hold: Option<(Day, String, Option<Day>)>,
    /// Proposals, in order.
    pub proposals: Vec<Proposed>,
    /// Closings, in order; the last one counts while the case is closed.
    pub closings: Vec<Closing>,
    /// Whether anything was exported, when and to whom.
    pub exports: Vec<(Day, String)>,
    /// What was taken out of the system: by which proposal, by whom, when.
    pub taken_out: Vec<(ItemId, Mark)>,
    /// Items that were signed against the rules: they count for nothing.
    pub disorder: Vec<(u64, Guard)>,
    /// The days that the items name.
    pub dates: Dates,
}

impl CaseFile {
    /// Where the case stands, apart from a question.
    pub fn standing(&self) -> Stage {
        self.stage.map_or(Stage::Received, |(stage, _)| stage)
    }

    /// Whether the case waits for the reporter: asked, not answered, and not for too long.
    pub fn waits(&self, today: Day) -> bool {
        self.question.is_some_and(|question| today.since(question.day) < PATIENCE_DAYS)
            && self.standing() != Stage::Closed
    }

    /// Whether a case is assigned to somebody.
    pub fn is_assigned(&self, member: MemberId) -> bool {
        self.lead == Some(member) || self.team.contains(&member)
    }

    /// The priority, once judged.
    pub fn priority(&self) -> Option<Priority> {
        self.triage.as_ref().map(|(triage, _)| triage.priority())
    }

    /// How likely the facts alone tell who reported; unknown counts as high.
    pub fn risk(&self) -> IdentityRisk {
        self.triage.as_ref().map_or(IdentityRisk::High, |(triage, _)| triage.identity_risk)
    }

    /// Whether work has ended.
    pub fn is_closed(&self) -> bool {
        self.standing() == Stage::Closed
    }

    /// The proposal in this item.
    pub fn proposal(&self, item: ItemId) -> Option<&Proposed> {
        self.proposals.iter().find(|proposed| proposed.mark.item == item)
    }

    /// Proposals that wait for an answer.
    pub fn open_proposals(&self) -> impl Iterator<Item = &Proposed> {
        self.proposals.iter().filter(|proposed| proposed.fate == Fate::Open)
    }
}
