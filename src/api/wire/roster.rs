//! The roster's next version, on its way.

use serde::{Deserialize, Serialize};

use crate::crypto::draft::RosterDraft;

/// The note of the next version, with enough signatures.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PutRoster {
    /// A C2SP signed note.
    pub note: String,
}

/// Next versions of the roster that wait for signatures.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RosterDrafts {
    /// One for each who proposes.
    pub drafts: Vec<RosterDraft>,
}

/// A draft to keep, or the caller's own to forget.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PutRosterDraft {
    /// A new one of the caller's, or one that is there with more signatures. Absent: the caller's own is withdrawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draft: Option<RosterDraft>,
}

/// Another version came into force, or the proposer has changed the draft: read them again.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Moved {}
