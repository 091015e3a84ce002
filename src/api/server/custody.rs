//! Names given in confidence: what readers of a case ask and get, and what custodians answer.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::response::Response;

use super::auth::{Caller, Keeper};
use super::failure::Failure;
use super::items::seen;
use super::place::AtCase;
use super::writes::{answer, fits, read};
use crate::api::wire::SEALED_BYTES;
use crate::api::wire::custody::{CustodyPage, IdentityPage, PutCustody, PutIdentityRequest, SealedPage};
use crate::crypto::identity::Column;
use crate::crypto::wrap::MAX_INNER_BYTES;
use crate::vault::{Vault, custody, identity};

/// `GET /v1/cases/{case}/identity`
pub(super) async fn of_case(
    State(vault): State<Vault>,
    caller: Caller,
    AtCase(case): AtCase,
) -> Result<Json<IdentityPage>, Failure> {
    identity::identity_of(&vault, &caller.member, case).await?.map(Json).ok_or(Failure::NotFound)
}

/// `POST /v1/cases/{case}/identity/requests`
pub(super) async fn request(
    State(vault): State<Vault>,
    caller: Caller,
    AtCase(case): AtCase,
    body: Bytes,
) -> Result<Response, Failure> {
    let put: PutIdentityRequest = read(&body)?;
    fits(&put.item.data, SEALED_BYTES)?;
    fits(&put.letter, Column::Letter.room())?;
    answer(identity::put_request(&vault, &caller.member, case, &put).await)
}

/// `GET /v1/custody`: for custodians; to others it does not exist.
pub(super) async fn pending(
    State(vault): State<Vault>,
    _custodian: Keeper,
) -> Result<Json<CustodyPage>, Failure> {
    Ok(Json(custody::pending(&vault).await?))
}

/// `GET /v1/custody/{case}/identity`
pub(super) async fn sealed(
    State(vault): State<Vault>,
    custodian: Keeper,
    AtCase(case): AtCase,
) -> Result<Json<SealedPage>, Failure> {
    seen(custody::sealed(&vault, &custodian.member, case).await?).map(Json)
}

/// `POST /v1/custody/{case}/answers`
pub(super) async fn respond(
    State(vault): State<Vault>,
    custodian: Keeper,
    AtCase(case): AtCase,
    body: Bytes,
) -> Result<Response, Failure> {
    let put: PutCustody = read(&body)?;
    fits(&put.item.data, SEALED_BYTES)?;
    fits(&put.copy, SEALED_BYTES)?;
    fits(&put.grant, MAX_INNER_BYTES)?;
    answer(custody::put_answer(&vault, &custodian.member, case, &put).await)
}
