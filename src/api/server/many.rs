//! Many cases in one request.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;

use super::auth::Caller;
use super::failure::Failure;
use super::writes::read;
use crate::api::wire::CASES_PER_REQUEST;
use crate::api::wire::many::{AskItems, ItemsOfCases, PutReads, ReadsTaken};
use crate::vault::{Vault, staff};

/// `POST /v1/items`: it changes nothing, but the names of many cases fit no address.
pub(super) async fn items(
    State(vault): State<Vault>,
    caller: Caller,
    body: Bytes,
) -> Result<Json<ItemsOfCases>, Failure> {
    let asked: AskItems = read(&body)?;
    fits(asked.cases.len())?;
    Ok(Json(staff::items_of_cases(&vault, &caller.member.recipient, &asked.cases).await?))
}

/// `POST /v1/reads`: all of them or none.
pub(super) async fn reads(
    State(vault): State<Vault>,
    caller: Caller,
    body: Bytes,
) -> Result<Json<ReadsTaken>, Failure> {
    let put: PutReads = read(&body)?;
    fits(put.reads.len())?;
    staff::put_reads(&vault, &caller.member, &put.reads).await?.map(Json).ok_or(Failure::BadRequest)
}

fn fits(cases: usize) -> Result<(), Failure> {
    if cases <= CASES_PER_REQUEST { Ok(()) } else { Err(Failure::TooLarge) }
}
