//! The notice about a case that was destroyed: who signed it, why, and what the reporter can do now.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::HeaderMap;

use super::chrome::Chrome;
use super::inbox::pages::cut;
use super::log_words::{next_in_words, short};
use super::notice::refused;
use super::{Intake, session};
use crate::i18n::{Lang, words};
use crate::vault::ledger::graves::{self, Told, notice};
use crate::vault::ledger::lookup::Found;
use crate::web::language::Speech;
use crate::web::page::Page;

/// Bytes of HTML that the reason may take: the page must fit.
const REASON: usize = 1500;
/// Characters of a name that are shown.
const NAME: usize = 60;

#[derive(Template)]
#[template(path = "intake/destroyed.html")]
struct View<'a> {
    t: Speech,
    chrome: Chrome,
    told: Words,
    next: String,
    channels: &'a [String],
}

/// What is told, in words.
enum Words {
    Signed(Notice),
    Unsigned,
    Missing,
}

struct Notice {
    day: String,
    reason: String,
    one: String,
    other: String,
    entries: usize,
    place: Place,
}

/// Where the entry about it is.
enum Place {
    In { index: u64, size: u64 },
    Waits,
    Nowhere,
}

impl Words {
    fn of(told: Told, lang: Lang) -> Self {
        match told {
            Told::Signed(notice) => Self::Signed(Notice::of(*notice, lang)),
            Told::Unsigned => Self::Unsigned,
            Told::Missing => Self::Missing,
        }
    }
}

impl Notice {
    fn of(notice: graves::Notice, lang: Lang) -> Self {
        let [one, other] = notice.signed_by.map(|name| short(&name, NAME));
        let (reason, rest) = cut(&notice.reason, REASON);
        Self {
            day: words::day(lang, notice.day),
            reason: if rest.is_empty() { reason.to_owned() } else { format!("{reason}…") },
            one,
            other,
            entries: notice.entries,
            place: match notice.found {
                Found::Stands(placed) => Place::In { index: placed.index, size: placed.verified.head.size },
                Found::Waits => Place::Waits,
                Found::Lost | Found::Fails => Place::Nowhere,
            },
        }
    }
}

pub(super) async fn get(t: Speech, State(intake): State<Intake>, headers: HeaderMap) -> Response {
    let destroyed = match session::bereft(&intake, &headers).await {
        Ok(destroyed) => destroyed,
        Err(answer) => return answer,
    };
    let told = match notice(intake.vault(), &destroyed).await {
        Ok(told) => Words::of(told, t.lang()),
        Err(refusal) => return refused(&refusal),
    };
    let channels = intake.config().other_channels.as_slice();
    let next = next_in_words(intake.vault(), t.lang());
    Page::new(View { t, chrome: Chrome::of(&intake, "/g"), told, next, channels }).into_response()
}
