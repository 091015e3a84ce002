//! What changes who can open a case.

use serde::{Deserialize, Serialize};

use super::SignedEvent;
use crate::crypto::agefile::Recipient;
use crate::model::id::MemberId;

/// A wrap for another member of the roster.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PutWrap {
    /// The case key's number.
    pub epoch: u32,
    /// The member's age recipient.
    pub recipient: String,
    /// The inner age file.
    #[serde(with = "super::base64_bytes")]
    pub inner: Vec<u8>,
    /// The consent of a second holder, hex ([`crypto::grant`](crate::crypto::grant)). Absent if the roster names the member as the
    /// successor of one who holds a wrap.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<String>,
    /// What the ledger says of it: an event of the kind `wrap_added`.
    pub event: SignedEvent,
}

/// The destruction of a case, which two have signed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PutShred {
    /// An event of the kind `shredded`, with two signatures.
    pub event: SignedEvent,
}

/// A key taken off a member: by the member; by any holder, if the member may not read cases any more; or by one of two holders who
/// both consent.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PutRemoval {
    /// The member.
    pub member: MemberId,
    /// None, or those of two holders, the caller's among them, hex.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub consents: Vec<String>,
    /// What the ledger says of it: an event of the kind `wrap_removed`.
    pub event: SignedEvent,
}

/// A new key for a case, for exactly those who hold the present one.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PutKeys {
    /// Its number: one after the present one.
    pub epoch: u32,
    /// What items are sealed to.
    pub recipient: Recipient,
    /// What entries of the ledger are sealed to, from this one on.
    pub audit: Recipient,
    /// What verifies the certificate of the key after it, hex.
    pub verifier: String,
    /// The certificate by the key before it, hex ([`crypto::rekey`](crate::crypto::rekey)).
    pub certificate: String,
    /// One for each holder, and one for the recovery recipient.
    pub wraps: Vec<NewWrap>,
    /// What the ledger says of it: an event of the kind `rekeyed`.
    pub event: SignedEvent,
}

/// A wrap of a new key.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NewWrap {
    /// Whose it is.
    pub recipient: Recipient,
    /// The inner age file.
    #[serde(with = "super::base64_bytes")]
    pub inner: Vec<u8>,
}
