//! What became of the files just sent, in words.

use super::upload::is_stored;
use crate::crypto::frame::FileTreatment;
use crate::i18n::{Key, Lang, words};
use crate::vault::sessions::{Arrival, Outcome};

/// Files listed; each may have a name of forty letters in any script, and the page must fit its step.
const LISTED: usize = 10;
/// Characters of a name that are shown.
const SHOWN_NAME: usize = 40;

/// A file and what became of it, in words.
pub(super) struct File {
    pub(super) name: String,
    bytes: u64,
    outcome: Outcome,
}

impl File {
    /// The files to list, and how many more there are.
    pub(super) fn list(arrivals: &[Arrival], lang: Lang) -> (Vec<Self>, usize) {
        // Files that were not added come first: they need somebody to do something.
        let stored = |arrival: &&Arrival| is_stored(arrival);
        let refused = arrivals.iter().filter(|arrival| !stored(arrival));
        let listed = refused
            .chain(arrivals.iter().filter(stored))
            .take(LISTED)
            .map(|arrival| Self::of(arrival, lang))
            .collect();
        (listed, arrivals.len().saturating_sub(LISTED))
    }

    fn of(arrival: &Arrival, lang: Lang) -> Self {
        let mut name: String = arrival.name.chars().take(SHOWN_NAME).collect();
        if name.len() < arrival.name.len() {
            name.push('…');
        }
        if name.is_empty() {
            name = lang.text("file-nameless");
        }
        Self { name, bytes: arrival.bytes, outcome: arrival.outcome }
    }

    /// Its size, if it came just now.
    pub(super) fn size(&self, lang: Lang) -> Option<String> {
        match self.outcome {
            Outcome::Already => None,
            Outcome::Stored(_)
            | Outcome::TooBig
            | Outcome::CaseFull
            | Outcome::StoreFull
            | Outcome::TooMany
            | Outcome::Broken => Some(words::size(lang, self.bytes)),
        }
    }

    pub(super) fn refused(&self) -> Option<Key> {
        match self.outcome {
            Outcome::Stored(_) | Outcome::Already => None,
            Outcome::TooBig => Some(Key("file-too-big")),
            Outcome::CaseFull => Some(Key("file-case-full")),
            Outcome::StoreFull => Some(Key("file-store-full")),
            Outcome::TooMany => Some(Key("file-too-many")),
            Outcome::Broken => Some(Key("file-broken")),
        }
    }

    pub(super) fn treated(&self) -> Option<Key> {
        match self.outcome {
            Outcome::Stored(FileTreatment::Cleaned) => Some(Key("file-cleaned")),
            Outcome::Stored(FileTreatment::PartlyCleaned) => Some(Key("file-partly-cleaned")),
            Outcome::Stored(FileTreatment::Untouched) => Some(Key("file-untouched")),
            Outcome::Stored(FileTreatment::Original) => Some(Key("file-original")),
            Outcome::Already => Some(Key("file-already")),
            Outcome::TooBig | Outcome::CaseFull | Outcome::StoreFull | Outcome::TooMany | Outcome::Broken => {
                None
            }
        }
    }
}
