//! The first page: what this is, who reads, what is kept, and what could still give a reporter away.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};

use super::Intake;
use super::chrome::{Chrome, Promises};
use super::notice::Notice;
use crate::web::language::Speech;
use crate::web::page::{Page, see_other};

struct Unit {
    name: String,
    readers: usize,
}

#[derive(Template)]
#[template(path = "intake/landing.html")]
struct View<'a> {
    t: Speech,
    chrome: Chrome,
    promises: Promises,
    units: Vec<Unit>,
    law: &'a [String],
    channels: &'a [String],
}

pub(super) async fn get(t: Speech, State(intake): State<Intake>) -> Response {
    let Some(roster) = intake.vault().roster_in_force() else { return see_other(Notice::Closed.path()) };
    // The first channel is the one that takes reports.
    let units = roster.channels.iter().take(1);
    let units =
        units.map(|channel| Unit { name: channel.name.clone(), readers: channel.team.len() }).collect();
    let config = intake.config();
    let (law, channels) = (config.law.as_slice(), config.other_channels.as_slice());
    Page::new(View {
        t,
        chrome: Chrome::of(&intake, "/"),
        promises: Promises::of(&intake),
        units,
        law,
        channels,
    })
    .into_response()
}
