//! What stands around every page, and words that several pages need.

use super::Intake;
use crate::i18n::{Lang, words};
use crate::model::roster::Policy;
use crate::vault::FileLimits;

/// What the frame of a page shows.
#[derive(Clone, Debug)]
pub(super) struct Chrome {
    administration: Option<String>,
    /// Where a change of language leads: this page, or the nearest that can be opened anew. Never what the request asked for: an address is
    /// not repeated.
    here: &'static str,
}

impl Chrome {
    /// The frame of a page that stands at `here`, or from which one that changes the language goes there.
    pub(super) fn of(intake: &Intake, here: &'static str) -> Self {
        let roster = intake.vault().roster_in_force();
        Self { administration: roster.map(|roster| roster.administration.clone()), here }
    }

    /// The frame of a page that knows no configuration.
    pub(super) const fn bare() -> Self {
        Self { administration: None, here: "/" }
    }

    pub(super) fn name(&self) -> &str {
        self.administration.as_deref().unwrap_or("Red Channel")
    }

    /// The languages to choose from, each with the address of this page in it.
    pub(super) fn languages(&self) -> impl Iterator<Item = (Lang, String)> + '_ {
        Lang::all().map(|lang| (lang, format!("{}{}", lang.prefix(), self.here)))
    }
}

/// The two promises.
pub(super) struct Promises {
    pub(super) days: u16,
    pub(super) months: u16,
}

impl Promises {
    /// The promises of the roster in force; without one, what the directive asks for.
    pub(super) fn of(intake: &Intake) -> Self {
        let policy =
            intake.vault().roster_in_force().map_or_else(Policy::default, |roster| roster.policy.clone());
        Self { days: policy.acknowledge_days, months: policy.feedback_months }
    }
}

/// What may be sent at once, in words.
pub(super) struct Limits {
    pub(super) files: u32,
    pub(super) each: String,
    pub(super) together: String,
}

impl Limits {
    pub(super) fn of(limits: &FileLimits, lang: Lang) -> Self {
        Self {
            files: limits.files_per_request,
            each: words::size(lang, limits.file_bytes),
            together: words::size(lang, limits.request_bytes),
        }
    }
}

/// The most characters a text area lets in: a character of UTF-16, which is what browsers count, has three bytes of UTF-8 at most.
pub(super) fn text_max(limits: &FileLimits) -> u64 {
    u64::try_from(limits.text_bytes).unwrap_or(u64::MAX) / 3
}
