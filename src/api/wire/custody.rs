//! What travels about names given in confidence.

use serde::{Deserialize, Serialize};

use super::{PutItem, base64_bytes};
use crate::ledger::entry::ChainHead;
use crate::model::id::{CaseId, ItemId};

/// The identity beside a case, for its readers.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct IdentityPage {
    /// The sealed identity; the report names its hash.
    #[serde(with = "base64_bytes")]
    pub sealed: Vec<u8>,
    /// Its key, sealed to the caller, if a custodian granted it; else empty.
    #[serde(with = "base64_bytes")]
    pub grant: Vec<u8>,
    /// The request that waits for an answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waits: Option<ItemId>,
}

/// A handler's request: one signed frame, sealed to the case and to the custodians.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PutIdentityRequest {
    /// The item for the case, with an event of the kind `proposed`.
    pub item: PutItem,
    /// The same frame for the custodians.
    #[serde(with = "base64_bytes")]
    pub letter: Vec<u8>,
}

/// A request that waits.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CustodyLine {
    /// The case.
    pub case: CaseId,
    /// The request's item.
    pub request: ItemId,
    /// The request, sealed to the custodians.
    #[serde(with = "base64_bytes")]
    pub letter: Vec<u8>,
    /// The key of the identity, sealed to custodians and recovery.
    #[serde(with = "base64_bytes")]
    pub key: Vec<u8>,
    /// The case key that items are sealed to.
    pub epoch: u32,
    /// Sequence of the case's last item.
    pub last_sequence: u64,
    /// SHA-256 of its ciphertext, hex: what the answer's frame names.
    pub last_sha256: String,
    /// Where the case's chain of entries ends.
    pub chain: ChainHead,
}

/// The requests that wait.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CustodyPage {
    /// In the order of the cases' random identifiers.
    pub requests: Vec<CustodyLine>,
    /// Whether there are more, which come when these are answered.
    pub more: bool,
}

/// The sealed identity, for a custodian who has said that it is opened.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SealedPage {
    /// The age file.
    #[serde(with = "base64_bytes")]
    pub sealed: Vec<u8>,
}

/// What a custodian did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Custody {
    /// Opened the identity to judge; the request goes on waiting.
    Look,
    /// Answered the request.
    Answer,
}

/// A custodian's answer, or that they look.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PutCustody {
    /// The request.
    pub request: ItemId,
    /// Which of the two.
    pub what: Custody,
    /// The item for the case, with an event of the kind `identity_opened` or `identity_refused`.
    pub item: PutItem,
    /// The reporter's copy of the same frame, where something is opened; else empty.
    #[serde(with = "base64_bytes")]
    pub copy: Vec<u8>,
    /// With a grant: the identity's key, sealed to the handler; else empty.
    #[serde(with = "base64_bytes")]
    pub grant: Vec<u8>,
}

impl PutCustody {
    /// Whether the custodian only looks.
    pub fn is_look(&self) -> bool {
        self.what == Custody::Look
    }
}
