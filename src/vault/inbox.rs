//! What the reporter may read: the unit's replies, and only those whose author's signature holds.

use super::reporter::Access;
use super::{Refusal, Vault};
use crate::clock::Day;
use crate::crypto::agefile;
use crate::crypto::frame::{Author, ItemKind, MAX_FRAME_BYTES, UnverifiedFrame};
use crate::model::casework::stage::{ReporterStatus, StatusBody};
use crate::model::custody::CustodyBody;
use crate::model::id::ItemId;
use crate::model::report::{MessageBody, Purpose};
use crate::secret::SecretText;

/// A verified reply of the unit.
#[derive(Debug)]
pub struct Reply {
    /// The day it was written.
    pub day: Day,
    /// The words.
    pub text: SecretText,
    /// Its place in the case.
    pub sequence: u64,
}

/// What the reporter may read.
#[derive(Debug)]
pub struct Inbox {
    /// Replies whose author's signature was checked, oldest first.
    pub replies: Vec<Reply>,
    /// Where the report stands, by the last status that was signed.
    pub status: ReporterStatus,
    /// Whether the last thing the unit said was a question.
    pub asked: bool,
    /// Copies that are not what they should be. They are counted, not shown: whoever forged one wants it read.
    pub unverified: usize,
}

/// A copy that verifies.
enum Copy {
    /// A message.
    Reply(Reply, Purpose),
    /// Where the report stands, and what was found and done, if it is said.
    Status(Reply, ReporterStatus),
}

/// The unit's replies and statuses, each one's signature checked against the roster.
pub async fn inbox(vault: &Vault, access: &Access) -> Result<Inbox, Refusal> {
    let rows = vault.0.stores.main.read().await?.replies(access.case).await?;
    let identity = access.reply_identity().map_err(Refusal::unavailable)?;
    let mut inbox =
        Inbox { replies: Vec::new(), status: ReporterStatus::Received, asked: false, unverified: 0 };
    for row in rows {
        let opened = agefile::open(&identity, &row.data, MAX_FRAME_BYTES)
            .ok()
            .and_then(|plaintext| UnverifiedFrame::parse(&plaintext).ok())
            .and_then(|frame| verify_copy(vault, access, frame, row.seq, row.item_id));
        match opened {
            Some(Copy::Reply(reply, purpose)) => {
                inbox.asked = purpose == Purpose::Question;
                inbox.replies.push(reply);
            }
            Some(Copy::Status(reply, status)) => {
                (inbox.status, inbox.asked) = (status, false);
                if !reply.text.is_blank() {
                    inbox.replies.push(reply);
                }
            }
            None => inbox.unverified = inbox.unverified.saturating_add(1),
        }
    }
    Ok(inbox)
}

fn verify_copy(
    vault: &Vault,
    access: &Access,
    frame: UnverifiedFrame,
    sequence: i64,
    item: ItemId,
) -> Option<Copy> {
    let claimed = frame.claimed();
    let Author::Member(author) = claimed.author else { return None };
    let in_place = claimed.case == access.case
        && claimed.item == item
        && i64::try_from(claimed.sequence) == Ok(sequence);
    let rosters = vault.roster_chain()?;
    // Who may write what: no handler says that the custodian opened a name, and no custodian answers for the unit.
    let key = match claimed.kind {
        ItemKind::Reply | ItemKind::Status => rosters.author_key(author)?,
        ItemKind::Custody => rosters.custodian_key(author)?,
        ItemKind::Report
        | ItemKind::FollowUp
        | ItemKind::Attachment
        | ItemKind::Work
        | ItemKind::Identity => return None,
    };
    if !in_place {
        return None;
    }
    let opened = frame.verify_author(&key).ok()?;
    let (day, sequence) = (opened.header.day, opened.header.sequence);
    let body = opened.body.expose_secret();
    let reply = |text: String| Reply { day, text: SecretText::new(text), sequence };
    match opened.header.kind {
        ItemKind::Reply => {
            let body: MessageBody = serde_json::from_str(body).ok()?;
            Some(Copy::Reply(reply(body.text), body.purpose))
        }
        ItemKind::Status => {
            let body: StatusBody = serde_json::from_str(body).ok()?;
            Some(Copy::Status(reply(body.text), body.status))
        }
        ItemKind::Custody => {
            let body: CustodyBody = serde_json::from_str(body).ok()?;
            Some(Copy::Reply(reply(body.told()?), Purpose::Message))
        }
        ItemKind::Report
        | ItemKind::FollowUp
        | ItemKind::Attachment
        | ItemKind::Work
        | ItemKind::Identity => None,
    }
}
