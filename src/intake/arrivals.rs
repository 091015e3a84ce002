//! What became of the files just sent, in words.

use super::chrome::size;
use super::upload::is_stored;
use crate::crypto::frame::FileTreatment;
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
    pub(super) fn list(arrivals: &[Arrival]) -> (Vec<Self>, usize) {
        // Files that were not added come first: they need somebody to do something.
        let stored = |arrival: &&Arrival| is_stored(arrival);
        let refused = arrivals.iter().filter(|arrival| !stored(arrival));
        let listed = refused.chain(arrivals.iter().filter(stored)).take(LISTED).map(Self::of).collect();
        (listed, arrivals.len().saturating_sub(LISTED))
    }

    fn of(arrival: &Arrival) -> Self {
        let mut name: String = arrival.name.chars().take(SHOWN_NAME).collect();
        if name.len() < arrival.name.len() {
            name.push('…');
        }
        if name.is_empty() {
            name.push_str("A file without a name");
        }
        Self { name, bytes: arrival.bytes, outcome: arrival.outcome }
    }

    /// Its size, if it came just now.
    pub(super) fn size(&self) -> String {
        match self.outcome {
            Outcome::Already => String::new(),
            Outcome::Stored(_)
            | Outcome::TooBig
            | Outcome::CaseFull
            | Outcome::StoreFull
            | Outcome::TooMany
            | Outcome::Broken => format!(", {}", size(self.bytes)),
        }
    }

    pub(super) fn refused(&self) -> Option<&'static str> {
        match self.outcome {
            Outcome::Stored(_) | Outcome::Already => None,
            Outcome::TooBig => Some(
                "It is too big, alone or together with the others. Send it by itself, or make it smaller.",
            ),
            Outcome::CaseFull => {
                Some("There is no more room in this report. Tell us in a message what it shows.")
            }
            Outcome::StoreFull => Some("We have no room right now. Try again in a few days."),
            Outcome::TooMany => Some("There were too many files at once. Send it again now."),
            Outcome::Broken => Some("It did not arrive in one piece. Send it again."),
        }
    }

    pub(super) fn treated(&self) -> &'static str {
        match self.outcome {
            Outcome::Stored(FileTreatment::Cleaned) => "Hidden data removed.",
            Outcome::Stored(FileTreatment::PartlyCleaned) => {
                "The file was damaged: we removed what hidden data we could."
            }
            Outcome::Stored(FileTreatment::Untouched) => "Kept as it is, with any hidden data.",
            Outcome::Stored(FileTreatment::Original) => "Kept as it is, as you asked.",
            Outcome::Already => "It had arrived before.",
            Outcome::TooBig | Outcome::CaseFull | Outcome::StoreFull | Outcome::TooMany | Outcome::Broken => {
                ""
            }
        }
    }
}
