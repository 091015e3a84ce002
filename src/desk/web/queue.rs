//! The queue: everything this member can open, what is due first.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::HeaderMap;

use super::layout::{self, Chrome};
use super::session::{Notice, Visitor};
use super::{Desk, unlock};
use crate::desk::casebook::SyncError;
use crate::desk::casebook::deadline::Urgency;
use crate::desk::casebook::view::{Queue, queue};
use crate::desk::people::Standing;
use crate::desk::sentence;
use crate::web::page::{Page, see_other};

#[derive(Template)]
#[template(path = "desk/queue.html")]
struct QueuePage {
    chrome: Chrome,
    notice: Option<Notice>,
    stale: Option<String>,
    standing: Option<String>,
    queue: Queue,
}

/// `GET /`.
pub async fn get(State(desk): State<Desk>, headers: HeaderMap) -> Response {
    let (forms, work) = match desk.visitor(&headers) {
        Visitor::Stranger => return unlock::stranger(),
        Visitor::Locked { forms } => return unlock::page(&desk, &forms),
        Visitor::At { forms, work } => (forms, work),
    };
    let mut book = work.book().await;
    let synced = work.sync(&mut book).await;
    if work.keeps() {
        return see_other("/custody");
    }
    let chrome = Chrome::at(&work, &forms);
    let stale = match synced {
        // A key that only signs rosters has no queue, whatever the server says to it.
        Ok(()) | Err(SyncError::Client(_)) if work.only_signs(&book) => return see_other("/roster"),
        Ok(()) => None,
        // Somebody pressed "Lock" in another window: nothing of this key is shown any more.
        Err(SyncError::Locked) => return see_other("/"),
        Err(error @ SyncError::Roster(_)) => {
            return Page::new(layout::message(chrome, "The roster does not verify", sentence(&error)))
                .into_response();
        }
        Err(error) if book.people().is_none() => {
            return Page::new(layout::message(chrome, "Nothing could be loaded", sentence(&error)))
                .into_response();
        }
        Err(error) => Some(sentence(&error)),
    };
    let standing = match work.standing(&book) {
        Standing::Full => None,
        Standing::ReadOnly(reason) => {
            Some(reason).filter(|reason| Some(reason.as_str()) != book.roster_alarm())
        }
    };
    let queue = queue(&book, desk.0.clock.today());
    let notice = desk.door().take_notice();
    Page::new(QueuePage { chrome, notice, stale, standing, queue }).into_response()
}
