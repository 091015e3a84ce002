//! The ledger, as far as members fetch it: its head, the entries of a case, and for oversight all entries.

use axum::Json;
use axum::extract::State;

use super::auth::Caller;
use super::failure::Failure;
use super::place::AtCase;
use super::query::Query;
use crate::api::wire::{ChainsPage, EntriesPage, LedgerHead};
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

/// `GET /v1/ledger/entries?after=CASE`: for oversight; to others it does not exist.
pub(super) async fn chains(
    State(vault): State<Vault>,
    caller: Caller,
    mut query: Query,
) -> Result<Json<ChainsPage>, Failure> {
    let after = query.take("after", CaseId::parse)?;
    query.finish()?;
    staff::chains(&vault, caller.member.id, after).await?.map(Json).ok_or(Failure::NotFound)
}
