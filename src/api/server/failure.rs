//! What a request is refused with: one constant answer per status, whatever the cause.

use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderValue, StatusCode};

use crate::vault::Refusal;

/// Why a request is not answered, as far as its sender may know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// The signed request makes no sense.
    BadRequest,
    /// Unsigned, wrongly signed, stale, replayed, or not by a member who reads cases. Which of them is not said: a stranger would
    /// learn who is a member, and a thief of a recorded request how far the clock has moved.
    Unauthorized,
    /// Foreign, hidden from the caller, or absent. Which of them is not said: a case from which somebody is excluded does not exist
    /// for that person.
    NotFound,
    /// The path exists, the method does not.
    MethodNotAllowed,
    /// The body, or a file in it, is longer than any we write.
    TooLarge,
    /// The body is compressed.
    Encoded,
    /// The range lies behind the end of a blob of this many bytes.
    Range {
        /// Length of the blob, in bytes.
        total: u64,
    },
    /// The vault is busy, full, without a roster in force, or down.
    Busy,
}

impl Failure {
    const fn status(self) -> StatusCode {
        match self {
            Self::BadRequest => StatusCode::BAD_REQUEST,
            Self::Unauthorized => StatusCode::UNAUTHORIZED,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Encoded => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Range { .. } => StatusCode::RANGE_NOT_SATISFIABLE,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}

/// The body for a failure with this status: a line for a person with a terminal, the same every time.
pub fn body(status: StatusCode) -> String {
    format!("{}\n", status.canonical_reason().unwrap_or("Refused"))
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let text = HeaderValue::from_static("text/plain; charset=utf-8");
        let mut response = (self.status(), [(CONTENT_TYPE, text)], body(self.status())).into_response();
        match self {
            Self::Busy => {
                response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("60"));
            }
            Self::Range { total } => super::range::put_total(&mut response, total),
            Self::BadRequest
            | Self::Unauthorized
            | Self::NotFound
            | Self::MethodNotAllowed
            | Self::TooLarge
            | Self::Encoded => {}
        }
        response
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        let code = match refusal {
            Refusal::Busy => "api.vault.busy",
            Refusal::Full => "api.vault.full",
            Refusal::NoRoster => "api.vault.no_roster",
            Refusal::Unavailable(_) => "api.vault.unavailable",
        };
        tracing::warn!(event = code);
        Self::Busy
    }
}
