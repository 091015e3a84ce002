//! The ledger, as far as members fetch it: its head, the entries of a case, and for oversight all entries.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::response::Response;

use super::auth::Caller;
use super::failure::Failure;
use super::items::seen;
use super::place::AtCase;
use super::query::Query;
use super::writes::{answer, read};
use crate::api::wire::{ChainsPage, EntriesPage, LedgerHead, PutLogRead};
use crate::model::id::CaseId;
use crate::vault::{Vault, staff};

/// `GET /v1/ledger?old=SIZE`: public, and signed by the log.
pub(super) async fn head(State(vault): State<Vault>, mut query: Query) -> Result<Json<LedgerHead>, Failure> {
    let old = query.take("old", |text| text.parse().ok())?;
    query.finish()?;
    staff::ledger_head(&vault, old).await?.map(Json).ok_or(Failure::NotFound)
}

/// `GET /v1/cases/{case}/entries`
pub(super) async fn of_case(
    State(vault): State<Vault>,
    caller: Caller,
    AtCase(case): AtCase,
) -> Result<Json<EntriesPage>, Failure> {
    let page = staff::case_entries(&vault, &caller.member.recipient, case).await?;
    page.map(Json).ok_or(Failure::NotFound)
}

/// `POST /v1/ledger/reads`: for oversight; to others it does not exist.
pub(super) async fn read_today(
    State(vault): State<Vault>,
    caller: Caller,
    body: Bytes,
) -> Result<Response, Failure> {
    // Whoever it does not exist for is not told what a body must look like.
    let put: Result<PutLogRead, Failure> = read(&body);
    if !staff::oversees(&vault, &caller.member) {
        return Err(Failure::NotFound);
    }
    answer(staff::put_log_read(&vault, &caller.member, &put?).await)
}

/// `GET /v1/ledger/entries?after=CASE` or `?case=CASE`: for oversight that has said today that it reads the log; to others it does not exist.
pub(super) async fn chains(
    State(vault): State<Vault>,
    caller: Caller,
    mut query: Query,
) -> Result<Json<ChainsPage>, Failure> {
    let (after, case) = (query.take("after", CaseId::parse)?, query.take("case", CaseId::parse)?);
    query.finish()?;
    let sight = match case {
        Some(_) if after.is_some() => return Err(Failure::BadRequest),
        Some(case) => staff::chain_of(&vault, &caller.member, case).await?,
        None => staff::chains(&vault, &caller.member, after).await?,
    };
    Ok(Json(seen(sight)?))
}
