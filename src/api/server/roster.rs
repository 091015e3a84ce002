//! The roster's notes: public, and signed by those who answer for them, so that asking for them needs no signature. And its next
//! version, which members and keyholders bring.

use axum::body::Bytes;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use http::StatusCode;

use super::auth::Signer;
use super::failure::Failure;
use super::writes::read;
use crate::api::wire::{Moved, PutRoster, PutRosterDraft, RosterChain, RosterDrafts, Stored};
use crate::vault::roster_drafts::{self, DraftOutcome};
use crate::vault::{Refusal, Vault, staff};
use crate::web::error::Finished;

/// `GET /v1/roster`
pub(super) async fn notes(State(vault): State<Vault>) -> Result<Json<RosterChain>, Failure> {
    Ok(Json(RosterChain { notes: staff::roster_notes(&vault).await? }))
}

/// `PUT /v1/roster`
pub(super) async fn deliver(
    State(vault): State<Vault>,
    _signer: Signer,
    body: Bytes,
) -> Result<Response, Failure> {
    let put: PutRoster = read(&body)?;
    answer(roster_drafts::deliver(&vault, put.note.as_bytes()).await)
}

/// `GET /v1/roster/drafts`
pub(super) async fn drafts(
    State(vault): State<Vault>,
    _signer: Signer,
) -> Result<Json<RosterDrafts>, Failure> {
    Ok(Json(RosterDrafts { drafts: roster_drafts::drafts(&vault).await? }))
}

/// `PUT /v1/roster/drafts`
pub(super) async fn put_draft(
    State(vault): State<Vault>,
    signer: Signer,
    body: Bytes,
) -> Result<Response, Failure> {
    let put: PutRosterDraft = read(&body)?;
    if let Some(draft) = &put.draft {
        return answer(roster_drafts::put(&vault, signer.id, draft).await);
    }
    answer(roster_drafts::withdraw(&vault, signer.id).await.map(|()| DraftOutcome::Stored))
}

fn answer(outcome: Result<DraftOutcome, Refusal>) -> Result<Response, Failure> {
    match outcome? {
        DraftOutcome::Stored => Ok(Json(Stored {}).into_response()),
        DraftOutcome::Moved => {
            Ok((StatusCode::CONFLICT, Extension(Finished), Json(Moved {})).into_response())
        }
        DraftOutcome::Wrong => Err(Failure::BadRequest),
    }
}
