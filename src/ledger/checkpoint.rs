//! Checkpoints: the head of the tree, signed by the log and co-signed by witnesses (c2sp.org/tlog-checkpoint).
//!
//! The crate `signed_note` reads notes, `tlog_tiles` the three lines of the text. Extension lines are refused: witnesses do not vouch for
//! them, so they could tell two readers different things.

use data_encoding::BASE64;
use signed_note::{Note, NoteError, Signature, Signer as _, Verifier as _, VerifierList};

use super::Hash;
use super::policy::Policy;
use crate::crypto::note_key::{NoteKey, NoteSigner};

/// The longest checkpoint that is read, in bytes: three lines and a hundred signatures.
pub const MAX_BYTES: usize = 32 * 1024;

/// The head of a tree: what a log vouches for.
#[derive(Clone, Debug, PartialEq)]
pub struct Head {
    /// The log's name.
    pub origin: String,
    /// Leaves.
    pub size: u64,
    /// Root of the tree over them.
    pub root: Hash,
}

impl Head {
    /// The text that is signed.
    pub fn to_text(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, BASE64.encode(&self.root.0))
    }

    /// Reads the text; the one spelling only.
    pub fn parse(text: &[u8]) -> Option<Self> {
        let read = tlog_tiles::Checkpoint::from_bytes(text).ok()?;
        let head = Self { origin: read.origin().to_owned(), size: read.size(), root: *read.hash() };
        (read.extension().is_empty() && head.to_text().as_bytes() == text).then_some(head)
    }
}

/// A checkpoint as it was read: nothing is verified but its form.
#[derive(Clone, Debug)]
pub struct Checkpoint {
    signatures: Vec<Signature>,
    head: Head,
}

/// A witness that has signed, and when it says it did.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cosigned {
    /// Its name.
    pub witness: String,
    /// Seconds since 1970.
    pub time: u64,
}

/// A checkpoint whose log's signature holds. [`Checkpoint::verify`] is the only way to one.
#[derive(Clone, Debug)]
pub struct VerifiedCheckpoint {
    /// What the log vouches for.
    pub head: Head,
    /// The witnesses of the policy that have signed it too.
    pub witnesses: Vec<Cosigned>,
    /// How many the policy asks for.
    pub needed: usize,
}

impl VerifiedCheckpoint {
    /// Whether enough witnesses have signed.
    pub fn is_witnessed(&self) -> bool {
        self.witnesses.len() >= self.needed
    }
}

/// Why a checkpoint is not accepted.
#[derive(Debug, thiserror::Error)]
pub enum CheckpointError {
    /// Not a checkpoint.
    #[error("this is not a checkpoint")]
    Malformed,
    /// It is another log's.
    #[error("the checkpoint is of another log than expected: {found}")]
    Origin {
        /// The origin in it.
        found: String,
    },
    /// The log has not signed it, or a signature of a known key does not hold.
    #[error("the checkpoint does not carry a valid signature of the log")]
    Signature,
}

impl Checkpoint {
    /// Signs a head.
    pub fn sign(head: &Head, signer: &NoteSigner) -> Result<Self, CheckpointError> {
        let mut checkpoint = Self { signatures: Vec::new(), head: head.clone() };
        checkpoint.cosign(signer)?;
        Ok(checkpoint)
    }

    /// Reads a signed checkpoint.
    pub fn parse(bytes: &[u8]) -> Result<Self, CheckpointError> {
        if bytes.len() > MAX_BYTES {
            return Err(CheckpointError::Malformed);
        }
        let note = Note::from_bytes(bytes).map_err(|_| CheckpointError::Malformed)?;
        let head = Head::parse(note.text()).ok_or(CheckpointError::Malformed)?;
        let lines = bytes.get(note.text().len().saturating_add(1)..).unwrap_or_default();
        let lines = lines.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
        let signatures: Result<Vec<_>, _> = lines.map(Signature::from_bytes).collect();
        Ok(Self { signatures: signatures.map_err(|_| CheckpointError::Malformed)?, head })
    }

    /// The head it claims.
    pub const fn claimed(&self) -> &Head {
        &self.head
    }

