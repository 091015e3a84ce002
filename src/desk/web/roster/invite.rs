//! How somebody new makes a key and hands over the card.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::HeaderMap;

use super::super::layout::Chrome;
use super::{Desk, enter};
use crate::web::page::Page;

#[derive(Template)]
#[template(path = "desk/roster/invite.html")]
struct Invite {
    chrome: Chrome,
    may_propose: bool,
}

/// `GET /roster/invite`
pub async fn get(State(desk): State<Desk>, headers: HeaderMap) -> Response {
    match enter(&desk, &headers).await {
        Ok(room) => {
            let page = Invite { chrome: room.chrome(), may_propose: room.ground.seat.may_propose() };
            Page::new(page).into_response()
        }
        Err(answer) => answer,
    }
}
