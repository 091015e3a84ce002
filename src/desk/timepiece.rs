//! Whether this machine's clock can be right: the hour of the ledger, and whether the server takes what is signed here, tell.
//!
//! What a desk signs bears the day of its clock, and a day that cannot be counts for nothing; a request signed more than a few minutes
//! off is refused. Both look like other faults to whoever sits before them, so every page says what it may be. The hour of a publication
//! is the server's word: a server that lies about it can make a desk doubt its clock, and no more.

use std::sync::{Mutex, PoisonError};

use super::casebook::{Casebook, SyncError};
use super::days::words;
use super::ledger::LedgerView;
use super::people::Standing;
use crate::api::client::ClientError;
use crate::clock::Day;

/// What is to be said of this machine's clock, if anything.
#[derive(Debug, Default)]
pub struct Timepiece(Mutex<Option<String>>);

impl Timepiece {
    /// The sentence, for every page.
    pub fn doubt(&self) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Judges the clock by what the server just answered. `now` in seconds since 1970.
    pub fn note(&self, book: &Casebook, done: &Result<(), SyncError>, standing: &Standing, now: i64) {
        let behind = book.ledger().as_ref().is_ok_and(LedgerView::is_of_the_future);
        let doubt = match (done, standing) {
            (_, _) if behind => Some(behind_words(now)),
            (Err(SyncError::Client(ClientError::Refused)), Standing::Full) => Some(refused_words(now)),
            // It took what was signed; or refuses somebody whom it may refuse.
            (Ok(()) | Err(SyncError::Client(ClientError::Refused)), _) => None,
            // Nothing was learned.
            (Err(_), _) => return,
        };
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = doubt;
    }
}

fn behind_words(now: i64) -> String {
    format!(
        "This computer’s clock may be wrong: it says {}, and the ledger was published later than that. Compare it with another clock and set \
         it before you sign anything; if it is right, tell oversight that the server’s is not.",
        moment(now)
    )
}

fn refused_words(now: i64) -> String {
    format!(
        "This computer’s clock may be wrong: the server refuses what is signed here although the roster names you. The clock says {}; compare \
         it with another clock and set it.",
        moment(now)
    )
}

/// `23 Nov 2026, 12:05 UTC`.
fn moment(now: i64) -> String {
    let minutes = now.rem_euclid(86_400).div_euclid(60);
    let (hour, minute) = (minutes.div_euclid(60), minutes.rem_euclid(60));
    format!("{}, {hour:02}:{minute:02} UTC", words(Day::containing(now)))
}

#[cfg(test)]
mod tests {
    use super::moment;

    #[test]
    fn a_moment_is_said_to_the_minute() {
        assert_eq!(moment(1_795_435_200 + 65), "23 Nov 2026, 12:01 UTC");
    }
}
