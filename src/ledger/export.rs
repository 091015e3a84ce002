//! The export of a ledger: a folder with everything an auditor needs, and nothing that can be read without a key.
//!
//! ```text
//! export.json                       the format, the day, and for which hour of the timetable each checkpoint was made
//! log/N/checkpoint                  newest checkpoint of log N            (c2sp.org/tlog-tiles from here …
//! log/N/tile/…                      tiles and entry bundles                … to here)
//! log/N/checkpoints/SIZE            every checkpoint that is stored
//! rosters/N.note                    the rosters
//! records/log-N.jsonl               a line per leaf of log N, in order: see [`RecordLine`]
//! records/waiting.jsonl             what stands in no log yet, and entries that the server itself cannot open
//! items.jsonl                       a line per case: what is stored, by its hash, see [`ItemsLine`]
//! ```

use serde::{Deserialize, Serialize};

use crate::clock::Day;
use crate::model::id::{CaseId, ItemId};

/// Marks the format.
pub const FORMAT: &str = "redchannel/v1/ledger-export";
/// The path of the [`Manifest`].
pub const MANIFEST: &str = "export.json";
/// The path of what waits.
pub const WAITING: &str = "records/waiting.jsonl";
/// The path of what is stored.
pub const ITEMS: &str = "items.jsonl";
/// The folder of the rosters.
pub const ROSTERS: &str = "rosters";

/// The path of a log's public files.
pub fn log_folder(log: u32) -> String {
    format!("log/{log}")
}

/// The path of a log's records.
pub fn records_path(log: u32) -> String {
    format!("records/log-{log}.jsonl")
}

/// The path of a version of the roster.
pub fn roster_path(version: i64) -> String {
    format!("{ROSTERS}/{version}.note")
}

/// What the export is of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// [`FORMAT`].
    pub format: String,
    /// The day it was written.
    pub day: Day,
    /// The logs, oldest first.
    pub logs: Vec<LogLine>,
}

/// A log in the [`Manifest`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogLine {
    /// 1 for the first one.
    pub log: u32,
    /// Its checkpoints, the shortest first.
    pub checkpoints: Vec<SlotLine>,
}

/// A checkpoint in the [`Manifest`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SlotLine {
    /// Leaves.
    pub size: u64,
    /// The hour of the timetable it was made for, since 1970. The server's word.
    pub slot: i64,
}

/// What stands behind a leaf. Which fields are there says what it is:
///
/// | fields | meaning |
/// |---|---|
/// | `log index r pad` | padding |
/// | `log index chain sequence r data` | an entry |
/// | `log index` | nothing that is here any more: a destroyed entry |
/// | `chain sequence r data day` | an entry whose leaf waits since that day |
/// | `chain sequence r data` | an entry whose leaf stands nowhere and does not wait either |
/// | `chain sequence` | an entry that the server cannot open: it was altered, or moved |
/// | `leaf day` | a leaf that waits, of an entry that is not here any more |
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordLine<'a> {
    /// The log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log: Option<u32>,
    /// Place in the log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub index: Option<u64>,
    /// The chain of the entry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chain: Option<CaseId>,
    /// Place in the chain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sequence: Option<u64>,
    /// The number in the leaf, hex.
    #[serde(default, borrow, skip_serializing_if = "Option::is_none")]
    pub r: Option<&'a str>,
    /// The sealed entry, base64.
    #[serde(default, borrow, skip_serializing_if = "Option::is_none")]
    pub data: Option<&'a str>,
    /// Whether the leaf is padding.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub pad: bool,
    /// A leaf without an entry, hex.
    #[serde(default, borrow, skip_serializing_if = "Option::is_none")]
    pub leaf: Option<&'a str>,
    /// Since when it waits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<Day>,
}

/// What is stored of a case, by hash: the entries must name exactly this.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ItemsLine {
    /// The case.
    pub chain: CaseId,
    /// Its items, in order.
    pub items: Vec<ItemLine>,
    /// The reporter's copies of replies that are still there.
    pub copies: Vec<CopyLine>,
}

/// An item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ItemLine {
    /// The item.
    pub item: ItemId,
    /// Place in the case.
    pub sequence: u64,
    /// SHA-256 of its ciphertext, hex.
    pub sha256: String,
    /// The case's key it is sealed to.
    pub epoch: u64,
}

/// A reporter's copy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CopyLine {
    /// The reply.
    pub item: ItemId,
    /// SHA-256 of the copy's ciphertext, hex.
    pub sha256: String,
}
