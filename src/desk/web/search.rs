//! Searching. The words come in the body of a POST and stay in the session: in an address they would outlive it in the browser's history.

use axum::extract::{Request, State};
use axum::response::Response;

use super::address::{Address, Pace};
use super::session::Visitor;
use super::{Desk, check_token};
use crate::secret::SecretText;
use crate::web::error::Failed;
use crate::web::form::{Form, FormRules};
use crate::web::page::see_other;

/// What the token of the search form is for.
pub const SEARCH: &str = "search";

const RULES: FormRules<'static> = FormRules { max_bytes: 8_000, max_fields: 3, repeatable: &[] };

/// `POST /search`: to the queue with what was found. Without words the search ends.
pub async fn post(State(desk): State<Desk>, request: Request) -> Result<Response, Failed> {
    let Visitor::At { forms, work } = desk.visitor(request.headers()) else { return Ok(see_other("/")) };
    let form = Form::read(request, &RULES).await?;
    check_token(&form, &forms, SEARCH)?;
    let at = form.value("at").map(SecretText::expose_secret).unwrap_or_default();
    let words = form.value("words").map(SecretText::expose_secret).unwrap_or_default();
    let mut address = Address { page: 0, ..Address::read(at, &work).at(Pace::Asked) };
    words.trim().clone_into(&mut address.filter.words);
    Ok(see_other(&address.path(&work)))
}
