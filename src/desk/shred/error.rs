//! Why a case was not destroyed.

use crate::api::client::ClientError;
use crate::desk::casebook::SyncError;
use crate::ledger::entry::EntryError;
use crate::model::casework::MOST_REASON;

/// Why nothing was proposed, or nothing destroyed. Sentences.
#[derive(Debug, thiserror::Error)]
pub enum ShredError {
    /// The server did not answer as it should.
    #[error("{}", crate::desk::sentence(.0))]
    Client(#[from] ClientError),
    /// The server could not be read through.
    #[error(transparent)]
    Sync(#[from] SyncError),
    /// The statement could not be signed.
    #[error(
        "The statement could not be signed: {0}. A case with thousands of entries does not fit; tell the administrator."
    )]
    Entry(#[from] EntryError),
    /// No such case.
    #[error("Your key opens no case of that name. Nothing was done.")]
    NoCase,
    /// No such person.
    #[error(
        "Nobody in the roster who handles cases is called “{0}”. Name the approver as the roster does, or by the id."
    )]
    NoApprover(String),
    /// The rules.
    #[error("Destruction takes two different people: you cannot be both.")]
    OnePerson,
    /// The rules.
    #[error("One of the two must lead the unit or belong to oversight.")]
    NobodyLeads,
    /// The roster does not let this member act.
    #[error("{0}")]
    Standing(String),
    /// Something is wrong with the chain.
    #[error(
        "The ledger's entries about this case do not verify. Destroying it would destroy the traces of that. Look at the case at the desk, \
         and tell oversight."
    )]
    Troubled,
    /// The reason.
    #[error(
        "Give a reason of 1 to {MOST_REASON} characters, without anything from the report: it stays in the ledger for good."
    )]
    Reason,
    /// The file.
    #[error("This is not a proposal to destroy a case, or it was altered.")]
    Malformed,
    /// Named somebody else.
    #[error("This proposal asks {0} to agree, not you.")]
    NotYours(String),
    /// The case or the administration's chain moved on.
    #[error(
        "The proposal does not fit any more: something happened in the case, or another case was destroyed, since it was signed. Nothing was \
         destroyed. Look at the case, then propose again."
    )]
    Stale,
    /// The notice would go to somebody else.
    #[error(
        "The proposal would send the reporter's notice to another key than the reporter's. Nothing was destroyed; tell oversight."
    )]
    OtherReporter,
}
