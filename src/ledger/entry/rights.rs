//! Whose doing an event is, and where it belongs.

use super::{ADMINISTRATION, Actor, Event, OVERSIGHT};
use crate::model::id::{CaseId, MemberId};

/// The longest reason of a look into the log, in characters.
pub const MOST_REASON: usize = 300;

/// What kind of chain there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Realm {
    /// Of a case.
    Case,
    /// Of what belongs to no case.
    Administration,
    /// Of what oversight has looked at.
    Oversight,
}

impl Realm {
    /// Of this chain.
    pub fn of(chain: CaseId) -> Self {
        if chain == ADMINISTRATION {
            Self::Administration
        } else if chain == OVERSIGHT {
            Self::Oversight
        } else {
            Self::Case
        }
    }
}

impl Event {
    /// Whether this kind of actor may do it. A reporter cannot answer for the unit, nor the unit for a reporter.
    pub const fn may_be_by(&self, actor: Actor) -> bool {
        match self {
            Self::ReportReceived { .. } | Self::FollowupReceived { .. } => matches!(actor, Actor::Reporter),
            Self::RosterChanged { .. } | Self::Restored { .. } => matches!(actor, Actor::Server),
            Self::ReplySent { .. }
            | Self::Read { .. }
            | Self::StateChanged { .. }
            | Self::Triaged { .. }
            | Self::Assigned { .. }
            | Self::Recorded { .. }
            | Self::Proposed { .. }
            | Self::WrapProposed { .. }
            | Self::WrapAdded { .. }
            | Self::WrapRemoved { .. }
            | Self::Rekeyed { .. }
            | Self::Approved { .. }
            | Self::Exported { .. }
            | Self::IdentityOpened { .. }
            | Self::IdentityRefused { .. }
            | Self::RecoveryUsed { .. }
            | Self::RetentionExtended { .. }
            | Self::LegalHold { .. }
            | Self::LogRead { .. }
            | Self::Shredded { .. } => matches!(actor, Actor::Member(_)),
        }
    }

    /// Whether custodians do it, and nobody else. They do nothing else in a case, because they do not read it.
    pub const fn is_custodians(&self) -> bool {
        matches!(self, Self::IdentityOpened { .. } | Self::IdentityRefused { .. })
    }

    /// Whether members of oversight do it, and nobody else.
    pub const fn is_oversights(&self) -> bool {
        matches!(self, Self::LogRead { .. })
    }

    /// Whether words can stand as the reason of a look into the log: some, not many, and none that deceive a terminal.
    pub fn is_reason(words: &str) -> bool {
        !words.trim().is_empty()
            && words.chars().count() <= MOST_REASON
            && !words.chars().any(char::is_control)
    }

    /// Where it belongs. What stands elsewhere does not count.
    pub const fn realm(&self) -> Realm {
        match self {
            Self::RosterChanged { .. } | Self::Shredded { .. } | Self::Restored { .. } => {
                Realm::Administration
            }
            Self::LogRead { .. } => Realm::Oversight,
            Self::ReportReceived { .. }
            | Self::FollowupReceived { .. }
            | Self::ReplySent { .. }
            | Self::Read { .. }
            | Self::StateChanged { .. }
            | Self::Triaged { .. }
            | Self::Assigned { .. }
            | Self::Recorded { .. }
            | Self::Proposed { .. }
            | Self::WrapProposed { .. }
            | Self::WrapAdded { .. }
            | Self::WrapRemoved { .. }
            | Self::Rekeyed { .. }
            | Self::Approved { .. }
            | Self::Exported { .. }
            | Self::IdentityOpened { .. }
            | Self::IdentityRefused { .. }
            | Self::RecoveryUsed { .. }
            | Self::RetentionExtended { .. }
            | Self::LegalHold { .. } => Realm::Case,
        }
    }

    /// The second person whose consent the server has checked. Who acts alone must not name themselves as two.
    pub const fn proposer(&self) -> Option<MemberId> {
        if let Self::WrapAdded { proposer, .. } | Self::WrapRemoved { proposer, .. } = self {
            *proposer
        } else {
            None
        }
    }

    /// The second person who must have signed.
    pub const fn approver(&self) -> Option<MemberId> {
        match self {
            Self::Shredded { approver, .. } => Some(*approver),
            Self::ReportReceived { .. }
            | Self::FollowupReceived { .. }
            | Self::ReplySent { .. }
            | Self::Read { .. }
            | Self::StateChanged { .. }
            | Self::Triaged { .. }
            | Self::Assigned { .. }
            | Self::Recorded { .. }
            | Self::Proposed { .. }
            | Self::WrapProposed { .. }
            | Self::WrapAdded { .. }
            | Self::WrapRemoved { .. }
            | Self::Rekeyed { .. }
            | Self::Approved { .. }
            | Self::Exported { .. }
            | Self::IdentityOpened { .. }
            | Self::IdentityRefused { .. }
            | Self::RecoveryUsed { .. }
            | Self::RosterChanged { .. }
            | Self::RetentionExtended { .. }
            | Self::LegalHold { .. }
            | Self::LogRead { .. }
            | Self::Restored { .. } => None,
        }
    }
}
