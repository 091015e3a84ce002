//! A card from outside becomes a member, or the new key of one.

use askama::Template;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::HeaderMap;

use super::super::layout::Chrome;
use super::super::session::{Notice, Tone};
use super::file::read_upload;
use super::{Desk, FORM, Tick, appointment, enter, receive, role_ticks, team_ticks, tell};
use crate::crypto::keyfile::{MAX_CARD_BYTES, PublicCard};
use crate::desk::roster::words::{plain, quoted};
use crate::model::id::MemberId;
use crate::web::error::{Failed, Failure};
use crate::web::page::{Page, see_other};

#[derive(Template)]
#[template(path = "desk/roster/card.html")]
struct CardPage {
    chrome: Chrome,
    notice: Option<Notice>,
    token: String,
    card: Option<Laid>,
    roles: Vec<Tick>,
    teams: Vec<Tick>,
    until: String,
}

/// The card that lies beside the draft.
struct Laid {
    name: String,
    fingerprint: String,
    /// Whose key it may take the place of; the one of the same name is chosen.
    members: Vec<(MemberId, String, bool)>,
    /// Somebody has this name: then it can only be that one's new key.
    taken: bool,
}

/// `GET /roster/card`
pub async fn get(State(desk): State<Desk>, headers: HeaderMap) -> Result<Response, Failed> {
    let room = match enter(&desk, &headers).await {
        Ok(room) => room,
        Err(answer) => return Ok(answer),
    };
    if !room.ground.seat.may_propose() {
        return Err(Failure::NotFound.into());
    }
    let Some(bench) = room.work.bench().clone() else { return Ok(see_other("/roster")) };
    let roster = bench.roster();
    let laid = |card: &PublicCard| Laid {
        name: plain(card.name()),
        fingerprint: card.fingerprint(),
        taken: roster.members.iter().any(|member| member.name == card.name()),
        members: roster
            .members
            .iter()
            .map(|member| (member.id, plain(&member.name), member.name == card.name()))
            .collect(),
    };
    let page = CardPage {
        chrome: room.chrome(),
        notice: desk.door().take_notice(),
        token: room.token(),
        card: bench.card().map(laid),
        roles: role_ticks(&[]),
        teams: team_ticks(roster, None),
        until: roster.expires.to_string(),
    };
    Ok(Page::new(page).into_response())
}

/// `POST /roster/card`: a file, or pasted text.
pub async fn post(State(desk): State<Desk>, request: Request) -> Result<Response, Failed> {
    let (room, form, bytes) = match read_upload(&desk, request, MAX_CARD_BYTES).await? {
        Ok(given) => given,
        Err(answer) => return Ok(answer),
    };
    let pasted = form.filled("text").map(|text| text.expose_secret().as_bytes().to_vec());
    let given = pasted.filter(|_| bytes.is_empty()).unwrap_or(bytes);
    let laid = room.work.bench().as_mut().map(|bench| bench.lay(&given));
    match laid {
        Some(Ok(())) => {}
        Some(Err(error)) => desk.door().notify(Tone::Bad, error.to_string()),
        None => return Ok(see_other("/roster")),
    }
    Ok(see_other("/roster/card"))
}

/// `POST /roster/enrol`: the card's owner becomes a member, or gets another's place.
pub async fn enrol(State(desk): State<Desk>, request: Request) -> Result<Response, Failed> {
    let (room, form) = match receive(&desk, request, FORM).await? {
        Ok(given) => given,
        Err(answer) => return Ok(answer),
    };
    let mut bench = room.work.bench();
    let Some(bench) = bench.as_mut() else { return Ok(see_other("/roster")) };
    let aloud = "Before anybody signs, have the fingerprint read to you by its owner.";
    if form.value("do").is_some_and(|what| what.expose_secret() == "exchange") {
        let old = form.value("old").and_then(|id| MemberId::parse(id.expose_secret()));
        let exchanged = bench.exchange(old.ok_or(Failure::BadRequest)?);
        let failed = exchanged.is_err();
        tell(&desk, exchanged, |name| format!("{} gets the new key. {aloud}", quoted(&name)));
        return Ok(see_other(if failed { "/roster/card" } else { "/roster/draft" }));
    }
    let given = match appointment(&form) {
        Ok(given) => given,
        Err(what) => {
            desk.door().notify(Tone::Bad, what);
            return Ok(see_other("/roster/card"));
        }
    };
    let enrolled = bench.enrol(given);
    let failed = enrolled.is_err();
    tell(&desk, enrolled, |name| format!("{} stands in the draft. {aloud}", quoted(&name)));
    Ok(see_other(if failed { "/roster/card" } else { "/roster/draft" }))
}
