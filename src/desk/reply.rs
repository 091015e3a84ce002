//! A reply to the reporter: one signed frame, sealed twice.

use data_encoding::HEXLOWER;
use ed25519_dalek::SigningKey;

use super::casebook::{Casebook, OpenCase, SyncError};
use super::pen;
use super::people::Standing;
use crate::api::client::{Client, ClientError, Put};
use crate::api::wire::{PutItem, PutReply};
use crate::clock::Day;
use crate::crypto::agefile::{AgeError, seal};
use crate::crypto::frame::{Author, FrameError, FrameHeader, ItemKind, write};
use crate::crypto::hash::sha256;
use crate::ledger::entry::{ChainHead, EntryError, Event};
use crate::model::id::{CaseId, ItemId, MemberId};
use crate::model::report::{MessageBody, Purpose};
use crate::secret::SecretText;

/// Characters of a reply, at most.
pub const MOST_CHARACTERS: usize = 4_000;
/// How often a reply is signed again because the case moved on meanwhile.
const TRIES: usize = 4;

/// What somebody wants to send.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The case.
    pub case: CaseId,
    /// The item it becomes: fixed with the form, so that a form sent twice makes one reply.
    pub item: ItemId,
    /// The words.
    pub text: SecretText,
    /// What it is for.
    pub purpose: Purpose,
}

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

/// Why a reply was not sent. The words are kept; each sentence says what to do.
#[derive(Debug, thiserror::Error)]
pub enum ReplyError {
    /// Nothing was written.
    #[error("There is nothing to send. Write a reply first.")]
    Empty,
    /// Too much was written.
    #[error(
        "The reply has {characters} characters; at most {MOST_CHARACTERS} can be sent. Shorten it, or send it in two parts."
    )]
    TooLong {
        /// How much was written.
        characters: usize,
    },
    /// The roster does not allow it.
    #[error("{0}")]
    Standing(String),
    /// The case is not there or cannot be opened.
    #[error("This case cannot be opened at this desk, so nothing can be sent to its reporter.")]
    Closed,
    /// The report does not verify.
    #[error(
        "The report of this case does not verify. Who would read a reply is not certain, so none can be sent."
    )]
    NoReport,
    /// The server does not show what it showed before.
    #[error(
        "The server does not show this case as it did before. A reply signed now would stand on false ground. Tell oversight first."
    )]
    Alarm,
    /// Others write all the time.
    #[error(
        "The case changed each time the reply was signed. Nothing was sent. Look at what is new, then send again."
    )]
    KeepsMoving,
    /// The server did not take it.
    #[error("{} Your words are kept here; look whether the reply is in the conversation before you send it again.", super::sentence(.0))]
    Client(#[from] ClientError),
    /// The case could not be read before signing.
    #[error(transparent)]
    Sync(#[from] SyncError),
    /// Sealing failed.
    #[error("The reply could not be sealed. Nothing was sent; tell the administrator.")]
    Seal(#[from] AgeError),
    /// The entry for the ledger could not be signed.
    #[error("The entry for the ledger could not be written down. Nothing was sent; tell the administrator.")]
    Entry(#[from] EntryError),
    /// Signing failed.
    #[error("The reply could not be written down. Nothing was sent; tell the administrator.")]
    Frame(#[from] FrameError),
}

/// Sends a reply: reads the case again, signs for the place after the last item, and signs again if the case moved on meanwhile.
pub async fn send(
    book: &mut Casebook,
    client: &Client,
    genesis: &[u8; 32],
    signer: &Signer<'_>,
    draft: &Draft,
    today: Day,
) -> Result<(), ReplyError> {
    check_text(&draft.text)?;
    for _ in 0..TRIES {
        book.sync_case(client, genesis, draft.case).await?;
        if !book.vouched(client, draft.case).await? {
            return Err(ReplyError::Alarm);
        }
        let record = book.case(draft.case).ok_or(ReplyError::Closed)?;
        let case = record.content.as_ref().map_err(|_| ReplyError::Closed)?;
        if case.examined.verified().any(|verified| verified.item.header.item == draft.item) {
            return Ok(());
        }
        let reply = prepare(case, signer, draft, &record.line.chain, today)?;
        match client.put_reply(draft.case, &reply).await? {
            Put::Stored => {
                book.sync_case(client, genesis, draft.case).await.ok();
                return Ok(());
            }
            Put::Conflict { chain, .. } => book.note_chain(draft.case, chain),
        }
    }
    Err(ReplyError::KeepsMoving)
}

/// Writes the frame once, signed for the next place of the case, and seals it to the case and to the reporter.
pub fn prepare(
    case: &OpenCase,
    signer: &Signer<'_>,
    draft: &Draft,
    chain: &ChainHead,
    today: Day,
) -> Result<PutReply, ReplyError> {
    check_text(&draft.text)?;
    if let Standing::ReadOnly(reason) = &signer.standing {
        return Err(ReplyError::Standing(reason.clone()));
    }
    if case.alarm.is_some() {
        return Err(ReplyError::Alarm);
    }
    // The reporter's recipient comes from the signed report alone: the server could name one of its own.
    let reporter = case.reporter_card().ok_or(ReplyError::NoReport)?.recipient.clone();
    let tip = case.examined.tip().ok_or(ReplyError::NoReport)?;
    let sequence = tip.sequence.checked_add(1).ok_or(ReplyError::NoReport)?;
    let header = FrameHeader {
        version: 1,
        case: draft.case,
        item: draft.item,
        kind: ItemKind::Reply,
        sequence,
        previous: Some(HEXLOWER.encode(&tip.hash)),
        author: Author::Member(signer.member),
        day: today,
        reporter: None,
        file: None,
    };
    let body = MessageBody { text: draft.text.expose_secret().to_owned(), purpose: draft.purpose };
    let body = SecretText::new(serde_json::to_string(&body).map_err(|_| FrameError::Malformed)?);
    let frame = write(&header, &body, signer.key)?;
    let data = seal(&[case.identity.recipient()], frame.expose_secret())?;
    let copy = seal(&[reporter], frame.expose_secret())?;
    let event = Event::ReplySent {
        item: draft.item,
        sha256: HEXLOWER.encode(&sha256(&[&data])),
        copy_sha256: HEXLOWER.encode(&sha256(&[&copy])),
    };
    let event = pen::sign(&case.identity, chain, (signer.member, signer.key), today, event)?;
    let item = PutItem { item: draft.item, sequence, epoch: case.identity.epoch(), data, event };
    Ok(PutReply { item, copy })
}

fn check_text(text: &SecretText) -> Result<(), ReplyError> {
    if text.is_blank() {
        return Err(ReplyError::Empty);
    }
    let characters = text.expose_secret().chars().count();
    if characters > MOST_CHARACTERS { Err(ReplyError::TooLong { characters }) } else { Ok(()) }
}
