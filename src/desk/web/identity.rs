//! The name given in confidence with a case: asking for it, and reading it once it was granted.

use askama::Template;
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Response};
use http::HeaderMap;

use super::layout::Chrome;
use super::session::{Notice, Tone, Visitor};
use super::{Desk, check_token, unlock};
use crate::desk::casebook::doings;
use crate::desk::casebook::{Casebook, OpenCase, SyncError};
use crate::desk::custody::CustodyError;
use crate::desk::custody::ask::{Question, mark_of};
use crate::desk::custody::open::{Asked, Confided, requests};
use crate::desk::days::words;
use crate::desk::people::{People, Standing};
use crate::desk::sentence;
use crate::desk::work::Work;
use crate::model::casework::deed::Deed;
use crate::model::casework::file::Person;
use crate::model::casework::rules;
use crate::model::custody::{Verdict, WORDS_MAX};
use crate::model::id::{CaseId, ItemId};
use crate::random;
use crate::secret::{Secret, SecretText};
use crate::web::csrf::form_token;
use crate::web::error::{Failed, Failure};
use crate::web::form::{Form, FormRules};
use crate::web::page::{Page, see_other};

/// Far more than fits, so that too long a reason comes back with its words.
const RULES: FormRules<'static> = FormRules { max_bytes: 100_000, max_fields: 4, repeatable: &[] };

#[derive(Template)]
#[template(path = "desk/identity.html")]
struct IdentityPage {
    chrome: Chrome,
    notice: Option<Notice>,
    warnings: Vec<String>,
    reference: String,
    id: CaseId,
    /// Why there is nothing to ask for, if so.
    nothing: Option<String>,
    confided: Option<Confided>,
    rows: Vec<RequestRow>,
    form: Ask,
}

/// A request in words.
struct RequestRow {
    day: String,
    by: String,
    reason: String,
    looks: usize,
    verdict: Option<Verdict>,
    answered: String,
    words: String,
}

/// The form, or why there is none.
struct Ask {
    refused: Option<String>,
    token: String,
    item: ItemId,
    reason: String,
    fault: Option<String>,
    most: usize,
}

fn purpose(case: CaseId) -> String {
    format!("identity {case}")
}

/// `GET /case/{id}/identity`.
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
    let known = book.find(&name).map(|record| record.line.case);
    let synced = match known {
        Some(case) => work.sync_case(&mut book, case).await,
        None => work.sync(&mut book).await,
    };
    if matches!(synced, Err(SyncError::Locked)) {
        return Ok(see_other("/"));
    }
    let record = book.find(&name).ok_or(Failure::NotFound)?;
    // Before the declaration nothing of a case is shown, and after a recusal nothing any more: reasons and a name least of all.
    if !book.may_see(record.line.case, work.member()) {
        return Err(Failure::NotFound.into());
    }
    let (id, people) = (record.line.case, book.people().ok_or(Failure::NotFound)?);
    let Ok(case) = &record.content else { return Err(Failure::NotFound.into()) };
    let confided = work.open_identity(&book, id).await;
    let mut page = page(&work, (&book, people), (id, case), &forms, confided);
    page.warnings.extend(synced.err().map(|error| sentence(&error)));
    page.notice = desk.door().take_notice();
    Ok(Page::new(page).into_response())
}

fn page(
    work: &Work,
    (book, people): (&Casebook, &People),
    (id, case): (CaseId, &OpenCase),
    forms: &Secret<32>,
    confided: Result<Confided, CustodyError>,
) -> IdentityPage {
    let asked = requests(case);
    let mut warnings: Vec<String> = asked.iter().filter_map(Asked::trouble).map(str::to_owned).collect();
    let confided = match confided {
        Ok(confided) => Some(confided),
        // What is as it should be has its own words on the page.
        Err(CustodyError::NotGranted | CustodyError::Older | CustodyError::NoReport) => None,
        Err(error) => {
            warnings.push(sentence(&error));
            None
        }
    };
    let nothing = match mark_of(case) {
        Ok(mark) if mark.given => None,
        Ok(_) => Some(sentence(&CustodyError::NotGiven)),
        Err(error) => Some(sentence(&error)),
    };
    let reference = book.case(id).map(|record| record.reference.to_string()).unwrap_or_default();
    IdentityPage {
        chrome: Chrome::at(work, forms),
        notice: None,
        warnings,
        reference,
        id,
        nothing,
        confided,
        rows: asked.iter().map(|request| row(request, people)).collect(),
        form: form(work, book, (id, case), forms),
    }
}

fn row(request: &Asked, people: &People) -> RequestRow {
    let outcome = request.outcome();
    RequestRow {
        day: words(request.day),
        by: people.name(request.asker).unwrap_or("Somebody of the unit").to_owned(),
        reason: request.reason.clone(),
        looks: request.answers.iter().filter(|answer| answer.verdict == Verdict::Looked).count(),
        verdict: outcome.map(|answer| answer.verdict),
        answered: outcome.map(|answer| words(answer.day)).unwrap_or_default(),
        words: outcome.map(|answer| answer.words.clone()).unwrap_or_default(),
    }
}

fn form(work: &Work, book: &Casebook, (id, case): (CaseId, &OpenCase), forms: &Secret<32>) -> Ask {
    let refused = match work.standing(book) {
        Standing::ReadOnly(reason) => Some(reason),
        Standing::Full if case.alarm.is_some() => Some(sentence(&CustodyError::Alarm)),
        Standing::Full => refused(work, book, case),
    };
    let kept = work.kept_words(id);
    Ask {
        refused,
        token: form_token(forms, &purpose(id)),
        item: ItemId::random(&mut random::rng()),
        reason: kept.as_ref().map(|kept| kept.text.expose_secret().to_owned()).unwrap_or_default(),
        fault: kept.and_then(|kept| kept.reason),
        most: WORDS_MAX,
    }
}

/// Which rule stands in the way, in words.
fn refused(work: &Work, book: &Casebook, case: &OpenCase) -> Option<String> {
    let people = book.people()?;
    let me = Person { id: work.member(), roles: people.roles_on(work.member(), work.today()) };
    let guard = rules::may(Deed::AskIdentity, &me, &case.file).err()?;
    Some(guard.words(|id| doings::name(id, people)))
}

/// `POST /case/{id}/identity`.
pub async fn post(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, Failed> {
    let Visitor::At { forms, work } = desk.visitor(request.headers()) else { return Ok(see_other("/")) };
    let case = CaseId::parse(&id).ok_or(Failure::NotFound)?;
    let form = Form::read(request, &RULES).await?;
    check_token(&form, &forms, &purpose(case))?;
    let item =
        form.value("item").and_then(|item| ItemId::parse(item.expose_secret())).ok_or(Failure::BadRequest)?;
    let reason = form.value("reason").map(SecretText::expose_secret).unwrap_or_default();
    let reason = SecretText::new(reason.replace("\r\n", "\n"));
    let book = work.book().await;
    let open = book.case(case).and_then(|record| record.content.as_ref().ok()).ok_or(Failure::NotFound)?;
    if let Some(reason) = refused(&work, &book, open) {
        desk.door().notify(Tone::Bad, reason);
        return Ok(see_other(&format!("/case/{case}/identity")));
    }
    drop(book);
    if work.ask_identity(&Question { case, item, reason }).await.is_ok() {
        desk.door().notify(Tone::Good, "The custodian was asked. The answer stands here when it is there.");
    }
    Ok(see_other(&format!("/case/{case}/identity")))
}
