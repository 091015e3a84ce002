//! Why something is not done: which rule stands in the way, and who can help.

use super::deed::Deed;
use super::outcome::ClosingReason;
use super::stage::Stage;
use super::step::StepKind;
use crate::clock::Day;
use crate::model::id::MemberId;
use crate::model::role::Role;

/// The rule that stands in the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Guard {
    /// The role does not include it.
    Role(Deed),
    /// The case is not assigned to them.
    NotAssigned,
    /// They have not said whether they stand too near.
    Undeclared,
    /// They have said that they do.
    Recused,
    /// The case stands elsewhere.
    Stage(Stage),
    /// Triage is missing, or a part of it.
    Triage,
    /// A protection plan is missing.
    Protection,
    /// There is no plan.
    Plan,
    /// Nobody leads.
    Lead,
    /// These have not declared.
    TeamUndeclared(Vec<MemberId>),
    /// There is no finding.
    Finding,
    /// There is no evidence with a hash.
    Evidence,
    /// No day, or one too far away, on which somebody looks again.
    Review(i64),
    /// Words are missing.
    Words(&'static str),
    /// The reason does not fit the state.
    Reason(ClosingReason, Stage),
    /// No question was asked.
    Question,
    /// An answer of the other authority can still come, until this day.
    Awaited(Day),
    /// An action or a root cause is missing.
    Outcome,
    /// The reporter is told nothing.
    Feedback,
    /// It could expose the source: two people must want it.
    RiskHigh,
    /// It could expose the source: a written thought is missing.
    HowElse,
    /// There is no such proposal, or it was altered.
    NoProposal,
    /// It must be kept: there is a legal hold on it.
    OnHold,
    /// This member has said that they stand too near.
    TooNear(MemberId),
    /// This member is in no roster of the day, or handles no cases.
    NoHandler(MemberId),
    /// It was answered, withdrawn or done.
    Answered,
    /// The case moved on.
    Stale,
    /// Nobody agrees with themselves.
    Own,
    /// Somebody else's.
    NotOwn,
    /// They have agreed already.
    Twice,
    /// The head must be one of the two.
    NeedsHead,
    /// Oversight must agree.
    NeedsOversight,
    /// Somebody outside the team must agree.
    NeedsOutside,
    /// The task is not there or is done.
    NoTask,
}

impl Guard {
    /// A sentence or two: what is missing, and who can help.
    pub fn words(&self, name: impl Fn(MemberId) -> String) -> String {
        if let Self::Role(deed) = self {
            role_words(*deed)
        } else if let Self::TeamUndeclared(members) = self {
            let names: Vec<String> = members.iter().map(|id| name(*id)).collect();
            format!(
                "Not everybody who works on it has said that they know nobody involved: {}. They declare it on their own desks.",
                names.join(", ")
            )
        } else if let Self::TooNear(member) = self {
            format!("{} has said that they stand too near to this case. Name somebody else.", name(*member))
        } else if let Self::NoHandler(member) = self {
            format!(
                "{} does not handle cases, by the roster in force. Name somebody who does.",
                name(*member)
            )
        } else if let Self::Stage(stage) = self {
            format!("That is not done in the state “{}”.", stage.words())
        } else if let Self::Review(days) = self {
            format!("Name a day on which somebody looks again, at most {days} days away.")
        } else if let Self::Awaited(day) = self {
            format!(
                "The other authority can still answer: without an answer the case is closed on {day} at the earliest."
            )
        } else if let Self::Words(what) = self {
            format!("Write down {what}.")
        } else if let Self::Reason(reason, stage) = self {
            format!("“{}” is no reason to close a case in the state “{}”.", reason.words(), stage.words())
        } else {
            self.fixed_words().to_owned()
        }
    }

    /// The words of guards that say the same of every case.
    const fn fixed_words(&self) -> &'static str {
        match self {
            Self::NotAssigned => {
                "The case is not assigned to you. The head of the unit, or oversight, can assign it."
            }
            Self::Undeclared => "First say whether you know somebody who is involved.",
            Self::Recused => {
                "You have said that you stand too near. Nothing in this case can be done by you any more."
            }
            Self::Triage => {
                "Triage is not complete. Somebody of intake, the head or oversight can complete it."
            }
            Self::Protection => {
                "With this identity risk a protection plan is needed. Write one in the triage."
            }
            Self::Plan => "There is no plan. Whoever leads the case, or the head, writes one.",
            Self::Lead => "Nobody leads the case. The head of the unit, or oversight, can assign it.",
            Self::Finding => "There is no finding yet: one for each allegation.",
            Self::Evidence => {
                "The evidence index has no entry with a hash: name a file of the case, or the SHA-256 of the original."
            }
            Self::Question => {
                "The reporter was never asked. Ask first; after 60 days without an answer, decide on what is known."
            }
            Self::Outcome => {
                "Say what was done (even if nothing) and where the weakness sits, before the case is closed on findings."
            }
            Self::Feedback => "Write what the reporter is told, in the reporter's language.",
            Self::RiskHigh => {
                "The facts alone could tell who reported. Propose the step; a second person must agree."
            }
            Self::HowElse => {
                "Write down how else the unit could know this, so that the step does not point at the reporter."
            }
            Self::NoProposal => {
                "There is no such proposal in this case, or it is not the one that was shown."
            }
            Self::Answered => "The proposal was answered or taken back already.",
            Self::Stale => {
                "The case moved on after it was proposed, so it cannot be agreed to. It can be proposed again as the case stands now."
            }
            Self::OnHold => "There is a legal hold on the case. The head and oversight can lift it together.",
            Self::Own => "Nobody agrees to their own proposal. Another reader of the case can.",
            Self::NotOwn => "Only whoever proposed it can take it back.",
            Self::Twice => "You have agreed already. Another person must.",
            Self::NeedsHead => "One of the two must be the head of the unit, or oversight.",
            Self::NeedsOversight => {
                "Oversight must agree to this. If nobody of oversight reads the case, propose to give them a key, and then propose this again."
            }
            Self::NeedsOutside => "Somebody must agree who does not work on the case.",
            Self::NoTask => "There is no such task, or it is done.",
            Self::Role(_)
            | Self::TooNear(_)
            | Self::NoHandler(_)
            | Self::TeamUndeclared(_)
            | Self::Stage(_)
            | Self::Review(_)
            | Self::Awaited(_)
            | Self::Words(_)
            | Self::Reason(..) => "",
        }
    }
}

fn role_words(deed: Deed) -> String {
    let can: Vec<&str> = Role::ALL
        .into_iter()
        .filter(|role| deed.permission(*role) != super::deed::Permission::Never)
        .map(Role::words)
        .collect();
    match (can.split_last(), deed) {
        (None, Deed::Move(stage)) => format!("A case does not come to “{}” in this way.", stage.words()),
        (None, Deed::Propose(StepKind::Close) | _) => "Nobody does that.".to_owned(),
        (Some((last, [])), _) => format!("Your roles do not include it. It is done by {last}."),
        (Some((last, others)), _) => {
            format!("Your roles do not include it. It is done by {} or {last}.", others.join(", "))
        }
    }
}
