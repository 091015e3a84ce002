//! What travels between desk and server, as JSON. Binary values are base64; identifiers 32 hex digits.
//!
//! | method and path | request | answer |
//! |---|---|---|
//! | `GET /v1/roster` | – (unsigned) | [`RosterChain`] |
//! | `PUT /v1/roster` | [`PutRoster`] | [`Stored`] or 409 with [`Moved`] (members and keyholders) |
//! | `GET /v1/roster/drafts` | – | [`RosterDrafts`] (members and keyholders) |
//! | `PUT /v1/roster/drafts` | [`PutRosterDraft`] | [`Stored`] or 409 with [`Moved`] (members and keyholders) |
//! | `GET /v1/cases?since_day=N&after=CASE` | – | [`CasesPage`] |
//! | `GET /v1/cases/{case}` | – | [`CaseLine`] |
//! | `POST /v1/cases/{case}/reads` | [`PutRead`] | [`Stored`] or 409 with [`Conflict`] |
//! | `GET /v1/cases/{case}/items?after=SEQUENCE` | – | [`ItemsPage`], or 428 before a read of its last item |
//! | `POST /v1/items` | [`AskItems`](many::AskItems) | [`ItemsOfCases`](many::ItemsOfCases) |
//! | `POST /v1/reads` | [`PutReads`](many::PutReads) | [`ReadsTaken`](many::ReadsTaken) |
//! | `GET /v1/cases/{case}/entries` | – | [`EntriesPage`] |
//! | `GET /v1/cases/{case}/blobs/{blob}` | `Range: bytes=a-b` | the bytes |
//! | `POST /v1/cases/{case}/items` | [`PutItem`] | [`Stored`] or 409 with [`Conflict`] |
//! | `POST /v1/cases/{case}/replies` | [`PutReply`] | [`Stored`] or 409 with [`Conflict`] |
//! | `POST /v1/cases/{case}/wraps` | [`PutWrap`] | [`Stored`] or 409 with [`Conflict`] |
//! | `POST /v1/cases/{case}/wraps/removed` | [`PutRemoval`] | [`Stored`] or 409 with [`Conflict`] |
//! | `POST /v1/cases/{case}/keys` | [`PutKeys`] | [`Stored`] or 409 with [`Conflict`] |
//! | `POST /v1/cases/{case}/shred` | [`PutShred`] | [`Stored`] or 409 with [`Conflict`] |
//! | `GET /v1/cases/{case}/identity` | – | [`IdentityPage`](custody::IdentityPage) |
//! | `POST /v1/cases/{case}/identity/requests` | [`PutIdentityRequest`](custody::PutIdentityRequest) | [`Stored`] or 409 with [`Conflict`] |
//! | `GET /v1/custody` | – (custodians) | [`CustodyPage`](custody::CustodyPage) |
//! | `GET /v1/custody/{case}/identity` | – (custodians) | [`SealedPage`](custody::SealedPage), or 428 before a look |
//! | `POST /v1/custody/{case}/answers` | [`PutCustody`](custody::PutCustody) (custodians) | [`Stored`] or 409 with [`Conflict`] |
//! | `GET /v1/ledger?old=SIZE` | – (unsigned) | [`LedgerHead`] |
//! | `POST /v1/ledger/reads` | [`PutLogRead`] (oversight) | [`Stored`] or 409 with [`Conflict`] |
//! | `GET /v1/ledger/entries?after=CASE` or `?case=CASE` | – (oversight) | [`ChainsPage`], or 428 before a read of the log today |
//!
//! A case, item or blob that is foreign, hidden or absent is the same 404. Every request but the first is signed
//! ([`crypto::request`](crate::crypto::request)); an unsigned, stale, replayed or wrongly signed one is the same 401.

mod keys;
pub mod many;
mod roster;

use serde::{Deserialize, Serialize};

pub use self::keys::{NewWrap, PutKeys, PutRemoval, PutShred, PutWrap};
use crate::clock::Day;
use crate::crypto::agefile::Recipient;
use crate::crypto::frame::MAX_FRAME_BYTES;
use crate::ledger::entry::ChainHead;
use crate::model::id::{BlobId, CaseId, ItemId, MemberId};

pub mod custody;

pub use roster::{Moved, PutRoster, PutRosterDraft, RosterDrafts};

/// Cases per page: each page waits for its moment, so a few large ones are answered sooner than many small ones.
pub const CASES_PER_PAGE: u32 = 1000;

/// Bytes of item data per page, at most (one item is always delivered).
pub const ITEM_BYTES_PER_PAGE: usize = 1024 * 1024;

