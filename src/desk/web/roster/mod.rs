//! The roster's page, and what the pages below it share.

pub mod card;
pub mod draft;
pub mod file;
pub mod invite;
pub mod member;
pub mod sign;
pub mod succession;

use std::sync::Arc;

use askama::Template;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::HeaderMap;

use self::succession::{Heir, heirs};
use super::layout::{self, Chrome};
use super::session::{Notice, Tone, Visitor};
use super::{Desk, check_token, unlock};
use crate::clock::Day;
use crate::desk::casebook::SyncError;
use crate::desk::roster::ceremony::{self, Ground, Shown};
use crate::desk::roster::sheet::{End, Past, Sheet, history};
use crate::desk::roster::words::quoted;
use crate::desk::sentence;
use crate::desk::work::Work;
use crate::model::id::MemberId;
use crate::model::role::Role;
use crate::model::roster::Roster;
use crate::model::roster::change::Appointment;
use crate::secret::{Secret, SecretText};
use crate::web::csrf::form_token;
use crate::web::error::Failed;
use crate::web::form::{Form, FormRules};
use crate::web::page::{Page, see_other};

/// Purpose of the tokens of all forms that change the draft of this session.
const FORM: &str = "roster";
const RULES: FormRules<'static> =
    FormRules { max_bytes: 20_000, max_fields: 60, repeatable: &["role", "team"] };

/// Where a request about the roster stands: an unlocked key, and the roster as this desk verified it.
pub struct Room {
    forms: Secret<32>,
    work: Arc<Work>,
    ground: Ground,
}

#[derive(Template)]
#[template(path = "desk/roster/roster.html")]
struct RosterPage {
    chrome: Chrome,
    notice: Option<Notice>,
    stale: Option<String>,
    alarm: Option<String>,
    sheet: Sheet,
    history: Vec<Past>,
    drafts: Result<Vec<DraftRow>, String>,
    token: String,
    may_propose: bool,
    keyholder: Option<String>,
    heirs: Vec<Heir>,
    begun: bool,
    until: Day,
}

/// A draft in the list.
struct DraftRow {
    path: String,
    version: u32,
    by: String,
    signed: usize,
    needed: u16,
    mine: bool,
    wrong: Option<String>,
}

/// `GET /roster`
pub async fn get(State(desk): State<Desk>, headers: HeaderMap) -> Response {
    let room = match enter(&desk, &headers).await {
        Ok(room) => room,
        Err(answer) => return answer,
    };
    let Room { work, ground, .. } = &room;
    let drafts = match ceremony::drafts(work, ground).await {
        Ok(shown) => Ok(shown.iter().map(|draft| row(&room, draft)).collect()),
        Err(error) => Err(sentence(&error)),
    };
    let roster = ground.current.content();
    let book = work.book().await;
    let heirs = book.people().map(|people| heirs(people, &book)).unwrap_or_default();
    drop(book);
    let page = RosterPage {
        chrome: room.chrome(),
        notice: desk.door().take_notice(),
        stale: ground.stale.clone(),
        alarm: ground.alarm.clone(),
        sheet: Sheet::of(roster, &ground.current.hash(), ground.today),
        history: history(&ground.history),
        drafts,
        token: form_token(&room.forms, FORM),
        may_propose: ground.seat.may_propose(),
        keyholder: ground.seat.keyholder.clone(),
        heirs,
        begun: work.bench().is_some(),
        until: roster.expires.max(ground.today.plus(365)),
    };
    Page::new(page).into_response()
}

fn row(room: &Room, draft: &Shown) -> DraftRow {
    let (proposer, version) = match draft {
        Ok(checked) => (checked.draft().proposer, checked.roster().version),
        Err((proposer, _)) => (*proposer, room.ground.current.content().version.saturating_add(1)),
    };
    DraftRow {
        path: format!("/roster/sign/{proposer}"),
        version,
        by: who(room.ground.current.content(), proposer),
        signed: draft.as_ref().map_or(0, |checked| checked.signed().len()),
        needed: room.ground.current.content().quorum,
        mine: proposer == room.work.key().member_id(),
        wrong: draft.as_ref().err().map(|(_, error)| sentence(error)),
    }
}

