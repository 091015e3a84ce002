//! Files: fetched, decrypted and handed to the browser without ever being on this machine's disk or whole in its memory.
//!
//! age releases a file chunk by chunk, each authentic, before it can know that the file was cut short; and what HTTP has sent cannot be
//! taken back. So a file is read twice. The first pass goes nowhere: it checks the whole file against the signed manifest (hash of the
//! ciphertext, end of the age stream, true length, zeros after it). Only then the second pass goes to the browser, under the same
//! checks, because the server may answer differently the second time: the last piece is held back until they hold, and if they do not
//! the connection breaks and the browser reports a failed download.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use data_encoding::HEXLOWER;
use futures::io::{AsyncRead, AsyncReadExt as _};
use futures::{Stream, StreamExt as _, TryStreamExt as _};
use sha2::{Digest, Sha256};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::api::client::{Client, ClientError};
use crate::crypto::frame::FileEntry;
use crate::crypto::hash::same;
use crate::crypto::open::CaseIdentity;
use crate::crypto::padding::attachment_length;

/// What is read at a time: one chunk of age.
const PIECE: usize = 64 * 1024;
/// Pieces that wait for a slow browser.
const WAITING: usize = 2;
/// More than any age header of ours, plus 16 bytes for each chunk: what a ciphertext may be longer than its plaintext.
const HEADER_ROOM: u64 = 64 * 1024;

/// Why a file is not handed out. Sentences.
#[derive(Debug, thiserror::Error)]
pub enum AttachmentError {
    /// The server did not deliver it.
    #[error("{}", crate::desk::sentence(.0))]
    Client(#[from] ClientError),
    /// The line broke.
    #[error("The connection to the server broke while the file was being checked. Try again.")]
    Line,
    /// It is not what the manifest describes.
    #[error(
        "The file on the server is not the one its author sent: it was cut short, altered or replaced. It was not handed out. Tell oversight."
    )]
    Altered,
    /// The desk was locked.
    #[error("The desk was locked while the file was being checked.")]
    Locked,
}

/// Reads the whole file and keeps nothing: whether it is, to the last byte, what the signed manifest says.
pub async fn check(
    client: &Client,
    identity: &CaseIdentity,
    file: &FileEntry,
    closed: &CancellationToken,
) -> Result<(), AttachmentError> {
    let sealed = client.blob(identity.case(), file.blob).await?;
    let reading = read_whole(sealed, identity, file, &Sink::Nowhere);
    tokio::select! {
        () = closed.cancelled() => Err(AttachmentError::Locked),
        done = reading => done.map(drop),
    }
}

/// Checks a sealed file that comes from anywhere, as [`check`] does one of the server. Returns the length of the ciphertext, in bytes.
pub async fn check_sealed<S>(
    sealed: S,
    identity: &CaseIdentity,
    file: &FileEntry,
) -> Result<u64, AttachmentError>
where
    S: Stream<Item = io::Result<Bytes>> + Unpin,
{
    read_whole(sealed, identity, file, &Sink::Nowhere).await
}

/// Streams the file, exactly `file.length` bytes. If anything does not hold, the stream ends with an error before its last piece.
pub fn stream(
    client: Arc<Client>,
    identity: Arc<CaseIdentity>,
    file: FileEntry,
    closed: CancellationToken,
) -> impl Stream<Item = io::Result<Bytes>> + Send + use<> {
    let (pieces, received) = mpsc::channel::<io::Result<Bytes>>(WAITING);
    tokio::spawn(async move {
        let work = async {
            let sealed = client.blob(identity.case(), file.blob).await?;
            read_whole(sealed, &identity, &file, &Sink::Browser(pieces.clone())).await
        };
        // The keys must not outlive the session because of a browser that reads slowly.
        let outcome = tokio::select! {
            () = closed.cancelled() => Err(AttachmentError::Locked),
            done = work => done.map(drop),
        };
        if let Err(error) = outcome {
            pieces.send(Err(io::Error::other(error))).await.ok();
        }
    });
    futures::stream::unfold(received, async |mut received| Some((received.recv().await?, received)))
}

/// Where the plaintext goes.
enum Sink {
    Nowhere,
    Browser(mpsc::Sender<io::Result<Bytes>>),
}

