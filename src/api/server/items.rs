//! The items of a case.

use axum::Json;
use axum::extract::State;

use super::auth::Caller;
use super::failure::Failure;
use super::place::AtCase;
use super::query::Query;
use crate::api::wire::ItemsPage;
use crate::vault::staff::Sight;
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
    seen(staff::items(&vault, &caller.member.recipient, case, after).await?).map(Json)
}

/// What a member may see, or why it is not delivered.
pub(super) fn seen<T>(sight: Sight<T>) -> Result<T, Failure> {
    match sight {
        Sight::Hidden => Err(Failure::NotFound),
        Sight::ReadFirst => Err(Failure::ReadFirst),
        Sight::Seen(what) => Ok(what),
    }
}
