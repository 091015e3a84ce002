//! The conversation, as far as the reporter may see it: what the unit wrote, and a place to answer. What the reporter sent is not shown: whoever finds or extorts a
//! code learns nothing of it.

use askama::Template;
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Response};
use http::HeaderMap;

use super::Intake;
use super::arrivals::File;
use super::chrome::{Chrome, Limits, Promises, text_max};
use super::flash::{Flash, go, said};
use super::notice::{Notice, refused};
use super::session;
use super::ticket::{self, Purpose};
use super::upload::{self, Committed, Order, receive};
use crate::i18n::Key;
use crate::model::casework::stage::ReporterStatus;
use crate::random;
use crate::secret::SecretText;
use crate::vault::files::KeepOriginal;
use crate::vault::inbox::{Inbox, inbox};
use crate::vault::reporter::add_message;
use crate::vault::sessions::{self, Session, SessionToken};
use crate::web::error::Failure;
use crate::web::form::Form;
use crate::web::language::Speech;
use crate::web::page::{Page, see_other};

pub(super) mod pages;

use self::pages::{Piece, paginate};

#[derive(Template)]
#[template(path = "intake/inbox.html")]
struct View<'a> {
    t: Speech,
    chrome: Chrome,
    flash: Option<Flash>,
    page: usize,
    pages: usize,
    newer: String,
    older: String,
    replies: Vec<Piece>,
    status: Key,
    total: usize,
    unverified: usize,
    arrivals: Vec<File>,
    more: usize,
    token: String,
    support: &'a [String],
    limits: Limits,
    story_max: u64,
    promises: Promises,
}

pub(super) async fn get(t: Speech, State(intake): State<Intake>, headers: HeaderMap) -> Response {
    show(&intake, t, &headers, 1).await
}

pub(super) async fn get_older(
    t: Speech,
    State(intake): State<Intake>,
    Path(page): Path<String>,
    headers: HeaderMap,
) -> Response {
    match page.parse() {
        Ok(page) if page > 1 => show(&intake, t, &headers, page).await,
        _ => Failure::NotFound.into_response(),
    }
}

async fn show(intake: &Intake, t: Speech, headers: &HeaderMap, page: usize) -> Response {
    let session = match session::visitor(intake, headers).await {
        Ok((_, session)) => session,
        Err(answer) => return answer,
    };
    let inbox = match inbox(intake.vault(), &session.access).await {
        Ok(inbox) => inbox,
        Err(refusal) => return refused(&refusal),
    };
    let flash = Flash::read(headers);
    match view(intake, t, &session, inbox, page, flash) {
        Some(view) => said(Page::new(view), flash),
        None => Failure::NotFound.into_response(),
    }
}

fn view<'a>(
    intake: &'a Intake,
    t: Speech,
    session: &Session,
    inbox: Inbox,
    page: usize,
    flash: Option<Flash>,
) -> Option<View<'a>> {
    let root = t.root();
    let (total, unverified) = (inbox.replies.len(), inbox.unverified);
    let status = standing(&inbox);
    let mut pieces = paginate(inbox.replies, t.lang());
    let pages = pieces.len().max(1);
    let index = page.checked_sub(1)?;
    if page > pages {
        return None;
    }
    let (arrivals, more) = File::list(&session.arrivals, t.lang());
    Some(View {
        t,
        chrome: Chrome::of(intake, "/m"),
        flash,
        page,
        pages,
        newer: if page == 2 { format!("{root}/m") } else { format!("{root}/m/{index}") },
        older: format!("{root}/m/{}", page.saturating_add(1)),
        replies: pieces.get_mut(index).map(std::mem::take).unwrap_or_default(),
        status,
        total,
        unverified,
        arrivals,
        more,
        token: ticket::issue(session, Purpose::Message, &mut random::rng()),
        support: &intake.config().support,
        limits: Limits::of(intake.vault().limits(), t.lang()),
        story_max: text_max(intake.vault().limits()),
        promises: Promises::of(intake),
    })
}

/// Where the report stands, as the reporter is told.
const fn standing(inbox: &Inbox) -> Key {
    match inbox.status {
        ReporterStatus::Finished => Key("status-finished"),
        ReporterStatus::Received
        | ReporterStatus::Checking
        | ReporterStatus::Investigating
        | ReporterStatus::Referred
        | ReporterStatus::Deciding
            if inbox.asked =>
        {
            Key("status-asked")
        }
        ReporterStatus::Received if inbox.replies.is_empty() => Key("status-received"),
        ReporterStatus::Received => Key("status-written"),
        ReporterStatus::Checking => Key("status-checking"),
        ReporterStatus::Investigating => Key("status-investigating"),
        ReporterStatus::Referred => Key("status-referred"),
        ReporterStatus::Deciding => Key("status-deciding"),
    }
}

pub(super) async fn post(State(intake): State<Intake>, headers: HeaderMap, request: Request) -> Response {
    let commit = |form: Form| commit(intake.clone(), headers.clone(), form);
    let received = match receive(&intake, request, commit).await {
        Ok(received) => received,
        Err(answer) => return answer,
    };
    let Answered { token, mut session, text, back } = received.with;
    let flash = match (received.order, text, received.arrivals.is_empty()) {
        (Order::Broken, _, _) => Flash::OutOfOrder,
        (Order::Kept, _, false) if !received.arrivals.iter().all(upload::is_stored) => Flash::FilesMissing,
        (Order::Kept, Text::Kept, _) => Flash::Answered,
        (Order::Kept, Text::None, false) => Flash::Files,
        (Order::Kept, Text::None, true) => Flash::Nothing,
    };
    match back {
        Back::ToSent => session.arrivals = upload::told_together(&session.arrivals, received.arrivals),
        Back::ToInbox => session.arrivals = received.arrivals,
    }
    match sessions::remember(intake.vault(), &token, &session).await {
        Ok(()) => go(back.path(), Some(flash)),
        Err(refusal) => refused(&refusal),
    }
}

/// A committed answer.
struct Answered {
    token: SessionToken,
    session: Session,
    text: Text,
    back: Back,
}

#[derive(Clone, Copy)]
enum Text {
    Kept,
    None,
}

/// The page the form stood on.
#[derive(Clone, Copy)]
enum Back {
    ToSent,
    ToInbox,
}

impl Back {
    const fn path(self) -> &'static str {
        match self {
            Self::ToSent => "/d",
            Self::ToInbox => "/m",
        }
    }
}

async fn commit(intake: Intake, headers: HeaderMap, form: Form) -> Result<Committed<Answered>, Response> {
    let (token, session) = session::visitor(&intake, &headers).await?;
    let given = form.value("t").map(SecretText::expose_secret).unwrap_or_default();
    let form_nonce = ticket::check(&session, Purpose::Message, given)
        .ok_or_else(|| Notice::Unreadable.because("intake.ticket"))?;
    let text = match form.filled("s") {
        Some(text) if text.expose_secret().len() > intake.vault().limits().text_bytes => {
            return Err(see_other(Notice::TooLong.path()));
        }
        Some(text) => {
            add_message(intake.vault(), &session.access, &form_nonce, text)
                .await
                .map_err(|refusal| refused(&refusal))?;
            Text::Kept
        }
        None => Text::None,
    };
    let keep = if form.value("o").is_some() { KeepOriginal::Yes } else { KeepOriginal::No };
    let back = if form.value("b").is_some() { Back::ToSent } else { Back::ToInbox };
    let access = session.access.clone();
    Ok(Committed { access, form_nonce, keep, with: Answered { token, session, text, back } })
}
