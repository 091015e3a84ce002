//! The reporter's session, between sending or coming back and leaving: a random cookie, and nothing in it.

use axum::response::Response;
use http::header::SET_COOKIE;
use http::{HeaderMap, HeaderValue};

use super::Intake;
use super::flash::{Flash, go};
use super::notice::{Notice, refused};
use crate::vault::Refusal;
use crate::vault::reporter::Destroyed;
use crate::vault::sessions::{self, Resumed, Session, SessionToken};
use crate::web::cookie;
use crate::web::page::see_other;

/// The cookie. Its value finds and opens the session's row; neither code nor case can be read from it.
pub(super) const COOKIE: &str = "__Host-r";

/// Where whoever has the code of a destroyed case is told. As long as the way to the messages: the answer to a right code has one length.
pub(super) const NOTICE: &str = "/g";

/// The session of a request. The error is the answer to give to somebody without one: the page that asks for the code, or, where the
/// case was destroyed, the page that says so. Whatever handler asks, nothing else is open to such a session.
pub(super) async fn visitor(
    intake: &Intake,
    headers: &HeaderMap,
) -> Result<(SessionToken, Session), Response> {
    match resumed(intake, headers).await? {
        (token, Resumed::Open(session)) => Ok((token, session)),
        (_, Resumed::Destroyed(_)) => Err(see_other(NOTICE)),
    }
}

/// The session of a request whose case was destroyed. The error is the answer to give to anybody else.
pub(super) async fn bereft(intake: &Intake, headers: &HeaderMap) -> Result<Destroyed, Response> {
    match resumed(intake, headers).await? {
        (_, Resumed::Open(_)) => Err(see_other("/m")),
        (_, Resumed::Destroyed(destroyed)) => Ok(destroyed),
    }
}

async fn resumed(intake: &Intake, headers: &HeaderMap) -> Result<(SessionToken, Resumed), Response> {
    let Some(token) = token(headers) else { return Err(see_other("/c")) };
    if let Some(resumed) =
        sessions::resume(intake.vault(), &token).await.map_err(|refusal| refused(&refusal))?
    {
        return Ok((token, resumed));
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
    let opened = sessions::open_session(intake.vault(), session).await;
    instead_of(intake, before, opened).await
}

/// The same for what a code of a destroyed case opens.
pub(super) async fn open_notice(
    intake: &Intake,
    destroyed: &Destroyed,
    before: Option<SessionToken>,
) -> Result<SessionToken, Response> {
    let opened = sessions::open_notice(intake.vault(), destroyed).await;
    instead_of(intake, before, opened).await
}

async fn instead_of(
    intake: &Intake,
    before: Option<SessionToken>,
    opened: Result<SessionToken, Refusal>,
) -> Result<SessionToken, Response> {
    let opened = opened.map_err(|refusal| refused(&refusal))?;
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
