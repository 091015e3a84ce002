//! What members add to a case. The server can refuse it; it cannot forge it.

use axum::body::Bytes;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use http::StatusCode;
use serde::de::DeserializeOwned;

use super::auth::Caller;
use super::failure::Failure;
use super::place::AtCase;
use crate::api::wire::{Conflict, PutItem, PutRead, PutReply, PutShred, PutWrap, SEALED_BYTES, Stored};
use crate::crypto::wrap::MAX_INNER_BYTES;
use crate::vault::staff::{self, PutOutcome};
use crate::vault::{Refusal, Vault};
use crate::web::error::Finished;

/// `POST /v1/cases/{case}/reads`
pub(super) async fn read_today(
    State(vault): State<Vault>,
    caller: Caller,
    AtCase(case): AtCase,
    body: Bytes,
) -> Result<Response, Failure> {
    let put: PutRead = read(&body)?;
    answer(staff::put_read(&vault, &caller.member, case, &put).await)
}

/// `POST /v1/cases/{case}/shred`
pub(super) async fn shred(
    State(vault): State<Vault>,
    caller: Caller,
    AtCase(case): AtCase,
    body: Bytes,
) -> Result<Response, Failure> {
    let put: PutShred = read(&body)?;
    answer(staff::put_shred(&vault, &caller.member, case, &put).await)
}

/// `POST /v1/cases/{case}/items`
pub(super) async fn item(
    State(vault): State<Vault>,
    caller: Caller,
    AtCase(case): AtCase,
    body: Bytes,
) -> Result<Response, Failure> {
    let put: PutItem = read(&body)?;
    fits(&put.data, SEALED_BYTES)?;
    answer(staff::put_item(&vault, &caller.member, case, &put).await)
}

/// `POST /v1/cases/{case}/replies`
pub(super) async fn reply(
    State(vault): State<Vault>,
    caller: Caller,
    AtCase(case): AtCase,
    body: Bytes,
) -> Result<Response, Failure> {
    let put: PutReply = read(&body)?;
    fits(&put.item.data, SEALED_BYTES)?;
    fits(&put.copy, SEALED_BYTES)?;
    answer(staff::put_reply(&vault, &caller.member, case, &put).await)
}

/// `POST /v1/cases/{case}/wraps`
pub(super) async fn wrap(
    State(vault): State<Vault>,
    caller: Caller,
    AtCase(case): AtCase,
    body: Bytes,
) -> Result<Response, Failure> {
    let put: PutWrap = read(&body)?;
    fits(&put.inner, MAX_INNER_BYTES)?;
    answer(staff::put_wrap(&vault, &caller.member, case, &put).await)
}

pub(super) fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Failure> {
    serde_json::from_slice(body).map_err(|_| Failure::BadRequest)
}

fn fits(sealed: &[u8], most: usize) -> Result<(), Failure> {
    if sealed.len() <= most { Ok(()) } else { Err(Failure::TooLarge) }
}

fn answer(outcome: Result<Option<PutOutcome>, Refusal>) -> Result<Response, Failure> {
    match outcome?.ok_or(Failure::NotFound)? {
        PutOutcome::Stored => Ok(Json(Stored {}).into_response()),
        PutOutcome::Unsaid => Err(Failure::BadRequest),
        PutOutcome::Conflict { last_sequence, chain } => {
            let conflict = Json(Conflict { last_sequence, chain });
            Ok((StatusCode::CONFLICT, Extension(Finished), conflict).into_response())
        }
    }
}