/// What somebody who proposes is called: as a member, or as a keyholder.
fn who(roster: &Roster, id: MemberId) -> String {
    if let Some(member) = roster.member(id) {
        return quoted(&member.name);
    }
    let keyholder = crate::crypto::draft::keyholder(roster, id);
    keyholder.map_or_else(
        || "somebody who is not in the roster".to_owned(),
        |(keyholder, _)| format!("the keyholder {}", quoted(&keyholder.name)),
    )
}

/// The room, or the answer for whoever cannot be let in.
async fn enter(desk: &Desk, headers: &HeaderMap) -> Result<Room, Response> {
    let (forms, work) = match desk.visitor(headers) {
        Visitor::Stranger => return Err(unlock::stranger()),
        Visitor::Locked { forms } => return Err(unlock::page(desk, &forms)),
        Visitor::At { forms, work } => (forms, work),
    };
    let ground = {
        let mut book = work.book().await;
        ceremony::ground(&work, &mut book).await
    };
    match ground {
        Ok(ground) => Ok(Room { forms, work, ground }),
        Err(SyncError::Locked) => Err(see_other("/")),
        Err(error) => {
            let chrome = Chrome::at(&work, &forms);
            let page = layout::message(chrome, "The roster cannot be shown", sentence(&error));
            Err(Page::new(page).into_response())
        }
    }
}

/// The same for a form, with its fields. `purpose` is that of its token.
async fn receive(
    desk: &Desk,
    request: Request,
    purpose: &str,
) -> Result<Result<(Room, Form), Response>, Failed> {
    let headers = request.headers().clone();
    let Visitor::At { forms, .. } = desk.visitor(&headers) else { return Ok(Err(see_other("/"))) };
    let form = Form::read(request, &RULES).await?;
    check_token(&form, &forms, purpose)?;
    Ok(enter(desk, &headers).await.map(|room| (room, form)))
}

impl Room {
    fn chrome(&self) -> Chrome {
        Chrome::at(&self.work, &self.forms)
    }

    fn token(&self) -> String {
        form_token(&self.forms, FORM)
    }
}

/// Says how a change went.
fn tell<T, E: std::fmt::Display>(desk: &Desk, outcome: Result<T, E>, done: impl FnOnce(T) -> String) {
    match outcome {
        Ok(value) => desk.door().notify(Tone::Good, done(value)),
        Err(error) => desk.door().notify(Tone::Bad, sentence(&error)),
    }
}

/// What a form gives a member. The day must be one; a role or a channel that is none comes from no form of ours.
fn appointment(form: &Form) -> Result<Appointment, &'static str> {
    let roles = form.values("role").map(|role| Role::parse(role.expose_secret())).collect::<Option<Vec<_>>>();
    Ok(Appointment {
        roles: roles.ok_or("There is no such role.")?,
        teams: form.values("team").map(|team| team.expose_secret().to_owned()).collect(),
        until: day(form, "until").ok_or("The last day is not a day, as in 2027-06-30.")?,
    })
}

fn day(form: &Form, name: &str) -> Option<Day> {
    Day::parse(form.value(name).map(SecretText::expose_secret)?.trim())
}

/// A box to tick.
struct Tick {
    key: String,
    words: String,
    hint: String,
    ticked: bool,
}

fn role_ticks(has: &[Role]) -> Vec<Tick> {
    let tick = |role: Role| Tick {
        key: role.key().to_owned(),
        words: capital(role.title()),
        hint: role.duty().to_owned(),
        ticked: has.contains(&role),
    };
    Role::ALL.into_iter().map(tick).collect()
}

fn team_ticks(roster: &Roster, id: Option<MemberId>) -> Vec<Tick> {
    let tick = |channel: &crate::model::roster::Channel| Tick {
        key: channel.id.clone(),
        words: crate::desk::roster::words::plain(&channel.name),
        hint: format!("{} in its team now; two to four are needed", channel.team.len()),
        ticked: id.is_some_and(|id| channel.team.contains(&id)),
    };
    roster.channels.iter().map(tick).collect()
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}
