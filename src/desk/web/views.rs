//! Saving and deleting views.

use axum::extract::{Request, State};
use axum::response::Response;

use super::address::Address;
use super::session::{Tone, Visitor};
use super::{Desk, check_token};
use crate::desk::sentence;
use crate::secret::SecretText;
use crate::web::error::Failed;
use crate::web::form::{Form, FormRules};
use crate::web::page::see_other;

/// What the tokens of these forms are for.
pub const VIEWS: &str = "views";

const RULES: FormRules<'static> = FormRules { max_bytes: 8_000, max_fields: 3, repeatable: &[] };

/// `POST /views`: saves what is chosen under a name.
pub async fn save(State(desk): State<Desk>, request: Request) -> Result<Response, Failed> {
    let Visitor::At { forms, work } = desk.visitor(request.headers()) else { return Ok(see_other("/")) };
    let form = Form::read(request, &RULES).await?;
    check_token(&form, &forms, VIEWS)?;
    let at = form.value("at").map(SecretText::expose_secret).unwrap_or_default();
    let name = form.value("name").map(SecretText::expose_secret).unwrap_or_default();
    let address = Address::read(at, &work);
    match work.views().save(name, address.filter.clone()) {
        Ok(()) => desk.door().notify(Tone::Good, "The view was saved, sealed with your key."),
        Err(error) => desk.door().notify(Tone::Bad, sentence(&error)),
    }
    Ok(see_other(&address.path(&work)))
}

/// `POST /views/delete`: deletes the view of a name.
pub async fn delete(State(desk): State<Desk>, request: Request) -> Result<Response, Failed> {
    let Visitor::At { forms, work } = desk.visitor(request.headers()) else { return Ok(see_other("/")) };
    let form = Form::read(request, &RULES).await?;
    check_token(&form, &forms, VIEWS)?;
    let name = form.value("name").map(SecretText::expose_secret).unwrap_or_default();
    match work.views().delete(name) {
        Ok(()) => {
            desk.door().notify(Tone::Good, "The view was deleted. The cases it showed are as they were.");
        }
        Err(error) => desk.door().notify(Tone::Bad, sentence(&error)),
    }
    Ok(see_other("/"))
}
