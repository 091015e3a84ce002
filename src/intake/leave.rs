//! Leaving at once.
//!
//! A link, not a form: `form-action 'self'` keeps Chromium from following a form's redirect to another site. That a GET changes something is no danger here: a
//! foreign page that makes a browser open this path closes a session, and does no other harm. `Referrer-Policy` keeps our address from the other site.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::{HeaderName, LOCATION, SET_COOKIE};
use http::{HeaderMap, HeaderValue, StatusCode};

use super::{Intake, session};
use crate::vault::sessions;
use crate::web::events::Event;

const CLEAR_SITE_DATA: HeaderName = HeaderName::from_static("clear-site-data");

pub(super) async fn get(State(intake): State<Intake>, headers: HeaderMap) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    if let Some(token) = session::token(&headers) {
        // Whoever leaves must get away even if the database does not answer: the cookie goes, and the session dies of age.
        if sessions::end(intake.vault(), &token).await.is_err() {
            response.extensions_mut().insert(Event::new("intake.leave.not_ended"));
        }
    }
    let answer = response.headers_mut();
    // Checked when the configuration was read.
    if let Ok(elsewhere) = HeaderValue::from_str(&intake.config().leave_to) {
        answer.insert(LOCATION, elsewhere);
    }
    answer.insert(CLEAR_SITE_DATA, HeaderValue::from_static("\"cache\", \"cookies\", \"storage\""));
    for removal in session::removals() {
        answer.append(SET_COOKIE, removal);
    }
    response
}
