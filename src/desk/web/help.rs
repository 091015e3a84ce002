//! What the desk does and what it cannot know, in short; and where failed forms lead.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode};

use super::layout::{self, Chrome};
use super::session::Visitor;
use super::{Desk, start, unlock};
use crate::web::page::Page;

#[derive(Template)]
#[template(path = "desk/help.html")]
struct Help {
    chrome: Chrome,
}

/// `GET /help`.
pub async fn get(State(desk): State<Desk>, headers: HeaderMap) -> Response {
    let chrome = match desk.visitor(&headers) {
        Visitor::Stranger => return unlock::stranger(),
        Visitor::Locked { .. } => Chrome::locked(),
        Visitor::At { forms, work } => Chrome::at(&work, &forms),
    };
    Page::new(Help { chrome }).into_response()
}

/// `GET /failed/{status}`: what a failed form leads to. Browsers keep the body of a POST that was answered with a page.
pub async fn failed(State(desk): State<Desk>, Path(status): Path<u16>, headers: HeaderMap) -> Response {
    let chrome = match desk.visitor(&headers) {
        Visitor::Stranger => return unlock::stranger(),
        Visitor::Locked { .. } => Chrome::locked(),
        Visitor::At { forms, work } => Chrome::at(&work, &forms),
    };
    let known = StatusCode::from_u16(status)
        .ok()
        .filter(|status| status.is_client_error() || status.is_server_error());
    let (heading, text) = start::words_of(known.unwrap_or(StatusCode::NOT_FOUND));
    Page::new(layout::message(chrome, heading, text)).into_response()
}
