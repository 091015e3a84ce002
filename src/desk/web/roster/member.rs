//! One member in the draft: other roles, teams, last day; or out.

use askama::Template;
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Response};
use http::HeaderMap;

use super::super::layout::Chrome;
use super::super::session::{Notice, Tone};
use super::{Desk, FORM, Tick, appointment, enter, receive, role_ticks, team_ticks, tell};
use crate::desk::roster::words::{fingerprint, plain, quoted};
use crate::model::id::MemberId;
use crate::web::error::{Failed, Failure};
use crate::web::page::{Page, see_other};

#[derive(Template)]
#[template(path = "desk/roster/member.html")]
struct MemberPage {
    chrome: Chrome,
    notice: Option<Notice>,
    token: String,
    id: MemberId,
    name: String,
    fingerprint: String,
    roles: Vec<Tick>,
    teams: Vec<Tick>,
    until: String,
}

/// `GET /roster/member/{id}`
pub async fn get(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Failed> {
    let room = match enter(&desk, &headers).await {
        Ok(room) => room,
        Err(answer) => return Ok(answer),
    };
    if !room.ground.seat.may_propose() {
        return Err(Failure::NotFound.into());
    }
    let Some(bench) = room.work.bench().clone() else { return Ok(see_other("/roster")) };
    let member = MemberId::parse(&id).and_then(|id| bench.roster().member(id)).ok_or(Failure::NotFound)?;
    let page = MemberPage {
        chrome: room.chrome(),
        notice: desk.door().take_notice(),
        token: room.token(),
        id: member.id,
        name: plain(&member.name),
        fingerprint: fingerprint(member),
        roles: role_ticks(&member.roles),
        teams: team_ticks(bench.roster(), Some(member.id)),
        until: member.until.to_string(),
    };
    Ok(Page::new(page).into_response())
}

/// `POST /roster/member/{id}`
pub async fn post(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, Failed> {
    let (room, form) = match receive(&desk, request, FORM).await? {
        Ok(given) => given,
        Err(answer) => return Ok(answer),
    };
    let id = MemberId::parse(&id).ok_or(Failure::NotFound)?;
    let mut bench = room.work.bench();
    let Some(bench) = bench.as_mut() else { return Ok(see_other("/roster")) };
    if form.value("do").is_some_and(|what| what.expose_secret() == "strike") {
        tell(&desk, bench.strike(id), |name| format!("{} was taken out of the draft.", quoted(&name)));
        return Ok(see_other("/roster/draft"));
    }
    let given = match appointment(&form) {
        Ok(given) => given,
        Err(what) => {
            desk.door().notify(Tone::Bad, what);
            return Ok(see_other(&format!("/roster/member/{id}")));
        }
    };
    let appointed = bench.appoint(id, given);
    let failed = appointed.is_err();
    tell(&desk, appointed, |()| "The draft was changed.".to_owned());
    Ok(see_other(&if failed { format!("/roster/member/{id}") } else { "/roster/draft".to_owned() }))
}
