//! Who is reporting: three links, because the answer decides over the questions and nothing else.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};

use super::Intake;
use super::chrome::Chrome;
use super::notice::Notice;
use crate::web::language::Speech;
use crate::web::page::{Page, see_other};

#[derive(Template)]
#[template(path = "intake/who.html")]
struct View {
    t: Speech,
    chrome: Chrome,
}

pub(super) async fn get(t: Speech, State(intake): State<Intake>) -> Response {
    if intake.vault().roster_in_force().is_none() {
        return see_other(Notice::Closed.path());
    }
    Page::new(View { t, chrome: Chrome::of(&intake, "/n") }).into_response()
}
