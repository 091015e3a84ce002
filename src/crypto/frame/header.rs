//! The header of a frame: what an item says about itself.

use ed25519_dalek::VerifyingKey;
use serde::{Deserialize, Serialize};

use crate::clock::Day;
use crate::crypto::agefile::Recipient;
use crate::model::id::{BlobId, CaseId, ItemId, MemberId};

/// What an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemKind {
    /// The reporter's first words: the item with sequence 0.
    Report,
    /// Something the reporter added later.
    FollowUp,
    /// The manifest of a file the reporter sent.
    Attachment,
    /// The unit's message to the reporter; a copy is sealed to the reporter.
    Reply,
    /// What a member did in the case: see [`Work`](crate::model::casework::work::Work).
    Work,
    /// What the reporter is told of the state: sealed to the reporter alone, in the place of the work that changed it.
    Status,
    /// Who the reporter is, given in confidence: sealed to a key of its own, beside the case and never in its chain.
    Identity,
    /// What a custodian did with it; where something was opened, a copy is sealed to the reporter.
    Custody,
}

/// Who wrote an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Author {
    /// The holder of the code, signing with the key derived from it.
    Reporter,
    /// A member of the roster.
    Member(MemberId),
}

impl Serialize for Author {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Reporter => serializer.serialize_str("reporter"),
            Self::Member(id) => serializer.collect_str(id),
        }
    }
}

impl<'de> Deserialize<'de> for Author {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text == "reporter" {
            return Ok(Self::Reporter);
        }
        MemberId::parse(&text).map(Self::Member).ok_or_else(|| serde::de::Error::custom("unknown author"))
    }
}

/// The public halves of the reporter's keys; they stand in the report and nowhere else in clear.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReporterCard {
    /// Verification key of everything the reporter sends, 32 bytes as hex.
    #[serde(with = "verifying_key_hex")]
    pub verification_key: VerifyingKey,
    /// Recipient of the unit's replies.
    pub recipient: Recipient,
}

/// What was done to a file's metadata before it was sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileTreatment {
    /// Metadata was removed (or there was none).
    Cleaned,
    /// The structure was broken: cleaned up to the break, the rest is as it came.
    PartlyCleaned,
    /// A kind of file that is not cleaned.
    Untouched,
    /// The reporter asked to keep the original.
    Original,
}

/// The manifest of one attachment. Name and type stand here and nowhere else.
#[derive(Clone, Serialize, Deserialize)]
pub struct FileEntry {
    /// Where the ciphertext lies.
    pub blob: BlobId,
    /// Name as the reporter's device gave it, cleaned: NFC, no control or direction characters, at most 120 characters.
    pub name: String,
    /// Declared type, untrusted.
    pub media_type: String,
    /// True length in bytes, before padding.
    pub length: u64,
    /// SHA-256 of the ciphertext, hex.
    pub sha256: String,
    /// What was done to the metadata.
    pub treatment: FileTreatment,
}

impl std::fmt::Debug for FileEntry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "FileEntry({})", self.blob)
    }
}

/// The header of a frame.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FrameHeader {
    /// Version of the format; 1.
    pub version: u32,
    /// The case the item belongs to.
    pub case: CaseId,
    /// The item's identifier.
    pub item: ItemId,
    /// What it is.
    pub kind: ItemKind,
    /// Position in the case, from 0, without gaps.
    pub sequence: u64,
    /// SHA-256 of the previous item's ciphertext, hex; absent for the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<String>,
    /// Who wrote and signed it.
    pub author: Author,
    /// The day it was written, UTC.
    pub day: Day,
    /// In a report: the reporter's public keys.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reporter: Option<ReporterCard>,
    /// In an attachment: the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileEntry>,
}

mod verifying_key_hex {
    use data_encoding::HEXLOWER;
    use ed25519_dalek::VerifyingKey;
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(key: &VerifyingKey, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&HEXLOWER.encode(key.as_bytes()))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<VerifyingKey, D::Error> {
        let text = String::deserialize(deserializer)?;
        crate::crypto::frame::parse_verifying_key(&text)
            .ok_or_else(|| serde::de::Error::custom("not an Ed25519 verification key"))
    }
}
