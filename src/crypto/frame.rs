//! The frame: what is inside every item. age says neither who wrote a file nor where it belongs; the frame does.
//!
//! ```text
//! "RC1" ‖ header length (u32, big endian) ‖ header (JSON) ‖ body length (u32) ‖ body ‖ signature (64) ‖ zeros to the bucket
//! signature = Ed25519(author, "redchannel/v1/frame\0" ‖ everything before it)
//! ```
//!
//! What this does not give: it does not hide that an item exists, nor its bucket; and the *last* items of a case can be
//! withheld without breaking the chain, which only a reader who has seen them (or, later, the ledger) notices.

use data_encoding::HEXLOWER;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use serde::Deserialize;

use super::padding::frame_bucket;
use crate::model::id::{CaseId, ItemId};
use crate::secret::{SecretBytes, SecretText};

mod header;

pub use header::{Author, FileEntry, FileTreatment, FrameHeader, ItemKind, ReporterCard};

const MAGIC: &[u8; 3] = b"RC1";
const LABEL: &[u8] = b"redchannel/v1/frame\0";
const SIGNATURE_BYTES: usize = 64;

/// The longest plaintext of an item, in bytes: the largest bucket.
pub const MAX_FRAME_BYTES: usize = 256 * 1024;

/// Where an item was found: what its header must say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The case it was found in.
    pub case: CaseId,
    /// The identifier it was found under.
    pub item: ItemId,
    /// The position it was found at.
    pub sequence: u64,
    /// SHA-256 of the ciphertext found before it; `None` at the first position.
    pub previous: Option<[u8; 32]>,
}

/// Why a frame is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FrameError {
    /// Header and body do not fit the largest bucket.
    #[error("the text is too long for one item")]
    TooLong,
    /// Not a frame, or damaged.
    #[error("the item is damaged or was not written by this program")]
    Malformed,
    /// A format version this program does not know.
    #[error("the item was written by a newer version of this program")]
    Version,
    /// It belongs to another case.
    #[error("the item belongs to another case")]
    WrongCase,
    /// It belongs to another position, or was put under another identifier.
    #[error("the item belongs to another place in this case")]
    WrongPlace,
    /// The item before it is not the one its author saw.
    #[error("the item before this one was changed, removed or replaced")]
    BrokenChain,
    /// The signature is not that of the author it names.
    #[error("the signature is not that of the author it names")]
    BadSignature,
    /// The author is not known.
    #[error("the author is not in the roster")]
    UnknownAuthor,
}

/// Writes a frame: signs header and body and pads to the bucket. The result is the plaintext to seal.
pub fn write(
    header: &FrameHeader,
    body: &SecretText,
    signer: &SigningKey,
) -> Result<SecretBytes, FrameError> {
    let head = serde_json::to_vec(header).map_err(|_| FrameError::Malformed)?;
    let body = body.expose_secret().as_bytes();
    let mut bytes =
        Vec::with_capacity(MAX_FRAME_BYTES.min(head.len().saturating_add(body.len()).saturating_add(4096)));
    bytes.extend_from_slice(MAGIC);
    for part in [head.as_slice(), body] {
        let length = u32::try_from(part.len()).map_err(|_| FrameError::TooLong)?;
        bytes.extend_from_slice(&length.to_be_bytes());
        bytes.extend_from_slice(part);
    }
    let signature = signer.sign(&signed_message(&bytes));
    bytes.extend_from_slice(&signature.to_bytes());
    let bucket = frame_bucket(bytes.len()).ok_or(FrameError::TooLong)?;
    bytes.resize(bucket, 0);
    Ok(SecretBytes::new(bytes))
}

/// A frame that was taken apart, but about whose truth nothing is known yet.
#[derive(Debug)]
pub struct UnverifiedFrame {
    header: FrameHeader,
    body: SecretText,
    signed: SecretBytes,
    signature: Signature,
}

/// An item that stands where it says and was signed by whom it names. [`UnverifiedFrame::verify`] is the only way to one.
#[derive(Debug)]
pub struct OpenedItem {
    /// The header.
    pub header: FrameHeader,
    /// The body.
    pub body: SecretText,
}

