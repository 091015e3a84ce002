//! The cases of a member handed to the one who takes over, by the roster's word.

use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use axum::extract::{Path, Request, State};
use axum::response::Response;

use super::super::session::Tone;
use super::super::step_up;
use super::{Desk, FORM, receive};
use crate::desk::casebook::Casebook;
use crate::desk::casebook::doings::name;
use crate::desk::keys::{KeysError, Rewrapped};
use crate::desk::loading::refresh;
use crate::desk::people::People;
use crate::desk::sentence;
use crate::desk::work::Work;
use crate::model::id::MemberId;
use crate::web::error::{Failed, Failure};
use crate::web::page::see_other;

/// Cases that can be handed on: of whom, and to whom.
pub struct Heir {
    /// Whose cases.
    pub before: MemberId,
    /// Their name.
    pub from: String,
    /// Who takes over.
    pub to: String,
}

/// Everybody in the roster who takes over from somebody. Not for whoever opens no case.
pub fn heirs(people: &People, book: &Casebook) -> Vec<Heir> {
    if book.cases().next().is_none() {
        return Vec::new();
    }
    let heir = |member: &crate::model::roster::Member| {
        let before = member.succeeds.filter(|_| member.id != book.me())?;
        Some(Heir { before, from: name(before, people), to: member.name.clone() })
    };
    people.roster().members.iter().filter_map(heir).collect()
}

/// `POST /roster/succession/{id}`
pub async fn post(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, Failed> {
    let (room, form) = match receive(&desk, request, FORM).await? {
        Ok(received) => received,
        Err(answer) => return Ok(answer),
    };
    let before = MemberId::parse(&id).ok_or(Failure::NotFound)?;
    if let Err(reason) = step_up::confirm(&desk, &room.work, &form).await {
        desk.door().notify(Tone::Bad, reason);
        return Ok(see_other("/roster"));
    }
    let (work, teller) = (Arc::clone(&room.work), desk.clone());
    // It goes on if the browser does not wait for it: what was begun is told on the next page.
    let run = tokio::spawn(async move {
        let (tone, words) = match hand_on(&work, before).await {
            Ok(found) => told(&found),
            Err(error) => (Tone::Bad, sentence(&error)),
        };
        teller.door().notify(tone, words);
    });
    run.await.ok();
    Ok(see_other("/roster"))
}

async fn hand_on(work: &Arc<Work>, before: MemberId) -> Result<Rewrapped, KeysError> {
    refresh(work).await;
    let mut book = work.book().await;
    work.hand_on(&mut book, before, &AtomicUsize::new(0)).await
}

/// What became of it, in numbers of cases that this member can open: of the others nothing is said.
fn told(found: &Rewrapped) -> (Tone, String) {
    let cases = |count: usize| if count == 1 { "1 case".to_owned() } else { format!("{count} cases") };
    let said = [
        (found.given, "handed on."),
        (found.held, "handed on before."),
        (found.unfit.len(), "not: not verified here, or with a new key. Open them, and do this again."),
        (found.failed.len(), "not taken by the server. Do this again."),
    ];
    let said = said.into_iter().filter(|(count, _)| *count > 0);
    let words: Vec<String> = said.map(|(count, words)| format!("{} {words}", cases(count))).collect();
    let clean = found.unfit.is_empty() && found.failed.is_empty();
    let words = if words.is_empty() { "There is no case to hand on.".to_owned() } else { words.join(" ") };
    (if clean { Tone::Good } else { Tone::Bad }, words)
}
