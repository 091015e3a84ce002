//! The queue: everything this member can open, what is due first.

use std::sync::Arc;

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use http::header::REFRESH;
use http::{HeaderMap, HeaderValue};

use super::address::{Address, Pace, pace_of};
use super::gone::GONE;
use super::layout::{self, Chrome};
use super::search::SEARCH;
use super::session::{Notice, Visitor};
use super::views::VIEWS;
use super::{Desk, unlock};
use crate::clock::Day;
use crate::desk::casebook::deadline::Urgency;
use crate::desk::casebook::queue::counts::Facet;
use crate::desk::casebook::queue::rows::Assignee;
use crate::desk::casebook::queue::{PAGE, Queue, queue};
use crate::desk::casebook::{Casebook, SyncError};
use crate::desk::loading::{self, Progress};
use crate::desk::people::Standing;
use crate::desk::reference::Reference;
use crate::desk::sentence;
use crate::desk::views::MOST_NAME;
use crate::desk::work::Work;
use crate::model::id::CaseId;
use crate::secret::Secret;
use crate::web::csrf::form_token;
use crate::web::page::{Page, see_other};

/// Seconds between two reloads while cases are being opened, and while somebody follows the queue.
const SOON: u32 = 2;
const MINUTE: u32 = 60;
/// Choices of a kind that are shown; the others are found by searching.
const MOST_CHOICES: usize = 14;

#[derive(Template)]
#[template(path = "desk/queue.html")]
struct QueuePage {
    chrome: Chrome,
    notice: Option<Notice>,
    stale: Option<String>,
    standing: Option<String>,
    progress: Option<Progress>,
    queue: Queue,
    gone: Gone,
    links: Links,
    search: Fields,
    save: Fields,
    words: String,
    pace: Pace,
}

