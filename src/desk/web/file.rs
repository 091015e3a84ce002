//! Downloading a file of a case.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, StatusCode};

use super::layout::{self, Chrome};
use super::session::Visitor;
use super::{Desk, unlock};
use crate::desk::work::FileCheck;
use crate::desk::{attachment, filename, sentence};
use crate::model::id::{CaseId, ItemId};
use crate::web::error::{Failed, Failure};
use crate::web::events::Event;
use crate::web::headers::Sandboxed;
use crate::web::page::Page;

/// `GET /case/{id}/file/{item}`: checked whole first, then streamed under the same checks.
pub async fn get(
    State(desk): State<Desk>,
    Path((id, item)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Failed> {
    let (forms, work) = match desk.visitor(&headers) {
        Visitor::Stranger => return Ok(unlock::stranger()),
        Visitor::Locked { forms } => return Ok(unlock::page(&desk, &forms)),
        Visitor::At { forms, work } => (forms, work),
    };
    let (case, item) = CaseId::parse(&id).zip(ItemId::parse(&item)).ok_or(Failure::NotFound)?;
    let found = {
        let book = work.book().await;
        // Whoever has not declared, or stands too near, gets no file by its address either.
        let case = book.case(case).filter(|_| book.may_see(case, work.member()));
        let case = case.and_then(|record| record.content.as_ref().ok());
        case.and_then(|case| Some((Arc::clone(&case.identity), case.file(item)?.clone())))
    };
    let (identity, file) = found.ok_or(Failure::NotFound)?;
    let checked = attachment::check(&work.client(), &identity, &file, work.closed()).await;
    work.note_check(item, if checked.is_ok() { FileCheck::Whole } else { FileCheck::Faulty });
    if let Err(error) = checked {
        let page =
            layout::message(Chrome::at(&work, &forms), "The file was not handed out", sentence(&error));
        return Ok(Page::new(page).with_status(StatusCode::BAD_GATEWAY).into_response());
    }
    let (name, length) = (filename::content_disposition(&file.name), file.length);
    let body = Body::from_stream(attachment::stream(work.client(), identity, file, work.closed().clone()));
    let mut response = Response::new(body);
    let name =
        HeaderValue::from_str(&name).map_err(|_| Failure::Internal.because(Event::new("desk.file.name")))?;
    response.headers_mut().insert(CONTENT_DISPOSITION, name);
    // With the length known, a browser shows a broken connection as a failed download instead of a short file.
    response.headers_mut().insert(CONTENT_LENGTH, length.into());
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
    response.extensions_mut().insert(Sandboxed);
    Ok(response)
}
