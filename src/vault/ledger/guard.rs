//! The last checkpoint signed, in a file outside the database: a restored, shorter database must not sign another future.

use std::io::Write;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use super::super::store::Tx;
use super::super::{Refusal, Vault};
use super::public::tiles;
use crate::ledger::checkpoint::{Checkpoint, Head};
use crate::ledger::tree::tiles_for_consistency;

/// How often this process has remembered something.
static WRITTEN: AtomicU64 = AtomicU64::new(0);

/// Why nothing is signed. Sentences for the administrator.
#[derive(Debug, thiserror::Error)]
pub enum GuardError {
    /// The database ends before the last checkpoint that was signed.
    #[error(
        "the database's log ends at {have} leaves, but a checkpoint of {signed} was signed before: the database is older than what the \
         public has seen. If you restored a backup, declare it: redchannel ledger restore --help"
    )]
    Behind {
        /// Leaves in the database.
        have: u64,
        /// Leaves of the last checkpoint.
        signed: u64,
    },
    /// The database has another past.
    #[error(
        "the database's log is not the one that was signed before ({signed} leaves): this is another database, or somebody changed it. \
         Nothing is signed. Restore the right one, or declare a restore: redchannel ledger restore --help"
    )]
    Fork {
        /// Leaves of the last checkpoint.
        signed: u64,
    },
    /// The file is there, and is no checkpoint.
    #[error(
        "{0}: is damaged; it must hold the last checkpoint. Take it from the public page or from a witness"
    )]
    Damaged(String),
    /// The vault failed.
    #[error(transparent)]
    Vault(#[from] Refusal),
}

/// The checkpoint in the file, if there is one.
pub(super) fn remembered(path: &Path) -> Result<Option<Head>, GuardError> {
    match std::fs::read(path) {
        Ok(bytes) => match Checkpoint::parse(&bytes) {
            Ok(checkpoint) => Ok(Some(checkpoint.claimed().clone())),
            Err(_) => Err(GuardError::Damaged(path.display().to_string())),
        },
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Refusal::unavailable(error).into()),
    }
}

/// What the file remembers, against a database that it does not contradict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Memory {
    /// The newest head.
    Newest,
    /// One before it, or none: another process published, or this one was killed before it could remember.
    Older,
}

/// Compares what the file remembers with where the database stands.
pub(super) async fn check(
    vault: &Vault,
    tx: &mut Tx,
    log: i64,
    current: &Head,
) -> Result<Memory, GuardError> {
    let Some(signed) = remembered(&vault.0.ledger.last_checkpoint)? else { return Ok(Memory::Older) };
    let fork = GuardError::Fork { signed: signed.size };
    if signed.origin != current.origin {
        return known_before(tx, log, &signed, fork).await;
    }
    if signed.size > current.size {
        return Err(GuardError::Behind { have: current.size, signed: signed.size });
    }
    let wanted = tiles_for_consistency(current.size, signed.size).map_err(Refusal::unavailable)?;
    let root = tiles(tx, log, &wanted).await?.root(signed.size).map_err(Refusal::unavailable)?;
    if root != signed.root {
        return Err(fork);
    }
    Ok(if signed.size == current.size { Memory::Newest } else { Memory::Older })
}

/// Where the database has no log, none may have been signed either: a file that knows one says that the database is older than the log.
pub(super) fn nothing_was_signed(path: &Path) -> Result<(), GuardError> {
    match remembered(path)? {
        Some(signed) => Err(GuardError::Behind { have: 0, signed: signed.size }),
        None => Ok(()),
    }
}

/// A replica's file may be of the log before a move: then that log must be in the database.
async fn known_before(tx: &mut Tx, log: i64, signed: &Head, fork: GuardError) -> Result<Memory, GuardError> {
    for earlier in 1..log {
        let row = tx.last_checkpoint_of(earlier).await.map_err(Refusal::from)?;
        let head = row.and_then(|row| Checkpoint::parse(row.note.as_bytes()).ok());
        if head.is_some_and(|checkpoint| checkpoint.claimed().origin == signed.origin) {
            return Ok(Memory::Older);
        }
    }
    Err(fork)
}

/// Remembers a checkpoint: written whole, synchronised, renamed over the one before. Where processes share the file, one that was slow
/// does not put an older head over a newer one; should it still happen, between looking and writing, the next check of any of them
/// finds it and repairs it.
pub(super) fn remember(path: &Path, note: &str) -> Result<(), GuardError> {
    let checkpoint = Checkpoint::parse(note.as_bytes()).map_err(Refusal::unavailable)?;
    let new = checkpoint.claimed();
    if remembered(path)?.is_some_and(|known| known.origin == new.origin && known.size > new.size) {
        return Ok(());
    }
    // Named after the process and counted: no two on one machine write into one file.
    let number = WRITTEN.fetch_add(1, Ordering::Relaxed);
    let temporary = path.with_extension(format!("{}-{number}.new", std::process::id()));
    let folder =
        path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    let written = std::fs::File::create(&temporary).and_then(|mut file| {
        file.write_all(note.as_bytes())?;
        file.sync_all()?;
        std::fs::rename(&temporary, path)?;
        std::fs::File::open(folder)?.sync_all()
    });
    Ok(written.map_err(Refusal::unavailable)?)
}
