//! Unlocking and locking.

use askama::Template;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::SET_COOKIE;

use super::layout::{self, Chrome};
use super::session::{Notice, Tone, Visitor};
use super::{COOKIE, Desk, check_token};
use crate::crypto::keyfile::Passphrase;
use crate::desk::keyring::{KeyringError, Offer};
use crate::desk::second_factor::{Brought, Demand};
use crate::desk::sentence;
use crate::desk::work::Work;
use crate::ledger::entry::Reason;
use crate::random;
use crate::secret::{Secret, SecretText};
use crate::web::cookie;
use crate::web::csrf::form_token;
use crate::web::error::{Failed, Failure};
use crate::web::events::Event;
use crate::web::form::{Form, FormRules};
use crate::web::page::{Page, see_other};

const UNLOCK: &str = "unlock";
/// The reasons that are offered; who chooses none is counted by oversight.
const REASONS: [Reason; 4] = [Reason::Casework, Reason::Supervision, Reason::Oversight, Reason::Audit];
const RULES: FormRules<'static> = FormRules { max_bytes: 4_000, max_fields: 6, repeatable: &[] };

#[derive(Template)]
#[template(path = "desk/unlock.html")]
struct Unlock {
    chrome: Chrome,
    token: String,
    notice: Option<Notice>,
    offers: Vec<Offer>,
    reasons: [Reason; 4],
    trouble: Option<String>,
    /// Whether a code may be asked for.
    codes: bool,
    /// Whether a key without a second factor is refused here.
    demanded: bool,
}

/// The page of a locked desk.
pub fn page(desk: &Desk, forms: &Secret<32>) -> Response {
    let (offers, trouble) = match desk.0.keyring.offers() {
        Ok(offers) => (offers, None),
        Err(error) => (Vec::new(), Some(sentence(&error))),
    };
    let notice = desk.door().take_notice();
    let token = form_token(forms, UNLOCK);
    let demanded = desk.0.config.demand() == Demand::Always;
    let codes = demanded || offers.iter().any(|offer| offer.enrolled);
    let chrome = Chrome::locked();
    let page = Unlock { chrome, token, notice, offers, reasons: REASONS, trouble, codes, demanded };
    Page::new(page).into_response()
}

/// `POST /unlock`.
pub async fn post(State(desk): State<Desk>, request: Request) -> Result<Response, Failed> {
    let cookie = cookie::read(request.headers(), COOKIE);
    let forms = match desk.visitor(request.headers()) {
        Visitor::Stranger => return Err(Failure::Forbidden.into()),
        Visitor::Locked { forms } => forms,
        Visitor::At { .. } => return Ok(see_other("/")),
    };
    let form = Form::read(request, &RULES).await?;
    check_token(&form, &forms, UNLOCK)?;
    let typed = form.value("passphrase").map(SecretText::expose_secret).unwrap_or_default();
    let file = form.value("key").map(SecretText::expose_secret).unwrap_or_default();
    let reason =
        form.value("reason").map(SecretText::expose_secret).and_then(Reason::parse).unwrap_or_default();
    let code = form.value("code").cloned().unwrap_or_default();
    let brought = Brought::Code(code, desk.0.config.demand());
    match desk.0.keyring.open(file, Passphrase::typed(typed), brought, &desk.0.clock).await {
        Ok(opened) => match Work::begin(opened, reason, &desk.0.config, &desk.0.clock) {
            Ok(work) => return begin(&desk, cookie.as_ref(), work),
            Err(error) => desk.door().notify(Tone::Bad, sentence(&error)),
        },
        Err(error) => desk.door().notify(Tone::Bad, refusal(&desk, file, &error)),
    }
    Ok(see_other("/"))
}

fn begin(desk: &Desk, cookie: Option<&SecretText>, work: Work) -> Result<Response, Failed> {
    let value = desk.door().unlock(cookie, work, desk.0.clock.now(), &mut random::rng());
    let header = value.and_then(|value| cookie::set(COOKIE, &value));
    let header = header.ok_or_else(|| Failure::Forbidden.because(Event::new("desk.unlock.session")))?;
    let mut response = see_other("/");
    response.headers_mut().insert(SET_COOKIE, header);
    Ok(response)
}

fn refusal(desk: &Desk, file: &str, error: &KeyringError) -> String {
    let wait = desk.0.keyring.wait(file, &desk.0.clock);
    let said = sentence(error);
    match error {
        KeyringError::KeyFile(_) | KeyringError::Together | KeyringError::Factor(_) if wait > 0 => {
            format!("{said} The next try is possible in {wait} s.")
        }
        KeyringError::KeyFile(_)
        | KeyringError::Together
        | KeyringError::Factor(_)
        | KeyringError::NotEnrolled
        | KeyringError::Wait { .. }
        | KeyringError::Folder
        | KeyringError::NotOffered => said,
    }
}

/// `POST /lock`.
pub async fn lock(State(desk): State<Desk>, request: Request) -> Result<Response, Failed> {
    let Visitor::At { forms, .. } = desk.visitor(request.headers()) else { return Ok(see_other("/")) };
    let form = Form::read(request, &RULES).await?;
    check_token(&form, &forms, layout::LOCK)?;
    desk.lock();
    desk.door().notify(Tone::Plain, "Locked. Keys and reports are gone from this machine's memory.");
    Ok(see_other("/"))
}

/// What somebody without the cookie gets.
pub fn stranger() -> Response {
    Page::new(layout::stranger()).with_status(StatusCode::FORBIDDEN).into_response()
}
