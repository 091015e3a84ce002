//! A custodian's pages: who asks for a name given in confidence, and the answer. Nothing else of a case is here, because a custodian's key
//! opens nothing else.

use askama::Template;
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Response};
use http::HeaderMap;

use super::layout::{self, Chrome};
use super::session::{Notice, Tone, Visitor};
use super::{Desk, check_token, step_up, unlock};
use crate::desk::casebook::{Casebook, SyncError};
use crate::desk::custody::CustodyError;
use crate::desk::custody::keep::{Decision, Waiting};
use crate::desk::days::words;
use crate::desk::sentence;
use crate::desk::work::{Kept, Work};
use crate::model::custody::{IdentityBody, Verdict, WORDS_MAX, one_of};
use crate::model::id::{CaseId, ItemId};
use crate::random;
use crate::secret::{Secret, SecretText};
use crate::web::csrf::form_token;
use crate::web::error::{Failed, Failure};
use crate::web::form::{Form, FormRules};
use crate::web::page::{Page, see_other};

const RULES: FormRules<'static> = FormRules { max_bytes: 100_000, max_fields: 6, repeatable: &[] };

#[derive(Template)]
#[template(path = "desk/custody.html")]
struct ListPage {
    chrome: Chrome,
    notice: Option<Notice>,
    warnings: Vec<String>,
    waiting: Vec<Row>,
    more: bool,
}

