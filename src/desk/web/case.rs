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
use super::{Desk, export, finish, unlock};
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
use crate::model::id::{CaseId, ItemId};
use crate::secret::Secret;
use crate::web::csrf::form_token;
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
    forms: Secret<32>,
}

impl CasePage {
    /// The token of the form that takes out an export, or finishes what was agreed.
    fn token(&self, of: &str, proposal: &ItemId) -> String {
        let purpose = if of == "export" {
            export::purpose(self.id, *proposal)
        } else {
            finish::purpose(self.id, *proposal)
        };
        form_token(&self.forms, &purpose)
    }
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
    let mut stale: Vec<String> = refresh(&work, &mut book, &name).await.into_iter().collect();
    if work.closed().is_cancelled() {
        return Ok(see_other("/"));
    }
    let id = match admit(&work, &book, &name) {
        Admission::Granted(id) => id,
        Admission::Declare(id) => return Ok(see_other(&format!("/case/{id}/do/declare"))),
        Admission::Sealed(heading, reason) => return Ok(say(&work, &forms, &heading, reason)),
        Admission::Refused => match stale.pop() {
            Some(reason) => return Ok(say(&work, &forms, "The case cannot be shown now", reason)),
            None => return Err(Failure::NotFound.into()),
        },
    };
    stale.extend(work.renew(&mut book, id).await);
    let filter = Filter::read(uri.query().unwrap_or_default());
    let mut page = page(&work, &book, id, &forms, &filter).ok_or(Failure::NotFound)?;
    page.warnings.extend(book.ledger_alarm().map(str::to_owned));
    page.warnings.extend(stale);
    page.notice = desk.door().take_notice();
    book.mark_read(id);
    book.save();
    Ok(Page::new(page).into_response())
}

/// Whether a member is let in to a case.
enum Admission {
    Granted(CaseId),
    /// They say first whether they stand too near.
    Declare(CaseId),
    /// Their key does not open it: heading and reason.
    Sealed(String, String),
    /// There is no such case for them.
    Refused,
}

fn admit(work: &Work, book: &Casebook, name: &str) -> Admission {
    let (Some(_), Some(record)) = (book.people(), book.find(name)) else { return Admission::Refused };
    let id = record.line.case;
    let case = match &record.content {
        Ok(case) => case,
        Err(reason) => {
            return Admission::Sealed(format!("{} cannot be opened", record.reference), reason.clone());
        }
    };
    match case.file.declared.get(&work.member()) {
        Some((Conflict::Recused, _)) => Admission::Refused,
        // Whoever has read it before is not asked again because their word was taken away or altered: they must see the alarm.
        None if book.seen().read_up_to(id).is_none() => Admission::Declare(id),
        None | Some((Conflict::None, _)) => Admission::Granted(id),
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

fn page(work: &Work, book: &Casebook, id: CaseId, forms: &Secret<32>, filter: &Filter) -> Option<CasePage> {
    let (people, record) = (book.people()?, book.case(id)?);
    let case = record.content.as_ref().ok()?;
    let today = work.today();
    let holders = case.holders(&record.line.channel, people, book.entries(id));
    let read = book.seen().read_up_to(id);
    let files = sheet::files(case).into_iter().map(|file| (work.file_check(file.item), file));
    let lines = log::log(case, people);
    let entries = book.entries(id);
    let me = Person { id: work.member(), roles: people.roles_on(work.member(), today) };
    let read_only = work.read_only(book).or_else(|| book.blocked(id));
    let mut next = Next::of(case, people, &me, &holders);
    if let Some(reason) = &read_only {
        next.bar(reason);
    }
    let ledger = Told::of(entries, people, &log::said(case, people), filter);
    let mut warnings = warnings(record, case, people);
    warnings.extend(ledger.warnings(record));
    Some(CasePage {
        chrome: Chrome::at(work, forms),
        notice: None,
        warnings,
        reference: record.reference.to_string(),
        id,
        facts: Facts::of(case, people),
        files: files.map(|(check, file)| (file, check)).collect(),
        turns: sheet::conversation(case, people, read),
        standing: Standing::of((record, case), people, entries, &lines, today),
        inquiry: Inquiry::of(book, case, people, me.id),
        next,
        forms: forms.clone(),
        read_only,
        log: lines,
        ledger,
        form: form(work, book, (id, case), forms),
    })
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
