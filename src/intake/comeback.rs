//! Coming back with the code.

use askama::Template;
use axum::extract::{Request, State};
use axum::response::Response;
use http::HeaderMap;

use super::chrome::Chrome;
use super::flash::{Flash, go, said};
use super::notice::{not_read, refused};
use super::release::Release;
use super::{Intake, session};
use crate::crypto::code::Code;
use crate::secret::SecretText;
use crate::vault::reporter::{Recognised, recognise};
use crate::vault::sessions::Session;
use crate::web::form::{Form, FormRules};
use crate::web::language::Speech;
use crate::web::page::{Page, see_other};

#[derive(Template)]
#[template(path = "intake/comeback.html")]
struct View {
    t: Speech,
    chrome: Chrome,
    flash: Option<Flash>,
}

pub(super) async fn get(t: Speech, State(intake): State<Intake>, headers: HeaderMap) -> Response {
    let flash = Flash::read(&headers);
    said(Page::new(View { t, chrome: Chrome::of(&intake, "/c"), flash }), flash)
}

pub(super) async fn post(State(intake): State<Intake>, headers: HeaderMap, request: Request) -> Response {
    let form = match Form::read(request, &FormRules { max_bytes: 8192, ..FormRules::default() }).await {
        Ok(form) => form,
        Err(error) => return not_read(error),
    };
    let typed = form.value("k").map(SecretText::expose_secret).unwrap_or_default();
    let code = match Code::parse(typed) {
        Ok(code) => code,
        // Anyone can compute this without us: no need to hide how long it took.
        Err(error) => return go("/c", Some(error.into())),
    };
    let release = Release::begin();
    let answer = open(&intake, &code, &headers).await;
    release.reached().await;
    answer
}

async fn open(intake: &Intake, code: &Code, headers: &HeaderMap) -> Response {
    let before = session::token(headers);
    let (opened, path) = match recognise(intake.vault(), code).await {
        Ok(Some(Recognised::Open(access))) => {
            (session::open(intake, &Session::new(access, None), before).await, "/m")
        }
        Ok(Some(Recognised::Destroyed(destroyed))) => {
            (session::open_notice(intake, &destroyed, before).await, session::NOTICE)
        }
        Ok(None) => return go("/c", Some(Flash::Wrong)),
        Err(refusal) => return refused(&refusal),
    };
    match opened {
        Ok(token) => session::hand_over(&token, see_other(path)),
        Err(answer) => answer,
    }
}
