//! What can be done in a case, and which roles may do it: the matrix of the domain reference, section 6, with the transitions of
//! section 4.

use super::stage::Stage;
use super::step::StepKind;
use super::work::Work;
use crate::model::role::Role;

/// A kind of thing somebody does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Deed {
    /// Says whether they stand too near.
    Declare,
    /// Writes to the reporter.
    Reply,
    /// Judges what kind of case it is.
    Triage,
    /// Moves the case to another state alone.
    Move(Stage),
    /// Says whose case it is.
    Assign,
    /// Notes something.
    Note,
    /// Writes the plan.
    Plan,
    /// Sets a task, or says that it is done.
    Task,
    /// Enters evidence.
    Evidence,
    /// Finds what an allegation comes to.
    Find,
    /// Says what was done.
    Act,
    /// Says where the weakness sits.
    Root,
    /// Ties the case to another.
    Link,
    /// Begins or ends what outlives the closing.
    Watch,
    /// Takes a step that could expose the source.
    Expose,
    /// Proposes what takes two people.
    Propose(StepKind),
    /// Answers a proposal.
    Answer(StepKind),
    /// Asks the custodian for a name given in confidence.
    AskIdentity,
    /// Takes out of the system what was agreed to.
    Export,
    /// Takes a proposal back.
    Withdraw,
}

/// Whether a role may do something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// In every case whose key they hold.
    Always,
    /// In cases that were assigned to them.
    Assigned,
    /// Not at all.
    Never,
}

/// Moves that one person makes: from, to, and who.
pub const MOVES: &[(Stage, Stage, &[Role])] = &[
    (Stage::Triage, Stage::Assessment, &[Role::Intake, Role::Head, Role::Oversight]),
    (Stage::Assessment, Stage::Investigation, &[Role::Head, Role::Oversight]),
    (Stage::Investigation, Stage::OnHold, &[Role::Head, Role::Oversight]),
    (Stage::OnHold, Stage::Investigation, &[Role::Head, Role::Oversight]),
    (Stage::OnHold, Stage::OnHold, &[Role::Head, Role::Oversight]),
    (Stage::Investigation, Stage::Decision, &[Role::Investigator, Role::Head, Role::Oversight]),
    (Stage::Decision, Stage::Investigation, &[Role::Intake, Role::Investigator, Role::Head, Role::Oversight]),
    (Stage::Closed, Stage::Triage, &[Role::Intake, Role::Head, Role::Oversight]),
];

/// Where a step that takes two people can be proposed.
pub const fn stages_of(kind: StepKind) -> &'static [Stage] {
    match kind {
        StepKind::Close => &[Stage::Triage, Stage::Assessment, Stage::Decision, Stage::Referred],
        StepKind::Refer => &[Stage::Triage, Stage::Assessment, Stage::Investigation],
        StepKind::Expose => &[Stage::Investigation],
        // Whoever wants an inconvenient case gone must first close it, which takes two people and tells the reporter.
        StepKind::Destroy => &[Stage::Closed],
        StepKind::Export | StepKind::AddReader | StepKind::RemoveReader | StepKind::LegalHold => Stage::ALL,
    }
}

impl Deed {
    /// Every deed there is, in the order in which pages list them.
    pub fn all() -> Vec<Self> {
        let fixed = [
            Self::Declare,
            Self::Reply,
            Self::Triage,
            Self::Assign,
            Self::Note,
            Self::Plan,
            Self::Task,
            Self::Evidence,
            Self::Find,
            Self::Act,
            Self::Root,
            Self::Link,
            Self::Watch,
            Self::Expose,
            Self::AskIdentity,
            Self::Export,
            Self::Withdraw,
        ];
        let moves = Stage::ALL.iter().map(|to| Self::Move(*to));
        let steps = StepKind::ALL.iter().flat_map(|kind| [Self::Propose(*kind), Self::Answer(*kind)]);
        fixed.into_iter().chain(moves).chain(steps).collect()
    }

