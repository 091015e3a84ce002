//! Whose doing an event is.

use super::{Actor, Event};
use crate::model::id::MemberId;

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
            | Self::Shredded { .. } => matches!(actor, Actor::Member(_)),
        }
    }

    /// Whether custodians do it, and nobody else. They do nothing else in a case, because they do not read it.
    pub const fn is_custodians(&self) -> bool {
        matches!(self, Self::IdentityOpened { .. } | Self::IdentityRefused { .. })
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
            | Self::Restored { .. } => None,
        }
    }
}
