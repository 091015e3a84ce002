//! Finishing what was agreed to and not done: a key that has not changed hands yet because the connection broke.

use axum::extract::{Path, Request, State};
use axum::response::Response;

use super::session::{Tone, Visitor};
use super::{Desk, check_token, step_up};
use crate::desk::sentence;
use crate::model::id::{CaseId, ItemId};
use crate::web::error::{Failed, Failure};
use crate::web::form::{Form, FormRules};
use crate::web::page::see_other;

/// What the token of the form is for.
pub fn purpose(case: CaseId, proposal: ItemId) -> String {
    format!("finish {case} {proposal}")
}

/// `POST /case/{id}/finish/{proposal}`.
pub async fn post(
    State(desk): State<Desk>,
    Path((id, proposal)): Path<(String, String)>,
    request: Request,
) -> Result<Response, Failed> {
    let Visitor::At { forms, work } = desk.visitor(request.headers()) else { return Ok(see_other("/")) };
    let (case, proposal) = CaseId::parse(&id).zip(ItemId::parse(&proposal)).ok_or(Failure::NotFound)?;
    let form = Form::read(request, &FormRules::default()).await?;
    check_token(&form, &forms, &purpose(case, proposal))?;
    let mut book = work.book().await;
    if !book.may_see(case, work.member()) {
        return Err(Failure::NotFound.into());
    }
    let done = match step_up::confirm(&desk, &work, &form).await {
        Ok(()) => work.finish(&mut book, case, proposal).await.map_err(|error| sentence(&error)),
        Err(reason) => Err(reason),
    };
    let (tone, words) = match done {
        Ok(Some(words)) => (Tone::Good, words),
        Ok(None) => (Tone::Bad, "There is nothing to finish.".to_owned()),
        Err(reason) => (Tone::Bad, reason),
    };
    desk.door().notify(tone, words);
    // What was left to do may have been to destroy it.
    let there = book.case(case).is_some();
    Ok(see_other(&if there { format!("/case/{case}") } else { "/".to_owned() }))
}
