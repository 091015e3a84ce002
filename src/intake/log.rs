//! The public log, as strangers fetch it: static files that any mirror could serve just as well (c2sp.org/tlog-tiles), and the door at
//! which witnesses hand in their signatures (c2sp.org/tlog-witness).
//!
//! Nothing here is padded: everybody gets the same bytes, and who fetches a tile tells only that. The files have a budget of their own
//! instead of the pages': whoever audits the log fetches thousands in a row, and where all visitors come through one proxy that would
//! use up what reporters need. 3,000 a minute read a log of ten years in five. A request stores nothing and costs two indexed reads; a
//! push costs at most one check of a signature for each line that bears the name and key of a witness of the roster.

use axum::Extension;
use axum::body::{Bytes, to_bytes};
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::CONTENT_TYPE;

use super::Intake;
use crate::ledger::witnessing::{AddCheckpoint, MAX_REQUEST_BYTES, SIZE_TYPE, size_body};
use crate::vault::Refusal;
use crate::vault::ledger::cosign::{Push, take_push};
use crate::vault::ledger::public;
use crate::web::deadline::TooSlow;
use crate::web::error::{Failed, Failure, ToProgram};
use crate::web::events::Event;
use crate::web::headers::PublicFile;

const TEXT: &str = "text/plain; charset=utf-8";
const BYTES: &str = "application/octet-stream";

/// `GET /log/checkpoint`: of the newest log.
pub(super) async fn checkpoint(State(intake): State<Intake>) -> Result<Response, Failed> {
    newest(&intake, None).await
}

/// `GET /log/{number}/checkpoint`: of a log that another has followed, or of the newest by its number.
pub(super) async fn checkpoint_of(
    State(intake): State<Intake>,
    Path(number): Path<String>,
) -> Result<Response, Failed> {
    newest(&intake, Some(log_number(&number)?)).await
}

/// `GET /log/tile/{*rest}`: of the newest log. Another log's tiles stand here after a move, so that nobody may keep these for long.
pub(super) async fn tile(State(intake): State<Intake>, Path(rest): Path<String>) -> Result<Response, Failed> {
    file(&intake, None, &rest, PublicFile::Changing).await
}

/// `GET /log/{number}/tile/{*rest}`: of one log. These never change; of a partial tile each length has a name of its own.
pub(super) async fn tile_of(
    State(intake): State<Intake>,
    Path((number, rest)): Path<(String, String)>,
) -> Result<Response, Failed> {
    file(&intake, Some(log_number(&number)?), &rest, PublicFile::Fixed).await
}

/// `GET /log/policy`: whose signatures count, as this server's roster says. Who verifies takes it from the keyholders instead.
pub(super) async fn policy(State(intake): State<Intake>) -> Response {
    let policy = crate::vault::ledger::policy(intake.vault(), &intake.vault().log_origin());
    (Extension(PublicFile::Changing), [(CONTENT_TYPE, TEXT)], policy.to_text()).into_response()
}

/// `POST /log/add-checkpoint`: a witness hands in a checkpoint of ours with its signature.
pub(super) async fn add_checkpoint(State(intake): State<Intake>, request: Request) -> Response {
    let mut response = match push(&intake, request).await {
        Ok(response) => response,
        Err(failed) => failed.into_response(),
    };
    // What comes here is public, and comes from a program that reads the status: neither the redirect after a POST nor the pages for
    // people are for it.
    response.extensions_mut().insert(ToProgram);
    response
}

async fn push(intake: &Intake, request: Request) -> Result<Response, Failed> {
    let body = read(request).await?;
    let request = AddCheckpoint::parse(&body).ok_or(Failure::BadRequest)?;
    Ok(match take_push(intake.vault(), &request).await.map_err(|refusal| refused(&refusal))? {
        Push::Taken(lines) => ([(CONTENT_TYPE, TEXT)], lines).into_response(),
        Push::Stale { size } => {
            (StatusCode::CONFLICT, [(CONTENT_TYPE, SIZE_TYPE)], size_body(size)).into_response()
        }
    })
}

async fn read(request: Request) -> Result<Bytes, Failure> {
    to_bytes(request.into_body(), MAX_REQUEST_BYTES)
        .await
        .map_err(|error| if TooSlow::is_behind(&error) { Failure::TooSlow } else { Failure::BadRequest })
}

async fn newest(intake: &Intake, log: Option<u32>) -> Result<Response, Failed> {
    let row = public::checkpoint(intake.vault(), log)
        .await
        .map_err(|refusal| refused(&refusal))?
        .ok_or(Failure::NotFound)?;
    Ok((Extension(PublicFile::Changing), [(CONTENT_TYPE, TEXT)], row.note).into_response())
}

async fn file(intake: &Intake, log: Option<u32>, rest: &str, kept: PublicFile) -> Result<Response, Failed> {
    let found = public::resource(intake.vault(), log, &format!("tile/{rest}"))
        .await
        .map_err(|refusal| refused(&refusal))?;
    let bytes = found.ok_or(Failure::NotFound)?;
    Ok((Extension(kept), [(CONTENT_TYPE, BYTES)], bytes).into_response())
}

/// The one spelling of a number: a cache must not hold one file under two names.
fn log_number(text: &str) -> Result<u32, Failure> {
    text.parse().ok().filter(|number: &u32| number.to_string() == text).ok_or(Failure::NotFound)
}

fn refused(refusal: &Refusal) -> Failed {
    // The cause itself may quote a row: only its kind is counted.
    Failure::Unavailable.because(Event::new(match refusal {
        Refusal::Busy => "log.vault.busy",
        Refusal::TooLong
        | Refusal::Full
        | Refusal::Destroyed
        | Refusal::NoRoster
        | Refusal::Unavailable(_) => "log.vault.unavailable",
    }))
}
