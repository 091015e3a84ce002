//! What a witness remembers: the last checkpoint of each log that it has signed, and what it has found out.
//!
//! ```text
//! lock                            held by the one process that works on the folder
//! HASH.checkpoint                 the last one signed, with the witness's own line; HASH = SHA-256 of the log's name, hex
//! evidence/HASH-SIZE-ROOT.checkpoint        two of them for each fork: both signed by the log
//! ```
//!
//! A witness whose folder is lost must begin under another name: it could be led to sign a second history under the old one.

use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;

use crate::crypto::hash::sha256;
use crate::ledger::checkpoint::{Checkpoint, MAX_BYTES};

/// The folder, locked for this process.
#[derive(Debug)]
pub struct Memory {
    folder: PathBuf,
    _lock: File,
}

/// Why nothing is signed.
#[derive(Debug, thiserror::Error)]
pub enum MemoryError {
    /// The folder cannot be used.
    #[error("the folder {} cannot be used: {}. Nothing is signed without it", path.display(), source.kind())]
    Folder {
        /// What could not be read or written.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Another process has it.
    #[error("another witness works on the folder {}; two on one folder could sign two histories", .0.display())]
    Taken(PathBuf),
    /// A file is not what was written.
    #[error(
        "{} is damaged: it must hold the last checkpoint that this witness signed. Bring it back from a backup that is newer than the \
         last signature, or begin with a new key and a new name", .0.display()
    )]
    Damaged(PathBuf),
}

impl Memory {
    /// Opens a folder, or makes it.
    pub fn open(folder: &Path) -> Result<Self, MemoryError> {
        let fault = |path: &Path| {
            let path = path.to_owned();
            move |source| MemoryError::Folder { path, source }
        };
        DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(fault(folder))?;
        let path = folder.join("lock");
        let lock = OpenOptions::new().create(true).append(true).mode(0o600).open(&path);
        let lock = lock.map_err(fault(&path))?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { folder: folder.to_owned(), _lock: lock }),
            Err(TryLockError::WouldBlock) => Err(MemoryError::Taken(folder.to_owned())),
            Err(TryLockError::Error(source)) => Err(MemoryError::Folder { path, source }),
        }
    }

    /// The last checkpoint of a log that was signed.
    pub(super) fn last(&self, origin: &str) -> Result<Option<Checkpoint>, MemoryError> {
        let path = self.folder.join(format!("{}.checkpoint", name_of(origin)));
        let limit = u64::try_from(MAX_BYTES).unwrap_or(u64::MAX).saturating_add(1);
        let mut bytes = Vec::new();
        match File::open(&path).and_then(|file| file.take(limit).read_to_end(&mut bytes)) {
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(MemoryError::Folder { path, source }),
        }
        let checkpoint = Checkpoint::parse(&bytes).ok().filter(|read| read.claimed().origin == origin);
        checkpoint.map(Some).ok_or(MemoryError::Damaged(path))
    }

    /// Remembers a signed checkpoint in the place of the one before. It is on the disk when this returns.
    pub(super) fn keep(&self, checkpoint: &Checkpoint) -> Result<(), MemoryError> {
        let name = format!("{}.checkpoint", name_of(&checkpoint.claimed().origin));
        write(&self.folder, &name, &checkpoint.to_bytes())
    }

    /// Keeps two checkpoints of which neither continues the other; gives the folder they lie in. The same two are kept once.
    pub(super) fn keep_evidence(&self, one: &Checkpoint, other: &Checkpoint) -> Result<PathBuf, MemoryError> {
        let folder = self.folder.join("evidence");
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&folder)
            .map_err(|source| MemoryError::Folder { path: folder.clone(), source })?;
        for checkpoint in [one, other] {
            let head = checkpoint.claimed();
            let root = HEXLOWER.encode(head.root.0.first_chunk::<8>().unwrap_or(&[0; 8]));
            let name = format!("{}-{}-{root}.checkpoint", name_of(&head.origin), head.size);
            write(&folder, &name, &checkpoint.to_bytes())?;
        }
        Ok(folder)
    }
}

/// A log's name may hold any letters; this holds none that mean something in a path.
fn name_of(origin: &str) -> String {
    HEXLOWER.encode(&sha256(&[origin.as_bytes()]))
}

/// Writes a file whole, synchronised, over the one before; then the folder, or the new name could be lost with the power.
fn write(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), MemoryError> {
    let path = folder.join(name);
    let written = tempfile::NamedTempFile::new_in(folder).and_then(|mut file| {
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        file.persist(&path).map_err(|error| error.error)?;
        File::open(folder)?.sync_all()
    });
    written.map_err(|source| MemoryError::Folder { path, source })
}
