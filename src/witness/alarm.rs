//! What a witness says when something is not as it must be: a sentence each, for whoever must act.

use std::path::PathBuf;

use super::{MemoryError, NotSigned};
use crate::api::client::ClientError;
use crate::ledger::checkpoint::CheckpointError;
use crate::ledger::witnessing::Refused;

/// Something is wrong with the log, with the way to it, or here.
#[derive(Debug, thiserror::Error)]
pub enum Alarm {
    /// Two trees of one size, or one that does not continue the other.
    #[error(
        "FORK: the log shows {shown} leaves that do not continue the {signed} it showed before. It has two histories; nothing was \
         signed. Both checkpoints, signed by the log, are kept in {}: hand them to oversight and to the other witnesses", evidence.display()
    )]
    Fork {
        /// Leaves that this witness signed.
        signed: u64,
        /// Leaves that are shown now.
        shown: u64,
        /// The folder with both.
        evidence: PathBuf,
    },
    /// A smaller tree than before.
    #[error(
        "ROLL-BACK: the log shows {shown} leaves and has shown {signed}; nothing was signed. If its administrator restored a backup, it \
         must say so by opening a new log (redchannel ledger restore)"
    )]
    RollBack {
        /// Leaves that this witness signed.
        signed: u64,
        /// Leaves that are shown now.
        shown: u64,
    },
    /// No growth.
    #[error(
        "SILENCE: the log has not grown beyond {size} leaves for {hours} hours. It must grow several times a day, whatever happens: ask \
         its administrator"
    )]
    Silence {
        /// Leaves.
        size: u64,
        /// Whole hours since the growth was seen.
        hours: i64,
    },
    /// The log's signature does not hold.
    #[error(
        "WRONG SIGNATURE: the checkpoint is not signed by the log's key, or carries a false signature; nothing was signed. If the log has \
         a new key, take it from the keyholders, not from the server"
    )]
    Signature,
    /// Another log.
    #[error(
        "the log calls itself {origin}, which is not in the policy; nothing was signed. If it has moved, take its new key from the \
         keyholders, not from the server"
    )]
    UnknownLog {
        /// What it calls itself.
        origin: String,
    },
    /// Not a checkpoint at all.
    #[error("what stands in the place of the checkpoint is not one; nothing was signed")]
    NotACheckpoint,
    /// The tiles do not lead to the root.
    #[error(
        "the log's tiles do not fit its checkpoint of {size} leaves, so that nothing can be proved; nothing was signed. If it happens \
         again, ask its administrator"
    )]
    Tiles {
        /// Leaves of the checkpoint.
        size: u64,
    },
    /// A file is not there.
    #[error("the log has no {path}; nothing was signed")]
    Missing {
        /// Its path.
        path: String,
    },
    /// The log cannot be reached.
    #[error("the log cannot be read, nothing was signed: {0}")]
    Unreachable(ClientError),
    /// A file cannot be read.
    #[error("{} cannot be read: {}; nothing was signed", path.display(), source.kind())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// This machine's clock went back.
    #[error(
        "this machine's clock stands before the time of the last signature; nothing was signed. Put it right"
    )]
    Clock,
    /// Here.
    #[error(transparent)]
    Memory(#[from] MemoryError),
    /// The log did not take over the signature.
    #[error(
        "the signature was made, but the log did not take it over: is this witness in its roster, with this key? (redchannel roster \
         add-witness)"
    )]
    NotTaken,
    /// The log answered with something else.
    #[error("the signature was made, but the log refused to take it (status {0})")]
    Refused(u16),
    /// The signature did not arrive.
    #[error("the signature was made, but did not reach the log: {0}")]
    NotSent(ClientError),
    /// The log has published meanwhile.
    #[error("the log has a newer checkpoint already; the next look signs that one")]
    MovedOn,
}

impl Alarm {
    /// What the log's checkpoint failed with.
    pub(super) fn of_checkpoint(error: CheckpointError) -> Self {
        match error {
            CheckpointError::Malformed => Self::NotACheckpoint,
            CheckpointError::Origin { found } => Self::UnknownLog { origin: found },
            CheckpointError::Signature => Self::Signature,
        }
    }

    /// What was not signed, with the checkpoint's origin and size.
    pub(super) fn of_refusal(not_signed: NotSigned, origin: &str, shown: u64) -> Self {
        let (refused, evidence) = match not_signed {
            NotSigned::Refused { refused, evidence } => (refused, evidence),
            NotSigned::Clock => return Self::Clock,
            NotSigned::Memory(error) => return Self::Memory(error),
            NotSigned::Checkpoint(error) => return Self::of_checkpoint(error),
        };
        match (refused, evidence) {
            (Refused::Fork { size }, Some(evidence)) => Self::Fork { signed: size, shown, evidence },
            (Refused::Inconsistent { signed, .. }, Some(evidence)) => Self::Fork { signed, shown, evidence },
            (Refused::UnknownLog, _) => Self::UnknownLog { origin: origin.to_owned() },
            (Refused::BadSignature, _) => Self::Signature,
            // Another process of this witness, or another request, has signed meanwhile.
            (Refused::OtherSize { .. }, _) => Self::MovedOn,
            (Refused::BadOldSize { .. } | Refused::Fork { .. } | Refused::Inconsistent { .. }, _) => {
                Self::Tiles { size: shown }
            }
        }
    }
}
