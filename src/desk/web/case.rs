//! One case: sheet, files, conversation and reply on the left, its state on the right, its log below.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::HeaderMap;

use super::doings::Told;
use super::layout::{self, Chrome};
use super::session::{Notice, Visitor};
use super::{Desk, reply, unlock};
use crate::api::client::ClientError;
use crate::clock::Day;
use crate::desk::casebook::deadline::Urgency;
use crate::desk::casebook::doings::Row;
use crate::desk::casebook::sheet::{self, FileRow, LogLine, Turn};
use crate::desk::casebook::view::{DueCell, about, clock_words, due_cell};
use crate::desk::casebook::{CaseRecord, Casebook, OpenCase, SyncError};
use crate::desk::days::words;
use crate::desk::people::{People, Standing};
use crate::desk::reply::MOST_CHARACTERS;
use crate::desk::sentence;
use crate::desk::work::{FileCheck, Work};
use crate::model::casework::clocks;
use crate::model::id::{CaseId, ItemId};
use crate::model::report::Audience;
use crate::random;
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
    state: CaseState,
    form: ReplyForm,
}

/// The sheet.
struct Facts {
    about: String,
    from: &'static str,
    place: String,
    time: String,
    received: String,
    excluded: Vec<String>,
    story: String,
    sentence: String,
}

/// The right-hand third.
struct CaseState {
    due: Option<DueCell>,
    clocks: Vec<(&'static str, String)>,
    holders: Vec<String>,
    unit: String,
    verified: Verification,
}

/// What the check of all entries found.
enum Verification {
    Whole(String),
    NotAsBefore,
    Faulty(String),
}

/// The form, or why there is none.
struct ReplyForm {
    refused: Option<String>,
    token: String,
    item: ItemId,
    text: String,
    fault: Option<String>,
    most: usize,
    today: String,
}

/// `GET /case/{name}`.
pub async fn get(
    State(desk): State<Desk>,
    Path(name): Path<String>,
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
    let today = desk.0.clock.today();
    let (Some(people), Some(record)) = (book.people(), book.find(&name)) else {
        return match stale {
            Some(reason) => {
                let page = layout::message(Chrome::at(&work, &forms), "The case cannot be shown now", reason);
                Ok(Page::new(page).into_response())
            }
            None => Err(Failure::NotFound.into()),
        };
    };
    let case = match &record.content {
        Ok(case) => case,
        Err(reason) => {
            let heading = format!("{} cannot be opened", record.reference);
            return Ok(
                Page::new(layout::message(Chrome::at(&work, &forms), &heading, reason)).into_response()
            );
        }
    };
    let mut page = page(&work, &book, (record, case, people), &forms, today);
    page.warnings.extend(page.ledger.warnings(record));
    page.warnings.extend(stale);
    page.notice = desk.door().take_notice();
    let id = record.line.case;
    book.mark_read(id);
    book.save();
    Ok(Page::new(page).into_response())
}

/// Reads the case again; everything, if this desk does not know it yet. A sentence if the server was not reached.
async fn refresh(work: &Work, book: &mut Casebook, name: &str) -> Option<String> {
    let known = book.find(name).map(|record| record.line.case);
    let done = match known {
        Some(case) => work.sync_case(book, case).await,
        None => work.sync(book).await,
    };
    let done = match (done, book.find(name).map(|record| record.line.case)) {
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
    book: &Casebook,
    (record, case, people): (&CaseRecord, &OpenCase, &People),
    forms: &Secret<32>,
    today: Day,
) -> CasePage {
    let id = record.line.case;
    let read = book.seen().read_up_to(id);
    let files = sheet::files(case).into_iter().map(|file| (work.file_check(file.item), file));
    let log = sheet::log(case, people);
    let mut warnings: Vec<String> =
        case.alarm.map(|alarm| sheet::alarm_words(alarm, record)).into_iter().collect();
    if case.examined.is_broken() {
        warnings.push(
            "Something was removed, replaced or reordered here. What does not verify is marked in its place; what is shown without a mark \
             was signed by its author."
                .to_owned(),
        );
    }
    CasePage {
        chrome: Chrome::at(work, forms),
        notice: None,
        warnings,
        reference: record.reference.to_string(),
        id,
        facts: facts(case, people),
        files: files.map(|(check, file)| (file, check)).collect(),
        turns: sheet::conversation(case, people, read),
        state: state(record, case, people, &log, today),
        log,
        ledger: Told::of(book.entries(id), people),
        form: reply_form(work, book, (id, case), forms, today),
    }
}

/// Who reports, as the subject of a sentence.
const fn who(audience: Audience) -> &'static str {
    match audience {
        Audience::Trader => "A trader, broker, driver or traveller",
        Audience::Staff => "Somebody who works at customs",
        Audience::Other => "Somebody else",
    }
}

fn facts(case: &OpenCase, people: &People) -> Option<Facts> {
    let (verified, report) = case.report()?;
    let (files, messages) = sheet::counts(case);
    let sentence = format!(
        "{} reported this on {}. Since then: {}, {}.",
        who(report.audience),
        words(verified.item.header.day),
        sheet::counted(messages, "message", "messages"),
        sheet::counted(files, "file", "files"),
    );
    Some(Facts {
        sentence,
        about: about(report),
        from: report.audience.words(),
        place: report.place.clone(),
        time: report.time.clone(),
        received: words(verified.item.header.day),
        excluded: sheet::exclusions(report, people),
        story: report.story.clone(),
    })
}

fn state(record: &CaseRecord, case: &OpenCase, people: &People, log: &[LogLine], today: Day) -> CaseState {
    let clocks = case.clocks(people, today);
    let holders = case.report().zip(case.file.received);
    let holders = holders.map(|((_, report), received)| sheet::holders(record, report, received, people));
    let channel = people.roster().channel(&record.line.channel);
    CaseState {
        due: clocks::next(&clocks).map(|clock| due_cell(clock, today)),
        clocks: clocks.iter().map(|clock| (clock.due.words(), clock_words(*clock, today))).collect(),
        holders: holders.unwrap_or_default(),
        unit: channel.map_or_else(|| record.line.channel.clone(), |channel| channel.name.clone()),
        verified: match log.iter().filter(|line| !line.fine).count() {
            0 if case.alarm.is_some() => Verification::NotAsBefore,
            0 => Verification::Whole(sheet::counted(log.len(), "entry", "entries")),
            faults => {
                Verification::Faulty(format!("{faults} of {}", sheet::counted(log.len(), "entry", "entries")))
            }
        },
    }
}

fn reply_form(
    work: &Work,
    book: &Casebook,
    (id, case): (CaseId, &OpenCase),
    forms: &Secret<32>,
    today: Day,
) -> ReplyForm {
    let refused = match work.standing(book) {
        Standing::ReadOnly(reason) => Some(reason),
        Standing::Full if case.reporter_card().is_none() => {
            Some("The report does not verify, so nobody knows who would read a reply.".to_owned())
        }
        Standing::Full if case.alarm.is_some() => {
            Some("The server does not show this case as it did before. Nothing can be signed here until that is explained.".to_owned())
        }
        Standing::Full => None,
    };
    let kept = work.kept(id);
    ReplyForm {
        refused,
        token: form_token(forms, &reply::purpose(id)),
        item: ItemId::random(&mut random::rng()),
        text: kept.as_ref().map(|kept| kept.text.expose_secret().to_owned()).unwrap_or_default(),
        fault: kept.map(|kept| kept.reason),
        most: MOST_CHARACTERS,
        today: words(today),
    }
}