/// A request in words.
enum Row {
    Sound { case: CaseId, reference: String, name: String, who: &'static str, day: String, reason: String },
    Unsound { reference: String, why: &'static str },
}

impl Row {
    fn of(waiting: Waiting) -> Self {
        match waiting {
            Waiting::Sound(request) => Self::Sound {
                case: request.case,
                reference: request.reference.to_string(),
                who: one_of(request.role),
                day: words(request.day),
                name: request.name,
                reason: request.reason,
            },
            Waiting::Unsound { reference, why } => {
                Self::Unsound { reference: reference.to_string(), why: why.words() }
            }
        }
    }
}

#[derive(Template)]
#[template(path = "desk/custody_request.html")]
struct RequestPage {
    chrome: Chrome,
    notice: Option<Notice>,
    warnings: Vec<String>,
    id: CaseId,
    reference: String,
    request: ItemId,
    name: String,
    who: &'static str,
    day: String,
    reason: String,
    identity: Option<IdentityBody>,
    token: String,
    item: ItemId,
    look: ItemId,
    kept: Option<Kept>,
    most: usize,
}

fn purpose(case: CaseId) -> String {
    format!("custody {case}")
}

/// `GET /custody`. For members who are not custodians there is no such page.
pub async fn list(State(desk): State<Desk>, headers: HeaderMap) -> Result<Response, Failed> {
    let (forms, work) = match desk.visitor(&headers) {
        Visitor::Stranger => return Ok(unlock::stranger()),
        Visitor::Locked { forms } => return Ok(unlock::page(&desk, &forms)),
        Visitor::At { forms, work } => (forms, work),
    };
    let mut book = work.book().await;
    let synced = work.sync_outline(&mut book).await;
    if !work.is_custodian(&book) {
        return Err(Failure::NotFound.into());
    }
    let found = match synced {
        Ok(()) => work.requests(&mut book).await,
        Err(error) => Err(error.into()),
    };
    let chrome = Chrome::at(&work, &forms);
    let (waiting, more) = match found {
        Ok((waiting, more)) => (waiting.into_iter().map(Row::of).collect(), more),
        Err(error) => return Ok(unshown(chrome, &error)),
    };
    let (notice, warnings) = (desk.door().take_notice(), book.warnings().to_vec());
    Ok(Page::new(ListPage { chrome, notice, warnings, waiting, more }).into_response())
}

/// `GET /custody/{id}`.
pub async fn get(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Failed> {
    let (forms, work) = match desk.visitor(&headers) {
        Visitor::Stranger => return Ok(unlock::stranger()),
        Visitor::Locked { forms } => return Ok(unlock::page(&desk, &forms)),
        Visitor::At { forms, work } => (forms, work),
    };
    let case = CaseId::parse(&id).ok_or(Failure::NotFound)?;
    let mut book = work.book().await;
    let synced = work.sync_outline(&mut book).await;
    if !work.is_custodian(&book) {
        return Err(Failure::NotFound.into());
    }
    let page = match synced {
        Ok(()) => page(&work, &mut book, case, &forms).await,
        Err(error) => Err(error.into()),
    };
    match page {
        Ok(mut page) => {
            page.notice = desk.door().take_notice();
            Ok(Page::new(page).into_response())
        }
        Err(CustodyError::Gone) => {
            desk.door().notify(Tone::Plain, sentence(&CustodyError::Gone));
            Ok(see_other("/custody"))
        }
        Err(error) => Ok(unshown(Chrome::at(&work, &forms), &error)),
    }
}

fn unshown(chrome: Chrome, error: &CustodyError) -> Response {
    if matches!(error, CustodyError::Sync(SyncError::Locked)) {
        return see_other("/");
    }
    Page::new(layout::message(chrome, "This cannot be shown now", sentence(error))).into_response()
}

async fn page(
    work: &Work,
    book: &mut Casebook,
    case: CaseId,
    forms: &Secret<32>,
) -> Result<RequestPage, CustodyError> {
    let (request, identity) = work.request(book, case).await?;
    Ok(RequestPage {
        chrome: Chrome::at(work, forms),
        notice: None,
        warnings: book.warnings().to_vec(),
        id: case,
        reference: request.reference.to_string(),
        request: request.item,
        name: request.name,
        who: one_of(request.role),
        day: words(request.day),
        reason: request.reason,
        identity,
        token: form_token(forms, &purpose(case)),
        item: ItemId::random(&mut random::rng()),
        look: ItemId::random(&mut random::rng()),
        kept: work.kept_words(case),
        most: WORDS_MAX,
    })
}

/// `POST /custody/{id}`. What opens something takes the passphrase again.
pub async fn post(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, Failed> {
    let Visitor::At { forms, work } = desk.visitor(request.headers()) else { return Ok(see_other("/")) };
    let case = CaseId::parse(&id).ok_or(Failure::NotFound)?;
    let form = Form::read(request, &RULES).await?;
    check_token(&form, &forms, &purpose(case))?;
    let decision = decision(&form, case).ok_or(Failure::BadRequest)?;
    let verdict = decision.verdict;
    if verdict.opens()
        && let Err(refusal) = step_up::confirm(&desk, &work, &form).await
    {
        desk.door().notify(Tone::Bad, refusal);
        return Ok(see_other(&format!("/custody/{case}")));
    }
    if let Err(error) = work.decide(&decision).await {
        desk.door().notify(Tone::Bad, sentence(&error));
        return Ok(see_other(&format!("/custody/{case}")));
    }
    desk.door().notify(Tone::Good, done(verdict));
    let looked = verdict == Verdict::Looked;
    Ok(see_other(&if looked { format!("/custody/{case}") } else { "/custody".to_owned() }))
}

const fn done(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Looked => {
            "It is opened here, and here alone. The reporter is told that you looked, and why you were asked."
        }
        Verdict::Granted => "Granted. Whoever asked can open it now, and the reporter is told.",
        Verdict::Refused => "Refused. Whoever asked finds your words in the case.",
    }
}

fn decision(form: &Form, case: CaseId) -> Option<Decision> {
    let text = |name| form.value(name).map(SecretText::expose_secret);
    let verdict = match text("verdict")? {
        "looked" => Verdict::Looked,
        "granted" => Verdict::Granted,
        "refused" => Verdict::Refused,
        _ => return None,
    };
    let (request, item) = (ItemId::parse(text("request")?)?, ItemId::parse(text("item")?)?);
    let words = SecretText::new(text("words").unwrap_or_default().replace("\r\n", "\n"));
    Some(Decision { case, request, item, verdict, words })
}
