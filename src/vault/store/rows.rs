//! Rows as the rest of the server sees them, and their conversion from columns.
//!
//! Rows do not print: ids would tie a log line to a case. None is compared with `==` where a hash stands in it.

use std::fmt;

use super::StoreError;
use crate::clock::Day;
use crate::model::id::{BlobId, CaseId, ItemId};

/// A member's row among the wraps of a case: 16 bytes keyed by the case, so that it cannot be matched across cases.
pub type WrapTag = [u8; 16];

/// Whether a row was inserted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "a row that was already there is not yours"]
pub enum Insert {
    /// It is there now.
    Done,
    /// One with the same key was there before; nothing was changed.
    Exists,
}

/// Whether a guarded change applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "it may have changed under you"]
pub enum Update {
    /// It did.
    Done,
    /// The row is gone, or no longer as expected; nothing was changed.
    Stale,
}

impl Insert {
    pub(super) const fn from_count(rows: u64) -> Self {
        if rows == 0 { Self::Exists } else { Self::Done }
    }
}

impl Update {
    pub(super) const fn from_count(rows: u64) -> Self {
        if rows == 0 { Self::Stale } else { Self::Done }
    }
}

/// Where a case stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CaseState {
    /// It is worked on.
    Open,
    /// It is finished and waits for the end of its retention.
    Closed,
    /// Its keys and content are destroyed; the row remains, without content.
    Shredded,
}

impl CaseState {
    /// As it stands in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Closed => "closed",
            Self::Shredded => "shredded",
        }
    }

    pub(super) fn parse(text: &str) -> Result<Self, StoreError> {
        match text {
            "open" => Ok(Self::Open),
            "closed" => Ok(Self::Closed),
            "shredded" => Ok(Self::Shredded),
            _ => Err(StoreError::Corrupt("the state of a case")),
        }
    }
}

/// Cost of the slow hash in a case: KiB, passes, lanes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KdfCost {
    /// Memory in KiB.
    pub m: i64,
    /// Passes.
    pub t: i64,
    /// Lanes.
    pub p: i64,
}

/// A case.
#[derive(Clone)]
pub struct CaseRow {
    /// Its id.
    pub case_id: CaseId,
    /// Keyed hash of the code's locator; several cases may share one.
    pub loc_tag: [u8; 16],
    /// Salt of the slow hash.
    pub salt: [u8; 16],
    /// Which pepper the slow hash used.
    pub pepper_id: i64,
    /// Cost of the slow hash.
    pub kdf: KdfCost,
    /// SHA-256 of the authenticator derived from the code. Compare in constant time.
    pub auth_hash: [u8; 32],
    /// Public half of the case's first key pair (age recipient).
    pub case_recipient: String,
    /// Public half of the key that opens the case's first entries in the ledger; empty in cases from before it.
    pub audit_recipient: String,
    /// MAC that ties the first key to the code.
    pub bind_mac: [u8; 32],
    /// What verifies the certificate of the second key, hex; empty in cases whose key cannot be replaced.
    pub verifier: String,
    /// Which key pair of the case is the present one, from 0.
    pub epoch: i64,
    /// Which one must come next; not above the present one if none must.
    pub due_epoch: i64,
    /// The team that receives it.
    pub channel: String,
    /// Where it stands.
    pub state: CaseState,
    /// Month of its destruction, counted from January 1970.
    pub retention_month: i64,
    /// Day of the last activity.
    pub activity_day: Day,
}

/// What a list shows of a case.
#[derive(Clone, PartialEq, Eq)]
pub struct CaseHead {
    /// Its id.
    pub case_id: CaseId,
    /// Which key pair is current.
    pub epoch: i64,
    /// Which one must come next; not above the current one if none must.
    pub due_epoch: i64,
    /// Whether its key can be replaced.
    pub rekeyable: bool,
    /// Where it stands.
    pub state: CaseState,
    /// The team that receives it.
    pub channel: String,
    /// Day of the last activity.
    pub activity_day: Day,
    /// Sequence number of its last item, if it has items.
    pub last_seq: Option<i64>,
}

