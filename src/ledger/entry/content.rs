//! What an event says is stored: the item, and the reporter's copy.

use super::Event;
use crate::model::id::ItemId;

impl Event {
    /// The item of the case that this event put there, with the SHA-256 of its ciphertext.
    pub const fn item(&self) -> Option<(ItemId, &String)> {
        match self {
            Self::ReportReceived { item, sha256 }
            | Self::FollowupReceived { item, sha256 }
            | Self::ReplySent { item, sha256, .. }
            | Self::StateChanged { item, sha256, .. }
            | Self::Triaged { item, sha256 }
            | Self::Assigned { item, sha256 }
            | Self::Recorded { item, sha256 }
            | Self::Proposed { item, sha256 }
            | Self::WrapProposed { item, sha256 }
            | Self::Approved { item, sha256, .. }
            | Self::Exported { item, sha256 }
            | Self::IdentityOpened { item, sha256, .. }
            | Self::IdentityRefused { item, sha256 }
            | Self::RecoveryUsed { item, sha256 }
            | Self::RetentionExtended { item, sha256 }
            | Self::LegalHold { item, sha256 } => Some((*item, sha256)),
            Self::Read { .. }
            | Self::WrapAdded { .. }
            | Self::WrapRemoved { .. }
            | Self::Rekeyed { .. }
            | Self::RosterChanged { .. }
            | Self::LogRead { .. }
            | Self::Shredded { .. }
            | Self::Restored { .. } => None,
        }
    }

    /// The SHA-256 of the copy that this event gave the reporter, as it is stored.
    pub fn copy(&self) -> Option<&str> {
        match self {
            Self::ReplySent { copy_sha256, .. } | Self::IdentityOpened { copy_sha256, .. } => {
                Some(copy_sha256)
            }
            Self::StateChanged { copy_sha256, .. } | Self::Approved { copy_sha256, .. } => {
                copy_sha256.as_deref()
            }
            Self::ReportReceived { .. }
            | Self::FollowupReceived { .. }
            | Self::Read { .. }
            | Self::Triaged { .. }
            | Self::Assigned { .. }
            | Self::Recorded { .. }
            | Self::Proposed { .. }
            | Self::WrapProposed { .. }
            | Self::WrapAdded { .. }
            | Self::WrapRemoved { .. }
            | Self::Rekeyed { .. }
            | Self::Exported { .. }
            | Self::IdentityRefused { .. }
            | Self::RecoveryUsed { .. }
            | Self::RosterChanged { .. }
            | Self::RetentionExtended { .. }
            | Self::LegalHold { .. }
            | Self::LogRead { .. }
            | Self::Shredded { .. }
            | Self::Restored { .. } => None,
        }
    }
}
