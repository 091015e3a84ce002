//! The reporter's session, between sending or coming back and leaving: a random cookie, and nothing in it.

use axum::response::Response;
use http::header::SET_COOKIE;
use http::{HeaderMap, HeaderValue};

use super::Intake;
use super::flash::{Flash, go};
use super::notice::{Notice, refused};
use crate::vault::sessions::{self, Session, SessionToken};
use crate::web::cookie;
use crate::web::page::see_other;

/// The cookie. Its value finds and opens the session's row; neither code nor case can be read from it.
pub(super) const COOKIE: &str = "__Host-r";

/// The session of a request. The error is the answer to give to somebody without one: the page that asks for the code.
pub(super) async fn visitor(
    intake: &Intake,
    headers: &HeaderMap,
) -> Result<(SessionToken, Session), Response> {
    let Some(token) = token(headers) else { return Err(see_other("/c")) };
    if let Some(session) =
        sessions::resume(intake.vault(), &token).await.map_err(|refusal| refused(&refusal))?
    {
        return Ok((token, session));
    }
    let mut answer = go("/c", Some(Flash::Ended));
    if let Some(removal) = cookie::clear(COOKIE) {
        answer.headers_mut().append(SET_COOKIE, removal);
    }
    Err(answer)
}

/// The token a request carries.
pub(super) fn token(headers: &HeaderMap) -> Option<SessionToken> {
    SessionToken::parse(cookie::read(headers, COOKIE)?.expose_secret())
}

/// Keeps `session`, and ends the one the request came with: one device, one session.
pub(super) async fn open(
    intake: &Intake,
    session: &Session,
    before: Option<SessionToken>,
) -> Result<SessionToken, Response> {
    let opened =
        sessions::open_session(intake.vault(), session).await.map_err(|refusal| refused(&refusal))?;
    if let Some(before) = before {
        // If it cannot be ended it dies of age; what was just committed must not look failed because of it.
        drop(sessions::end(intake.vault(), &before).await);
    }
    Ok(opened)
}

/// Gives the browser the cookie.
pub(super) fn hand_over(token: &SessionToken, mut response: Response) -> Response {
    match cookie::set(COOKIE, &token.to_cookie_value()) {
        Some(cookie) => {
            response.headers_mut().append(SET_COOKIE, cookie);
            response
        }
        None => Notice::Trouble.because("intake.session.cookie"),
    }
}

/// Takes both cookies away.
pub(super) fn removals() -> impl Iterator<Item = HeaderValue> {
    [cookie::clear(COOKIE), cookie::clear(cookie::FLASH)].into_iter().flatten()
}
