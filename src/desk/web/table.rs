//! The log of a case as a table for other programs.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue};

use super::session::Visitor;
use super::{Desk, unlock};
use crate::desk::casebook::{doings, log};
use crate::model::id::CaseId;
use crate::web::error::{Failed, Failure};
use crate::web::headers::Sandboxed;

/// `GET /case/{id}/log.csv`: every entry, nothing folded and nothing left out.
pub async fn get(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Failed> {
    let work = match desk.visitor(&headers) {
        Visitor::Stranger => return Ok(unlock::stranger()),
        Visitor::Locked { forms } => return Ok(unlock::page(&desk, &forms)),
        Visitor::At { work, .. } => work,
    };
    let id = CaseId::parse(&id).ok_or(Failure::NotFound)?;
    let book = work.book().await;
    let seen = book.case(id).filter(|_| book.may_see(id, work.member()));
    let case = seen.and_then(|record| record.content.as_ref().ok()).ok_or(Failure::NotFound)?;
    let (people, entries) = book.people().zip(book.entries(id)).ok_or(Failure::NotFound)?;
    let table = doings::csv(&entries.chain, people, &log::said(case, people));
    let mut response = table.into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    headers.insert(CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"case-log.csv\""));
    response.extensions_mut().insert(Sandboxed);
    Ok(response)
}
