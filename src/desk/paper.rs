//! What a desk writes into a case: one signed frame for the next place, sealed to the case, with the entry that says so; and, where the
//! reporter is told, what they find.

use data_encoding::HEXLOWER;
use ed25519_dalek::SigningKey;

use super::casebook::OpenCase;
use super::pen;
use super::people::Standing;
use crate::api::wire::{CaseState, PutItem, PutReply};
use crate::clock::Day;
use crate::crypto::agefile::{AgeError, seal};
use crate::crypto::frame::{Author, FrameError, FrameHeader, ItemKind, write};
use crate::crypto::hash::sha256;
use crate::ledger::entry::{ChainHead, EntryError, Event};
use crate::model::id::{ItemId, MemberId};
use crate::secret::SecretText;

/// Who signs.
#[derive(Debug)]
pub struct Signer<'a> {
    /// The member's identifier.
    pub member: MemberId,
    /// The member's signing key.
    pub key: &'a SigningKey,
    /// What the roster allows them today.
    pub standing: Standing,
}

/// What is to be written.
pub struct Paper {
    /// The item it becomes: fixed with the form, so that a form sent twice makes one item.
    pub item: ItemId,
    /// What it is.
    pub kind: ItemKind,
    /// What it says, as JSON.
    pub body: SecretText,
    /// What the reporter finds, if anything.
    pub told: Option<Told>,
}

/// What the reporter finds.
pub enum Told {
    /// The very frame that stands in the case.
    Same,
    /// A status: a frame of its own, in the same place, that says no more than the reporter may know.
    Status(SecretText),
}

/// Why something could not be written. Each sentence says what to do.
#[derive(Debug, thiserror::Error)]
pub enum PaperError {
    /// The roster does not allow it.
    #[error("{0}")]
    Standing(String),
    /// The report does not verify.
    #[error(
        "The report of this case does not verify. Who would read a reply is not certain, so none can be sent."
    )]
    NoReport,
    /// The server does not show what it showed before.
    #[error(
        "The server does not show this case as it did before. What is signed now would stand on false ground. Tell oversight first."
    )]
    Alarm,
    /// Sealing failed.
    #[error("It could not be sealed. Nothing was sent; tell the administrator.")]
    Seal(#[from] AgeError),
    /// The entry for the ledger could not be signed.
    #[error("The entry for the ledger could not be written down. Nothing was sent; tell the administrator.")]
    Entry(#[from] EntryError),
    /// Signing failed.
    #[error("It could not be written down: it is too long, or cannot be put into words. Nothing was sent.")]
    Frame(#[from] FrameError),
}

/// A paper as it is sent.
pub enum Sealed {
    /// For the case alone.
    Item(PutItem),
    /// For the case, and something for the reporter.
    Copied(PutReply),
}

impl Sealed {
    /// Says that it closes the case, or opens it again.
    pub const fn set_state(&mut self, state: Option<CaseState>) {
        match self {
            Self::Item(item) | Self::Copied(PutReply { item, .. }) => item.state = state,
        }
    }
}

/// Whether anything may be signed here at all.
pub fn check_ground(case: &OpenCase, signer: &Signer<'_>) -> Result<(), PaperError> {
    if let Standing::ReadOnly(reason) = &signer.standing {
        return Err(PaperError::Standing(reason.clone()));
    }
    if case.alarm.is_some() { Err(PaperError::Alarm) } else { Ok(()) }
}

/// Signs a paper for the next place of the case and seals it. `event` makes the ledger's event from the SHA-256 of the item and of the
/// reporter's copy.
pub fn write_down(
    case: &OpenCase,
    signer: &Signer<'_>,
    paper: &Paper,
    (chain, today): (&ChainHead, Day),
    event: impl FnOnce(String, Option<String>) -> Event,
) -> Result<Sealed, PaperError> {
    check_ground(case, signer)?;
    let header = header(case, signer, paper, today)?;
    let frame = write(&header, &paper.body, signer.key)?;
    let data = seal(&[case.identity.recipient()], frame.expose_secret())?;
    let copy = match &paper.told {
        None => None,
        // The reporter's recipient comes from the signed report alone: the server could name one of its own.
        Some(told) => {
            let reporter = case.reporter_card().ok_or(PaperError::NoReport)?.recipient.clone();
            Some(match told {
                Told::Same => seal(&[reporter], frame.expose_secret())?,
                Told::Status(body) => {
                    let header = FrameHeader { kind: ItemKind::Status, ..header.clone() };
                    seal(&[reporter], write(&header, body, signer.key)?.expose_secret())?
                }
            })
        }
    };
    let hash = |bytes: &[u8]| HEXLOWER.encode(&sha256(&[bytes]));
    let said = event(hash(&data), copy.as_deref().map(hash));
    let event = pen::sign(&case.identity, chain, (signer.member, signer.key), today, said)?;
    let (item, sequence, epoch) = (header.item, header.sequence, case.identity.epoch());
    let item = PutItem { item, sequence, epoch, data, event, state: None };
    Ok(match copy {
        Some(copy) => Sealed::Copied(PutReply { item, copy }),
        None => Sealed::Item(item),
    })
}

fn header(
    case: &OpenCase,
    signer: &Signer<'_>,
    paper: &Paper,
    today: Day,
) -> Result<FrameHeader, PaperError> {
    let tip = case.examined.tip().ok_or(PaperError::NoReport)?;
    Ok(FrameHeader {
        version: 1,
        case: case.identity.case(),
        item: paper.item,
        kind: paper.kind,
        sequence: tip.sequence.checked_add(1).ok_or(PaperError::NoReport)?,
        previous: Some(HEXLOWER.encode(&tip.hash)),
        author: Author::Member(signer.member),
        day: today,
        reporter: None,
        file: None,
    })
}
