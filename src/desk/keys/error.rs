//! Why a key did not change hands.

use crate::api::client::ClientError;
use crate::crypto::agefile::AgeError;
use crate::desk::casebook::SyncError;
use crate::desk::shred::ShredError;
use crate::ledger::entry::EntryError;

/// Why nothing was done. Each sentence says who can help.
#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    /// The roster does not allow it.
    #[error("{0}")]
    Standing(String),
    /// The case is not there or cannot be opened.
    #[error("This case cannot be opened at this desk, so its key cannot be handed on.")]
    Closed,
    /// The report does not verify.
    #[error("The report of this case does not verify, so its key is not handed on. Tell oversight.")]
    NoReport,
    /// What the server shows does not fit what it showed, or what the ledger says.
    #[error(
        "The server does not show this case, or its key, as the ledger and this desk know them. Nothing was done. Tell oversight first."
    )]
    Alarm,
    /// Not a member who may read cases.
    #[error("By the roster this person may not read cases today. The keyholders decide who may.")]
    NoReader,
    /// The consent does not fit.
    #[error(
        "The consent of a second person does not fit: it is for another person, or for an earlier key of the case, or it was signed by \
         somebody who may not read cases today. Ask for it anew."
    )]
    Consent,
    /// Two must agree.
    #[error("This takes two people: somebody else who reads the case must propose it first.")]
    OnePerson,
    /// They have one.
    #[error("The server says that this person holds a key of the case already.")]
    Holds,
    /// They have none.
    #[error("The server says that this person holds no key of the case.")]
    HoldsNone,
    /// The key must be replaced first.
    #[error("Somebody was taken off this case. Give it a new key first; then others can be added.")]
    RekeyFirst,
    /// The key cannot be replaced.
    #[error(
        "The key of this case cannot be replaced: the case is from before this was possible, or its key was replaced too often. Tell the \
         administrator; to protect what comes, ask the reporter to send a new report."
    )]
    Fixed,
    /// A colleague was faster.
    #[error("A colleague has just given this case a new key. There is nothing left to do.")]
    Overtaken,
    /// The server names somebody who cannot hold a key.
    #[error(
        "The server says that “{0}” holds a key of this case, but nothing that was signed shows it. No key was made: it would let them read \
         what comes. Tell oversight."
    )]
    Unjustified(String),
    /// The server refused.
    #[error(
        "The server does not allow it. Somebody's standing changed, or nobody else would be left who holds a key of the case. Load the case \
         again."
    )]
    Refused,
    /// The case was not destroyed.
    #[error(transparent)]
    Destruction(#[from] ShredError),
    /// Nobody takes over.
    #[error("The roster names nobody who takes over the cases of this person. The keyholders can.")]
    NoSuccessor,
    /// Others write all the time.
    #[error(
        "The case changed each time this was signed. Nothing was done. Look at what is new, then try again."
    )]
    KeepsMoving,
    /// The server did not take it.
    #[error("{}", crate::desk::sentence(.0))]
    Client(ClientError),
    /// The case could not be read.
    #[error(transparent)]
    Sync(#[from] SyncError),
    /// Sealing failed.
    #[error("The key could not be sealed. Nothing was done; tell the administrator.")]
    Seal(#[from] AgeError),
    /// The entry for the ledger could not be signed.
    #[error("The entry for the ledger could not be written down. Nothing was done; tell the administrator.")]
    Entry(#[from] EntryError),
}

impl From<ClientError> for KeysError {
    fn from(error: ClientError) -> Self {
        match error {
            // 400: signed as it should be, and still not what the server allows.
            ClientError::Unexpected(400) => Self::Refused,
            other @ (ClientError::Address
            | ClientError::Insecure
            | ClientError::Unreachable(_)
            | ClientError::Refused
            | ClientError::NotFound
            | ClientError::ReadFirst
            | ClientError::Overloaded
            | ClientError::Unexpected(_)
            | ClientError::Malformed) => Self::Client(other),
        }
    }
}
