//! What is in a bundle: one list of files with their hashes, and what each of them is.
//!
//! The manifest is in clear. It tells the finder of a bundle who exported which case for what, who wrote how much in it and when, and where its
//! entries stand in the public log; it tells nothing that was written.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use data_encoding::{BASE64, HEXLOWER};
use serde::{Deserialize, Serialize};

use crate::clock::Day;
use crate::crypto::agefile::Recipient;
use crate::crypto::frame::{Author, ItemKind};
use crate::crypto::hash::sha256;
use crate::ledger::Hash;
use crate::ledger::leaf::{Leaf, leaf, taken_over};
use crate::model::id::{BlobId, CaseId, ItemId, MemberId};

/// What a manifest begins with.
pub const FORMAT: &str = "redchannel/v1/bundle";
/// The names of the files that each bundle has.
pub const MANIFEST: &str = "manifest.json";
/// The signed note over the manifest.
pub const SIGNATURE: &str = "signature.note";
/// How to check a bundle with stock tools.
pub const README: &str = "README.txt";
/// What `sha256sum -c` reads.
pub const SUMS: &str = "SHA256SUMS";
/// The keys of the case, sealed to the one the bundle is for.
pub const KEYS: &str = "keys/case.age";
/// The newest head of the public log.
pub const CHECKPOINT: &str = "log/checkpoint";
/// The longest manifest, in bytes.
pub const MAX_BYTES: usize = 64 * 1024 * 1024;

/// All of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// [`FORMAT`].
    pub format: String,
    /// The case.
    pub case: CaseId,
    /// What it is called.
    pub reference: String,
    /// The member who exported it and signed.
    pub exported_by: MemberId,
    /// The day.
    pub day: Day,
    /// What for, in words.
    pub purpose: String,
    /// Whom [`KEYS`] is sealed to.
    pub recipient: Recipient,
    /// SHA-256 of the text of the first roster, hex.
    pub genesis: String,
    /// The versions of the roster, in their order.
    pub rosters: Vec<u32>,
    /// The keys of the case that are in [`KEYS`].
    pub keys: Vec<KeyLine>,
    /// The items, in the order of their places.
    pub items: Vec<ItemEntry>,
    /// The files that came with items.
    pub attachments: Vec<Attachment>,
    /// The ledger's entries about the case, in the order of their places.
    pub entries: Vec<LedgerEntry>,
    /// Whether [`CHECKPOINT`] is there.
    pub checkpoint: bool,
    /// Every file but the manifest and its signature.
    pub files: BTreeMap<String, FileLine>,
}

/// A key of the case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyLine {
    /// Its number.
    pub epoch: u32,
    /// What items of that epoch are sealed to.
    pub recipient: Recipient,
}

/// An item. Its ciphertext is `items/NNNN.age`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ItemEntry {
    /// Its place in the case.
    pub sequence: u64,
    /// Its identifier.
    pub item: ItemId,
    /// The key it is sealed to.
    pub epoch: u32,
    /// The file that the server keeps beside it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blob: Option<BlobId>,
    /// What it is; absent if it did not verify when it was exported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<ItemKind>,
    /// Who wrote it; likewise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<Author>,
    /// When; likewise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<Day>,
}

/// A file that came with an item. Its ciphertext is `attachments/BLOB.age`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attachment {
    /// Its identifier.
    pub blob: BlobId,
    /// The place of the item whose manifest describes it.
    pub item: u64,
    /// Whether it was whole when it was exported. If not, it is not in the bundle.
    pub whole: bool,
}

/// An entry of the ledger. Its ciphertext is `entries/NNNN.age`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LedgerEntry {
    /// Its place in the chain.
    pub sequence: u64,
    /// The random number in its leaf, hex; empty if the server could not read the entry any more.
    pub r: String,
    /// Its leaf in the newest log, hex; empty likewise.
    pub leaf: String,
    /// Where that leaf stands; absent while it waits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub index: Option<u64>,
    /// The names of later logs that took the entry over.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub taken_over: Vec<String>,
    /// The way from the leaf to the root of [`CHECKPOINT`], base64 hashes (RFC 6962); absent if it was not fetched.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof: Option<Vec<String>>,
}

/// A file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileLine {
    /// SHA-256, hex.
    pub sha256: String,
    /// In bytes.
    pub size: u64,
}

impl Manifest {
    /// The text: indented JSON and one line feed.
    pub fn to_text(&self) -> String {
        // Texts, numbers and lists always have a JSON form.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// Reads a manifest in the one way it is written.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let read: Self = serde_json::from_slice(bytes).ok()?;
        // Two spellings, or a field named twice, could tell two readers different things.
        (read.format == FORMAT && read.to_text().as_bytes() == bytes).then_some(read)
    }

    /// What `sha256sum -c` reads.
    pub fn sums(&self) -> String {
        let mut text = String::new();
        for (path, line) in self.files.iter().filter(|(path, _)| *path != SUMS) {
            // Writing to a String cannot fail.
            writeln!(text, "{}  {path}", line.sha256).ok();
        }
        text
    }

    /// The text that the exporter signs.
    pub fn signed_text(case: CaseId, manifest: &[u8]) -> String {
        format!("{FORMAT}\n{case}\n{}\n", HEXLOWER.encode(&sha256(&[manifest])))
    }
}

impl LedgerEntry {
    /// The leaf of a sealed entry in the newest log that has it.
    pub fn leaf_of(&self, data: &[u8]) -> Option<Leaf> {
        let first: [u8; 32] = HEXLOWER.decode(self.r.as_bytes()).ok()?.try_into().ok()?;
        let r = self.taken_over.last().map_or(first, |origin| taken_over(&first, origin));
        Some(leaf(&r, &sha256(&[data])))
    }

    /// The proof, if there is one and it can be read.
    pub fn path(&self) -> Option<Option<Vec<Hash>>> {
        let Some(proof) = &self.proof else { return Some(None) };
        let hash = |line: &String| Hash::parse_hash(line).ok();
        (proof.len() <= 64).then(|| proof.iter().map(hash).collect::<Option<Vec<Hash>>>()).flatten().map(Some)
    }

    /// A proof as it is written.
    pub fn write_path(path: &[Hash]) -> Vec<String> {
        path.iter().map(|hash| BASE64.encode(&hash.0)).collect()
    }
}

/// Where an item's ciphertext lies.
pub fn item_path(sequence: u64) -> String {
    format!("items/{sequence:04}.age")
}

/// Where an entry's ciphertext lies.
pub fn entry_path(sequence: u64) -> String {
    format!("entries/{sequence:04}.age")
}

/// Where an attachment's ciphertext lies.
pub fn attachment_path(blob: BlobId) -> String {
    format!("attachments/{blob}.age")
}

/// Where a version of the roster lies.
pub fn roster_path(version: u32) -> String {
    format!("roster/{version:03}.note")
}

#[cfg(test)]
mod tests;