impl UnverifiedFrame {
    /// Takes a frame apart. Trailing bytes must be zeros up to a bucket.
    pub fn parse(bytes: &SecretBytes) -> Result<Self, FrameError> {
        let all = bytes.expose_secret();
        let mut rest = all.strip_prefix(MAGIC).ok_or(FrameError::Malformed)?;
        let head = take_part(&mut rest)?;
        let body = take_part(&mut rest)?;
        let (signature, padding) = rest.split_at_checked(SIGNATURE_BYTES).ok_or(FrameError::Malformed)?;
        let unpadded = all.len().saturating_sub(padding.len());
        if frame_bucket(unpadded) != Some(all.len()) || padding.iter().any(|byte| *byte != 0) {
            return Err(FrameError::Malformed);
        }
        let header: FrameHeader = serde_json::from_slice(head).map_err(|_| version_or_malformed(head))?;
        if header.version != 1 {
            return Err(FrameError::Version);
        }
        let body = std::str::from_utf8(body).map_err(|_| FrameError::Malformed)?;
        let signed = all.get(..unpadded.saturating_sub(SIGNATURE_BYTES)).ok_or(FrameError::Malformed)?;
        Ok(Self {
            header,
            body: SecretText::new(body),
            signed: SecretBytes::new(signed.to_vec()),
            signature: Signature::from_slice(signature).map_err(|_| FrameError::Malformed)?,
        })
    }

    /// What the header claims, to find the author's key with. Not to be believed before [`Self::verify`].
    pub fn claimed(&self) -> &FrameHeader {
        &self.header
    }

    /// Checks that the frame stands where it was found and that `key` signed it.
    pub fn verify(self, key: &VerifyingKey, place: &Place) -> Result<OpenedItem, FrameError> {
        if self.header.case != place.case {
            return Err(FrameError::WrongCase);
        }
        if self.header.item != place.item || self.header.sequence != place.sequence {
            return Err(FrameError::WrongPlace);
        }
        if self.header.previous != place.previous.map(|hash| HEXLOWER.encode(&hash)) {
            return Err(FrameError::BrokenChain);
        }
        self.verify_author(key)
    }

    /// Checks the signature alone: for a reader who holds copies without their neighbours (the reporter's inbox), and who must
    /// compare case, item and sequence with the place itself.
    pub fn verify_author(self, key: &VerifyingKey) -> Result<OpenedItem, FrameError> {
        key.verify_strict(&signed_message(self.signed.expose_secret()), &self.signature)
            .map_err(|_| FrameError::BadSignature)?;
        Ok(OpenedItem { header: self.header, body: self.body })
    }
}

fn signed_message(bytes: &[u8]) -> zeroize::Zeroizing<Vec<u8>> {
    zeroize::Zeroizing::new([LABEL, bytes].concat())
}

fn take_part<'a>(rest: &mut &'a [u8]) -> Result<&'a [u8], FrameError> {
    let (length, after) = rest.split_first_chunk::<4>().ok_or(FrameError::Malformed)?;
    // The length is an attacker's: it is only ever compared with what is there, never used to allocate.
    let length = usize::try_from(u32::from_be_bytes(*length)).map_err(|_| FrameError::Malformed)?;
    let (part, after) = after.split_at_checked(length).ok_or(FrameError::Malformed)?;
    *rest = after;
    Ok(part)
}

/// A header we cannot read may be a newer one: then say so rather than "damaged".
fn version_or_malformed(head: &[u8]) -> FrameError {
    #[derive(Deserialize)]
    struct OnlyVersion {
        version: u32,
    }
    match serde_json::from_slice::<OnlyVersion>(head) {
        Ok(OnlyVersion { version }) if version > 1 => FrameError::Version,
        Ok(_) | Err(_) => FrameError::Malformed,
    }
}

/// Reads an Ed25519 verification key from 64 hex digits.
pub fn parse_verifying_key(text: &str) -> Option<VerifyingKey> {
    let bytes: [u8; 32] = HEXLOWER.decode(text.as_bytes()).ok()?.try_into().ok()?;
    VerifyingKey::from_bytes(&bytes).ok()
}

#[cfg(test)]
mod tests;
