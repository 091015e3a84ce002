//! What travels between desk and server, as JSON. Binary values are base64; identifiers 32 hex digits.
//!
//! | method and path | request | answer |
//! |---|---|---|
//! | `GET /v1/roster` | – (unsigned) | [`RosterChain`] |
//! | `GET /v1/cases?since_day=N&after=CASE` | – | [`CasesPage`] |
//! | `GET /v1/cases/{case}/items?after=SEQUENCE` | – | [`ItemsPage`] |
//! | `GET /v1/cases/{case}/blobs/{blob}` | `Range: bytes=a-b` | the bytes |
//! | `POST /v1/cases/{case}/items` | [`PutItem`] | [`Stored`] or 409 with [`Conflict`] |
//! | `POST /v1/cases/{case}/replies` | [`PutReply`] | [`Stored`] or 409 with [`Conflict`] |
//! | `POST /v1/cases/{case}/wraps` | [`PutWrap`] | [`Stored`] |
//!
//! A case, item or blob that is foreign, hidden or absent is the same 404. Every request but the first is signed
//! ([`crypto::request`](crate::crypto::request)); an unsigned, stale, replayed or wrongly signed one is the same 401.

use serde::{Deserialize, Serialize};

use crate::clock::Day;
use crate::crypto::frame::MAX_FRAME_BYTES;
use crate::model::id::{BlobId, CaseId, ItemId};

/// Cases per page.
pub const CASES_PER_PAGE: u32 = 200;

/// Bytes of item data per page, at most (one item is always delivered).
pub const ITEM_BYTES_PER_PAGE: usize = 1024 * 1024;

/// The longest age file of an item, in bytes: a frame of the largest bucket, and 4 KiB for age's header, nonce and the tags of five
/// chunks, which together stay below 1 KiB.
pub const SEALED_BYTES: usize = MAX_FRAME_BYTES + 4 * 1024;

/// The longest body of a request, in bytes: two sealed copies of a frame in base64 (four for three), and 4 KiB for the JSON around
/// them. About 697 KiB.
pub const REQUEST_BYTES: usize = 2 * (SEALED_BYTES.div_ceil(3) * 4) + 4 * 1024;

/// The roster's notes, oldest first.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RosterChain {
    /// C2SP signed notes, as text.
    pub notes: Vec<String>,
}

/// One case the caller has a wrap of.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CaseLine {
    /// The case.
    pub case: CaseId,
    /// The channel it came in by.
    pub channel: String,
    /// The number of the current case key.
    pub epoch: u32,
    /// Whether it is open or closed.
    pub state: CaseState,
    /// Last day on which something was added.
    pub activity_day: Day,
    /// Sequence of the last item.
    pub last_sequence: u64,
    /// The caller's wrap without its outer layer: an age file to the caller.
    #[serde(with = "base64_bytes")]
    pub wrap: Vec<u8>,
}

/// What the server knows of a case's life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseState {
    /// Work goes on.
    Open,
    /// Work has ended.
    Closed,
    /// Its keys were destroyed.
    Shredded,
}

/// A page of the caller's cases, in the order of their (random) identifiers.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CasesPage {
    /// The cases.
    pub cases: Vec<CaseLine>,
    /// Ask again with `after=` this, if there is more. It may name a case the caller cannot see; it is only a position.
    pub next: Option<CaseId>,
}

/// One item, sealed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ItemLine {
    /// Identifier it is stored under.
    pub item: ItemId,
    /// Position it is stored at.
    pub sequence: u64,
    /// The case key it is sealed to.
    pub epoch: u32,
    /// The age file.
    #[serde(with = "base64_bytes")]
    pub data: Vec<u8>,
    /// The attachment that belongs to it, if any.
    pub blob: Option<BlobId>,
}

/// A page of items in their order.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ItemsPage {
    /// The items.
    pub items: Vec<ItemLine>,
    /// Ask again with `after=` this, if there is more.
    pub next: Option<u64>,
}

/// An item to store at exactly this position.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PutItem {
    /// Identifier, as in the frame.
    pub item: ItemId,
    /// Position, as in the frame: one after the last.
    pub sequence: u64,
    /// The case key it is sealed to.
    pub epoch: u32,
    /// The age file.
    #[serde(with = "base64_bytes")]
    pub data: Vec<u8>,
}

/// A reply: the same frame sealed twice, to the case and to the reporter.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PutReply {
    /// The item for the case.
    pub item: PutItem,
    /// The reporter's copy.
    #[serde(with = "base64_bytes")]
    pub copy: Vec<u8>,
}

/// A wrap for another member of the roster.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PutWrap {
    /// The case key's number.
    pub epoch: u32,
    /// The member's age recipient.
    pub recipient: String,
    /// The inner age file.
    #[serde(with = "base64_bytes")]
    pub inner: Vec<u8>,
}

/// It is stored, durably. Sending the same thing again gives the same answer.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Stored {}

/// The case moved on: read the items after yours and sign again.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Conflict {
    /// Sequence of the last item.
    pub last_sequence: u64,
}

mod base64_bytes {
    use data_encoding::BASE64;
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&BASE64.encode(bytes))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        let text = String::deserialize(deserializer)?;
        BASE64.decode(text.as_bytes()).map_err(|_| serde::de::Error::custom("not base64"))
    }
}
