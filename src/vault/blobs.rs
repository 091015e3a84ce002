//! Attachments beside the database: ciphertext under random names.
//!
//! A file gets its final name when its last byte is on the disk and not before, so that what has a name is whole. Names are
//! `ab/abcdef…` (32 hex digits). Every file carries the same modification time: the time of an upload would be the time of a
//! report. What a file system keeps besides (the time of the inode's change) cannot be set and remains.

mod files;
mod writer;

use std::collections::BTreeSet;
use std::fmt;
use std::fs::DirBuilder;
use std::io::{self, ErrorKind};
use std::ops::Range;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path as FilePath, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use futures::{Stream, StreamExt, TryStreamExt};
use object_store::buffered::BufWriter;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{GetOptions, GetRange, ObjectStore, ObjectStoreExt};

use self::files::{remove, restamp_directory, sweep_directory, temporary_names};
pub use self::writer::BlobWriter;
use crate::model::id::BlobId;

/// How much of a file is handed to the disk at a time. A remote store would need parts of 5 MiB.
const BUFFER_BYTES: usize = 512 * 1024;

/// Parts on their way to the disk. With one alone, encryption would stand still while it is written.
const PARTS: usize = 2;

/// The store of attachments. Clones share it.
#[derive(Clone)]
pub struct Blobs {
    store: Arc<dyn ObjectStore>,
    /// Where the files are, while they are files; an S3 bucket has no such place.
    directory: Option<PathBuf>,
}

/// An attachment could not be written or read. Names and paths are not in it.
#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    /// There is none with this id.
    #[error("there is no such attachment")]
    Missing,
    /// No space is left.
    #[error("the disk for attachments is full")]
    Full,
    /// Anything else.
    #[error("the store of attachments failed ({0})")]
    Failed(ErrorKind),
}

/// What [`Blobs::list`] finds.
#[derive(Clone, PartialEq, Eq)]
pub enum Listed {
    /// An attachment.
    Blob(BlobId),
    /// Something with another name, which this program has not put there.
    Foreign,
}

/// An attachment that has not got its name: an upload under way, or what a crash left of one. Its number is random, and
/// drawn anew for each upload.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unfinished(String);

impl fmt::Debug for Unfinished {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Unfinished(…)")
    }
}

impl Blobs {
    /// Attachments as files under `directory`, which is created for its owner only.
    ///
    /// # Errors
    /// [`BlobError`] if the directory cannot be created or opened.
    pub fn in_directory(directory: &FilePath) -> Result<Self, BlobError> {
        DirBuilder::new().recursive(true).mode(0o700).create(directory)?;
        let store = LocalFileSystem::new_with_prefix(directory)?.with_fsync(true);
        Ok(Self { store: Arc::new(store), directory: Some(directory.canonicalize()?) })
    }

    /// Starts an attachment. Dropping the writer, or a crash, leaves nothing under its name.
    pub fn start(&self, blob: BlobId) -> BlobWriter {
        // A fast sender waits for the disk, and memory stays constant: the parts on their way, and one that is filled.
        let writer = BufWriter::with_capacity(Arc::clone(&self.store), key(blob), BUFFER_BYTES)
            .with_max_concurrency(PARTS);
        BlobWriter { writer: Some(writer), size: 0, blob, directory: self.directory.clone() }
    }

    /// The bytes of an attachment, or a part of them, as they come from the disk. A range is cut at the end of the file.
    ///
    /// # Errors
    /// [`BlobError::Missing`] if there is no such attachment; for a range that starts beyond its end, [`BlobError::Failed`].
    pub async fn read(
        &self,
        blob: BlobId,
        range: Option<Range<u64>>,
    ) -> Result<impl Stream<Item = Result<Bytes, BlobError>> + Send + use<>, BlobError> {
        let options = GetOptions { range: range.map(GetRange::Bounded), ..GetOptions::default() };
        let found = self.store.get_opts(&key(blob), options).await?;
        Ok(found.into_stream().map_err(BlobError::from))
    }

    /// Bytes of an attachment as stored.
    ///
    /// # Errors
    /// [`BlobError::Missing`] if there is no such attachment.
    pub async fn size(&self, blob: BlobId) -> Result<u64, BlobError> {
        Ok(self.store.head(&key(blob)).await?.size)
    }

    /// Deletes an attachment, durably; one that is not there is deleted already.
    ///
    /// # Errors
    /// [`BlobError`] if it may still be there.
    pub async fn delete(&self, blob: BlobId) -> Result<(), BlobError> {
        match self.store.delete(&key(blob)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
            Err(error) => return Err(error.into()),
        }
        let Some(path) = self.directory.as_ref().map(|directory| file_of(directory, blob)) else {
            return Ok(());
        };
        // Until its directory is written, a deleted file comes back after a power cut.
        blocking(move || match path.parent().map(restamp_directory) {
            Some(Err(error)) if error.kind() != ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        })
        .await
    }

