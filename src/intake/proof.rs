//! What the public log holds of a report, shown on request, and a file to take along.
//!
//! Never shown by default: what lies on a telephone can be found there. Each page looks every step up and computes its proof anew.
//!
//! The pages have the length of all pages. A file has its own, and whoever watches the line sees from it that somebody with a code took one
//! along. It does not say which: the receipt in it is filled up to one length, and what varies with the rest is the size of the tree and the
//! number of its signatures, which are public, and the digits of the place. The warning on the page says that taking is a risk.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue};

use super::chrome::Chrome;
use super::log_words::{Witnesses, next_in_words, short};
use super::notice::refused;
use super::{Intake, session};
use crate::clock::Day;
use crate::i18n::{Key, Lang, words};
use crate::vault::ledger::lookup::Found;
use crate::vault::ledger::receipts::{self, Place, Step, Steps};
use crate::web::error::Failure;
use crate::web::events::Event;
use crate::web::headers::Sandboxed;
use crate::web::language::Speech;
use crate::web::page::Page;

/// Steps on a page. A test renders the fullest one.
const PER_PAGE: u64 = 8;
/// A step waits for the next publication, or on busy days for the one after. After so many days something is wrong.
const PATIENCE_DAYS: i64 = 2;
/// Characters of a log's name that are shown.
const SHOWN: usize = 60;

#[derive(Template)]
#[template(path = "intake/proof.html")]
struct View<'a> {
    t: Speech,
    chrome: Chrome,
    page: u64,
    pages: u64,
    newer: String,
    older: String,
    total: u64,
    missing: u64,
    /// Steps of this page whose proof was computed and holds.
    held: usize,
    alarm: bool,
    lines: Vec<Line>,
    trees: Vec<Tree>,
    next: String,
    channels: &'a [String],
}

/// One step, in words.
struct Line {
    what: Key,
    day: String,
    step: u64,
    state: Outcome,
}

/// What was found of it.
enum Outcome {
    /// In the log.
    Stands { index: u64, size: u64 },
    /// In the log that came after the one the receipt speaks of.
    Moved { index: u64, size: u64 },
    /// Not published yet.
    Waits,
    /// Not published, and it should be.
    Late,
    /// In the log nowhere, and it does not wait either.
    Lost,
    /// The log does not prove what it says.
    Fails,
    /// Its receipt does not hold.
    Unverified,
    /// It has no receipt.
    Missing,
}

impl Outcome {
    const fn is_alarm(&self) -> bool {
        match self {
            Self::Lost | Self::Fails | Self::Unverified => true,
            Self::Stands { .. } | Self::Moved { .. } | Self::Waits | Self::Late | Self::Missing => false,
        }
    }

    const fn holds(&self) -> bool {
        matches!(self, Self::Stands { .. } | Self::Moved { .. })
    }
}

/// A tree that steps stand in, and who has signed it.
struct Tree {
    origin: String,
    size: u64,
    witnesses: Witnesses,
}

impl Line {
    fn of(place: &Place, today: Day, lang: Lang) -> Self {
        match place {
            Place::Known(step) => Self {
                what: what(&step.receipt.kind),
                day: words::day(lang, step.receipt.day),
                step: step.receipt.step,
                state: state(step, today),
            },
            Place::Unverified => Self::empty(Outcome::Unverified),
            Place::Missing => Self::empty(Outcome::Missing),
        }
    }

    const fn empty(state: Outcome) -> Self {
        Self { what: Key("step-unknown"), day: String::new(), step: 0, state }
    }
}

fn state(step: &Step, today: Day) -> Outcome {
    match &step.found {
        Found::Stands(placed) => {
            let (index, size) = (placed.index, placed.verified.head.size);
            if step.moved() { Outcome::Moved { index, size } } else { Outcome::Stands { index, size } }
        }
        Found::Waits if today.since(step.receipt.day) > PATIENCE_DAYS => Outcome::Late,
        Found::Waits => Outcome::Waits,
        Found::Lost => Outcome::Lost,
        Found::Fails => Outcome::Fails,
    }
}

/// What a kind of step is, as [`Event::kind`](crate::ledger::entry::Event::kind) names it, to somebody who reads plain words.
fn what(kind: &str) -> Key {
    match kind {
        "report_received" => Key("step-report-received"),
        "followup_received" => Key("step-followup-received"),
        "reply_sent" => Key("step-reply-sent"),
        "read" => Key("step-read"),
        "state_changed" => Key("step-state-changed"),
        "triaged" => Key("step-triaged"),
        "assigned" => Key("step-assigned"),
        "recorded" => Key("step-recorded"),
        "proposed" => Key("step-proposed"),
        "wrap_proposed" => Key("step-wrap-proposed"),
        "wrap_added" => Key("step-wrap-added"),
        "wrap_removed" => Key("step-wrap-removed"),
        "rekeyed" => Key("step-rekeyed"),
        "approved" => Key("step-approved"),
        "exported" => Key("step-exported"),
        "identity_opened" => Key("step-identity-opened"),
        "identity_refused" => Key("step-identity-refused"),
        "recovery_used" => Key("step-recovery-used"),
        "retention_extended" => Key("step-retention-extended"),
        "legal_hold" => Key("step-legal-hold"),
        _ => Key("step-other"),
    }
}

