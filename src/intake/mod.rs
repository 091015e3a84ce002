//! The public face: what a reporter sees. It takes reports in, seals them through the vault, and forgets.
//!
//! The paths say nothing, carry nothing and have no query: they stay in the history of browsers and in the logs of networks. Only whoever
//! chooses a language has it before them, see [`crate::web::language`].
//! Every POST ends in a 303, failures included, because Chromium keeps the body of a POST that is answered with a page.

pub mod form_token;
pub mod notice;
pub mod release;
pub mod settings;

mod arrivals;
mod check_us;
mod chrome;
mod code_card;
mod comeback;
mod destroyed;
mod flash;
mod help;
mod inbox;
mod landing;
mod leave;
mod leave_out;
mod log;
mod log_words;
mod proof;
mod report;
mod sent;
mod session;
mod ticket;
mod upload;
mod who;

use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};
use http::StatusCode;
use tower::Layer;

use self::notice::Notice;
pub use self::settings::{IntakeConfig, Invalid};
use crate::i18n::Lang;
use crate::vault::Vault;
use crate::web::assets::Stylesheet;
use crate::web::csrf::{Headerless, Rule};
use crate::web::error::{AfterPost, Failure, Pages};
use crate::web::face::Face;
use crate::web::headers::SecurityHeaders;
use crate::web::host::Hosts;
use crate::web::language::{Languages, Speech, speak};
use crate::web::limits::{Group, Limits};
use crate::web::padding::Step;

/// The style sheet, written into every page.
pub const STYLE: &str = include_str!("../../templates/intake/style.css");

/// What the handlers share. A cheap handle; one for each listener, because names and headers differ between them.
#[derive(Clone)]
pub struct Intake(Arc<Inner>);

struct Inner {
    vault: Vault,
    config: IntakeConfig,
    headers: SecurityHeaders,
    limits: Limits,
}

impl Intake {
    /// Checks the configuration. `limits` are shared by all listeners, and tidied by whoever made them.
    pub fn new(vault: Vault, config: IntakeConfig, limits: Limits) -> Result<Self, Invalid> {
        config.check()?;
        let headers = SecurityHeaders::new(&Stylesheet::new(STYLE), config.reach.clone())
            .map_err(|_| Invalid("reach: the onion address is not one a header can carry"))?;
        Ok(Self(Arc::new(Inner { vault, config, headers, limits })))
    }

    fn vault(&self) -> &Vault {
        &self.0.vault
    }

    fn limits(&self) -> &Limits {
        &self.0.limits
    }

    fn config(&self) -> &IntakeConfig {
        &self.0.config
    }

    fn face(&self) -> Face {
        let config = self.config();
        Face {
            headers: self.0.headers.clone(),
            pages: Pages {
                body: |status| notice::failure_page(status, Speech::of(Lang::source())),
                content_type: "text/html; charset=utf-8",
                padding: Some(Step::Short),
                after_post: AfterPost::SeeOther(|status| Notice::of(status).path()),
                events: config.events.clone(),
            },
            hosts: Hosts::new(config.hosts.iter().map(String::as_str)),
            // A reporter with curl alone is served; forms that act for a session have their token all the same.
            csrf: Rule::new(config.origins.iter().map(String::as_str), Headerless::Allow),
            limits: config.request_limits,
        }
    }
}

/// All routes of this face, and the layers around them.
///
/// Order, from the outside: the language, then headers, failure pages, panics, host, cross-site requests, time limits (see [`Face`]); then
/// the budgets, which stand on groups of routes. Leaving and the notices have no budget: whoever must get away, or is told to wait, is never held up.
/// The public log has one of its own, see [`log`].
pub fn router(intake: Intake) -> Router {
    let limits = intake.0.limits.clone();
    let pages = Router::new()
        .route("/", get(landing::get))
        .route("/h", get(help::get))
        .route("/n", get(who::get))
        .route("/n/{audience}", get(report::get))
        .route("/c", get(comeback::get))
        .route("/d", get(sent::get).post(sent::post))
        .route("/m", get(inbox::get).post(inbox::post))
        .route("/m/{page}", get(inbox::get_older))
        .route("/l", get(check_us::get))
        .route("/p", get(proof::get))
        .route("/p/{step}", get(proof::get_file))
        .route("/q/{page}", get(proof::get_older))
        .route("/g", get(destroyed::get));
    let submit = Router::new().route("/n/{audience}", post(report::post));
    let check = Router::new().route("/c", post(comeback::post));
    let public = Router::new()
        .route("/log/checkpoint", get(log::checkpoint))
        .route("/log/policy", get(log::policy))
        .route("/log/tile/{*rest}", get(log::tile))
        .route("/log/{number}/checkpoint", get(log::checkpoint_of))
        .route("/log/{number}/tile/{*rest}", get(log::tile_of))
        .route("/log/add-checkpoint", post(log::add_checkpoint));
    let free = Router::new()
        .route("/x", get(leave::get))
        .route("/b", get(notice::busy))
        .route("/f", get(notice::full))
        .route("/e", get(notice::expired))
        .route("/o", get(notice::closed))
        .route("/z", get(notice::trouble))
        .route("/v", get(notice::empty))
        .route("/t", get(notice::too_long))
        .route("/u", get(notice::unreadable))
        .route("/s", get(notice::slow));
    let languages = Languages { otherwise: intake.config().language, failure: notice::failure_page };
    let face = intake.face();
    let router = limits
        .on_routes(Group::Pages, pages)
        .merge(limits.on_routes(Group::Submit, submit))
        .merge(limits.on_routes(Group::Check, check))
        .merge(limits.on_routes(Group::Log, public))
        .merge(free)
        .fallback(async || Failure::NotFound)
        .method_not_allowed_fallback(async || StatusCode::METHOD_NOT_ALLOWED)
        .with_state(intake);
    // Outside of everything: routes are matched only after the language was taken off the path.
    Router::new().fallback_service(from_fn_with_state(languages, speak).layer(face.wrap(router)))
}
