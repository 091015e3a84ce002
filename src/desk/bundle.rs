//! A case as a signed, self-contained file for a court, a prosecutor or another body: `case-K7-PLUM-402.tar`.
//!
//! ```text
//! tar        the container: plain files, no times, one spelling
//! manifest   what is in it: every file with its hash, every item, entry and attachment
//! proofs     the way from an entry into the public log
//! keys       the keys of the case, sealed to the one whom the bundle is for
//! write      from a case at the desk to a stream
//! readme     what a stranger needs to check it with stock tools
//! check      from a file to findings, without a network and without the administration
//! finding    what can be wrong, and what it amounts to
//! ```
//!
//! Inside are the very ciphertexts that the server stores, so that their hashes are those that the ledger committed to; nothing is
//! decrypted on its way. What this does not give: the exporter decides nothing about content, but vouches alone for which key is the
//! reporter's. That a case was not made up as a whole shows in the public log, where its entries stand: that is what proofs are for.

pub mod check;
pub mod finding;
pub mod keys;
pub mod manifest;
pub mod proofs;
pub mod readme;
pub mod tar;
mod write;

use ed25519_dalek::SigningKey;

use super::attachment::AttachmentError;
use super::reference::Reference;
use crate::api::client::ClientError;
use crate::api::wire::{EntryLine, ItemLine};
use crate::clock::Day;
use crate::crypto::agefile::{AgeError, Recipient};
use crate::crypto::note::RosterError;
use crate::crypto::open::CaseIdentity;
use crate::model::id::MemberId;

pub use write::write;

/// The longest purpose, in characters.
pub const LONGEST_PURPOSE: usize = 400;

/// Everything that the server holds of a case, sealed as it is stored.
#[derive(Clone, Debug, Default)]
pub struct Gathered {
    /// Its items.
    pub items: Vec<ItemLine>,
    /// The ledger's entries about it.
    pub entries: Vec<EntryLine>,
    /// The roster's notes, oldest first.
    pub rosters: Vec<String>,
    /// The newest signed head of the ledger.
    pub checkpoint: Option<String>,
    /// Ways from leaves to its root, by the place of the leaf; may be empty.
    pub proofs: Vec<(u64, Vec<crate::ledger::Hash>)>,
}

/// A case to be exported.
#[derive(Clone, Debug)]
pub struct BundleInput<'a> {
    /// Its keys.
    pub case: &'a CaseIdentity,
    /// What there is of it.
    pub gathered: &'a Gathered,
    /// The hash of the first roster, as this desk was started with it.
    pub genesis: &'a [u8; 32],
    /// Whom it is for.
    pub recipient: &'a Recipient,
    /// Who exports it.
    pub by: MemberId,
    /// That member's signing key.
    pub key: &'a SigningKey,
    /// Today.
    pub day: Day,
    /// What for. It stands in the bundle in clear.
    pub purpose: &'a str,
}

/// Why no bundle was written, or only the beginning of one. Sentences.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    /// The purpose is missing or too long.
    #[error("Say in one line, of at most 400 characters, what the export is for.")]
    Purpose,
    /// The server did not deliver.
    #[error("{}", crate::desk::sentence(.0))]
    Client(#[from] ClientError),
    /// An attachment could not be read for another reason than that it is not what it should be.
    #[error(transparent)]
    Attachment(#[from] AttachmentError),
    /// The roster does not verify.
    #[error("The roster does not verify: {0}. Nothing was exported.")]
    Roster(#[from] RosterError),
    /// The server delivers two items, or entries, for one place, or what no bundle can hold.
    #[error(
        "The server delivers two things for one place of the case, or more than a case can hold. Nothing was exported; tell oversight."
    )]
    Impossible,
    /// The head of the ledger does not verify.
    #[error(
        "The head of the ledger that the server shows does not verify. Nothing was exported; tell oversight."
    )]
    Checkpoint,
    /// Sealing or signing failed.
    #[error("The bundle could not be sealed.")]
    Seal(#[from] AgeError),
    /// The bundle could not be signed.
    #[error("The bundle could not be signed.")]
    Sign,
    /// The sink is gone.
    #[error("The bundle could not be written to its end: {}. What was written is not valid.", .0.kind())]
    Sink(#[from] std::io::Error),
}

/// What the file of a case is called.
pub fn file_name(reference: &Reference) -> String {
    format!("case-{reference}.tar")
}
