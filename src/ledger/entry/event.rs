//! What can happen.

use serde::{Deserialize, Serialize};

use super::actor::Reason;
use crate::clock::Day;
use crate::model::id::{CaseId, ItemId, MemberId};

/// What was done. Hashes are hex SHA-256 of ciphertexts as they are stored.
///
/// The kinds are those of the security reference, section 13 (`PAD` is no entry: see [`crate::ledger::leaf`]). Where several kinds
/// carry one signed item, they have the same fields.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Event {
    /// A report came in; the case was founded.
    ReportReceived {
        /// The item.
        item: ItemId,
        /// Of the item.
        sha256: String,
    },
    /// The reporter sent more: words, or a file.
    FollowupReceived {
        /// The item.
        item: ItemId,
        /// Of the item.
        sha256: String,
    },
    /// The unit wrote to the reporter.
    ReplySent {
        /// The item.
        item: ItemId,
        /// Of the item.
        sha256: String,
        /// Of the reporter's copy.
        copy_sha256: String,
    },
    /// Somebody fetched what is in the case, or opened it again.
    Read {
        /// Sequence of the last item there was.
        up_to: u64,
        /// Why.
        reason: Reason,
    },
    /// The case changed its state.
    StateChanged {
        /// The item that says how.
        item: ItemId,
        /// Of the item.
        sha256: String,
        /// Of what the reporter is told of it, if anything.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        copy_sha256: Option<String>,
    },
    /// Somebody judged what kind of case it is.
    Triaged {
        /// The item that says how.
        item: ItemId,
        /// Of the item.
        sha256: String,
    },
    /// The case was given to somebody.
    Assigned {
        /// The item that says to whom.
        item: ItemId,
        /// Of the item.
        sha256: String,
    },
    /// Somebody wrote down what belongs to the work on the case: a note, a task, a finding, evidence.
    Recorded {
        /// The item that says what.
        item: ItemId,
        /// Of the item.
        sha256: String,
    },
    /// Somebody asks for a step that takes two people.
    Proposed {
        /// The item that says which.
        item: ItemId,
        /// Of the item.
        sha256: String,
    },
    /// Somebody asks that a member gets a key.
    WrapProposed {
        /// The item that says who.
        item: ItemId,
        /// Of the item.
        sha256: String,
    },
    /// A member got a key of the case.
    WrapAdded {
        /// The member.
        member: MemberId,
        /// Number of the case's key.
        epoch: u32,
        /// Of the inner wrap.
        sha256: String,
        /// Whose consent it needed, beside the actor. Absent where the roster names the member as a successor, and in entries from
        /// before it took two.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        proposer: Option<MemberId>,
    },
    /// A member's key was taken off.
    WrapRemoved {
        /// The member.
        member: MemberId,
        /// Number of the case's key, from which on.
        epoch: u32,
        /// Whose consent it needed, beside the actor. Absent where a member dropped their own key, or may not read cases any more.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        proposer: Option<MemberId>,
    },
    /// The case got a new key, for those who held the one before.
    Rekeyed {
        /// Number of the new key.
        epoch: u32,
        /// Of the certificate by the key before it.
        sha256: String,
    },
    /// A second person agreed.
    Approved {
        /// The item that says to what.
        item: ItemId,
        /// Of the item.
        sha256: String,
        /// Of what the reporter is told of it, if anything.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        copy_sha256: Option<String>,
    },
    /// Something left the system.
    Exported {
        /// The item that says what.
        item: ItemId,
        /// Of the item.
        sha256: String,
    },
    /// A custodian opened a sealed identity, for a handler or to judge a request. Never without the reporter's copy.
    IdentityOpened {
        /// The item that says for whom and why.
        item: ItemId,
        /// Of the item.
        sha256: String,
        /// Of the reporter's copy.
        copy_sha256: String,
    },
    /// A custodian refused to open it.
    IdentityRefused {
        /// The item that says why.
        item: ItemId,
        /// Of the item.
        sha256: String,
    },
    /// The recovery key was used.
    RecoveryUsed {
        /// The item that says why.
        item: ItemId,
        /// Of the item.
        sha256: String,
    },
    /// The server took up a roster.
    RosterChanged {
        /// Its version.
        roster: u32,
        /// Of its text.
        sha256: String,
    },
    /// The case is kept longer.
    RetentionExtended {
        /// The item that says why.
        item: ItemId,
        /// Of the item.
        sha256: String,
    },
    /// The case must not be destroyed, or may be again.
    LegalHold {
        /// The item that says which.
        item: ItemId,
        /// Of the item.
        sha256: String,
    },
    /// Somebody of oversight read the log: who did what, in all cases or in one. Nothing of what the cases say.
    LogRead {
        /// The case; all of them if absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        case: Option<CaseId>,
        /// Why, in words.
        reason: String,
    },
    /// A case was destroyed. Signed by the actor, and then by the approver.
    Shredded {
        /// The case.
        case: CaseId,
        /// The second person.
        approver: MemberId,
        /// Why, in words.
        reason: String,
        /// The leaves of all entries of the case, hex, in the order of its chain: what they said cannot be shown any more.
        leaves: Vec<String>,
        /// If it was proposed in the case: the last item before the proposal. The first signature is then over a
        /// [`Destruction`](super::Destruction), and not over the entry, which its proposer had not seen.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        proposed_after: Option<u64>,
    },
    /// The log begins anew under another name.
    Restored {
        /// The origin of the log before.
        origin: String,
        /// Leaves of its last known checkpoint.
        size: u64,
        /// Root of its last known checkpoint, base64.
        root: String,
        /// How many of these leaves are here: fewer after a restore from a backup.
        kept: u64,
        /// Why, in words.
        reason: String,
        /// The day of the first lost entry at the earliest: nothing before it is missing.
        since: Day,
    },
}

impl Event {
    /// The kind, as it stands in receipts.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::ReportReceived { .. } => "report_received",
            Self::FollowupReceived { .. } => "followup_received",
            Self::ReplySent { .. } => "reply_sent",
            Self::Read { .. } => "read",
            Self::StateChanged { .. } => "state_changed",
            Self::Triaged { .. } => "triaged",
            Self::Assigned { .. } => "assigned",
            Self::Recorded { .. } => "recorded",
            Self::Proposed { .. } => "proposed",
            Self::WrapProposed { .. } => "wrap_proposed",
            Self::WrapAdded { .. } => "wrap_added",
            Self::WrapRemoved { .. } => "wrap_removed",
            Self::Rekeyed { .. } => "rekeyed",
            Self::Approved { .. } => "approved",
            Self::Exported { .. } => "exported",
            Self::IdentityOpened { .. } => "identity_opened",
            Self::IdentityRefused { .. } => "identity_refused",
            Self::RecoveryUsed { .. } => "recovery_used",
            Self::RosterChanged { .. } => "roster_changed",
            Self::RetentionExtended { .. } => "retention_extended",
            Self::LegalHold { .. } => "legal_hold",
            Self::LogRead { .. } => "log_read",
            Self::Shredded { .. } => "shredded",
            Self::Restored { .. } => "restored",
        }
    }
}