/// A key of a case after the first: public halves, and the word of the one before it.
#[derive(Clone, PartialEq, Eq)]
pub struct CaseKeyRow {
    /// Which one, from 1.
    pub epoch: i64,
    /// What items are sealed to (age recipient).
    pub recipient: String,
    /// What entries of the ledger are sealed to (age recipient).
    pub audit_recipient: String,
    /// What verifies the certificate of the one after it, hex.
    pub verifier: String,
    /// By the one before it.
    pub certificate: [u8; 64],
}

/// The last item of a case, to chain the next one to.
#[derive(Clone, PartialEq, Eq)]
pub struct ItemHead {
    /// Its place in the case.
    pub seq: i64,
    /// Its id.
    pub item_id: ItemId,
    /// SHA-256 of its ciphertext.
    pub data_sha256: [u8; 32],
}

/// An item of a case.
#[derive(Clone, PartialEq, Eq)]
pub struct ItemRow {
    /// The case.
    pub case_id: CaseId,
    /// Place in the case, from 0, without gaps.
    pub seq: i64,
    /// Its id.
    pub item_id: ItemId,
    /// Which key pair of the case it is sealed to.
    pub epoch: i64,
    /// An age file.
    pub data: Vec<u8>,
    /// The attachment stored beside the database.
    pub blob: Option<StoredBlob>,
}

/// An attachment as an item names it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct StoredBlob {
    /// Its id.
    pub blob_id: BlobId,
    /// Bytes as stored (encrypted and padded).
    pub size: i64,
}

/// The reporter's copy of a reply.
#[derive(Clone, PartialEq, Eq)]
pub struct ReplyRow {
    /// The case.
    pub case_id: CaseId,
    /// Place of the reply among the items of the case.
    pub seq: i64,
    /// Id of the reply.
    pub item_id: ItemId,
    /// An age file to the reporter's recipient.
    pub data: Vec<u8>,
}

/// A name given in confidence, or that none was, with what is asked of it and granted. All columns are closed layers.
#[derive(Clone)]
pub struct IdentityRow {
    /// The case.
    pub case_id: CaseId,
    /// The sealed identity.
    pub identity: Vec<u8>,
    /// Its key, for custodians and recovery.
    pub unlock: Vec<u8>,
    /// Which request waits.
    pub mark: Vec<u8>,
    /// The request.
    pub letter: Vec<u8>,
    /// The key, for handlers.
    pub grants: Vec<u8>,
}

/// A reporter's session.
#[derive(Clone)]
pub struct SessionRow {
    /// SHA-256 of the cookie.
    pub key: [u8; 32],
    /// Sealed under the cookie.
    pub data: Vec<u8>,
    /// Ends at this second unless renewed.
    pub idle_until: i64,
    /// Ends at this second in any case.
    pub expires: i64,
}

/// A roster as it was received: not verified.
#[derive(Clone, PartialEq, Eq)]
pub struct RosterRow {
    /// Its version, from 1.
    pub version: i64,
    /// The signed note.
    pub note: String,
}

macro_rules! silent {
    ($($row:ident)*) => {$(
        impl fmt::Debug for $row {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($row), "(…)"))
            }
        }
    )*};
}

silent! { CaseRow CaseHead CaseKeyRow ItemHead ItemRow StoredBlob ReplyRow IdentityRow SessionRow RosterRow }

/// Columns of exactly `N` bytes.
pub(super) fn array<const N: usize>(bytes: &[u8], what: &'static str) -> Result<[u8; N], StoreError> {
    bytes.try_into().map_err(|_| StoreError::Corrupt(what))
}

pub(super) fn case_id(bytes: &[u8]) -> Result<CaseId, StoreError> {
    array(bytes, "the id of a case").map(CaseId::from_bytes)
}

pub(super) fn item_id(bytes: &[u8]) -> Result<ItemId, StoreError> {
    array(bytes, "the id of an item").map(ItemId::from_bytes)
}

pub(super) fn blob_id(bytes: &[u8]) -> Result<BlobId, StoreError> {
    array(bytes, "the id of an attachment").map(BlobId::from_bytes)
}

#[cfg(test)]
mod tests;
