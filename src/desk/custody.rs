//! Names given in confidence, at the desks: a handler asks, a custodian answers, the handler opens.
//!
//! ```text
//! ask     a handler's request: one signed frame, for colleagues and for the custodians
//! open    how the requests of a case stand; the identity, once it was granted
//! letter  what a custodian gets, held against the roster and against what was answered before
//! keep    what a custodian does: look, grant, refuse
//! ```
//!
//! Nobody trusts the server here. A request is the handler's signature, an answer the custodian's; each names its case, and the answer its
//! request. The reporter's keys come from the case's own seal on the handler's side, and from the identity's on the custodian's.

pub mod ask;
pub mod keep;
pub mod letter;
pub mod open;

use super::casebook::SyncError;
use crate::api::client::ClientError;
use crate::crypto::agefile::AgeError;
use crate::crypto::frame::FrameError;
use crate::crypto::open::OpenError;
use crate::ledger::entry::EntryError;
use crate::model::custody::WORDS_MAX;
use crate::secret::SecretText;
use letter::LetterFault;

/// How often something is signed again because the case moved on meanwhile.
const TRIES: usize = 4;

/// Why something about an identity was not done. Each sentence says what to do.
#[derive(Debug, thiserror::Error)]
pub enum CustodyError {
    /// Nothing was written.
    #[error("There are no words. Say why: the custodian decides on it, and the reporter reads it.")]
    Empty,
    /// Too much was written.
    #[error("That has {characters} characters; at most {WORDS_MAX} can be sent. Say it shorter.")]
    TooLong {
        /// How much was written.
        characters: usize,
    },
    /// The roster does not allow it.
    #[error("{0}")]
    Standing(String),
    /// A rule of casework stands in the way.
    #[error("{0}")]
    Rule(String),
    /// The case is not there or cannot be opened.
    #[error("This case cannot be opened at this desk.")]
    Closed,
    /// The report does not verify.
    #[error("The report of this case does not verify, so it does not say whether a name was given.")]
    NoReport,
    /// The server does not show what it showed before.
    #[error(
        "The server does not show this case as it did before. Nothing can be signed here until that is explained. Tell oversight."
    )]
    Alarm,
    /// The case is older than confidence.
    #[error("This report came in before names could be given in confidence. There is none.")]
    Older,
    /// The reporter gave no name.
    #[error("The reporter gave no name. There is nothing to ask for.")]
    NotGiven,
    /// Nobody keeps it.
    #[error("The roster has no custodian. Ask the keyholders to sign one in.")]
    NoCustodian,
    /// A colleague was faster.
    #[error(
        "A colleague has asked already, and waits for the answer. Talk to them; ask again when it is there."
    )]
    Waits,
    /// No grant was found.
    #[error("The custodian has not granted it to you.")]
    NotGranted,
    /// There is a key without an answer that goes with it.
    #[error(
        "The server shows a key to this name, but no answer of the custodian to you. Do not use it; tell oversight."
    )]
    Unanswered,
    /// The identity is not the one that came with the report.
    #[error("What the server shows as the name is not what came with the report: {0}. Tell oversight.")]
    Altered(OpenError),
    /// The request is not there any more.
    #[error("This request does not wait any more: another custodian answered it, or it was taken back.")]
    Gone,
    /// The request does not hold.
    #[error("This request cannot be answered. {}", .0.words())]
    Letter(LetterFault),
    /// The key the server handed out is not that of this case.
    #[error(
        "The key that the server hands out for this name does not open with yours, or belongs to another case. Tell oversight."
    )]
    Key,
    /// Others write all the time.
    #[error("The case changed each time this was signed. Nothing was sent. Try again.")]
    KeepsMoving,
    /// The server did not take it.
    #[error("{}", super::sentence(.0))]
    Client(#[from] ClientError),
    /// The case could not be read before signing.
    #[error(transparent)]
    Sync(#[from] SyncError),
    /// Sealing failed.
    #[error("It could not be sealed. Nothing was sent; tell the administrator.")]
    Seal(#[from] AgeError),
    /// The entry for the ledger could not be signed.
    #[error("The entry for the ledger could not be written down. Nothing was sent; tell the administrator.")]
    Entry(#[from] EntryError),
    /// Signing failed.
    #[error("It could not be written down. Nothing was sent; tell the administrator.")]
    Frame(#[from] FrameError),
}

/// Words that must be there and fit.
fn check_words(words: &SecretText) -> Result<(), CustodyError> {
    if words.is_blank() { Err(CustodyError::Empty) } else { check_length(words) }
}

/// Words that may be missing, and fit.
fn check_length(words: &SecretText) -> Result<(), CustodyError> {
    let characters = words.expose_secret().chars().count();
    if characters > WORDS_MAX { Err(CustodyError::TooLong { characters }) } else { Ok(()) }
}
