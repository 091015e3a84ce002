//! How to stay safe, and what leaving cannot erase.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};

use super::Intake;
use super::chrome::Chrome;
use crate::web::language::Speech;
use crate::web::page::Page;

#[derive(Template)]
#[template(path = "intake/help.html")]
struct View<'a> {
    t: Speech,
    chrome: Chrome,
    support: &'a [String],
}

pub(super) async fn get(t: Speech, State(intake): State<Intake>) -> Response {
    Page::new(View { t, chrome: Chrome::of(&intake, "/h"), support: &intake.config().support })
        .into_response()
}
