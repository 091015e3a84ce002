//! The server's half of the ledger: entries with every action, publication at fixed hours, and everything public about it.
//!
//! ```text
//! record      the entry of an action: signed, sealed, chained, with the reporter's receipt
//! publish     one block of leaves per publication, a signed head; never a fork
//! guard       the last head, in a file outside the database
//! public      checkpoint, tiles and bundles as strangers fetch them; proofs
//! cosign      what witnesses add
//! lookup      where a leaf is, proved anew
//! receipts    what a reporter is shown
//! graves      what the reporter of a destroyed case is shown
//! moving      a new log after a restore
//! export      everything an auditor needs, in a folder
//! ```

use std::path::PathBuf;

use ed25519_dalek::SigningKey;

use crate::crypto::note_key::{NoteKey, NoteSigner};
use crate::ledger::policy::Policy;
use crate::ledger::timetable::Timetable;
use crate::secret::Secret;

pub mod cosign;
pub mod export;
pub(super) mod forms;
pub mod graves;
pub mod guard;
pub mod lookup;
pub mod moving;
pub mod public;
pub mod publish;
pub mod receipts;
pub mod record;

use super::Vault;

/// What the ledger of a server is made of.
#[derive(Debug)]
pub struct LedgerParts {
    /// Seed of the key that signs checkpoints and receipts.
    pub key: Secret<32>,
    /// Seed of the key before it, for the time of a rotation: checkpoints then carry both signatures.
    pub previous: Option<Secret<32>>,
    /// Name of the first log.
    pub origin: String,
    /// A file outside the database that remembers the last checkpoint signed.
    pub last_checkpoint: PathBuf,
    /// When to publish.
    pub timetable: Timetable,
}

/// The same, ready to be used.
pub(super) struct LedgerState {
    pub(super) signing: SigningKey,
    previous: Option<SigningKey>,
    pub(super) origin: String,
    pub(super) last_checkpoint: PathBuf,
    pub(super) timetable: Timetable,
}

impl LedgerState {
    pub(super) fn new(parts: LedgerParts) -> Self {
        Self {
            signing: SigningKey::from_bytes(parts.key.expose_secret()),
            previous: parts.previous.map(|seed| SigningKey::from_bytes(seed.expose_secret())),
            origin: parts.origin,
            last_checkpoint: parts.last_checkpoint,
            timetable: parts.timetable,
        }
    }

    /// Signs as the log of this name.
    pub(super) fn signer(&self, origin: &str) -> NoteSigner {
        NoteSigner::new(origin, self.signing.clone())
    }

    /// Signs as the log of this name with the key before, during a rotation.
    pub(super) fn previous_signer(&self, origin: &str) -> Option<NoteSigner> {
        self.previous.as_ref().map(|key| NoteSigner::new(origin, key.clone()))
    }
}

/// Whose signatures count, as the newest roster that verifies says; and the log's own key, which this server knows.
pub fn policy(vault: &Vault, origin: &str) -> Policy {
    let mut policy = vault.roster_chain().map(|chain| Policy::of_chain(&chain)).unwrap_or_default();
    let own = log_key(vault, origin);
    if !policy.logs.contains(&own) {
        policy.logs.insert(0, own);
    }
    policy
}

/// The public half of the log's key, under the name of a log.
pub fn log_key(vault: &Vault, origin: &str) -> NoteKey {
    NoteKey::ed25519(origin, vault.0.ledger.signing.verifying_key())
}