    /// What a piece of work is; `of` tells the kind of the proposal that an answer or a withdrawal names.
    pub fn of(work: &Work, of: impl Fn(crate::model::id::ItemId) -> Option<StepKind>) -> Option<Self> {
        Some(match work {
            Work::Declared { .. } => Self::Declare,
            Work::Triaged { .. } => Self::Triage,
            Work::Moved { to, .. } => Self::Move(*to),
            Work::Assigned { .. } => Self::Assign,
            Work::Noted { .. } => Self::Note,
            Work::Planned { .. } => Self::Plan,
            Work::Tasked { .. } | Work::TaskDone { .. } => Self::Task,
            Work::Evidenced { .. } => Self::Evidence,
            Work::Found { .. } => Self::Find,
            Work::Acted { .. } => Self::Act,
            Work::Rooted { .. } => Self::Root,
            Work::Linked { .. } => Self::Link,
            Work::Watched { .. } => Self::Watch,
            Work::Exposed { .. } => Self::Expose,
            Work::IdentityAsked { .. } => Self::AskIdentity,
            Work::Exported { .. } => Self::Export,
            Work::Proposed { proposal } => Self::Propose(proposal.what.kind()),
            Work::Answered { answer } => Self::Answer(of(answer.proposal)?),
            Work::Withdrawn { .. } => Self::Withdraw,
        })
    }

    /// Whether a role may do it. Oversight takes cases that the unit must not see, so it may do in them whatever the unit may in others.
    pub fn permission(self, role: Role) -> Permission {
        if !role.reads_cases() {
            return Permission::Never;
        }
        let allowed: &[Role] = match self {
            Self::Declare | Self::Note | Self::Withdraw => &Role::ALL,
            Self::Reply | Self::AskIdentity | Self::Watch => {
                &[Role::Intake, Role::Investigator, Role::Head, Role::Protection, Role::Oversight]
            }
            Self::Triage => &[Role::Intake, Role::Head, Role::Oversight],
            Self::Assign => &[Role::Head, Role::Oversight],
            Self::Task | Self::Evidence | Self::Link | Self::Propose(StepKind::Close | StepKind::Refer) => {
                &[Role::Intake, Role::Investigator, Role::Head, Role::Oversight]
            }
            Self::Plan
            | Self::Find
            | Self::Act
            | Self::Root
            | Self::Expose
            | Self::Export
            | Self::Propose(StepKind::Export | StepKind::Expose)
            | Self::Answer(StepKind::Export) => &[Role::Investigator, Role::Head, Role::Oversight],
            Self::Propose(StepKind::LegalHold | StepKind::Destroy) | Self::Answer(StepKind::LegalHold) => {
                &[Role::Head, Role::Oversight]
            }
            Self::Propose(StepKind::AddReader | StepKind::RemoveReader)
            | Self::Answer(
                StepKind::Close
                | StepKind::Refer
                | StepKind::AddReader
                | StepKind::RemoveReader
                | StepKind::Destroy
                | StepKind::Expose,
            ) => &[Role::Intake, Role::Investigator, Role::Head, Role::Oversight],
            Self::Move(to) => return move_permission(to, role),
        };
        if allowed.contains(&role) { self.width(role) } else { Permission::Never }
    }

    /// Investigators and protection officers act in cases that are theirs; they declare, begin a watch, answer as the second person and
    /// take their own proposals back in any whose key they hold.
    fn width(self, role: Role) -> Permission {
        let anywhere =
            matches!(self, Self::Declare | Self::Watch | Self::Answer(_) | Self::Export | Self::Withdraw)
                || self == Self::Move(Stage::Investigation);
        match role {
            Role::Investigator | Role::Protection if !anywhere => Permission::Assigned,
            Role::Intake
            | Role::Investigator
            | Role::Head
            | Role::Protection
            | Role::Oversight
            | Role::Custodian
            | Role::Admin
            | Role::Analyst => Permission::Always,
        }
    }
}

fn move_permission(to: Stage, role: Role) -> Permission {
    let any = MOVES.iter().any(|(_, target, roles)| *target == to && roles.contains(&role));
    if any { Deed::Move(to).width(role) } else { Permission::Never }
}
