//! All cases as oversight sees them: that something was done, by whom, when, and whether its log is whole.

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use http::HeaderMap;

use super::super::doings::{Filter, actors, kinds};
use super::super::layout::Chrome;
use super::super::session::Visitor;
use super::super::{Desk, unlock};
use super::{unseen, why};
use crate::desk::casebook::doings::Doing;
use crate::desk::casebook::{Casebook, SyncError};
use crate::desk::oversight::{CaseLogRow, Logs};
use crate::desk::work::Work;
use crate::web::error::{Failed, Failure};
use crate::web::page::Page;

/// The most rows of a page; more are counted.
const MOST_ROWS: usize = 500;

/// What is looked for: somebody, a kind of entry, faults.
struct Wanted {
    filter: Filter,
    faults: bool,
}

impl Wanted {
    fn read(query: &str) -> Self {
        Self { filter: Filter::read(query), faults: query.split('&').any(|pair| pair == "faults=1") }
    }

    /// Those cases in which one entry that verifies fits.
    fn apply(&self, rows: Vec<CaseLogRow>, everything: &[Doing]) -> Vec<CaseLogRow> {
        let who = self.filter.person(everything);
        let fits = |row: &CaseLogRow| {
            (!self.faults || row.faults > 0)
                && (!self.filter.is_set() || self.filter.finds(&row.doings, who.as_deref()))
        };
        rows.into_iter().filter(fits).collect()
    }
}

#[derive(Template)]
#[template(path = "desk/oversight/cases.html")]
struct CasesPage {
    chrome: Chrome,
    ledger: Option<String>,
    rows: Vec<CaseLogRow>,
    more: usize,
    total: usize,
    faulty: usize,
    actors: Vec<(String, String, bool)>,
    kinds: Vec<(&'static str, &'static str, bool)>,
    only_faults: bool,
    filtered: bool,
    kept_from: Vec<String>,
}

/// `GET /oversight/cases?who=NUMBER&what=KIND&faults=1`. For members without that role there is no such page.
pub async fn get(
    State(desk): State<Desk>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Failed> {
    let (forms, work) = match desk.visitor(&headers) {
        Visitor::Stranger => return Ok(unlock::stranger()),
        Visitor::Locked { forms } => return Ok(unlock::page(&desk, &forms)),
        Visitor::At { forms, work } => (forms, work),
    };
    let mut book = work.book().await;
    let wanted = Wanted::read(&query.unwrap_or_default());
    match look(&work, &mut book).await {
        Ok(Some(logs)) => {
            let ledger = book.ledger().as_ref().err().cloned();
            Ok(Page::new(page(Chrome::at(&work, &forms), ledger, logs, &wanted)).into_response())
        }
        Ok(None) => Err(Failure::NotFound.into()),
        Err(error) => unseen(&desk, (&work, &forms), &book, (&error, why::Asked::Cases)),
    }
}

async fn look(work: &Work, book: &mut Casebook) -> Result<Option<Logs>, SyncError> {
    work.sync_outline(book).await?;
    work.case_logs(book).await
}

fn page(chrome: Chrome, ledger: Option<String>, logs: Logs, wanted: &Wanted) -> CasesPage {
    let everything: Vec<Doing> = logs.rows.iter().flat_map(|row| row.doings.iter().cloned()).collect();
    let faulty = logs.rows.iter().filter(|row| row.faults > 0).count();
    let total = logs.rows.len();
    let mut rows = wanted.apply(logs.rows, &everything);
    let more = rows.len().saturating_sub(MOST_ROWS);
    rows.truncate(MOST_ROWS);
    CasesPage {
        chrome,
        ledger,
        total,
        faulty,
        actors: actors(&everything, &wanted.filter),
        kinds: kinds(&everything, &wanted.filter),
        only_faults: wanted.faults,
        filtered: wanted.faults || wanted.filter.is_set(),
        rows,
        more,
        kept_from: logs.kept_from,
    }
}