fn trees(steps: &Steps, lang: Lang) -> Vec<Tree> {
    let mut trees: Vec<Tree> = Vec::new();
    for place in &steps.places {
        let Place::Known(step) = place else { continue };
        let Found::Stands(placed) = &step.found else { continue };
        let (head, origin) = (&placed.verified.head, short(&placed.verified.head.origin, SHOWN));
        if !trees.iter().any(|tree| tree.size == head.size && tree.origin == origin) {
            trees.push(Tree { origin, size: head.size, witnesses: Witnesses::of(&placed.verified, lang) });
        }
    }
    trees
}

pub(super) async fn get(t: Speech, State(intake): State<Intake>, headers: HeaderMap) -> Response {
    show(&intake, t, &headers, 1).await
}

/// Older steps, from page 2 on.
pub(super) async fn get_older(
    t: Speech,
    State(intake): State<Intake>,
    Path(page): Path<String>,
    headers: HeaderMap,
) -> Response {
    match number(&page) {
        Some(page) if page > 1 => show(&intake, t, &headers, page).await,
        _ => Failure::NotFound.into_response(),
    }
}

async fn show(intake: &Intake, t: Speech, headers: &HeaderMap, page: u64) -> Response {
    let session = match session::visitor(intake, headers).await {
        Ok((_, session)) => session,
        Err(answer) => return answer,
    };
    let skipped = page.saturating_sub(1);
    match receipts::steps(intake.vault(), &session.access, skipped, PER_PAGE).await {
        Ok(Some(steps)) => Page::new(view(intake, t, page, &steps)).into_response(),
        Ok(None) => Failure::NotFound.into_response(),
        Err(refusal) => refused(&refusal),
    }
}

fn view<'a>(intake: &'a Intake, t: Speech, page: u64, steps: &Steps) -> View<'a> {
    let root = t.root();
    let today = intake.vault().today();
    let lines: Vec<Line> = steps.places.iter().map(|place| Line::of(place, today, t.lang())).collect();
    View {
        t,
        chrome: Chrome::of(intake, "/p"),
        page,
        pages: steps.total.div_ceil(PER_PAGE).max(1),
        newer: if page == 2 { format!("{root}/p") } else { format!("{root}/q/{}", page.saturating_sub(1)) },
        older: format!("{root}/q/{}", page.saturating_add(1)),
        total: steps.total,
        missing: steps.missing,
        held: lines.iter().filter(|line| line.state.holds()).count(),
        alarm: lines.iter().any(|line| line.state.is_alarm()),
        lines,
        trees: trees(steps, t.lang()),
        next: next_in_words(intake.vault(), t.lang()),
        channels: &intake.config().other_channels,
    }
}

/// The file to take along for one step of the visitor's own case: the proof, or while there is none, the log's signed word that the step is to be
/// in it. That is what counts if the step never appears.
pub(super) async fn get_file(
    State(intake): State<Intake>,
    Path(step): Path<String>,
    headers: HeaderMap,
) -> Response {
    let session = match session::visitor(&intake, &headers).await {
        Ok((_, session)) => session,
        Err(answer) => return answer,
    };
    let Some(number) = number(&step) else { return Failure::NotFound.into_response() };
    match receipts::step(intake.vault(), &session.access, number).await {
        Ok(Some(step)) => match step.proof() {
            Some(proof) => file(number, "tlog-proof", proof.to_bytes()),
            None => file(number, "receipt", step.note),
        },
        Ok(None) => Failure::NotFound.into_response(),
        Err(refusal) => refused(&refusal),
    }
}

fn file(number: u64, kind: &str, bytes: Vec<u8>) -> Response {
    // The name says nothing of us or of a report.
    let Ok(name) = HeaderValue::from_str(&format!("attachment; filename=\"{number}.{kind}\"")) else {
        return Failure::Internal.because(Event::new("intake.proof.name")).into_response();
    };
    let mut response = bytes.into_response();
    response.headers_mut().insert(CONTENT_DISPOSITION, name);
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
    response.extensions_mut().insert(Sandboxed);
    response
}

/// A number in its one spelling.
fn number(text: &str) -> Option<u64> {
    text.parse().ok().filter(|number: &u64| number.to_string() == text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_one_spelling() {
        assert_eq!(number("12"), Some(12));
        for other in ["", "012", "+1", "-1", "1.0", "99999999999999999999"] {
            assert_eq!(number(other), None, "{other}");
        }
    }
}
