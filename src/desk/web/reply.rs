//! Writing to the reporter: the form, what the reporter will see, what would give the report away, sending.

use askama::Template;
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, Uri};

use super::layout::Chrome;
use super::session::{Tone, Visitor};
use super::{Desk, check_token, unlock};
use crate::crypto::frame::Author;
use crate::desk::casebook::chain::Content;
use crate::desk::casebook::doings::name;
use crate::desk::casebook::quoting::quoted;
use crate::desk::casebook::{Casebook, OpenCase};
use crate::desk::days::words;
use crate::desk::phrases::{self, LANGUAGES, Phrase};
use crate::desk::reference::Reference;
use crate::desk::reply::{Draft, MOST_CHARACTERS};
use crate::desk::work::Work;
use crate::model::casework::deed::Deed;
use crate::model::casework::file::Person;
use crate::model::casework::rules;
use crate::model::id::{CaseId, ItemId};
use crate::model::report::Purpose;
use crate::random;
use crate::secret::{Secret, SecretText};
use crate::web::csrf::form_token;
use crate::web::error::{Failed, Failure};
use crate::web::form::{Form, FormRules};
use crate::web::page::{Page, see_other};

/// Far more than fits a reply, so that too long a text comes back with its words instead of being lost.
const RULES: FormRules<'static> = FormRules { max_bytes: 400_000, max_fields: 6, repeatable: &[] };

/// The form, or why there is none.
pub struct ReplyForm {
    /// Why nothing can be sent.
    pub refused: Option<String>,
    /// The form's token.
    pub token: String,
    /// The item it becomes.
    pub item: ItemId,
    /// The words, if some were kept.
    pub text: String,
    /// What they are for.
    pub purpose: Purpose,
    /// Why they were not sent.
    pub fault: Option<String>,
    /// Characters at most.
    pub most: usize,
    /// Today, as the reporter sees it.
    pub today: String,
}

#[derive(Template)]
#[template(path = "desk/reply.html")]
struct ReplyPage {
    chrome: Chrome,
    reference: String,
    id: CaseId,
    form: ReplyForm,
    /// Whether there is something to look at before it is sent.
    previewed: bool,
    quoted: Vec<String>,
    phrases: &'static [Phrase],
    languages: [(&'static str, &'static str); 5],
}

/// What the token of the reply form of a case is for.
pub fn purpose(case: CaseId) -> String {
    format!("reply {case}")
}

/// The form of a case, with the words that were kept.
pub fn form(work: &Work, book: &Casebook, (id, case): (CaseId, &OpenCase), forms: &Secret<32>) -> ReplyForm {
    let kept = work.kept(id);
    ReplyForm {
        refused: work.read_only(book).or_else(|| refused(work, book, case)),
        token: form_token(forms, &purpose(id)),
        item: ItemId::random(&mut random::rng()),
        text: kept.as_ref().map(|kept| kept.text.expose_secret().to_owned()).unwrap_or_default(),
        purpose: kept.as_ref().map(|kept| kept.purpose).unwrap_or_default(),
        fault: kept.and_then(|kept| kept.reason),
        most: MOST_CHARACTERS,
        today: words(work.today()),
    }
}

fn refused(work: &Work, book: &Casebook, case: &OpenCase) -> Option<String> {
    let people = book.people()?;
    if case.reporter_card().is_none() {
        return Some("The report does not verify, so nobody knows who would read a reply.".to_owned());
    }
    if case.alarm.is_some() {
        return Some(
            "The server does not show this case as it did before. Nothing can be signed here until that is explained.".to_owned(),
        );
    }
    let me = Person { id: work.member(), roles: people.roles_on(work.member(), work.today()) };
    let guard = rules::may(Deed::Reply, &me, &case.file).err()?;
    Some(guard.words(|id| name(id, people)))
}

/// `GET /case/{id}/reply`, with `?phrase=KEY-LANGUAGE` to begin from one.
pub async fn get(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Failed> {
    let (forms, work) = match desk.visitor(&headers) {
        Visitor::Stranger => return Ok(unlock::stranger()),
        Visitor::Locked { forms } => return Ok(unlock::page(&desk, &forms)),
        Visitor::At { forms, work } => (forms, work),
    };
    let id = CaseId::parse(&id).ok_or(Failure::NotFound)?;
    let book = work.book().await;
    let record = book.case(id).filter(|_| book.may_see(id, work.member())).ok_or(Failure::NotFound)?;
    let case = record.content.as_ref().map_err(|_| Failure::NotFound)?;
    let mut form = form(&work, &book, (id, case), &forms);
    let previewed = !form.text.is_empty();
    let named = uri.query().and_then(|query| query.strip_prefix("phrase="));
    if let Some((phrase, text)) = named.and_then(phrases::find).filter(|_| !previewed) {
        (form.text, form.purpose) = (text.to_owned(), phrase.purpose);
    }
    let quoted = if previewed { quoted(&form.text, &sources(case)) } else { Vec::new() };
    let reference = Reference::of(id).to_string();
    let chrome = Chrome::at(&work, &forms);
    let (phrases, languages) = (phrases::phrases(), LANGUAGES);
    let page = ReplyPage { chrome, reference, id, form, previewed, quoted, phrases, languages };
    Ok(Page::new(page).into_response())
}

/// Everything the reporter wrote.
fn sources(case: &OpenCase) -> Vec<&str> {
    let mut sources = Vec::new();
    if let Some((_, report)) = case.report() {
        sources.extend([report.story.as_str(), &report.place, &report.time]);
    }
    sources.extend(case.examined.verified().filter_map(|verified| match &verified.content {
        Content::Message(body) if verified.item.header.author == Author::Reporter => Some(body.text.as_str()),
        Content::Message(_)
        | Content::Report(_)
        | Content::Attachment
        | Content::Work(_)
        | Content::Custody(_) => None,
    }));
    sources
}

/// `POST /case/{id}/reply`: looks at it first, or sends. Whether it was sent or not, the page it leads to says it.
pub async fn post(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, Failed> {
    let Visitor::At { forms, work } = desk.visitor(request.headers()) else { return Ok(see_other("/")) };
    let case = CaseId::parse(&id).ok_or(Failure::NotFound)?;
    let form = Form::read(request, &RULES).await?;
    check_token(&form, &forms, &purpose(case))?;
    let value = |name| form.value(name).map(SecretText::expose_secret);
    let item = value("item").and_then(ItemId::parse).ok_or(Failure::BadRequest)?;
    // Browsers send line ends as CR LF.
    let text = SecretText::new(value("text").unwrap_or_default().replace("\r\n", "\n"));
    let purpose = value("purpose").and_then(Purpose::parse).unwrap_or_default();
    let draft = Draft { case, item, text, purpose };
    if value("go") == Some("look") {
        work.keep_reply(&draft, None);
        return Ok(see_other(&format!("/case/{case}/reply")));
    }
    if work.reply(&draft).await.is_ok() {
        let done =
            "The reply was sent and signed. The reporter finds it when they come back with their code.";
        desk.door().notify(Tone::Good, done);
        return Ok(see_other(&format!("/case/{case}")));
    }
    Ok(see_other(&format!("/case/{case}/reply")))
}
