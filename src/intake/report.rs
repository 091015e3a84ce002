//! The report: the code, the questions, and what happens when they are sent.

use askama::Template;
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Response};
use http::HeaderMap;

use super::chrome::{Chrome, Limits, text_max};
use super::code_card::CodeCard;
use super::flash::{Flash, go};
use super::form_token::FormToken;
use super::leave_out::{Choice, choices};
use super::notice::{Notice, refused};
use super::upload::{Committed, Order, is_stored, receive};
use super::{Intake, session};
use crate::i18n::{Key, Lang};
use crate::model::custody::{CONTACT_MAX, IdentityBody, NAME_MAX};
use crate::model::readers::Exclusion;
use crate::model::report::{Audience, ReportBody};
use crate::model::roster::Roster;
use crate::model::taxonomy;
use crate::random;
use crate::secret::SecretText;
use crate::vault::files::KeepOriginal;
use crate::vault::identity::offers_confidence;
use crate::vault::reporter::{Submission, submit_in_confidence};
use crate::vault::sessions::{self, Session, SessionToken};
use crate::web::error::Failure;
use crate::web::events::Event;
use crate::web::form::Form;
use crate::web::language::Speech;
use crate::web::limits::AllUsedUp;
use crate::web::padding::Step;
use crate::web::page::{Page, see_other};

/// Version of the questions, kept with each report.
const FORM_VERSION: u32 = 1;
/// The most characters in a short answer.
const SHORT_MAX: usize = 300;

/// A family to choose.
struct About {
    code: &'static str,
    words: &'static str,
    hint: Option<Key>,
}

#[derive(Template)]
#[template(path = "intake/report.html")]
struct View<'a> {
    t: Speech,
    chrome: Chrome,
    card: CodeCard,
    path: &'static str,
    token: String,
    audience: Audience,
    families: Vec<About>,
    choices: Vec<Choice>,
    support: &'a [String],
    limits: Limits,
    story_max: u64,
    short_max: usize,
    /// Whether there is anybody who would keep a name.
    confidence: bool,
    name_max: usize,
    contact_max: usize,
}

pub(super) async fn get(t: Speech, State(intake): State<Intake>, Path(number): Path<String>) -> Response {
    let Some((audience, path)) = audience(&number) else { return Failure::NotFound.into_response() };
    let Some(roster) = intake.vault().roster_in_force() else { return see_other(Notice::Closed.path()) };
    // Drawn anew for each opened form: two reporters never share one, whatever a cache between us does.
    let token = FormToken::fresh(&mut random::rng());
    let config = intake.config();
    let sealed = token.seal(&config.form_keys, intake.vault().clock().now(), config.form_lifetime);
    let view = View {
        t,
        // A page in another language would show another code: the change leads to the page before.
        chrome: Chrome::of(&intake, "/n"),
        card: CodeCard::of(&token.code, t.lang()),
        path,
        token: sealed.expose_secret().to_owned(),
        audience,
        families: abouts(t.lang()),
        choices: choices(&roster, t.lang()),
        support: &config.support,
        limits: Limits::of(intake.vault().limits(), t.lang()),
        story_max: text_max(intake.vault().limits()),
        short_max: SHORT_MAX,
        confidence: offers_confidence(intake.vault()),
        name_max: NAME_MAX,
        contact_max: CONTACT_MAX,
    };
    Page::new(view).with_step(Step::Long).into_response()
}

pub(super) async fn post(
    t: Speech,
    State(intake): State<Intake>,
    Path(number): Path<String>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let Some((audience, _)) = audience(&number) else { return Failure::NotFound.into_response() };
    let commit = |form: Form| commit(intake.clone(), (audience, t.chosen()), form, session::token(&headers));
    let received = match receive(&intake, request, commit).await {
        Ok(received) => received,
        Err(answer) => return answer,
    };
    let Sent { token, mut session, mut flash } = received.with;
    if received.order == Order::Broken {
        flash = Some(Flash::OutOfOrder);
    } else if flash.is_none() && !received.arrivals.iter().all(is_stored) {
        flash = Some(Flash::FilesMissing);
    }
    let mut response = go("/d", flash);
    if !received.arrivals.is_empty() {
        session.arrivals = received.arrivals;
        if sessions::remember(intake.vault(), &token, &session).await.is_err() {
            // Text and files are kept; only the list of them cannot be shown.
            response.extensions_mut().insert(Event::new("intake.session.not_remembered"));
        }
    }
    session::hand_over(&token, response)
}

/// A committed report.
struct Sent {
    token: SessionToken,
    session: Session,
    flash: Option<Flash>,
}

