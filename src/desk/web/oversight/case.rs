//! The log of one case as oversight sees it: one line for each entry, and the same as a file.

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue};

use super::super::doings::{Filter, actors, kinds};
use super::super::layout::Chrome;
use super::super::session::Visitor;
use super::super::{Desk, unlock};
use super::{unseen, why};
use crate::desk::casebook::doings::{Row, rows};
use crate::desk::casebook::{Casebook, SyncError};
use crate::desk::oversight::{CaseLog, Ended, Faults};
use crate::desk::work::Work;
use crate::ledger::entry::Realm;
use crate::model::id::CaseId;
use crate::web::error::{Failed, Failure};
use crate::web::events::Event;
use crate::web::headers::Sandboxed;
use crate::web::page::Page;

#[derive(Template)]
#[template(path = "desk/oversight/case.html")]
struct CasePage {
    chrome: Chrome,
    ledger: Option<String>,
    id: CaseId,
    reference: String,
    ended: Option<Ended>,
    faults: Faults,
    rows: Vec<Row>,
    total: usize,
    actors: Vec<(String, String, bool)>,
    kinds: Vec<(&'static str, &'static str, bool)>,
    filtered: bool,
}

/// `GET /oversight/case/{id}?who=NUMBER&what=KIND`. For members without that role there is no such page.
pub async fn get(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Failed> {
    let (forms, work) = match desk.visitor(&headers) {
        Visitor::Stranger => return Ok(unlock::stranger()),
        Visitor::Locked { forms } => return Ok(unlock::page(&desk, &forms)),
        Visitor::At { forms, work } => (forms, work),
    };
    let case = parse(&id)?;
    let filter = Filter::read(&query.unwrap_or_default());
    let mut book = work.book().await;
    match look(&work, &mut book, case).await {
        Ok(Some(log)) => {
            let ledger = book.ledger().as_ref().err().cloned();
            Ok(Page::new(page(Chrome::at(&work, &forms), ledger, log, &filter)).into_response())
        }
        Ok(None) => Err(Failure::NotFound.into()),
        Err(error) => unseen(&desk, (&work, &forms), &book, (&error, why::Asked::Case(case))),
    }
}

/// `GET /oversight/case/{id}/csv`: one row for each entry, whatever is filtered on the page.
pub async fn csv(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Failed> {
    let (forms, work) = match desk.visitor(&headers) {
        Visitor::Stranger => return Ok(unlock::stranger()),
        Visitor::Locked { forms } => return Ok(unlock::page(&desk, &forms)),
        Visitor::At { forms, work } => (forms, work),
    };
    let case = parse(&id)?;
    let mut book = work.book().await;
    match look(&work, &mut book, case).await {
        Ok(Some(log)) => download(log),
        Ok(None) => Err(Failure::NotFound.into()),
        Err(error) => unseen(&desk, (&work, &forms), &book, (&error, why::Asked::Case(case))),
    }
}

fn parse(id: &str) -> Result<CaseId, Failed> {
    CaseId::parse(id).filter(|case| Realm::of(*case) == Realm::Case).ok_or_else(|| Failure::NotFound.into())
}

async fn look(work: &Work, book: &mut Casebook, case: CaseId) -> Result<Option<CaseLog>, SyncError> {
    work.sync_outline(book).await?;
    work.case_log(book, case).await
}

fn page(chrome: Chrome, ledger: Option<String>, log: CaseLog, filter: &Filter) -> CasePage {
    let CaseLog { row, faults, csv: _ } = log;
    CasePage {
        chrome,
        ledger,
        id: row.case,
        reference: row.reference,
        ended: row.ended,
        faults,
        total: row.doings.len(),
        actors: actors(&row.doings, filter),
        kinds: kinds(&row.doings, filter),
        filtered: filter.is_set(),
        rows: rows(filter.apply(row.doings)),
    }
}

fn download(log: CaseLog) -> Result<Response, Failed> {
    let name = format!("attachment; filename=\"log-{}.csv\"", log.row.reference);
    let name = HeaderValue::try_from(name)
        .map_err(|_| Failure::Internal.because(Event::new("desk.oversight.csv")))?;
    let mut response = log.csv.into_response();
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    response.headers_mut().insert(CONTENT_DISPOSITION, name);
    response.extensions_mut().insert(Sandboxed);
    Ok(response)
}
