//! The pages of the desk: on loopback, without script, for the one browser that opened the printed link.
//!
//! Whoever has no cookie of this desk sees one page that says so. The second factor and other addresses than loopback come together, in a
//! later version; until then the desk refuses to listen anywhere else.

mod address;
mod case;
mod doings;
mod door;
mod file;
mod help;
mod layout;
mod ledger;
mod oversight;
mod queue;
mod reply;
mod search;
pub mod session;
mod start;
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
        .route("/views", post(views::save))
        .route("/views/delete", post(views::delete))
        .route("/in/{token}", get(door::get))
        .route("/unlock", post(unlock::post))
        .route("/lock", post(unlock::lock))
        .route("/help", get(help::get))
        .route("/failed/{status}", get(help::failed))
        .route("/case/{name}", get(case::get))
        .route("/case/{id}/reply", post(reply::post))
        .route("/case/{id}/file/{item}", get(file::get))
        .route("/ledger", get(ledger::get))
        .route("/ledger/evidence", get(ledger::evidence))
        .route("/oversight", get(oversight::get))
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
