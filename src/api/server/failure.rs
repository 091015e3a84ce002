//! What a request is refused with: one constant answer per status, whatever the cause.

use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderValue, StatusCode};

use crate::vault::Refusal;
use crate::web::error::{AfterPost, Finished, Pages};
use crate::web::events::{Event, Events};

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
    /// The caller's own case, but the ledger does not yet say that the caller reads it.
    ReadFirst,
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
    /// The body came too slowly.
    TooSlow,
    /// The vault is busy, full, without a roster in force, or down: which, is counted for the log.
    Busy(Event),
}

impl Failure {
    const fn status(self) -> StatusCode {
        match self {
            Self::BadRequest => StatusCode::BAD_REQUEST,
            Self::Unauthorized => StatusCode::UNAUTHORIZED,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::ReadFirst => StatusCode::PRECONDITION_REQUIRED,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Encoded => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Range { .. } => StatusCode::RANGE_NOT_SATISFIABLE,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::Busy(_) => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}

/// How failures of this face look, for [`Face`](crate::web::face::Face): a line for a person with a terminal, the same every time.
pub fn pages(events: Events) -> Pages {
    Pages { body, content_type: TEXT, padding: None, after_post: AfterPost::Page, events }
}

const TEXT: &str = "text/plain; charset=utf-8";

fn body(status: StatusCode) -> String {
    format!("{}\n", status.canonical_reason().unwrap_or("Refused"))
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let text = HeaderValue::from_static(TEXT);
        let mut response = (self.status(), [(CONTENT_TYPE, text)], body(self.status())).into_response();
        // The layer of failures would take the range off, and has nothing better to say.
        response.extensions_mut().insert(Finished);
        match self {
            Self::Busy(event) => {
                response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("60"));
                response.extensions_mut().insert(event);
            }
            Self::Range { total } => super::range::put_total(&mut response, total),
            Self::BadRequest
            | Self::Unauthorized
            | Self::NotFound
            | Self::ReadFirst
            | Self::MethodNotAllowed
            | Self::TooSlow
            | Self::TooLarge
            | Self::Encoded => {}
        }
        response
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        // The cause itself may quote a row: only its kind is counted.
        Self::Busy(Event::new(match refusal {
            Refusal::Busy => "api.vault.busy",
            Refusal::Full => "api.vault.full",
            Refusal::TooLong => "api.vault.too_long",
            Refusal::NoRoster => "api.vault.no_roster",
            Refusal::Destroyed => "api.vault.destroyed",
            Refusal::Unavailable(_) => "api.vault.unavailable",
        }))
    }
}
