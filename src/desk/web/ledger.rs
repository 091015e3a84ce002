//! The ledger: its head, what this desk saw of it before, its witnesses, and what proves that it contradicted itself.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue};

use super::layout::{self, Chrome};
use super::session::Visitor;
use super::{Desk, unlock};
use crate::desk::casebook::{Casebook, SyncError};
use crate::desk::days::words;
use crate::desk::ledger::words::{WitnessRow, evidence_text};
use crate::desk::ledger::{Gap, LedgerView};
use crate::desk::sentence;
use crate::ledger::BLOCK;
use crate::ledger::checkpoint::Checkpoint;
use crate::web::error::{Failed, Failure};
use crate::web::headers::Sandboxed;
use crate::web::page::{Page, see_other};

#[derive(Template)]
#[template(path = "desk/ledger.html")]
struct LedgerPage {
    chrome: Chrome,
    stale: Option<String>,
    warnings: Vec<String>,
    newest: Result<Shown, String>,
    remembered: Option<Remembered>,
    evidence: Vec<(String, String)>,
}

/// The newest head.
struct Shown {
    origin: String,
    size: u64,
    publications: u64,
    root: String,
    published: String,
    of_the_future: bool,
    since: String,
    key_in_roster: bool,
    witnesses: Vec<WitnessRow>,
    needed: usize,
    signed: usize,
    witnessed: bool,
    silent: Option<i64>,
    gap: Option<Gap>,
}

/// The head that this desk saw last, where the new one cannot be relied on.
struct Remembered {
    origin: String,
    size: u64,
    root: String,
}

/// `GET /ledger`. No case is read for it.
pub async fn get(State(desk): State<Desk>, headers: HeaderMap) -> Response {
    let (forms, work) = match desk.visitor(&headers) {
        Visitor::Stranger => return unlock::stranger(),
        Visitor::Locked { forms } => return unlock::page(&desk, &forms),
        Visitor::At { forms, work } => (forms, work),
    };
    let mut book = work.book().await;
    let synced = work.sync_outline(&mut book).await;
    let chrome = Chrome::at(&work, &forms);
    let stale = match synced {
        Ok(()) => None,
        Err(SyncError::Locked) => return see_other("/"),
        Err(error) if book.people().is_none() => {
            return Page::new(layout::message(chrome, "The ledger cannot be shown", sentence(&error)))
                .into_response();
        }
        Err(error) => Some(sentence(&error)),
    };
    Page::new(page(chrome, &book, stale)).into_response()
}

fn page(chrome: Chrome, book: &Casebook, stale: Option<String>) -> LedgerPage {
    let newest = match book.ledger() {
        Ok(view) => Ok(shown(view)),
        Err(alarm) => Err(alarm.clone()),
    };
    let last = book.seen().ledger().filter(|_| newest.is_err());
    let last = last.and_then(|seen| Checkpoint::parse(seen.checkpoint.as_bytes()).ok());
    // The alarm itself stands in its own box.
    let warnings = book.ledger_warnings();
    let evidence = book.seen().evidence().iter().map(|found| (words(found.day), found.why.clone()));
    LedgerPage {
        chrome,
        stale,
        warnings,
        newest,
        remembered: last.map(|checkpoint| {
            let head = checkpoint.claimed();
            Remembered { origin: head.origin.clone(), size: head.size, root: head.root.to_string() }
        }),
        evidence: evidence.collect(),
    }
}

fn shown(view: &LedgerView) -> Shown {
    Shown {
        origin: view.head.origin.clone(),
        size: view.head.size,
        publications: view.head.size / BLOCK,
        root: view.head.root.to_string(),
        published: view.published(),
        of_the_future: view.is_of_the_future(),
        since: view.since_words(),
        key_in_roster: view.key_in_roster,
        witnesses: view.witness_rows(),
        needed: view.needed,
        signed: view.cosigned.len(),
        witnessed: view.is_witnessed(),
        silent: view.silent,
        gap: view.gap,
    }
}

/// `GET /ledger/evidence`: both signed heads of each contradiction, as a text to hand on.
pub async fn evidence(State(desk): State<Desk>, headers: HeaderMap) -> Result<Response, Failed> {
    let work = match desk.visitor(&headers) {
        Visitor::Stranger => return Ok(unlock::stranger()),
        Visitor::Locked { forms } => return Ok(unlock::page(&desk, &forms)),
        Visitor::At { work, .. } => work,
    };
    let book = work.book().await;
    let kept = book.seen().evidence();
    if kept.is_empty() {
        return Err(Failure::NotFound.into());
    }
    let mut response = evidence_text(kept).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    headers.insert(
        CONTENT_DISPOSITION,
        HeaderValue::from_static("attachment; filename=\"ledger-evidence.txt\""),
    );
    response.extensions_mut().insert(Sandboxed);
    Ok(response)
}
