//! The roster's notes: public, and signed by those who answer for them, so that asking for them needs no signature.

use axum::Json;
use axum::extract::State;

use super::failure::Failure;
use crate::api::wire::RosterChain;
use crate::vault::{Vault, staff};

/// `GET /v1/roster`
pub(super) async fn notes(State(vault): State<Vault>) -> Result<Json<RosterChain>, Failure> {
    Ok(Json(RosterChain { notes: staff::roster_notes(&vault).await? }))
}
