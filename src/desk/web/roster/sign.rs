//! A draft at the server: exactly what it changes, the hash to compare aloud, and the keyholder's signature.

use askama::Template;
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Response};
use data_encoding::HEXLOWER;
use http::HeaderMap;

use super::super::layout::{self, Chrome};
use super::super::session::{Notice, Tone};
use super::super::step_up;
use super::{Desk, Room, enter, receive, who};
use crate::crypto::draft::CheckedDraft;
use crate::desk::roster::ceremony::{self, Progress, StepError};
use crate::desk::roster::difference::changes;
use crate::desk::roster::sheet::Sheet;
use crate::desk::roster::words::grouped;
use crate::desk::sentence;
use crate::model::id::MemberId;
use crate::secret::SecretText;
use crate::web::csrf::form_token;
use crate::web::error::{Failed, Failure};
use crate::web::page::{Page, see_other};

#[derive(Template)]
#[template(path = "desk/roster/sign.html")]
struct SignPage {
    chrome: Chrome,
    notice: Option<Notice>,
    alarm: Option<String>,
    token: String,
    path: String,
    by: String,
    mine: bool,
    draft: Result<Box<Fit>, String>,
}

/// A draft that may be signed.
struct Fit {
    sheet: Sheet,
    changes: Vec<String>,
    hash: String,
    groups: String,
    keyholders: Vec<(String, bool)>,
    signed: usize,
    needed: u16,
    /// The name under which the unlocked key may sign, if it has not yet.
    my_name: Option<String>,
    complete: bool,
}

fn purpose(proposer: MemberId) -> String {
    format!("roster sign {proposer}")
}

/// `GET /roster/sign/{proposer}`
pub async fn get(
    State(desk): State<Desk>,
    Path(proposer): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Failed> {
    let room = match enter(&desk, &headers).await {
        Ok(room) => room,
        Err(answer) => return Ok(answer),
    };
    let proposer = MemberId::parse(&proposer).ok_or(Failure::NotFound)?;
    let shown = match ceremony::draft_of(&room.work, &room.ground, proposer).await {
        Ok(shown) => shown.ok_or(Failure::NotFound)?,
        Err(error) => {
            let page = layout::message(room.chrome(), "The draft cannot be shown", sentence(&error));
            return Ok(Page::new(page).into_response());
        }
    };
    let page = SignPage {
        chrome: room.chrome(),
        notice: desk.door().take_notice(),
        alarm: room.ground.alarm.clone(),
        token: form_token(&room.forms, &purpose(proposer)),
        path: format!("/roster/sign/{proposer}"),
        by: who(room.ground.current.content(), proposer),
        mine: proposer == room.work.key().member_id(),
        draft: match shown {
            Ok(checked) => Ok(Box::new(fit(&room, &checked))),
            Err((_, error)) => Err(sentence(&error)),
        },
    };
    Ok(Page::new(page).into_response())
}

fn fit(room: &Room, checked: &CheckedDraft) -> Fit {
    let current = room.ground.current.content();
    let hash = HEXLOWER.encode(checked.hash());
    let signed = |name: &String| checked.signed().contains(name);
    Fit {
        sheet: Sheet::of(checked.roster(), checked.hash(), room.ground.today),
        changes: changes(current, checked.roster()),
        groups: grouped(&hash),
        hash,
        keyholders: current.keyholders.iter().map(|one| (one.name.clone(), signed(&one.name))).collect(),
        signed: checked.signed().len(),
        needed: checked.needed(),
        my_name: room.ground.seat.keyholder.clone().filter(|name| !signed(name)),
        complete: checked.is_complete(),
    }
}

/// `POST /roster/sign/{proposer}`: signs, or brings a complete draft into force.
pub async fn post(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, Failed> {
    let proposer = MemberId::parse(&id).ok_or(Failure::NotFound)?;
    let (room, form) = match receive(&desk, request, &purpose(proposer)).await? {
        Ok(given) => given,
        Err(answer) => return Ok(answer),
    };
    let back = format!("/roster/sign/{proposer}");
    if form.value("do").is_some_and(|what| what.expose_secret() == "bring") {
        let brought = ceremony::bring(&room.work, &room.ground, proposer).await;
        return Ok(told(&desk, brought, &back));
    }
    let hash = form.value("hash").and_then(|hash| HEXLOWER.decode(hash.expose_secret().as_bytes()).ok());
    let hash: [u8; 32] = hash.and_then(|hash| hash.try_into().ok()).ok_or(Failure::BadRequest)?;
    let typed = form.value("passphrase").map(SecretText::expose_secret).unwrap_or_default();
    let key = match step_up::key(&desk, &room.work, typed).await {
        Ok(key) => key,
        Err(refusal) => {
            desk.door().notify(Tone::Bad, refusal);
            return Ok(see_other(&format!("{back}#sign")));
        }
    };
    let signed = ceremony::sign(&room.work, &room.ground, (proposer, hash), &key).await;
    Ok(told(&desk, signed, &back))
}

fn told(desk: &Desk, outcome: Result<Progress, StepError>, back: &str) -> Response {
    match outcome {
        Ok(Progress::InForce { version }) => {
            let sentence = format!(
                "Version {version} of the roster is in force. Servers and desks take it up within a minute."
            );
            desk.door().notify(Tone::Good, sentence);
            see_other("/roster")
        }
        Ok(Progress::Waiting { signed, needed }) => {
            desk.door().notify(Tone::Good, format!("Signed. {signed} of {needed} signatures are there."));
            see_other(back)
        }
        Err(error) => {
            desk.door().notify(Tone::Bad, error.to_string());
            see_other(back)
        }
    }
}
