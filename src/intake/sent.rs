//! After sending: the code once more, what arrived, and the check that it stands on paper.

use askama::Template;
use axum::extract::{Request, State};
use axum::response::Response;
use http::HeaderMap;

use super::Intake;
use super::arrivals::File;
use super::chrome::{Chrome, Limits, Promises};
use super::code_card::CodeCard;
use super::flash::{Flash, go, said};
use super::notice::{Notice, not_read};
use super::session;
use super::ticket::{self, Purpose};
use crate::random;
use crate::secret::SecretText;
use crate::vault::sessions::Session;
use crate::web::form::{Form, FormRules};
use crate::web::language::Speech;
use crate::web::page::{Page, see_other};

#[derive(Template)]
#[template(path = "intake/sent.html")]
struct View {
    t: Speech,
    chrome: Chrome,
    flash: Option<Flash>,
    card: CodeCard,
    check_token: String,
    files_token: String,
    arrivals: Vec<File>,
    more: usize,
    refused: bool,
    limits: Limits,
    promises: Promises,
}

pub(super) async fn get(t: Speech, State(intake): State<Intake>, headers: HeaderMap) -> Response {
    let session = match session::visitor(&intake, &headers).await {
        Ok((_, session)) => session,
        Err(answer) => return answer,
    };
    let Some(card) = session.code.as_ref().map(|code| CodeCard::of(code, t.lang())) else {
        return see_other("/m");
    };
    let flash = Flash::read(&headers);
    said(Page::new(view(&intake, t, &session, card, flash)), flash)
}

fn view(intake: &Intake, t: Speech, session: &Session, card: CodeCard, flash: Option<Flash>) -> View {
    let (arrivals, more) = File::list(&session.arrivals, t.lang());
    let rng = &mut random::rng();
    View {
        t,
        chrome: Chrome::of(intake, "/d"),
        flash,
        card,
        check_token: ticket::issue(session, Purpose::TypeBack, rng),
        files_token: ticket::issue(session, Purpose::Message, rng),
        refused: arrivals.iter().any(|file| file.refused().is_some()),
        arrivals,
        more,
        limits: Limits::of(intake.vault().limits(), t.lang()),
        promises: Promises::of(intake),
    }
}

pub(super) async fn post(State(intake): State<Intake>, headers: HeaderMap, request: Request) -> Response {
    let form = match Form::read(request, &FormRules { max_bytes: 4096, ..FormRules::default() }).await {
        Ok(form) => form,
        Err(error) => return not_read(error),
    };
    let session = match session::visitor(&intake, &headers).await {
        Ok((_, session)) => session,
        Err(answer) => return answer,
    };
    let typed = |name| form.value(name).map(SecretText::expose_secret).unwrap_or_default();
    if ticket::check(&session, Purpose::TypeBack, typed("t")).is_none() {
        return Notice::Unreadable.because("intake.ticket");
    }
    let Some(code) = &session.code else { return see_other("/m") };
    // Position 3 and 7, of the words or of the groups of numbers.
    let matches = |position, typed| code.matches_word(position, typed) || code.matches_group(position, typed);
    let right = matches(3, typed("w3")) && matches(7, typed("w7"));
    go("/d", Some(if right { Flash::TypedRight } else { Flash::TypedWrong }))
}
