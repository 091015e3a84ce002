//! The first page: what this is, who reads, what is kept, and what could still give a reporter away.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};

use super::Intake;
use super::chrome::{Chrome, Promises};
use super::notice::Notice;
use crate::web::page::{Page, see_other};

struct Unit {
    name: String,
    readers: usize,
}

#[derive(Template)]
#[template(path = "intake/landing.html")]
struct View<'a> {
    chrome: Chrome,
    acknowledge: String,
    feedback: String,
    units: Vec<Unit>,
    law: &'a [String],
    channels: &'a [String],
}

pub(super) async fn get(State(intake): State<Intake>) -> Response {
    let Some(roster) = intake.vault().roster_in_force() else { return see_other(Notice::Closed.path()) };
    let Promises { acknowledge, feedback } = Promises::of(&intake);
    // The first channel is the one that takes reports.
    let units = roster.channels.iter().take(1);
    let units =
        units.map(|channel| Unit { name: channel.name.clone(), readers: channel.team.len() }).collect();
    let config = intake.config();
    let (law, channels) = (config.law.as_slice(), config.other_channels.as_slice());
    Page::new(View { chrome: Chrome::of(&intake), acknowledge, feedback, units, law, channels })
        .into_response()
}
