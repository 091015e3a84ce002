//! Answers: status first, then a body of limited length. The server is trusted with availability, and not even with all of that.

use std::io;

use bytes::Bytes;
use futures::{Stream, StreamExt, TryStreamExt};
use http::StatusCode;
use reqwest::Response;
use serde::de::DeserializeOwned;

use super::error::ClientError;
use crate::api::wire::{CASES_PER_PAGE, CASES_PER_REQUEST, ITEM_BYTES_PER_PAGE, SEALED_BYTES};
use crate::crypto::wrap::MAX_INNER_BYTES;

/// A line of a page without its base64: identifiers, numbers, names of fields. None comes near it.
const LINE_BYTES: usize = 512;

/// A frame is 4 KiB long at least.
const SMALLEST_ITEM_BYTES: usize = 4 * 1024;

/// Bytes of `{}` or a conflict, at most.
pub(super) const SMALL_BYTES: usize = 1024;

/// Bytes of one case of the list, at most.
pub(super) const CASE_BYTES: usize = MAX_INNER_BYTES.div_ceil(3) * 4 + LINE_BYTES;

/// Bytes of a page of cases, at most.
#[expect(clippy::as_conversions, reason = "1000 fits; try_from is not const")]
pub(super) const CASES_BYTES: usize = CASES_PER_PAGE as usize * CASE_BYTES + SMALL_BYTES;

/// Bytes of a page of items, of one case or of many, at most: a full page and the one item that is always delivered.
pub(super) const ITEMS_BYTES: usize = (ITEM_BYTES_PER_PAGE + SEALED_BYTES).div_ceil(3) * 4
    + (ITEM_BYTES_PER_PAGE / SMALLEST_ITEM_BYTES + 1) * LINE_BYTES
    + SMALL_BYTES;

/// Bytes of what became of many reads, at most: a conflict for each.
pub(super) const READS_BYTES: usize = CASES_PER_REQUEST * LINE_BYTES + SMALL_BYTES;

/// Bytes of a head of the ledger with its proof, at most.
pub(super) const LEDGER_BYTES: usize = 64 * 1024;

/// Bytes of a page of entries, at most: 64 chains of hundreds of entries.
pub(super) const ENTRIES_BYTES: usize = 64 * 1024 * 1024;

/// Bytes of the roster's notes, at most: thousands of versions of ten members.
pub(super) const ROSTER_BYTES: usize = 32 * 1024 * 1024;

/// Bytes of the drafts of the roster's next version, at most: one for each who may propose.
pub(super) const DRAFTS_BYTES: usize = 8 * 1024 * 1024;

/// Bytes of an attachment, at most. A case holds less; the manifest knows the true length.
const BLOB_BYTES: u64 = 1024 * 1024 * 1024;

/// Reads the JSON of an answer that is 200.
pub(super) async fn read<T: DeserializeOwned>(response: Response, most: usize) -> Result<T, ClientError> {
    check(response.status())?;
    read_any(response, most).await
}

/// Reads the JSON of an answer whose status the caller has looked at.
pub(super) async fn read_any<T: DeserializeOwned>(
    mut response: Response,
    most: usize,
) -> Result<T, ClientError> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        if body.len().saturating_add(chunk.len()) > most {
            return Err(ClientError::Malformed);
        }
        body.extend_from_slice(&chunk);
    }
    serde_json::from_slice(&body).map_err(|_| ClientError::Malformed)
}

/// The body of an answer that is 200, piece by piece.
pub(super) fn stream(
    response: Response,
) -> Result<impl Stream<Item = io::Result<Bytes>> + Send + Unpin + use<>, ClientError> {
    check(response.status())?;
    Ok(capped(response.bytes_stream().map_err(|error| io::Error::other(error.without_url())), BLOB_BYTES))
}

fn capped<S>(stream: S, most: u64) -> impl Stream<Item = io::Result<Bytes>> + Send + Unpin + use<S>
where
    S: Stream<Item = io::Result<Bytes>> + Send + 'static,
{
    let mut left = most;
    stream
        .map(move |chunk| {
            let chunk = chunk?;
            let length = u64::try_from(chunk.len()).unwrap_or(u64::MAX);
            left = left.checked_sub(length).ok_or_else(|| io::Error::from(io::ErrorKind::FileTooLarge))?;
            Ok(chunk)
        })
        .boxed()
}

fn check(status: StatusCode) -> Result<(), ClientError> {
    match status {
        StatusCode::OK => Ok(()),
        StatusCode::UNAUTHORIZED => Err(ClientError::Refused),
        StatusCode::NOT_FOUND => Err(ClientError::NotFound),
        StatusCode::PRECONDITION_REQUIRED => Err(ClientError::ReadFirst),
        StatusCode::TOO_MANY_REQUESTS
        | StatusCode::BAD_GATEWAY
        | StatusCode::SERVICE_UNAVAILABLE
        | StatusCode::GATEWAY_TIMEOUT
        | StatusCode::INSUFFICIENT_STORAGE => Err(ClientError::Overloaded),
        other => Err(ClientError::Unexpected(other.as_u16())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_stream_that_is_too_long_ends_with_an_error() {
        let pieces =
            || futures::stream::iter([Ok(Bytes::from_static(b"1234")), Ok(Bytes::from_static(b"5"))]);
        let whole: Vec<_> = capped(pieces(), 5).try_collect().await.unwrap();
        assert_eq!(whole.concat(), b"12345");
        let cut: io::Result<Vec<_>> = capped(pieces(), 4).try_collect().await;
        assert_eq!(cut.unwrap_err().kind(), io::ErrorKind::FileTooLarge);
    }

    #[test]
    fn every_status_is_a_sentence() {
        assert!(check(StatusCode::OK).is_ok());
        assert!(matches!(check(StatusCode::UNAUTHORIZED), Err(ClientError::Refused)));
        assert!(matches!(check(StatusCode::NOT_FOUND), Err(ClientError::NotFound)));
        assert!(matches!(check(StatusCode::SERVICE_UNAVAILABLE), Err(ClientError::Overloaded)));
        // A redirect is not followed, and a page of a proxy is not an answer.
        assert!(matches!(check(StatusCode::FOUND), Err(ClientError::Unexpected(302))));
        assert!(matches!(check(StatusCode::NO_CONTENT), Err(ClientError::Unexpected(204))));
    }
}
