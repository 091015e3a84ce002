//! The draft of this session: what it changes, what is still wrong with it, and the way to the keyholders.

use askama::Template;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::HeaderMap;

use super::super::layout::Chrome;
use super::super::session::{Notice, Tone};
use super::{Desk, FORM, day, enter, receive, tell};
use crate::desk::roster::bench::Bench;
use crate::desk::roster::ceremony;
use crate::desk::roster::difference::changes;
use crate::desk::roster::sheet::Sheet;
use crate::desk::roster::words::plain;
use crate::web::error::{Failed, Failure};
use crate::web::form::Form;
use crate::web::page::{Page, see_other};

#[derive(Template)]
#[template(path = "desk/roster/draft.html")]
struct DraftPage {
    chrome: Chrome,
    notice: Option<Notice>,
    token: String,
    sheet: Sheet,
    changes: Vec<String>,
    faults: Vec<String>,
    stale: bool,
    issued: String,
    expires: String,
}

/// `GET /roster/draft`
pub async fn get(State(desk): State<Desk>, headers: HeaderMap) -> Result<Response, Failed> {
    let room = match enter(&desk, &headers).await {
        Ok(room) => room,
        Err(answer) => return Ok(answer),
    };
    if !room.ground.seat.may_propose() {
        return Err(Failure::NotFound.into());
    }
    let Some(bench) = room.work.bench().clone() else { return Ok(see_other("/roster")) };
    let (current, roster) = (&room.ground.current, bench.roster());
    let page = DraftPage {
        chrome: room.chrome(),
        notice: desk.door().take_notice(),
        token: room.token(),
        sheet: Sheet::of(roster, &[0; 32], room.ground.today),
        changes: changes(current.content(), roster),
        faults: roster.faults().iter().map(|fault| plain(fault)).collect(),
        stale: !roster.follows(current.content(), &current.hash()),
        issued: roster.issued.to_string(),
        expires: roster.expires.to_string(),
    };
    Ok(Page::new(page).into_response())
}

/// `POST /roster/begin`
pub async fn begin(State(desk): State<Desk>, request: Request) -> Result<Response, Failed> {
    let (room, form) = match receive(&desk, request, FORM).await? {
        Ok(given) => given,
        Err(answer) => return Ok(answer),
    };
    if !room.ground.seat.may_propose() {
        return Err(Failure::NotFound.into());
    }
    let expires = day(&form, "expires").filter(|day| *day >= room.ground.today);
    let Some(expires) = expires else {
        desk.door().notify(Tone::Bad, "The last day is not a day to come, as in 2027-06-30.");
        return Ok(see_other("/roster"));
    };
    *room.work.bench() = Some(Bench::begin(&room.ground.current, room.ground.today, expires));
    Ok(see_other("/roster/draft"))
}

/// `POST /roster/draft`: the days and what is promised.
pub async fn terms(State(desk): State<Desk>, request: Request) -> Result<Response, Failed> {
    let (room, form) = match receive(&desk, request, FORM).await? {
        Ok(given) => given,
        Err(answer) => return Ok(answer),
    };
    let days = (day(&form, "issued"), day(&form, "expires"));
    let promised = (number(&form, "acknowledge"), number(&form, "feedback"));
    let mut bench = room.work.bench();
    match (bench.as_mut(), days, promised) {
        (Some(bench), (Some(issued), Some(expires)), (Some(days), Some(months))) => {
            bench.set_terms(issued, expires, (days, months));
        }
        (None, ..) => return Ok(see_other("/roster")),
        (Some(_), ..) => desk.door().notify(
            Tone::Bad,
            "Days are written as in 2027-06-30, and what is promised as numbers from 1 on. Nothing was changed.",
        ),
    }
    Ok(see_other("/roster/draft"))
}

fn number(form: &Form, name: &str) -> Option<u16> {
    form.value(name)?.expose_secret().trim().parse().ok().filter(|number| *number > 0)
}

/// `POST /roster/propose`
pub async fn propose(State(desk): State<Desk>, request: Request) -> Result<Response, Failed> {
    let (room, _) = match receive(&desk, request, FORM).await? {
        Ok(given) => given,
        Err(answer) => return Ok(answer),
    };
    match ceremony::propose(&room.work, &room.ground).await {
        Ok(proposer) => {
            desk.door().notify(
                Tone::Good,
                "Proposed. The keyholders find it on their desks; tell them that it waits, and read the hash to them.",
            );
            Ok(see_other(&format!("/roster/sign/{proposer}")))
        }
        Err(error) => {
            desk.door().notify(Tone::Bad, crate::desk::sentence(&error));
            Ok(see_other("/roster/draft"))
        }
    }
}

/// `POST /roster/discard`: the draft of this session.
pub async fn discard(State(desk): State<Desk>, request: Request) -> Result<Response, Failed> {
    let (room, _) = match receive(&desk, request, FORM).await? {
        Ok(given) => given,
        Err(answer) => return Ok(answer),
    };
    *room.work.bench() = None;
    desk.door().notify(Tone::Plain, "The draft was thrown away. The roster is as it was.");
    Ok(see_other("/roster"))
}

/// `POST /roster/withdraw`: one's own draft at the server.
pub async fn withdraw(State(desk): State<Desk>, request: Request) -> Result<Response, Failed> {
    let (room, _) = match receive(&desk, request, FORM).await? {
        Ok(given) => given,
        Err(answer) => return Ok(answer),
    };
    tell(&desk, ceremony::withdraw(&room.work).await, |()| "Your draft was withdrawn.".to_owned());
    Ok(see_other("/roster"))
}
