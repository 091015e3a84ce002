//! Oversight's pages: how the unit works, read off the ledger, without a word of what reports say.

mod case;
mod cases;
mod why;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::HeaderMap;

use super::layout::{self, Chrome};
use super::session::Visitor;
use super::{Desk, unlock};
use crate::api::client::ClientError;
use crate::desk::casebook::{Casebook, SyncError};
use crate::desk::oversight::{KINDS, Overview};
use crate::desk::sentence;
use crate::desk::work::Work;
use crate::secret::Secret;
use crate::web::error::{Failed, Failure};
use crate::web::page::{Page, see_other};

pub use case::{csv, get as case};
pub use cases::get as cases;
pub use why::post as why;

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
        Err(error) => unseen(&desk, (&work, &forms), &book, (&error, why::Asked::Overview)),
    }
}

async fn look(work: &Work, book: &mut Casebook) -> Result<Option<Overview>, SyncError> {
    work.sync_outline(book).await?;
    work.oversee(book).await
}

/// What stands in the place of a page of oversight that cannot be shown: the question why, or what went wrong.
fn unseen(
    desk: &Desk,
    (work, forms): (&Work, &Secret<32>),
    book: &Casebook,
    (error, asked): (&SyncError, why::Asked),
) -> Result<Response, Failed> {
    if matches!(error, SyncError::Locked) {
        return Ok(see_other("/"));
    }
    // A stranger to oversight must not see the page's name because the server is down. And of a case the server says so when it is not
    // there, or is kept from this member.
    let absent =
        matches!(error, SyncError::Client(ClientError::NotFound)) && matches!(asked, why::Asked::Case(_));
    if !work.is_oversight(book) || absent {
        return Err(Failure::NotFound.into());
    }
    if matches!(error, SyncError::Client(ClientError::ReadFirst)) {
        return Ok(why::page(desk, (work, forms), asked));
    }
    let chrome = Chrome::at(work, forms);
    Ok(Page::new(layout::message(chrome, "Oversight cannot be shown now", sentence(error))).into_response())
}
