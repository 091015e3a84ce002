//! Attachments, as they are stored.

use axum::body::Body;
use axum::extract::State;
use axum::response::Response;
use http::header::{ACCEPT_RANGES, CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, StatusCode};

use super::auth::Caller;
use super::failure::Failure;
use super::items::seen;
use super::place::AtBlob;
use super::range;
use crate::vault::{Vault, staff};

/// `GET /v1/cases/{case}/blobs/{blob}`, streamed: a file never stands in our memory as a whole.
pub(super) async fn read(
    State(vault): State<Vault>,
    caller: Caller,
    AtBlob(case, blob): AtBlob,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let asked = range::asked(&headers);
    let found = seen(staff::blob(&vault, &caller.member.recipient, case, blob, asked.clone()).await?)?;
    if asked.is_some() && found.range.is_empty() {
        return Err(Failure::Range { total: found.total });
    }
    let length = found.range.end.saturating_sub(found.range.start);
    let mut response = Response::new(Body::from_stream(found.stream));
    if asked.is_some() {
        *response.status_mut() = StatusCode::PARTIAL_CONTENT;
        range::put_part(&mut response, &found.range, found.total);
    }
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
    headers.insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    // With the length announced, a stream that breaks off is noticed at the other end.
    headers.insert(CONTENT_LENGTH, HeaderValue::from(length));
    Ok(response)
}
