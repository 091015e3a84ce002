//! The door of a witness: `POST /add-checkpoint` (c2sp.org/tlog-witness). Logs knock; whoever else does learns a size.

use std::sync::Arc;

use axum::Router;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use http::header::{CONTENT_TYPE, InvalidHeaderValue};
use http::{HeaderValue, StatusCode};
use tower_http::catch_panic::CatchPanicLayer;

use super::{NotSigned, Witness};
use crate::ledger::witnessing::{AddCheckpoint, MAX_REQUEST_BYTES, Refused, SIZE_TYPE, size_body};
use crate::web::assets::Stylesheet;
use crate::web::deadline::{self, RequestLimits, TooSlow};
use crate::web::error::{self, AfterPost, Failure, Pages, ToProgram};
use crate::web::events::Events;
use crate::web::headers::{self, Reach, SecurityHeaders};

const TEXT: &str = "text/plain; charset=utf-8";

/// The door, with the layers of a face around it. It has no names of its own and asks for no origin: what comes in is public, signed by
/// the log, and acts for nobody.
///
/// # Errors
/// None that can happen: the headers are constant.
pub fn router(witness: Arc<Witness>, events: Events) -> Result<Router, InvalidHeaderValue> {
    let headers = SecurityHeaders::new(&Stylesheet::new(""), Reach::Private)?;
    let pages =
        Pages { body: reason, content_type: TEXT, padding: None, after_post: AfterPost::Page, events };
    Ok(Router::new()
        .route("/add-checkpoint", post(add_checkpoint))
        .fallback(async || Failure::NotFound)
        .method_not_allowed_fallback(async || StatusCode::METHOD_NOT_ALLOWED)
        .with_state(witness)
        .layer(from_fn_with_state(RequestLimits::default(), deadline::limit))
        .layer(CatchPanicLayer::custom(error::panicked))
        .layer(from_fn_with_state(pages, error::pages))
        .layer(from_fn_with_state(headers, headers::put_on_all)))
}

fn reason(status: StatusCode) -> String {
    format!("{}\n", status.canonical_reason().unwrap_or("Refused"))
}

async fn add_checkpoint(State(witness): State<Arc<Witness>>, request: Request) -> Result<Response, Failure> {
    let body = to_bytes(request.into_body(), MAX_REQUEST_BYTES)
        .await
        .map_err(|error| if TooSlow::is_behind(&error) { Failure::TooSlow } else { Failure::BadRequest })?;
    let request = AddCheckpoint::parse(&body).ok_or(Failure::BadRequest)?;
    // The disk is waited for: no answer leaves before the memory is there.
    let answered = tokio::task::spawn_blocking(move || answer(&witness, &request)).await;
    let mut response = answered.map_err(|_| Failure::Internal)?;
    response.extensions_mut().insert(ToProgram);
    Ok(response)
}

fn answer(witness: &Witness, request: &AddCheckpoint) -> Response {
    let not_signed = match witness.sign(request) {
        Ok(signed) => {
            let line = signed.line_of(&witness.key.key()).unwrap_or_default();
            return ([(CONTENT_TYPE, TEXT)], line).into_response();
        }
        Err(not_signed) => not_signed,
    };
    let response = refusal(&not_signed);
    let found_out = !matches!(&not_signed, NotSigned::Refused { evidence: None, .. });
    if found_out {
        witness.say(not_signed, request.checkpoint.claimed());
    }
    response
}

fn refusal(not_signed: &NotSigned) -> Response {
    let NotSigned::Refused { refused, .. } = not_signed else {
        // The clock, or the disk: the administrator of the witness is told, the log tries again.
        return Failure::Unavailable.into_response();
    };
    let status = StatusCode::from_u16(refused.status()).unwrap_or(StatusCode::BAD_REQUEST);
    match refused {
        Refused::OtherSize { signed: size } | Refused::Fork { size } => {
            (status, [(CONTENT_TYPE, HeaderValue::from_static(SIZE_TYPE))], size_body(*size)).into_response()
        }
        Refused::UnknownLog
        | Refused::BadSignature
        | Refused::BadOldSize { .. }
        | Refused::Inconsistent { .. } => {
            (status, [(CONTENT_TYPE, HeaderValue::from_static(TEXT))], reason(status)).into_response()
        }
    }
}
