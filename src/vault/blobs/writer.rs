//! An attachment on its way to its name.

use std::fmt;
use std::io::{self, ErrorKind};
use std::path::PathBuf;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures::AsyncWrite;
use object_store::buffered::BufWriter;
use tokio::io::{AsyncWrite as _, AsyncWriteExt};

use super::files::restamp;
use super::{BlobError, blocking, file_of};
use crate::model::id::BlobId;

/// An attachment being written. Closing it (as age does at the end of its stream) only says that no more bytes come; it gets
/// its name by [`BlobWriter::finish`].
pub struct BlobWriter {
    /// `None` once it is finished or given up.
    pub(super) writer: Option<BufWriter>,
    pub(super) size: u64,
    pub(super) blob: BlobId,
    pub(super) directory: Option<PathBuf>,
}

impl BlobWriter {
    /// Makes the attachment durable under its name: file, name and directory are on the disk when this returns. Gives its
    /// size in bytes.
    ///
    /// # Errors
    /// [`BlobError`]; nothing stands under its name then, unless only the directory's write failed: sweep it.
    pub async fn finish(mut self) -> Result<u64, BlobError> {
        let Some(mut writer) = self.writer.take() else {
            return Err(BlobError::Failed(ErrorKind::BrokenPipe));
        };
        writer.shutdown().await?;
        if let Some(path) = self.directory.as_ref().map(|directory| file_of(directory, self.blob)) {
            blocking(move || restamp(&path)).await?;
        }
        Ok(self.size)
    }

    /// Takes the next bytes without copying them. Waits while as much as may be in memory is not on its way to the disk yet.
    ///
    /// # Errors
    /// [`BlobError`]; the attachment cannot be finished then.
    pub async fn put(&mut self, bytes: Bytes) -> Result<(), BlobError> {
        let size = self.size.saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        self.writer.as_mut().ok_or(BlobError::Failed(ErrorKind::BrokenPipe))?.put(bytes).await?;
        self.size = size;
        Ok(())
    }

    /// Gives the attachment up and removes what was written of it.
    ///
    /// # Errors
    /// [`BlobError`] if something remains under a temporary name; it is swept at the next start.
    pub async fn abandon(mut self) -> Result<(), BlobError> {
        let Some(mut writer) = self.writer.take() else { return Ok(()) };
        Ok(writer.abort().await?)
    }

    fn open(&mut self) -> Result<Pin<&mut BufWriter>, io::Error> {
        self.writer.as_mut().map(Pin::new).ok_or_else(|| ErrorKind::BrokenPipe.into())
    }
}

impl AsyncWrite for BlobWriter {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let outcome = self.open()?.poll_write(cx, bytes);
        if let Poll::Ready(Ok(written)) = &outcome {
            self.size = self.size.saturating_add(u64::try_from(*written).unwrap_or(u64::MAX));
        }
        outcome
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.open()?.poll_flush(cx)
    }

    fn poll_close(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.poll_flush(cx)
    }
}

impl Drop for BlobWriter {
    fn drop(&mut self) {
        let Some(mut writer) = self.writer.take() else { return };
        // A remote store keeps the parts of an upload until it is told; a file's temporary name goes with the writer.
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move { writer.abort().await });
        }
    }
}

impl fmt::Debug for BlobWriter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BlobWriter(…)")
    }
}
