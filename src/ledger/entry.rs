//! Entries: what happened, signed by who did it, chained per case, sealed to those who may know.
//!
//! ```text
//! statement  = JSON, see [`Statement`]
//! signature  = Ed25519(actor, "redchannel/v1/entry\0" ‖ statement)
//! plaintext  = "RCE1" ‖ length (u32) ‖ statement ‖ number of signatures (u8) ‖ signatures (64 each) ‖ zeros to the bucket
//! ct         = age[readers](plaintext)                        the leaf commits to this
//! ```
//!
//! The server sees a statement for as long as it takes to check and to seal it: it knows who asks for what anyway. It cannot write
//! one in the name of a member, and one in the name of a reporter only while that reporter's code is in its memory.

use data_encoding::HEXLOWER;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};

mod actor;
mod content;
mod destruction;
mod event;
mod rights;

pub use actor::{Actor, Reason};
pub use destruction::{Destruction, ITEMS_AFTER};
pub use event::Event;
pub use rights::{MOST_REASON, Realm};

use crate::clock::Day;
use crate::crypto::agefile::{self, AgeError, Identity, Recipient};
use crate::crypto::hash::sha256;
use crate::model::id::CaseId;
use crate::secret::SecretBytes;

const MAGIC: &[u8; 4] = b"RCE1";
const LABEL: &[u8] = b"redchannel/v1/entry\0";
const SIGNATURE_BYTES: usize = 64;
/// An entry has one author, or two where the rules ask for two.
const MOST_SIGNATURES: usize = 2;
/// Sizes of the plaintext, in bytes. Nearly all entries fit the first.
const BUCKETS: [usize; 6] = [1024, 4096, 16 * 1024, 64 * 1024, 256 * 1024, MAX_BYTES];
/// The longest plaintext, in bytes: the destruction of a case with some 7,500 entries.
const MAX_BYTES: usize = 512 * 1024;

/// The chain of what belongs to no case: rosters, destructions, restores.
pub const ADMINISTRATION: CaseId = CaseId::from_bytes([0; 16]);

/// The chain of what oversight has looked at. It is not the administration's: readers of a case are told where that one ends, and would
/// see that somebody began to look, and when; and a destruction is signed for its end, which looking must not move.
pub const OVERSIGHT: CaseId = CaseId::from_bytes([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);

/// What an entry says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// Version of the format; 1.
    pub version: u32,
    /// The case, [`ADMINISTRATION`] or [`OVERSIGHT`].
    pub chain: CaseId,
    /// Place in the chain, from 0, without gaps.
    pub sequence: u64,
    /// SHA-256 of the sealed entry before it, hex; absent at 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<String>,
    /// Who did it.
    pub actor: Actor,
    /// The day, UTC.
    pub day: Day,
    /// What was done.
    pub event: Event,
}

/// The end of a chain: what the next entry must name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChainHead {
    /// The next place.
    pub next: u64,
    /// SHA-256 of the last sealed entry, hex.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<String>,
}

impl ChainHead {
    /// The end of a chain whose last entry stands at `sequence` and is this ciphertext.
    pub fn after(sequence: u64, ciphertext: &[u8]) -> Self {
        Self { next: sequence.saturating_add(1), previous: Some(HEXLOWER.encode(&sha256(&[ciphertext]))) }
    }
}

impl Statement {
    /// The statement that comes next in a chain.
    pub fn next(chain: CaseId, head: &ChainHead, actor: Actor, day: Day, event: Event) -> Self {
        Self { version: 1, chain, sequence: head.next, previous: head.previous.clone(), actor, day, event }
    }

    /// Whether it stands where a chain ends.
    pub fn follows(&self, head: &ChainHead) -> bool {
        self.sequence == head.next && self.previous == head.previous
    }
}

/// Why an entry is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EntryError {
    /// Longer than the largest bucket.
    #[error("the entry is too long")]
    TooLong,
    /// Not an entry, or damaged.
    #[error("the entry is damaged or was not written by this program")]
    Malformed,
    /// A format version this program does not know.
    #[error("the entry was written by a newer version of this program")]
    Version,
    /// A signature is missing, too many, or not that of whom it names.
    #[error("a signature of the entry does not hold")]
    Signature,
    /// Not sealed to this key, or altered.
    #[error("the entry does not open with this key")]
    Sealed,
}

/// A statement with its signatures; nothing is verified yet.
#[derive(Clone, Debug)]
pub struct SignedEntry {
    text: String,
    statement: Statement,
    signatures: Vec<Signature>,
}

impl SignedEntry {
    /// Signs a statement.
    pub fn sign(statement: &Statement, key: &SigningKey) -> Result<Self, EntryError> {
        let text = serde_json::to_string(statement).map_err(|_| EntryError::Malformed)?;
        let signature = key.sign(&message(&text));
        Ok(Self { text, statement: statement.clone(), signatures: vec![signature] })
    }

    /// Signs a statement to which somebody else agreed before it was written: `first` is their signature, hex. It is not verified here.
    pub fn sign_after(statement: &Statement, first: &str, key: &SigningKey) -> Result<Self, EntryError> {
        let first = HEXLOWER.decode(first.as_bytes()).map_err(|_| EntryError::Signature)?;
        let first = Signature::from_slice(&first).map_err(|_| EntryError::Signature)?;
        let mut signed = Self::sign(statement, key)?;
        signed.signatures.insert(0, first);
        Ok(signed)
    }

    /// Takes an entry from its parts, as they come over the wire: the very text that was signed, and hex signatures.
    pub fn from_parts(text: &str, signatures: &[String]) -> Result<Self, EntryError> {
        let read = |signature: &String| {
            let bytes = HEXLOWER.decode(signature.as_bytes()).ok()?;
            Signature::from_slice(&bytes).ok()
        };
        let signatures: Option<Vec<_>> = signatures.iter().map(read).collect();
        Self::checked(text.to_owned(), signatures.ok_or(EntryError::Malformed)?)
    }

