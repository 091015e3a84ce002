//! The last checkpoint signed, in a file outside the database: a restored, shorter database must not sign another future.

use std::io::Write;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use super::super::Refusal;
use super::super::store::{Stores, Tx};
use super::public::tiles;
use super::publish::Current;
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
    /// A new log would have the name of one before.
    #[error(
        "there was a log with the name {0} before; the new one needs another, or nobody could tell the two apart"
    )]
    NameTaken(String),
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

/// What the next publication will meet: where the log stands, if it may go on. `None` before there is a log. `path` is the file outside
/// the database.
pub async fn verdict(stores: &Stores, path: &Path) -> Result<Option<Head>, GuardError> {
    let mut tx = stores.main.read().await?;
    let Some(current) = Current::read(&mut tx).await? else {
        return nothing_was_signed(path).map(|()| None);
    };
    check(path, &mut tx, current.row.log, &current.head).await?;
    Ok(Some(current.head))
}

/// Where the database has no log, none may have been signed either: a file that knows one says that the database is older than the log.
pub(super) fn nothing_was_signed(path: &Path) -> Result<(), GuardError> {
    match remembered(path)? {
        Some(signed) => Err(GuardError::Behind { have: 0, signed: signed.size }),
        None => Ok(()),
    }
}

/// Compares what the file remembers with where the database stands.
pub(super) async fn check(path: &Path, tx: &mut Tx, log: i64, current: &Head) -> Result<Memory, GuardError> {
    match remembered(path)? {
        Some(signed) => fits(tx, log, current, &signed).await,
        None => Ok(Memory::Older),
    }
}

/// Whether a head that was signed before is the beginning of the log that is here, or belongs to one before it.
pub(super) async fn fits(tx: &mut Tx, log: i64, current: &Head, signed: &Head) -> Result<Memory, GuardError> {
    let fork = GuardError::Fork { signed: signed.size };
    if signed.origin != current.origin {
        return known_before(tx, log, signed, fork).await;
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

/// A replica's file may be of the log before a move: then that log must be in the database.
async fn known_before(tx: &mut Tx, log: i64, signed: &Head, fork: GuardError) -> Result<Memory, GuardError> {
    for earlier in tx.logs().await.map_err(Refusal::from)?.into_iter().filter(|number| *number < log) {
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
