//! Oversight's page: how the unit works, read off the ledger, without a word of what reports say.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::HeaderMap;

use super::layout::{self, Chrome};
use super::session::Visitor;
use super::{Desk, unlock};
use crate::desk::casebook::{Casebook, SyncError};
use crate::desk::oversight::{KINDS, Overview};
use crate::desk::sentence;
use crate::desk::work::Work;
use crate::web::error::{Failed, Failure};
use crate::web::page::{Page, see_other};

#[derive(Template)]
#[template(path = "desk/oversight.html")]
struct OversightPage {
    chrome: Chrome,
    ledger: Option<String>,
    kinds: [&'static str; 6],
    overview: Overview,
}

/// `GET /oversight`. For members without that role there is no such page. No case is read for it.
pub async fn get(State(desk): State<Desk>, headers: HeaderMap) -> Result<Response, Failed> {
    let (forms, work) = match desk.visitor(&headers) {
        Visitor::Stranger => return Ok(unlock::stranger()),
        Visitor::Locked { forms } => return Ok(unlock::page(&desk, &forms)),
        Visitor::At { forms, work } => (forms, work),
    };
    let mut book = work.book().await;
    match look(&work, &mut book).await {
        Ok(Some(overview)) => {
            let ledger = book.ledger().as_ref().err().cloned();
            let chrome = Chrome::at(&work, &forms);
            Ok(Page::new(OversightPage { chrome, ledger, kinds: KINDS, overview }).into_response())
        }
        Ok(None) => Err(Failure::NotFound.into()),
        Err(SyncError::Locked) => Ok(see_other("/")),
        // A stranger to oversight must not see the page's name because the server is down.
        Err(_) if !work.is_oversight(&book) => Err(Failure::NotFound.into()),
        Err(error) => {
            let page =
                layout::message(Chrome::at(&work, &forms), "Oversight cannot be shown now", sentence(&error));
            Ok(Page::new(page).into_response())
        }
    }
}

async fn look(work: &Work, book: &mut Casebook) -> Result<Option<Overview>, SyncError> {
    work.sync_outline(book).await?;
    work.oversee(book).await
}
