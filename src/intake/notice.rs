//! Pages for when something cannot be done: each says what happened, what is safe, and what to do next.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;

use super::chrome::Chrome;
use super::{Intake, session};
use crate::vault::Refusal;
use crate::web::events::Event;
use crate::web::form::FormError;
use crate::web::language::Speech;
use crate::web::page::{Page, see_other};

/// What there is to tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice {
    /// Too many requests, or no room on the slow hash.
    Busy,
    /// Storage is so full that not even words were kept. (A file that finds no room is told of where it is listed.)
    Full,
    /// The form is too old, or not of this server.
    Expired,
    /// No roster in force: nobody could be trusted to read.
    Closed,
    /// Our fault.
    Trouble,
    /// A report without a story.
    Empty,
    /// More text than we take.
    TooLong,
    /// A form that is not as we sent it.
    Unreadable,
    /// The body came too slowly.
    Slow,
    /// No such path.
    Missing,
    /// No such method.
    WrongMethod,
}

impl Notice {
    /// The notices that have a path of their own.
    pub const WITH_PATHS: [Self; 9] = [
        Self::Busy,
        Self::Full,
        Self::Expired,
        Self::Closed,
        Self::Trouble,
        Self::Empty,
        Self::TooLong,
        Self::Unreadable,
        Self::Slow,
    ];

    /// Where it stands, for POSTs that end in it.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Busy => "/b",
            Self::Full => "/f",
            Self::Expired => "/e",
            Self::Closed => "/o",
            Self::Empty => "/v",
            Self::TooLong => "/t",
            Self::Unreadable => "/u",
            Self::Slow => "/s",
            Self::Trouble | Self::Missing | Self::WrongMethod => "/z",
        }
    }

    /// What a status means to a reporter.
    pub fn of(status: StatusCode) -> Self {
        match status {
            StatusCode::NOT_FOUND => Self::Missing,
            StatusCode::METHOD_NOT_ALLOWED => Self::WrongMethod,
            StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => Self::Busy,
            StatusCode::PAYLOAD_TOO_LARGE => Self::TooLong,
            StatusCode::REQUEST_TIMEOUT => Self::Slow,
            StatusCode::BAD_REQUEST | StatusCode::FORBIDDEN | StatusCode::UNSUPPORTED_MEDIA_TYPE => {
                Self::Unreadable
            }
            _ => Self::Trouble,
        }
    }

    fn page(self, intake: &Intake, t: Speech) -> Response {
        Page::new(View {
            t,
            chrome: Chrome::of(intake, self.path()),
            notice: self,
            channels: &intake.config().other_channels,
        })
        .into_response()
    }

    /// The way there, with the cause for the log.
    pub(super) fn because(self, event: &'static str) -> Response {
        let mut response = see_other(self.path());
        response.extensions_mut().insert(Event::new(event));
        response
    }
}

/// The way to the page that tells of a refusal of the vault.
pub(super) fn refused(refusal: &Refusal) -> Response {
    match refusal {
        Refusal::Busy => Notice::Busy.because("intake.vault.busy"),
        Refusal::TooLong => Notice::TooLong.because("intake.form.too_large"),
        Refusal::Full => Notice::Full.because("intake.vault.full"),
        Refusal::NoRoster => Notice::Closed.because("intake.vault.no_roster"),
        // Whoever has a session is told there; to others that page shows the way to the code.
        Refusal::Destroyed => see_other(session::NOTICE),
        Refusal::Unavailable(_) => Notice::Trouble.because("intake.vault.unavailable"),
    }
}

/// The way to the page that tells why a form was not read.
pub(super) fn not_read(error: FormError) -> Response {
    match error {
        FormError::TooLarge | FormError::TooManyParts => Notice::TooLong.because("intake.form.too_large"),
        FormError::TooSlow => Notice::Slow.because("intake.form.too_slow"),
        FormError::NotUtf8
        | FormError::Nul
        | FormError::Duplicate
        | FormError::WrongType
        | FormError::Encoded
        | FormError::Broken => Notice::Unreadable.because("intake.form.unreadable"),
    }
}

/// The constant page of a status in a language; it knows no configuration.
pub fn failure_page(status: StatusCode, t: Speech) -> String {
    let view = View { t, chrome: Chrome::bare(), notice: Notice::of(status), channels: &[] };
    // Rendering to a string cannot fail. Were it to, an empty page is better than none.
    view.render().unwrap_or_default()
}

#[derive(Template)]
#[template(path = "intake/notice.html")]
struct View<'a> {
    t: Speech,
    chrome: Chrome,
    notice: Notice,
    channels: &'a [String],
}

macro_rules! handlers {
    ($($name:ident => $notice:ident),*) => {
        $(pub(super) async fn $name(t: Speech, State(intake): State<Intake>) -> Response {
            Notice::$notice.page(&intake, t)
        })*
    };
}

handlers! {
    busy => Busy, full => Full, expired => Expired, closed => Closed, trouble => Trouble,
    empty => Empty, too_long => TooLong, unreadable => Unreadable, slow => Slow
}