/// Cases that one request may name.
pub const CASES_PER_REQUEST: usize = 64;

/// The longest age file of an item, in bytes: a frame of the largest bucket, and 4 KiB for age's header, nonce and the tags of five
/// chunks, which together stay below 1 KiB.
pub const SEALED_BYTES: usize = MAX_FRAME_BYTES + 4 * 1024;

/// The longest body of a request, in bytes: two sealed copies of a frame in base64 (four for three), and 8 KiB for the JSON around
/// them, the signed event included. About 701 KiB.
pub const REQUEST_BYTES: usize = 2 * (SEALED_BYTES.div_ceil(3) * 4) + 8 * 1024;

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
    /// Where the case's chain of entries in the ledger ends.
    #[serde(default)]
    pub chain: ChainHead,
    /// The caller's wrap without its outer layer: an age file to the caller.
    #[serde(with = "base64_bytes")]
    pub wrap: Vec<u8>,
    /// Somebody was taken off the case, and its key was not replaced since: they could still open what comes, if they got at it.
    #[serde(default)]
    pub rekey_due: bool,
    /// Whether the case's key can be replaced: it cannot in cases from before this was possible.
    #[serde(default)]
    pub rekeyable: bool,
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

/// What somebody has done, as its author signed it: text and hex signatures. With the recipients that only readers of the case know for
/// certain: the server holds the first against what it has, and seals the reporter's receipt to the second.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SignedEvent {
    /// The statement, byte for byte.
    pub statement: String,
    /// One signature, or two.
    pub signatures: Vec<String>,
    /// What the case's entries are sealed to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audit: Option<Recipient>,
    /// What the reporter's receipts are sealed to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reporter: Option<Recipient>,
}

/// "I read this case, up to this item, because …": before anything of it is delivered.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PutRead {
    /// An event of the kind `read`.
    pub event: SignedEvent,
}

/// "I read the log, of this case or of all, because …": before oversight gets any of it on a day.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PutLogRead {
    /// An event of the kind `log_read`.
    pub event: SignedEvent,
}

/// An entry of the ledger, sealed, with what its leaf is made of.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct EntryLine {
    /// Place in its chain.
    pub sequence: u64,
    /// The random number in its leaf, hex.
    pub r: String,
    /// The sealed entry.
    #[serde(with = "base64_bytes")]
    pub data: Vec<u8>,
    /// Where its leaf stands in the newest log; absent while it waits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub index: Option<u64>,
    /// The names of later logs that took the entry over; in each its leaf is another.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub taken_over: Vec<String>,
}

/// All entries of one case.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EntriesPage {
    /// In the order of the chain.
    pub entries: Vec<EntryLine>,
    /// Where the chain of what belongs to no case ends: a destruction is signed for the place after it. Only to readers of a case:
    /// a stranger who asked often enough would learn when something was destroyed.
    #[serde(default)]
    pub administration: ChainHead,
    /// The members who hold a key of the case and may read cases today, by the server's word; a desk holds it against the entries.
    #[serde(default)]
    pub holders: Vec<MemberId>,
}

/// The entries of one chain, for oversight.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ChainLine {
    /// The case, or zeros for what belongs to none.
    pub chain: CaseId,
    /// In the order of the chain.
    pub entries: Vec<EntryLine>,
}

/// A page of chains, in the order of their (random) identifiers.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ChainsPage {
    /// The chains.
    pub chains: Vec<ChainLine>,
    /// Ask again with `after=` this, if there is more.
    pub next: Option<CaseId>,
}

/// The newest head of the ledger, and how it continues the one that was asked from.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LedgerHead {
    /// The signed checkpoint, with the witnesses' signatures.
    pub checkpoint: String,
    /// Consistency proof from the size that was asked from, base64 hashes; empty if none was asked, or the log has another name now.
    pub proof: Vec<String>,
    /// The log's verifier key (C2SP signed-note), for desks whose roster does not name it.
    pub log_key: String,
    /// The hour of the timetable it was made for, since 1970.
    pub hour: i64,
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
    /// What the ledger says of it.
    pub event: SignedEvent,
    /// The state from then on, if the item closes or reopens the case: all that the server is told of it, to destroy it in time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<CaseState>,
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

/// It is stored, durably. Sending the same thing again gives the same answer.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Stored {}

/// The case moved on: read the items after yours and sign again.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Conflict {
    /// Sequence of the last item.
    pub last_sequence: u64,
    /// Where the chain of entries ends.
    #[serde(default)]
    pub chain: ChainHead,
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
