//! Drafts as files, for keyholders whose machines are never connected: out of the desk, and into it again.

use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue};

use super::super::session::{Tone, Visitor};
use super::super::{Desk, check_token};
use super::{FORM, Room, enter};
use crate::crypto::draft::MAX_TEXT_BYTES;
use crate::desk::roster::bench::Bench;
use crate::desk::roster::ceremony;
use crate::model::id::MemberId;
use crate::secret::SecretText;
use crate::web::error::{Failed, Failure};
use crate::web::events::Event;
use crate::web::form::Form;
use crate::web::headers::Sandboxed;
use crate::web::multipart::{Multipart, MultipartRules, Part};
use crate::web::page::see_other;

/// A note is its text and a few lines.
const MAX_FILE_BYTES: usize = 2 * MAX_TEXT_BYTES;

/// `GET /roster/draft/file`: the draft of this session, for `redchannel roster sign --draft`.
pub async fn draft(State(desk): State<Desk>, headers: HeaderMap) -> Result<Response, Failed> {
    let room = match enter(&desk, &headers).await {
        Ok(room) => room,
        Err(answer) => return Ok(answer),
    };
    let bench = room.work.bench().clone().ok_or(Failure::NotFound)?;
    let text = bench.roster().to_text().map_err(|_| Failure::Internal)?;
    download(text.into_bytes(), &format!("roster-{}.draft", bench.roster().version))
}

/// `GET /roster/sign/{proposer}/file`: a draft at the server; a note as soon as somebody has signed it.
pub async fn pending(
    State(desk): State<Desk>,
    Path(proposer): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Failed> {
    let room = match enter(&desk, &headers).await {
        Ok(room) => room,
        Err(answer) => return Ok(answer),
    };
    let proposer = MemberId::parse(&proposer).ok_or(Failure::NotFound)?;
    let shown = ceremony::draft_of(&room.work, &room.ground, proposer).await;
    let checked = shown.ok().flatten().and_then(Result::ok).ok_or(Failure::NotFound)?;
    let version = checked.roster().version;
    match checked.note() {
        Some(note) => download(note, &format!("roster-{version}.note")),
        None => download(checked.draft().text.clone().into_bytes(), &format!("roster-{version}.draft")),
    }
}

/// `POST /roster/file`: a draft or a note from another machine becomes the draft of this session.
pub async fn take(State(desk): State<Desk>, request: Request) -> Result<Response, Failed> {
    let (room, _, bytes) = match read_upload(&desk, request, MAX_FILE_BYTES).await? {
        Ok(given) => given,
        Err(answer) => return Ok(answer),
    };
    match Bench::from_file(&bytes, &room.ground.current) {
        Ok(bench) => {
            *room.work.bench() = Some(bench);
            desk.door().notify(Tone::Plain, "Read. Nobody else sees it before you propose it.");
            Ok(see_other("/roster/draft"))
        }
        Err(error) => {
            desk.door().notify(Tone::Bad, error.to_string());
            Ok(see_other("/roster"))
        }
    }
}

/// Reads a form with one small file, of somebody who may propose. A longer file comes back empty, and is refused as what it is not.
pub async fn read_upload(
    desk: &Desk,
    request: Request,
    most: usize,
) -> Result<Result<(Room, Form, Vec<u8>), Response>, Failed> {
    let headers = request.headers().clone();
    let Visitor::At { forms, .. } = desk.visitor(&headers) else { return Ok(Err(see_other("/"))) };
    let rules = MultipartRules {
        max_parts: 5,
        max_text: most.saturating_add(4_000),
        max_body: 2 << 20,
        ..MultipartRules::default()
    };
    let mut multipart = Multipart::read(request, rules)?;
    let (mut fields, mut bytes) = (Vec::<(String, SecretText)>::new(), Vec::new());
    while let Some(part) = multipart.next().await? {
        match part {
            Part::Text { name, value } => fields.push((name, value)),
            Part::File { mut stream, .. } => {
                while let Some(chunk) = stream.chunk().await? {
                    if bytes.len() <= most {
                        bytes.extend_from_slice(&chunk);
                    }
                }
            }
        }
    }
    if bytes.len() > most {
        bytes.clear();
    }
    let form: Form = fields.into_iter().collect();
    check_token(&form, &forms, FORM)?;
    match enter(desk, &headers).await {
        Ok(room) if !room.ground.seat.may_propose() => Err(Failure::NotFound.into()),
        Ok(room) => Ok(Ok((room, form, bytes))),
        Err(answer) => Ok(Err(answer)),
    }
}

fn download(bytes: Vec<u8>, name: &str) -> Result<Response, Failed> {
    let disposition = HeaderValue::try_from(format!("attachment; filename=\"{name}\""))
        .map_err(|_| Failure::Internal.because(Event::new("desk.roster.file")))?;
    let mut response = bytes.into_response();
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
    response.headers_mut().insert(CONTENT_DISPOSITION, disposition);
    response.extensions_mut().insert(Sandboxed);
    Ok(response)
}
