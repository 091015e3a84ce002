//! The caller's cases.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use tokio::time::{Instant, sleep_until};

use super::auth::Caller;
use super::failure::Failure;
use super::place::AtCase;
use super::query::Query;
use crate::api::wire::{CaseLine, CasesPage};
use crate::clock::Day;
use crate::model::id::CaseId;
use crate::vault::{Vault, staff};

/// What the time of an answer is rounded up to. Looking for the caller's cases passes by those of others: without a grid a member
/// who asks often enough could see in the time that there is one more case, hidden from them.
const STEP: Duration = Duration::from_millis(100);

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
    let began = Instant::now();
    let page = staff::my_cases(&vault, &caller.member.recipient, since, after).await?;
    sleep_until(release(began, began.elapsed())).await;
    Ok(Json(page))
}

/// `GET /v1/cases/{case}`
pub(super) async fn one(
    State(vault): State<Vault>,
    caller: Caller,
    AtCase(case): AtCase,
) -> Result<Json<CaseLine>, Failure> {
    let line = staff::my_case(&vault, &caller.member.recipient, case).await?;
    line.map(Json).ok_or(Failure::NotFound)
}

/// The next moment of the grid after work that took `elapsed`.
fn release(began: Instant, elapsed: Duration) -> Instant {
    let steps = elapsed.as_nanos().div_ceil(STEP.as_nanos()).max(1);
    began.checked_add(STEP.saturating_mul(u32::try_from(steps).unwrap_or(u32::MAX))).unwrap_or(began)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quick_and_slow_work_is_answered_at_the_same_moments() {
        let began = Instant::now();
        for (work, answer) in [(0, 100), (1, 100), (100, 100), (101, 200), (950, 1000)] {
            let moment = release(began, Duration::from_millis(work));
            assert_eq!(moment.duration_since(began), Duration::from_millis(answer), "{work}");
        }
    }
}