/// Everything on the page that leads somewhere.
struct Links {
    groups: Vec<(&'static str, Vec<Choose>)>,
    chosen: Vec<(String, String)>,
    views: Vec<Saved>,
    without_words: String,
    before: Option<String>,
    after: Option<String>,
    follow: String,
    stop: String,
}

/// A choice to click.
struct Choose {
    words: String,
    count: usize,
    chosen: bool,
    path: String,
}

/// A saved view.
struct Saved {
    name: String,
    path: String,
    current: bool,
}

/// Cases that are not listed any more.
struct Gone {
    cases: Vec<(CaseId, String)>,
    token: String,
}

/// The hidden fields of a form.
struct Fields {
    token: String,
    at: String,
}

/// `GET /`.
pub async fn get(State(desk): State<Desk>, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    let query = query.unwrap_or_default();
    let visitor = match pace_of(&query) {
        Pace::Asked => desk.visitor(&headers),
        Pace::Waiting | Pace::Following => desk.glance(&headers),
    };
    let (forms, work) = match visitor {
        Visitor::Stranger => return unlock::stranger(),
        Visitor::Locked { forms } => return unlock::page(&desk, &forms),
        Visitor::At { forms, work } => (forms, work),
    };
    let progress = loading::refresh(&work).await;
    let address = Address::read(&query, &work);
    let today = desk.0.clock.today();
    let book = work.book().await;
    // Custodians read no case, and a key that only signs rosters has no queue, whatever the server says to it.
    if work.keeps() {
        return see_other("/custody");
    }
    if work.only_signs(&book) {
        return see_other("/roster");
    }
    match trouble(&progress, &book) {
        Ok(stale) => {
            let mut page = page(&work, &book, &forms, &address, today);
            (page.stale, page.notice) = (stale, desk.door().take_notice());
            page.progress = Some(progress).filter(|progress| progress.running);
            let reload = reload(&page, &address, &work);
            let mut response = Page::new(page).into_response();
            response.headers_mut().extend(reload.map(|value| (REFRESH, value)));
            response
        }
        // Somebody pressed "Lock" in another window: nothing of this key is shown any more.
        Err(None) => see_other("/"),
        Err(Some((heading, text))) => {
            Page::new(layout::message(Chrome::at(&work, &forms), heading, text)).into_response()
        }
    }
}

fn page(work: &Work, book: &Casebook, forms: &Secret<32>, address: &Address, today: Day) -> QueuePage {
    let queue = queue(book, today, &address.asked());
    QueuePage {
        chrome: Chrome::at(work, forms),
        notice: None,
        stale: None,
        standing: standing(work, book),
        progress: None,
        links: links(work, address, &queue),
        search: fields(work, address, forms, SEARCH),
        save: fields(work, address, forms, VIEWS),
        gone: gone(book, forms),
        words: address.filter.words.clone(),
        pace: address.pace,
        queue,
    }
}

fn gone(book: &Casebook, forms: &Secret<32>) -> Gone {
    let cases = book.gone().iter().map(|case| (*case, Reference::of(*case).to_string()));
    Gone { cases: cases.collect(), token: form_token(forms, GONE) }
}

/// What the last run had to say: a sentence above what is shown, or what is shown instead of it.
fn trouble(progress: &Progress, book: &Casebook) -> Result<Option<String>, Option<(&'static str, String)>> {
    let Some(Err(error)) = progress.outcome.as_ref().map(|outcome| outcome.as_ref().map_err(Arc::clone))
    else {
        return Ok(None);
    };
    match error.as_ref() {
        SyncError::Locked => Err(None),
        error @ SyncError::Roster(_) => Err(Some(("The roster does not verify", sentence(error)))),
        error @ (SyncError::Client(_) | SyncError::KeepsMoving | SyncError::Endless) => {
            if book.people().is_none() {
                return Err(Some(("Nothing could be loaded", sentence(error))));
            }
            Ok(Some(sentence(error)))
        }
    }
}

fn standing(work: &Work, book: &Casebook) -> Option<String> {
    match work.standing(book) {
        Standing::Full => None,
        // Without a roster yet: it is on its way.
        Standing::ReadOnly(_) if book.people().is_none() => None,
        Standing::ReadOnly(reason) => {
            Some(reason).filter(|reason| Some(reason.as_str()) != book.roster_alarm())
        }
    }
}

/// When the browser asks again by itself. Not while somebody may be typing: what they typed would be gone.
fn reload(page: &QueuePage, address: &Address, work: &Work) -> Option<HeaderValue> {
    let (seconds, next) = match (&page.progress, address.pace) {
        (Some(_), Pace::Asked | Pace::Waiting) => (SOON, Pace::Waiting),
        (Some(_), Pace::Following) => (SOON, Pace::Following),
        (None, Pace::Following) => (MINUTE, Pace::Following),
        (None, Pace::Asked | Pace::Waiting) => return None,
    };
    HeaderValue::try_from(format!("{seconds}; url={}", address.at(next).path(work))).ok()
}

fn fields(work: &Work, address: &Address, forms: &Secret<32>, purpose: &str) -> Fields {
    Fields { token: form_token(forms, purpose), at: address.at(Pace::Asked).query(work) }
}

fn links(work: &Work, address: &Address, queue: &Queue) -> Links {
    let filter = &address.filter;
    let turn = |page: usize| Address { page, ..address.clone() }.path(work);
    // Who clicks is there; only a queue that is followed stays so.
    let pace = if address.pace == Pace::Following { Pace::Following } else { Pace::Asked };
    let to = |filter| Address { pace, ..Address::of(filter) }.path(work);
    let choose = |facet: &Facet| Choose {
        words: facet.words.clone(),
        count: facet.count,
        chosen: facet.chosen,
        path: to(if facet.chosen {
            filter.without(&facet.choice)
        } else {
            filter.with(facet.choice.clone())
        }),
    };
    let groups = queue.groups.iter().map(|group| {
        let shown =
            group.facets.iter().filter(|facet| facet.chosen || facet.count > 0 || group.title == "Show");
        (group.title, shown.take(MOST_CHOICES).map(choose).collect())
    });
    let chosen = queue.chosen.iter().map(|(choice, words)| (words.clone(), to(filter.without(choice))));
    let views: Vec<_> = work.views().all().to_vec();
    let saved = views.into_iter().map(|view| Saved {
        current: view.filter == *filter,
        path: to(view.filter),
        name: view.name,
    });
    Links {
        groups: groups.collect(),
        chosen: chosen.collect(),
        views: saved.collect(),
        without_words: to(filter.without_words()),
        before: queue.page.checked_sub(1).map(turn),
        after: Some(queue.page.saturating_add(1)).filter(|next| *next < queue.pages).map(turn),
        follow: address.at(Pace::Following).path(work),
        stop: address.at(Pace::Asked).path(work),
    }
}

impl QueuePage {
    /// `1–100 of 340 cases`.
    fn range(&self) -> String {
        let total = self.queue.total;
        let first = self.queue.page.saturating_mul(PAGE);
        let last = first.saturating_add(self.queue.rows.len());
        match (total, self.queue.pages) {
            (1, _) => "1 case".to_owned(),
            (_, 1) => format!("{total} cases"),
            (_, _) => format!("Cases {} to {last} of {total}", first.saturating_add(1)),
        }
    }

    /// Whether anything is chosen or searched for.
    fn is_filtered(&self) -> bool {
        !self.links.chosen.is_empty() || !self.words.is_empty()
    }

    /// Whether forms are on the page: not while it reloads by itself.
    fn is_still(&self) -> bool {
        self.progress.is_none() && self.pace != Pace::Following
    }
}
