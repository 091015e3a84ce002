//! The pages of the desk: on loopback, without script, for the one browser that opened the printed link.
//!
//! Whoever has no cookie of this desk sees one page that says so. On another address than loopback there is TLS, and a second factor at
//! every unlocking; without a certificate the desk refuses to listen there.

mod address;
mod case;
mod custody;
mod doings;
mod door;
mod export;
mod file;
mod finish;
mod gone;
mod help;
mod identity;
mod layout;
mod ledger;
mod oversight;
mod queue;
mod reply;
mod roster;
mod search;
mod second_factor;
pub mod session;
mod start;
mod step_up;
pub mod steps;
mod table;
mod unlock;
mod views;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::routing::{get, post};
use http::HeaderMap;
use rand::CryptoRng;

use super::DeskConfig;
use super::keyring::Keyring;
use crate::clock::Clock;
use crate::secret::{Secret, SecretText};
use crate::web::cookie;
use crate::web::csrf::check_form_token;
use crate::web::error::{Failed, Failure};
use crate::web::events::Event;
use crate::web::form::Form;
use session::{Door, Times, Visitor};

pub use start::{Console, StartError, layers, serve, start};

/// The style sheet of the desk.
pub const CSS: &str = include_str!("../../../templates/desk/desk.css");

/// The cookie of the session.
const COOKIE: &str = "__Host-d";

/// What the pages share.
#[derive(Clone, Debug)]
pub struct Desk(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    config: DeskConfig,
    clock: Clock,
    keyring: Keyring,
    door: Mutex<Door>,
}

impl Desk {
    /// A locked desk, and the token of its one-time link.
    pub fn new(config: DeskConfig, clock: Clock, rng: &mut impl CryptoRng) -> (Self, SecretText) {
        let times = Times { idle: config.idle, longest: config.longest };
        let (door, token) = Door::new(times, rng);
        let keyring = Keyring::new(&config.keys);
        (Self(Arc::new(Inner { config, clock, keyring, door: Mutex::new(door) })), token)
    }

    /// Locks if the times are up; called from time to time, because an idle desk gets no requests.
    pub fn expire(&self) {
        let now = self.0.clock.now();
        self.door().expire(now);
    }

    /// Drops keys and casebook.
    pub fn lock(&self) {
        self.door().lock();
    }

    fn door(&self) -> MutexGuard<'_, Door> {
        self.0.door.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn visitor(&self, headers: &HeaderMap) -> Visitor {
        let cookie = cookie::read(headers, COOKIE);
        self.door().visitor(cookie.as_ref(), self.0.clock.now())
    }
}

impl Desk {
    /// Who brings these headers, without taking it for a sign that somebody is there.
    fn glance(&self, headers: &HeaderMap) -> Visitor {
        let cookie = cookie::read(headers, COOKIE);
        self.door().glance(cookie.as_ref(), self.0.clock.now())
    }
}

/// All routes.
pub fn routes(desk: Desk) -> Router {
    Router::new()
        .route("/", get(queue::get))
        .route("/search", post(search::post))
        .route("/gone/{id}", post(gone::post))
        .route("/views", post(views::save))
        .route("/views/delete", post(views::delete))
        .route("/in/{token}", get(door::get))
        .route("/unlock", post(unlock::post))
        .route("/lock", post(unlock::lock))
        .route("/help", get(help::get))
        .route("/failed/{status}", get(help::failed))
        .route("/case/{name}", get(case::get))
        .route("/case/{id}/reply", get(reply::get).post(reply::post))
        .route("/case/{id}/file/{item}", get(file::get))
        .route("/case/{id}/log.csv", get(table::get))
        .route("/case/{id}/export/{proposal}", get(export::get).post(export::post))
        .route("/case/{id}/finish/{proposal}", post(finish::post))
        .route("/case/{id}/do/{step}", get(steps::page::get).post(steps::page::post))
        .route("/case/{id}/identity", get(identity::get).post(identity::post))
        .route("/custody", get(custody::list))
        .route("/custody/{id}", get(custody::get).post(custody::post))
        .route("/ledger", get(ledger::get))
        .route("/ledger/evidence", get(ledger::evidence))
        .route("/oversight", get(oversight::get))
        .route("/oversight/why", post(oversight::why))
        .route("/oversight/cases", get(oversight::cases))
        .route("/oversight/case/{id}", get(oversight::case))
        .route("/oversight/case/{id}/csv", get(oversight::csv))
        .route("/roster", get(roster::get))
        .route("/roster/invite", get(roster::invite::get))
        .route("/roster/begin", post(roster::draft::begin))
        .route("/roster/file", post(roster::file::take))
        .route("/roster/draft", get(roster::draft::get).post(roster::draft::terms))
        .route("/roster/draft/file", get(roster::file::draft))
        .route("/roster/card", get(roster::card::get).post(roster::card::post))
        .route("/roster/enrol", post(roster::card::enrol))
        .route("/roster/succession/{id}", post(roster::succession::post))
        .route("/roster/member/{id}", get(roster::member::get).post(roster::member::post))
        .route("/roster/propose", post(roster::draft::propose))
        .route("/roster/discard", post(roster::draft::discard))
        .route("/roster/withdraw", post(roster::draft::withdraw))
        .route("/roster/sign/{id}", get(roster::sign::get).post(roster::sign::post))
        .route("/roster/sign/{id}/file", get(roster::file::pending))
        .route("/second-factor", get(second_factor::get).post(second_factor::post))
        .with_state(desk)
}

/// The token of a form of this session; without it nothing is done.
fn check_token(form: &Form, forms: &Secret<32>, purpose: &str) -> Result<(), Failed> {
    let given = form.value("token").map(SecretText::expose_secret).unwrap_or_default();
    if check_form_token(forms, purpose, given) {
        return Ok(());
    }
    Err(Failure::Forbidden.because(Event::new("desk.form.token")))
}
