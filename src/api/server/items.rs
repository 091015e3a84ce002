//! The items of a case.

use axum::Json;
use axum::extract::State;

use super::auth::Caller;
use super::failure::Failure;
use super::place::AtCase;
use super::query::Query;
use crate::api::wire::ItemsPage;
use crate::vault::{Vault, staff};

/// `GET /v1/cases/{case}/items?after=SEQUENCE`
pub(super) async fn list(
    State(vault): State<Vault>,
    caller: Caller,
    AtCase(case): AtCase,
    mut query: Query,
) -> Result<Json<ItemsPage>, Failure> {
    let after = query.take("after", |text| text.parse().ok())?;
    query.finish()?;
    let page = staff::items(&vault, &caller.reader, case, after).await?;
    page.map(Json).ok_or(Failure::NotFound)
}