    fn checked(text: String, signatures: Vec<Signature>) -> Result<Self, EntryError> {
        #[derive(Deserialize)]
        struct OnlyVersion {
            version: u32,
        }
        let newer = |_| match serde_json::from_str::<OnlyVersion>(&text) {
            Ok(OnlyVersion { version }) if version > 1 => EntryError::Version,
            Ok(_) | Err(_) => EntryError::Malformed,
        };
        let statement: Statement = serde_json::from_str(&text).map_err(newer)?;
        if statement.version != 1 {
            return Err(EntryError::Version);
        }
        if !(1..=MOST_SIGNATURES).contains(&signatures.len()) {
            return Err(EntryError::Signature);
        }
        Ok(Self { text, statement, signatures })
    }

    /// Adds the signature of the second person.
    pub fn countersign(mut self, key: &SigningKey) -> Result<Self, EntryError> {
        if self.signatures.len() >= MOST_SIGNATURES {
            return Err(EntryError::Signature);
        }
        self.signatures.push(key.sign(&message(&self.text)));
        Ok(self)
    }

    /// The text that was signed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The signatures, hex.
    pub fn signatures(&self) -> Vec<String> {
        self.signatures.iter().map(|signature| HEXLOWER.encode(&signature.to_bytes())).collect()
    }

    /// What it claims. Not to be believed before [`SignedEntry::verify`].
    pub const fn claimed(&self) -> &Statement {
        &self.statement
    }

    /// Checks that exactly these keys have signed, in this order.
    pub fn verify(&self, keys: &[VerifyingKey]) -> Result<&Statement, EntryError> {
        let message = message(&self.text);
        let first = destruction::proposed(&self.statement).unwrap_or_else(|| message.clone());
        let messages = std::iter::once(&first).chain(std::iter::repeat(&message));
        let hold = self
            .signatures
            .iter()
            .zip(messages)
            .zip(keys)
            .all(|((signature, message), key)| key.verify_strict(message, signature).is_ok());
        if hold && keys.len() == self.signatures.len() {
            Ok(&self.statement)
        } else {
            Err(EntryError::Signature)
        }
    }

    /// The plaintext to seal, filled up to its bucket.
    pub fn to_plaintext(&self) -> Result<SecretBytes, EntryError> {
        let length = u32::try_from(self.text.len()).map_err(|_| EntryError::TooLong)?;
        let count = u8::try_from(self.signatures.len()).map_err(|_| EntryError::Signature)?;
        let mut bytes = Vec::with_capacity(BUCKETS[0]);
        bytes.extend_from_slice(MAGIC);
        bytes.extend_from_slice(&length.to_be_bytes());
        bytes.extend_from_slice(self.text.as_bytes());
        bytes.push(count);
        for signature in &self.signatures {
            bytes.extend_from_slice(&signature.to_bytes());
        }
        let bucket = bucket(bytes.len()).ok_or(EntryError::TooLong)?;
        bytes.resize(bucket, 0);
        Ok(SecretBytes::new(bytes))
    }

    /// Takes a plaintext apart. After the signatures only zeros up to the bucket may follow.
    pub fn parse(plaintext: &SecretBytes) -> Result<Self, EntryError> {
        let all = plaintext.expose_secret();
        let rest = all.strip_prefix(MAGIC).ok_or(EntryError::Malformed)?;
        let (length, rest) = rest.split_first_chunk::<4>().ok_or(EntryError::Malformed)?;
        let length = usize::try_from(u32::from_be_bytes(*length)).map_err(|_| EntryError::Malformed)?;
        // The length is a stranger's: compared with what is there, never used to allocate.
        let (text, rest) = rest.split_at_checked(length).ok_or(EntryError::Malformed)?;
        let (count, rest) = rest.split_first().ok_or(EntryError::Malformed)?;
        let (signatures, padding) = rest
            .split_at_checked(usize::from(*count).saturating_mul(SIGNATURE_BYTES))
            .ok_or(EntryError::Malformed)?;
        let unpadded = all.len().saturating_sub(padding.len());
        if bucket(unpadded) != Some(all.len()) || padding.iter().any(|byte| *byte != 0) {
            return Err(EntryError::Malformed);
        }
        let text = std::str::from_utf8(text).map_err(|_| EntryError::Malformed)?;
        let signatures: Result<Vec<_>, _> =
            signatures.chunks(SIGNATURE_BYTES).map(Signature::from_slice).collect();
        Self::checked(text.to_owned(), signatures.map_err(|_| EntryError::Malformed)?)
    }

    /// Seals it to those who may know.
    pub fn seal(&self, readers: &[Recipient]) -> Result<Vec<u8>, AgeError> {
        let plaintext = self.to_plaintext().map_err(|fault| AgeError::Seal(std::io::Error::other(fault)))?;
        agefile::seal(readers, plaintext.expose_secret())
    }

    /// Opens a sealed entry.
    pub fn open(identity: &Identity, sealed: &[u8]) -> Result<Self, EntryError> {
        let plaintext = agefile::open(identity, sealed, MAX_BYTES).map_err(|_| EntryError::Sealed)?;
        Self::parse(&plaintext)
    }
}

fn message(text: &str) -> Vec<u8> {
    [LABEL, text.as_bytes()].concat()
}

fn bucket(bytes: usize) -> Option<usize> {
    BUCKETS.into_iter().find(|bucket| bytes <= *bucket)
}

#[cfg(test)]
mod tests;
