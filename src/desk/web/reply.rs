//! Sending a reply.

use axum::extract::{Path, Request, State};
use axum::response::Response;

use super::session::{Tone, Visitor};
use super::{Desk, check_token};
use crate::desk::reply::Draft;
use crate::model::id::{CaseId, ItemId};
use crate::model::report::Purpose;
use crate::secret::SecretText;
use crate::web::error::{Failed, Failure};
use crate::web::form::{Form, FormRules};
use crate::web::page::see_other;

/// Far more than fits a reply, so that too long a text comes back with its words instead of being lost.
const RULES: FormRules<'static> = FormRules { max_bytes: 400_000, max_fields: 5, repeatable: &[] };

/// What the token of the reply form of a case is for.
pub fn purpose(case: CaseId) -> String {
    format!("reply {case}")
}

/// `POST /case/{id}/reply`. Whether it was sent or not, the page of the case says it.
pub async fn post(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, Failed> {
    let Visitor::At { forms, work } = desk.visitor(request.headers()) else { return Ok(see_other("/")) };
    let case = CaseId::parse(&id).ok_or(Failure::NotFound)?;
    let form = Form::read(request, &RULES).await?;
    check_token(&form, &forms, &purpose(case))?;
    let item =
        form.value("item").and_then(|item| ItemId::parse(item.expose_secret())).ok_or(Failure::BadRequest)?;
    // Browsers send line ends as CR LF.
    let text = form.value("text").map(SecretText::expose_secret).unwrap_or_default().replace("\r\n", "\n");
    let purpose =
        form.value("purpose").and_then(|given| Purpose::parse(given.expose_secret())).unwrap_or_default();
    let draft = Draft { case, item, text: SecretText::new(text), purpose };
    if work.reply(&draft).await.is_ok() {
        let done =
            "The reply was sent and signed. The reporter finds it when they come back with their code.";
        desk.door().notify(Tone::Good, done);
        return Ok(see_other(&format!("/case/{case}")));
    }
    Ok(see_other(&format!("/case/{case}#reply")))
}