async fn commit(
    intake: Intake,
    (audience, lang): (Audience, Option<Lang>),
    form: Form,
    before: Option<SessionToken>,
) -> Result<Committed<Sent>, Response> {
    let config = intake.config();
    let given = form.value("t").map(SecretText::expose_secret).unwrap_or_default();
    let token = FormToken::open(given, &config.form_keys, intake.vault().clock().now())
        .map_err(|_| Notice::Expired.because("intake.form.token"))?;
    let roster = intake.vault().roster_in_force().ok_or_else(|| see_other(Notice::Closed.path()))?;
    let body = body(&form, audience, &roster, intake.vault().limits().text_bytes)
        .map_err(|notice| see_other(notice.path()))?;
    // So that whoever answers knows in which language the answer is read. It stands inside the seal and nowhere else, and only if the
    // reporter has chosen it: what a browser asks for by itself may say more of a person than the story does.
    let body = ReportBody { language: lang.map(|lang| lang.code().to_owned()), ..body };
    let given = confided(&form, &intake).map_err(|notice| see_other(notice.path()))?;
    intake.limits().admit_report().map_err(|AllUsedUp| Notice::Busy.because("web.limit.submit_all"))?;
    let (access, submission) = submit_in_confidence(intake.vault(), &token.code, &token.nonce, &body, &given)
        .await
        .map_err(|refusal| refused(&refusal))?;
    let flash = match submission {
        Submission::Founded => None,
        Submission::Repeated => Some(Flash::Repeated),
        Submission::Added => Some(Flash::Added),
        Submission::AddedWithoutName => Some(Flash::AddedWithoutName),
        Submission::HeldBack => Some(Flash::HeldBack),
    };
    let session = Session::new(access.clone(), Some(token.code));
    let session_token = session::open(&intake, &session, before).await?;
    if submission == Submission::HeldBack {
        // Its files are held back as well: they would show that person what the words would have shown.
        return Err(session::hand_over(&session_token, go("/d", flash)));
    }
    let keep = if form.value("o").is_some() { KeepOriginal::Yes } else { KeepOriginal::No };
    Ok(Committed {
        access,
        form_nonce: token.nonce,
        keep,
        with: Sent { token: session_token, session, flash },
    })
}

/// What the fields say, or what to tell the reporter about them.
fn body(form: &Form, audience: Audience, roster: &Roster, text_bytes: usize) -> Result<ReportBody, Notice> {
    let text =
        |name| form.filled(name).map(|value| value.expose_secret().trim().to_owned()).unwrap_or_default();
    let (story, place, time) = (text("s"), text("p"), text("w"));
    if story.is_empty() {
        return Err(Notice::Empty);
    }
    let short = |answer: &str| answer.chars().nth(SHORT_MAX).is_none();
    if story.len() > text_bytes || !short(&place) || !short(&time) {
        return Err(Notice::TooLong);
    }
    let family = form.filled("f").map(SecretText::expose_secret);
    if family.is_some_and(|code| taxonomy::family(code).is_none()) {
        return Err(Notice::Unreadable);
    }
    // A choice the roster does not offer any more must not be dropped: the person meant would be given a key.
    let exclude: Option<Vec<Exclusion>> =
        form.values("x").map(|value| Exclusion::parse(value.expose_secret(), roster)).collect();
    Ok(ReportBody {
        form: FORM_VERSION,
        taxonomy: taxonomy::version(),
        audience,
        family: family.map(str::to_owned),
        story,
        place,
        time,
        answers: None,
        language: None,
        exclude: exclude.ok_or(Notice::Expired)?,
        identity: None,
    })
}

/// What is given in confidence. It goes its own way from here: it is never part of the report.
fn confided(form: &Form, intake: &Intake) -> Result<IdentityBody, Notice> {
    let text =
        |name| form.filled(name).map(|value| value.expose_secret().trim().to_owned()).unwrap_or_default();
    let given = IdentityBody { name: text("n"), contact: text("r") };
    if given.name.chars().nth(NAME_MAX).is_some() || given.contact.chars().nth(CONTACT_MAX).is_some() {
        return Err(Notice::TooLong);
    }
    // Since the form was opened the last custodian may have left: a name that nobody would keep must not be dropped in silence.
    if given.is_given() && !offers_confidence(intake.vault()) {
        return Err(Notice::Expired);
    }
    Ok(given)
}

fn audience(number: &str) -> Option<(Audience, &'static str)> {
    match number {
        "1" => Some((Audience::Trader, "/n/1")),
        "2" => Some((Audience::Staff, "/n/2")),
        "3" => Some((Audience::Other, "/n/3")),
        _ => None,
    }
}

fn abouts(lang: Lang) -> Vec<About> {
    let about = |family: &'static taxonomy::Family| About {
        code: &family.code,
        words: family.name.in_language(lang.code()),
        hint: hint(&family.code),
    };
    taxonomy::families().iter().map(about).collect()
}

/// An example of what a family means.
fn hint(family: &str) -> Option<Key> {
    match family {
        "SOL" => Some(Key("family-sol")),
        "SEX" => Some(Key("family-sex")),
        "COL" => Some(Key("family-col")),
        "CTL" => Some(Key("family-ctl")),
        "SMG" => Some(Key("family-smg")),
        "AST" => Some(Key("family-ast")),
        "COI" => Some(Key("family-coi")),
        "INF" => Some(Key("family-inf")),
        "HRM" => Some(Key("family-hrm")),
        "CON" => Some(Key("family-con")),
        "RET" => Some(Key("family-ret")),
        "PRV" => Some(Key("family-prv")),
        _ => None,
    }
}
