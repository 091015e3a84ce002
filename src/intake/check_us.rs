//! How anybody can check us: what the public log is, where it stands now, and who has signed it. The same for every visitor.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use data_encoding::BASE64;

use super::Intake;
use super::chrome::Chrome;
use super::log_words::{Witnesses, in_groups, next_in_words, others, short};
use super::notice::refused;
use crate::i18n::{Lang, words};
use crate::ledger::BLOCK;
use crate::vault::ledger::public::{Overview, overview};
use crate::web::language::Speech;
use crate::web::page::Page;

/// Characters of the log's name, and of our address, that are shown.
const SHOWN: usize = 120;

#[derive(Template)]
#[template(path = "intake/check_us.html")]
struct View {
    t: Speech,
    chrome: Chrome,
    log: Option<Log>,
    block: u64,
    next: String,
    address: String,
}

/// Where the log stands.
struct Log {
    origin: String,
    size: u64,
    published: String,
    root: String,
    witnesses: Witnesses,
    /// Witnesses that have not signed it.
    missing: Vec<String>,
    more_missing: usize,
    /// Whether the list of people names any witness.
    any: bool,
}

impl Log {
    fn of(overview: &Overview, lang: Lang) -> Self {
        let (missing, more_missing) = others(&overview.witnesses, &overview.verified);
        Self {
            origin: short(&overview.head.origin, SHOWN),
            size: overview.head.size,
            published: words::hour_on(lang, overview.slot),
            root: in_groups(&BASE64.encode(&overview.head.root.0)),
            witnesses: Witnesses::of(&overview.verified, lang),
            missing,
            more_missing,
            any: !overview.witnesses.is_empty(),
        }
    }
}

pub(super) async fn get(t: Speech, State(intake): State<Intake>) -> Response {
    let overview = match overview(intake.vault()).await {
        Ok(overview) => overview,
        Err(refusal) => return refused(&refusal),
    };
    let address = intake.config().origins.first().map(|origin| short(origin, SHOWN)).unwrap_or_default();
    Page::new(View {
        t,
        chrome: Chrome::of(&intake, "/l"),
        log: overview.as_ref().map(|overview| Log::of(overview, t.lang())),
        block: BLOCK,
        next: next_in_words(intake.vault(), t.lang()),
        address,
    })
    .into_response()
}