    /// Everything that is stored under a final name, in no particular order.
    pub fn list(&self) -> impl Stream<Item = Result<Listed, BlobError>> + Send + use<> {
        self.store.list(None).map(|found| {
            let found = found?;
            let blob = found.location.filename().and_then(BlobId::parse);
            Ok(blob.filter(|blob| key(*blob) == found.location).map_or(Listed::Foreign, Listed::Blob))
        })
    }

    /// Removes what a crash left under temporary names and sets the times that it left unset; gives the number of files
    /// removed. Only at the start of the only process: it takes the files of uploads under way.
    ///
    /// # Errors
    /// [`BlobError`] if the directory cannot be read or changed.
    pub async fn sweep_temporary(&self) -> Result<u64, BlobError> {
        let Some(directory) = self.directory.clone() else { return Ok(0) };
        blocking(move || sweep_directory(&directory)).await
    }

    /// What is stored under temporary names now.
    ///
    /// # Errors
    /// [`BlobError`] if the directory cannot be read.
    pub async fn unfinished(&self) -> Result<BTreeSet<Unfinished>, BlobError> {
        let Some(directory) = self.directory.clone() else { return Ok(BTreeSet::new()) };
        let names = blocking(move || temporary_names(&directory)).await?;
        Ok(names.into_iter().map(Unfinished).collect())
    }

    /// Removes what an upload has left; if it is still under way, it fails.
    ///
    /// # Errors
    /// [`BlobError`] if it may still be there.
    pub async fn remove_unfinished(&self, unfinished: &Unfinished) -> Result<(), BlobError> {
        let Some(directory) = &self.directory else { return Ok(()) };
        let path = directory.join(fan(&unfinished.0)).join(&unfinished.0);
        blocking(move || remove(&path)).await
    }

    /// Bytes still free on the disk of the attachments; `None` if they are not on a disk of this machine.
    ///
    /// # Errors
    /// [`BlobError`] if the file system does not tell.
    pub fn free_bytes(&self) -> Result<Option<u64>, BlobError> {
        let Some(directory) = &self.directory else { return Ok(None) };
        let disk = rustix::fs::statvfs(directory).map_err(io::Error::from)?;
        Ok(Some(disk.f_bavail.saturating_mul(disk.f_frsize)))
    }
}

/// The name of an attachment: two digits as directory, so that none grows without bounds.
fn key(blob: BlobId) -> Path {
    let name = blob.to_string();
    Path::from_iter([fan(&name), name])
}

fn fan(name: &str) -> String {
    name.chars().take(2).collect()
}

fn file_of(directory: &FilePath, blob: BlobId) -> PathBuf {
    directory.join(key(blob).as_ref())
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T, BlobError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(outcome) => Ok(outcome?),
        Err(_) => Err(BlobError::Failed(ErrorKind::Interrupted)),
    }
}

impl From<object_store::Error> for BlobError {
    fn from(error: object_store::Error) -> Self {
        if matches!(error, object_store::Error::NotFound { .. }) { Self::Missing } else { from_chain(&error) }
    }
}

impl From<io::Error> for BlobError {
    fn from(error: io::Error) -> Self {
        from_chain(&error)
    }
}

/// Looks for the system's error below the wrapping ones, whose texts hold paths.
fn from_chain(error: &(dyn std::error::Error + 'static)) -> BlobError {
    let mut kind = ErrorKind::Other;
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(io) = error.downcast_ref::<io::Error>() {
            kind = io.kind();
            // An io::Error steps over the error it wraps when asked for its source.
            next = match io.get_ref() {
                Some(inner) => Some(inner),
                None => None,
            };
        } else {
            next = error.source();
        }
    }
    if matches!(kind, ErrorKind::StorageFull | ErrorKind::QuotaExceeded) {
        BlobError::Full
    } else {
        BlobError::Failed(kind)
    }
}

impl fmt::Debug for Blobs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Blobs(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_found_under_the_errors_around_it() {
        let full = || io::Error::from(ErrorKind::StorageFull);
        let wrapped = || object_store::Error::Generic { store: "x", source: Box::new(full()) };
        assert!(matches!(BlobError::from(full()), BlobError::Full));
        assert!(matches!(BlobError::from(wrapped()), BlobError::Full));
        assert!(matches!(BlobError::from(io::Error::other(wrapped())), BlobError::Full));
        assert!(matches!(
            BlobError::from(io::Error::from(ErrorKind::TimedOut)),
            BlobError::Failed(ErrorKind::TimedOut)
        ));
    }

    #[test]
    fn names_are_spread_over_directories() {
        assert_eq!(key(BlobId::from_bytes([0xab; 16])).as_ref(), format!("ab/{}", "ab".repeat(16)));
    }
}
