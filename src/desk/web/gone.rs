//! A case that the server does not list any more: the member says that they know why, and the warning ends.

use axum::extract::{Path, Request, State};
use axum::response::Response;

use super::session::{Tone, Visitor};
use super::{Desk, check_token};
use crate::model::id::CaseId;
use crate::web::error::{Failed, Failure};
use crate::web::form::{Form, FormRules};
use crate::web::page::see_other;

/// What the tokens of these forms are for.
pub const GONE: &str = "gone";

/// `POST /gone/{id}`.
pub async fn post(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, Failed> {
    let Visitor::At { forms, work } = desk.visitor(request.headers()) else { return Ok(see_other("/")) };
    let form = Form::read(request, &FormRules::default()).await?;
    check_token(&form, &forms, GONE)?;
    let case = CaseId::parse(&id).ok_or(Failure::NotFound)?;
    let mut book = work.book().await;
    if !book.gone().contains(&case) {
        return Err(Failure::NotFound.into());
    }
    book.forget(case);
    desk.door().notify(
        Tone::Plain,
        "The warning about this case has ended. If it is listed again, it is shown as a new one.",
    );
    Ok(see_other("/"))
}
