//! The caller's cases.

use axum::Json;
use axum::extract::State;

use super::auth::Caller;
use super::failure::Failure;
use super::query::Query;
use crate::api::wire::CasesPage;
use crate::clock::Day;
use crate::model::id::CaseId;
use crate::vault::{Vault, staff};

/// `GET /v1/cases?since_day=N&after=CASE`
pub(super) async fn list(
    State(vault): State<Vault>,
    caller: Caller,
    mut query: Query,
) -> Result<Json<CasesPage>, Failure> {
    let since =
        query.take("since_day", |text| text.parse().ok())?.map_or(Day::from_number(0), Day::from_number);
    let after = query.take("after", CaseId::parse)?;
    query.finish()?;
    Ok(Json(staff::my_cases(&vault, &caller.reader, since, after).await?))
}