impl Sink {
    /// Hands a piece on; `Gone` if nobody reads any more.
    async fn take(&self, piece: Bytes) -> Result<(), Gone> {
        match self {
            Self::Nowhere => Ok(()),
            Self::Browser(pieces) => pieces.send(Ok(piece)).await.map_err(|_| Gone),
        }
    }
}

struct Gone;

/// Decrypts `sealed` into the sink, piece by piece, the last piece only after everything was found to hold. Returns how much of
/// `sealed` was taken, in bytes.
async fn read_whole<S>(
    sealed: S,
    identity: &CaseIdentity,
    file: &FileEntry,
    sink: &Sink,
) -> Result<u64, AttachmentError>
where
    S: Stream<Item = io::Result<Bytes>> + Unpin,
{
    let padded = attachment_length(file.length);
    let tally = Tally::new(padded.saturating_add(padded / 2048).saturating_add(HEADER_ROOM));
    let mut sealed = Counted { inner: sealed, tally: tally.clone() }.into_async_read();
    let mut plain = identity.open_attachment(&mut sealed).await.map_err(|_| tally.fault())?;
    let mut held: Option<Bytes> = None;
    let mut position = 0_u64;
    loop {
        let piece = next_piece(&mut plain).await.map_err(|_| tally.fault())?;
        if piece.is_empty() {
            break;
        }
        let wanted =
            usize::try_from(file.length.saturating_sub(position)).unwrap_or(usize::MAX).min(piece.len());
        let (content, padding) = piece.split_at_checked(wanted).ok_or(AttachmentError::Altered)?;
        if padding.iter().any(|byte| *byte != 0) {
            return Err(AttachmentError::Altered);
        }
        position = position.saturating_add(u64::try_from(piece.len()).unwrap_or(u64::MAX));
        if content.is_empty() {
            continue;
        }
        if let Some(earlier) = held.replace(Bytes::copy_from_slice(content))
            && sink.take(earlier).await.is_err()
        {
            return Ok(tally.taken());
        }
    }
    if position != padded || !tally.agrees_with(file) {
        return Err(AttachmentError::Altered);
    }
    if let Some(last) = held {
        sink.take(last).await.ok();
    }
    Ok(tally.taken())
}

/// A full piece, or what is left, or nothing at the end.
async fn next_piece<R: AsyncRead + Unpin>(plain: &mut R) -> io::Result<zeroize::Zeroizing<Vec<u8>>> {
    let mut piece = zeroize::Zeroizing::new(vec![0; PIECE]);
    let mut filled = 0_usize;
    while let Some(room) = piece.get_mut(filled..).filter(|room| !room.is_empty()) {
        let read = plain.read(room).await?;
        if read == 0 {
            break;
        }
        filled = filled.saturating_add(read);
    }
    piece.truncate(filled);
    Ok(piece)
}

/// Counts and hashes the ciphertext as it passes.
#[derive(Clone)]
struct Tally(Arc<Mutex<TallyState>>);

struct TallyState {
    hash: Sha256,
    taken: u64,
    left: u64,
    line_broke: bool,
}

impl Tally {
    fn new(most: u64) -> Self {
        Self(Arc::new(Mutex::new(TallyState {
            hash: Sha256::new(),
            taken: 0,
            left: most,
            line_broke: false,
        })))
    }

    fn take(&self, arrived: io::Result<Bytes>) -> io::Result<Bytes> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let bytes = arrived.inspect_err(|_| state.line_broke = true)?;
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        // A server that never stops sending is not waited for.
        state.left =
            state.left.checked_sub(length).ok_or_else(|| io::Error::other("longer than the file can be"))?;
        state.taken = state.taken.saturating_add(length);
        state.hash.update(&bytes);
        Ok(bytes)
    }

    fn agrees_with(&self, file: &FileEntry) -> bool {
        let state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let hash = HEXLOWER.encode(&state.hash.clone().finalize());
        same(hash.as_bytes(), file.sha256.as_bytes())
    }

    fn taken(&self) -> u64 {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).taken
    }

    fn fault(&self) -> AttachmentError {
        let state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if state.line_broke { AttachmentError::Line } else { AttachmentError::Altered }
    }
}

struct Counted<S> {
    inner: S,
    tally: Tally,
}

impl<S: Stream<Item = io::Result<Bytes>> + Unpin> Stream for Counted<S> {
    type Item = io::Result<Bytes>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        this.inner.poll_next_unpin(cx).map(|arrived| arrived.map(|arrived| this.tally.take(arrived)))
    }
}
