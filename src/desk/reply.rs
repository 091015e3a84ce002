//! A reply to the reporter: one signed frame, sealed twice.

use super::casebook::{Casebook, OpenCase, SyncError};
use super::paper::{Paper, PaperError, Sealed, Signer, Told, check_ground, write_down};
use crate::api::client::{Client, ClientError, Put};
use crate::api::wire::PutReply;
use crate::clock::Day;
use crate::crypto::frame::{FrameError, ItemKind};
use crate::ledger::entry::{ChainHead, Event};
use crate::model::casework::deed::Deed;
use crate::model::casework::file::Person;
use crate::model::casework::rules;
use crate::model::id::{CaseId, ItemId};
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
    /// A rule stands in the way.
    #[error("{0}")]
    Guard(String),
    /// The case is not there or cannot be opened.
    #[error("This case cannot be opened at this desk, so nothing can be sent to its reporter.")]
    Closed,
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
    /// It could not be written down.
    #[error(transparent)]
    Paper(#[from] PaperError),
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
        if book.blocked(draft.case).is_some() || !book.vouched(client, draft.case).await? {
            return Err(PaperError::Alarm.into());
        }
        let record = book.case(draft.case).ok_or(ReplyError::Closed)?;
        let case = record.content.as_ref().map_err(|_| ReplyError::Closed)?;
        if case.examined.verified().any(|verified| verified.item.header.item == draft.item) {
            return Ok(());
        }
        check_ground(case, signer)?;
        let people = book.people().ok_or(ReplyError::Closed)?;
        let who = Person { id: signer.member, roles: people.roles_on(signer.member, today) };
        let name = |id| super::casebook::doings::name(id, people);
        rules::may(Deed::Reply, &who, &case.file).map_err(|guard| ReplyError::Guard(guard.words(name)))?;
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
    let body = MessageBody { text: draft.text.expose_secret().to_owned(), purpose: draft.purpose };
    let body = serde_json::to_string(&body).map_err(|_| PaperError::Frame(FrameError::Malformed))?;
    let body = SecretText::new(body);
    let paper = Paper { item: draft.item, kind: ItemKind::Reply, body, told: Some(Told::Same) };
    let event = |sha256, copy: Option<String>| Event::ReplySent {
        item: draft.item,
        sha256,
        copy_sha256: copy.unwrap_or_default(),
    };
    match write_down(case, signer, &paper, (chain, today), event)? {
        Sealed::Copied(reply) => Ok(reply),
        Sealed::Item(_) => Err(ReplyError::Paper(PaperError::NoReport)),
    }
}

fn check_text(text: &SecretText) -> Result<(), ReplyError> {
    if text.is_blank() {
        return Err(ReplyError::Empty);
    }
    let characters = text.expose_secret().chars().count();
    if characters > MOST_CHARACTERS { Err(ReplyError::TooLong { characters }) } else { Ok(()) }
}
