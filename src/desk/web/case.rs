//! One case: sheet, inquiry, files, conversation on the left, how it stands and what can be done on the right, its log below.

mod facts;
mod inquiry;
mod next;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, Uri};

use self::facts::{Facts, Standing, Verification};
use self::inquiry::Inquiry;
use self::next::Next;
use super::doings::{Filter, Told};
use super::layout::{self, Chrome};
use super::reply::{ReplyForm, form};
use super::session::{Notice, Visitor};
use super::{Desk, unlock};
use crate::api::client::ClientError;
use crate::desk::casebook::deadline::Urgency;
use crate::desk::casebook::doings::Row;
use crate::desk::casebook::log::{self, LogLine};
use crate::desk::casebook::sheet::{self, FileRow, Turn};
use crate::desk::casebook::standing;
use crate::desk::casebook::{CaseRecord, Casebook, OpenCase, SyncError};
use crate::desk::people::People;
use crate::desk::sentence;
use crate::desk::work::{FileCheck, Work};
use crate::model::casework::file::Person;
use crate::model::casework::work::Conflict;
use crate::model::id::CaseId;
use crate::secret::Secret;
use crate::web::error::{Failed, Failure};
use crate::web::page::{Page, see_other};

#[derive(Template)]
#[template(path = "desk/case.html")]
struct CasePage {
    chrome: Chrome,
    notice: Option<Notice>,
    warnings: Vec<String>,
    reference: String,
    id: CaseId,
    facts: Option<Facts>,
    files: Vec<(FileRow, FileCheck)>,
    turns: Vec<Turn>,
    log: Vec<LogLine>,
    ledger: Told,
    standing: Standing,
    inquiry: Inquiry,
    next: Next,
    read_only: Option<String>,
    form: ReplyForm,
}

/// `GET /case/{name}`. A member who has not said yet whether they stand too near is asked first.
pub async fn get(
    State(desk): State<Desk>,
    Path(name): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Failed> {
    let (forms, work) = match desk.visitor(&headers) {
        Visitor::Stranger => return Ok(unlock::stranger()),
        Visitor::Locked { forms } => return Ok(unlock::page(&desk, &forms)),
        Visitor::At { forms, work } => (forms, work),
    };
    let mut book = work.book().await;
    let stale = refresh(&work, &mut book, &name).await;
    if work.closed().is_cancelled() {
        return Ok(see_other("/"));
    }
    let (record, case, people) = match find(&book, &name) {
        Found::Open(record, case, people) => (record, case, people),
        Found::Sealed(heading, reason) => return Ok(say(&work, &forms, &heading, reason)),
        Found::Nothing => match stale {
            Some(reason) => return Ok(say(&work, &forms, "The case cannot be shown now", reason)),
            None => return Err(Failure::NotFound.into()),
        },
    };
    let id = record.line.case;
    match case.file.declared.get(&work.member()) {
        // Whoever has read it before is not asked again because their word was taken away or altered: they must see the alarm.
        None if book.seen().read_up_to(id).is_none() => {
            return Ok(see_other(&format!("/case/{id}/do/declare")));
        }
        Some((Conflict::Recused, _)) => return Err(Failure::NotFound.into()),
        None | Some((Conflict::None, _)) => {}
    }
    let filter = Filter::read(uri.query().unwrap_or_default());
    let mut page = page(&work, (&book, people), (record, case), &forms, &filter);
    page.warnings.extend(page.ledger.warnings(record));
    page.warnings.extend(book.ledger_alarm().map(str::to_owned));
    page.warnings.extend(stale);
    page.notice = desk.door().take_notice();
    book.mark_read(id);
    book.save();
    Ok(Page::new(page).into_response())
}

enum Found<'a> {
    Open(&'a CaseRecord, &'a OpenCase, &'a People),
    Sealed(String, String),
    Nothing,
}

fn find<'a>(book: &'a Casebook, name: &str) -> Found<'a> {
    let (Some(people), Some(record)) = (book.people(), book.find(name)) else { return Found::Nothing };
    match &record.content {
        Ok(case) => Found::Open(record, case, people),
        Err(reason) => Found::Sealed(format!("{} cannot be opened", record.reference), reason.clone()),
    }
}

fn say(work: &Work, forms: &Secret<32>, heading: &str, reason: String) -> Response {
    Page::new(layout::message(Chrome::at(work, forms), heading, reason)).into_response()
}

/// Reads the case again; everything, if this desk does not know it yet. A sentence if the server was not reached. That the case is opened
/// is said to the ledger only once the member has declared: before it, only what the declaration needs is shown.
pub(super) async fn refresh(work: &Work, book: &mut Casebook, name: &str) -> Option<String> {
    let known = book.find(name).map(|record| record.line.case);
    let done = match known {
        Some(case) => work.sync_case(book, case).await,
        None => work.sync(book).await,
    };
    let declared = book.find(name).filter(|record| {
        record.content.as_ref().is_ok_and(|case| case.file.declared.contains_key(&work.member()))
    });
    let done = match (done, declared.map(|record| record.line.case)) {
        (Ok(()), Some(case)) => work.sync_entries(book, case).await,
        (done, _) => done,
    };
    match done {
        // The case is there, its entries are not: the section about the ledger says it.
        Ok(()) | Err(SyncError::Client(ClientError::NotFound)) => None,
        Err(error) => Some(sentence(&error)),
    }
}

fn page(
    work: &Work,
    (book, people): (&Casebook, &People),
    (record, case): (&CaseRecord, &OpenCase),
    forms: &Secret<32>,
    filter: &Filter,
) -> CasePage {
    let (id, today) = (record.line.case, work.today());
    let read = book.seen().read_up_to(id);
    let files = sheet::files(case).into_iter().map(|file| (work.file_check(file.item), file));
    let lines = log::log(case, people);
    let entries = book.entries(id);
    let me = Person { id: work.member(), roles: people.roles_on(work.member(), today) };
    let read_only = work.read_only(book).or_else(|| book.blocked(id));
    let mut next = Next::of(case, people, &me);
    if let Some(reason) = &read_only {
        next.bar(reason);
    }
    CasePage {
        chrome: Chrome::at(work, forms),
        notice: None,
        warnings: warnings(record, case, people),
        reference: record.reference.to_string(),
        id,
        facts: Facts::of(case, people),
        files: files.map(|(check, file)| (file, check)).collect(),
        turns: sheet::conversation(case, people, read),
        standing: Standing::of((record, case), people, entries, &lines, today),
        inquiry: Inquiry::of(book, case, people, me.id),
        next,
        read_only,
        log: lines,
        ledger: Told::of(entries, people, &log::said(case, people), filter),
        form: form(work, book, (id, case), forms),
    }
}

fn warnings(record: &CaseRecord, case: &OpenCase, people: &People) -> Vec<String> {
    let mut warnings: Vec<String> =
        case.alarm.map(|alarm| sheet::alarm_words(alarm, record)).into_iter().collect();
    if case.examined.is_broken() {
        warnings.push(
            "Something was removed, replaced or reordered here. What does not verify is marked in its place; what is shown without a mark \
             was signed by its author."
                .to_owned(),
        );
    }
    warnings.extend(standing::misdated(&case.file));
    warnings.extend(case.file.disorder.iter().map(|(sequence, guard)| {
        format!(
            "Item {} was signed against the rules, and counts for nothing: {}",
            sequence.saturating_add(1),
            guard.words(|id| crate::desk::casebook::doings::name(id, people))
        )
    }));
    warnings
}
