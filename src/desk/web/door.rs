//! The one-time link.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::SET_COOKIE;

use super::{COOKIE, Desk, layout};
use crate::random;
use crate::web::cookie;
use crate::web::page::{Page, see_other};

/// `GET /in/{token}`: binds this browser to the desk. The token dies with its first use.
pub async fn get(State(desk): State<Desk>, Path(token): Path<String>) -> Response {
    let entered = desk.door().enter(&token, &mut random::rng());
    match entered.and_then(|value| cookie::set(COOKIE, &value)) {
        Some(header) => {
            let mut response = see_other("/");
            response.headers_mut().insert(SET_COOKIE, header);
            response
        }
        None => Page::new(layout::stranger()).with_status(StatusCode::FORBIDDEN).into_response(),
    }
}