    /// The signed note.
    pub fn to_bytes(&self) -> Vec<u8> {
        let lines = self.signatures.iter().flat_map(Signature::to_bytes);
        self.head.to_text().into_bytes().into_iter().chain([b'\n']).chain(lines).collect()
    }

    fn note(&self) -> Result<Note, CheckpointError> {
        Note::new(self.head.to_text().as_bytes(), &self.signatures).map_err(|_| CheckpointError::Malformed)
    }

    /// Checks the log's signature, and counts the witnesses of the policy. A signature of a key that the policy knows and that does
    /// not hold spoils the whole (C2SP signed-note).
    pub fn verify(&self, policy: &Policy) -> Result<VerifiedCheckpoint, CheckpointError> {
        let logs: Vec<&NoteKey> = policy.logs.iter().filter(|key| key.name() == self.head.origin).collect();
        if logs.is_empty() {
            return Err(CheckpointError::Origin { found: self.head.origin.clone() });
        }
        let signed = self.signed_by(logs.iter().copied().chain(&policy.witnesses))?;
        let has = |key: &NoteKey| signed.iter().find(|signature| is_of(signature, key));
        if !logs.iter().any(|key| has(key).is_some()) {
            return Err(CheckpointError::Signature);
        }
        let cosigned = |key: &NoteKey| {
            let time = key.time_of(has(key)?.signature())?;
            Some(Cosigned { witness: key.name().to_owned(), time })
        };
        let witnesses = policy.witnesses.iter().filter_map(cosigned).collect();
        Ok(VerifiedCheckpoint { head: self.head.clone(), witnesses, needed: policy.needed })
    }

    /// The signatures of these keys, each checked.
    fn signed_by<'a>(
        &self,
        keys: impl Iterator<Item = &'a NoteKey>,
    ) -> Result<Vec<Signature>, CheckpointError> {
        let keys = keys.map(|key| -> Box<dyn signed_note::Verifier> { Box::new(key.clone()) }).collect();
        match self.note()?.verify(&VerifierList::new(keys)) {
            Ok((signed, _of_others)) => Ok(signed),
            Err(NoteError::UnverifiedNote) => Ok(Vec::new()),
            Err(_) => Err(CheckpointError::Signature),
        }
    }

    /// Takes over the cosignatures in `lines` that these keys have made for this very head; gives how many are new. Others are
    /// ignored (c2sp.org/tlog-witness): whoever sends them has no say in what the log shows.
    pub fn add_cosignatures(&mut self, lines: &[u8], witnesses: &[NoteKey]) -> usize {
        let mut added = 0_usize;
        for line in lines.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
            let Ok(signature) = Signature::from_bytes(line) else { continue };
            let Some(key) = witnesses.iter().find(|key| is_of(&signature, key)) else { continue };
            let known = self.signature_of(key).is_some();
            if !known && key.verify(self.head.to_text().as_bytes(), signature.signature()) {
                self.signatures.push(signature);
                added = added.saturating_add(1);
            }
        }
        added
    }

    /// Adds a signature of one's own.
    pub fn cosign(&mut self, signer: &NoteSigner) -> Result<(), CheckpointError> {
        let fault = |_| CheckpointError::Malformed;
        let key = signer.key();
        let signature =
            signer.sign(self.head.to_text().as_bytes()).map_err(|_| CheckpointError::Signature)?;
        let signature = Signature::new(key.name().to_owned(), key.key_id(), signature).map_err(fault)?;
        self.signatures.retain(|old| !is_of(old, key));
        self.signatures.push(signature);
        Ok(())
    }

    /// The signature line of a key, with its line feed.
    pub fn line_of(&self, key: &NoteKey) -> Option<Vec<u8>> {
        self.signature_of(key).map(Signature::to_bytes)
    }

    fn signature_of(&self, key: &NoteKey) -> Option<&Signature> {
        self.signatures.iter().find(|signature| is_of(signature, key))
    }
}

fn is_of(signature: &Signature, key: &NoteKey) -> bool {
    signature.name() == key.name() && signature.id() == key.key_id()
}

#[cfg(test)]
mod tests;
