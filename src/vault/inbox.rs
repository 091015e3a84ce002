//! What the reporter may read: the unit's replies, and only those whose author's signature holds.

use super::reporter::Access;
use super::{Refusal, Vault};
use crate::clock::Day;
use crate::crypto::agefile;
use crate::crypto::frame::{Author, ItemKind, MAX_FRAME_BYTES, UnverifiedFrame};
use crate::model::custody::CustodyBody;
use crate::model::id::ItemId;
use crate::model::report::MessageBody;
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
    /// Copies that are not what they should be. They are counted, not shown: whoever forged one wants it read.
    pub unverified: usize,
}

/// The unit's replies, each one's signature checked against the roster.
pub async fn inbox(vault: &Vault, access: &Access) -> Result<Inbox, Refusal> {
    let rows = vault.0.stores.main.read().await?.replies(access.case).await?;
    let identity = access.reply_identity().map_err(Refusal::unavailable)?;
    let mut inbox = Inbox { replies: Vec::new(), unverified: 0 };
    for row in rows {
        let opened = agefile::open(&identity, &row.data, MAX_FRAME_BYTES)
            .ok()
            .and_then(|plaintext| UnverifiedFrame::parse(&plaintext).ok())
            .and_then(|frame| verify_reply(vault, access, frame, row.seq, row.item_id));
        match opened {
            Some(reply) => inbox.replies.push(reply),
            None => inbox.unverified = inbox.unverified.saturating_add(1),
        }
    }
    Ok(inbox)
}

fn verify_reply(
    vault: &Vault,
    access: &Access,
    frame: UnverifiedFrame,
    sequence: i64,
    item: ItemId,
) -> Option<Reply> {
    let claimed = frame.claimed();
    let Author::Member(author) = claimed.author else { return None };
    let in_place = claimed.case == access.case
        && claimed.item == item
        && i64::try_from(claimed.sequence) == Ok(sequence);
    let rosters = vault.roster_chain()?;
    // Who may write what: no handler says that the custodian opened a name, and no custodian answers for the unit.
    let key = match claimed.kind {
        ItemKind::Reply => rosters.author_key(author)?,
        ItemKind::Custody => rosters.custodian_key(author)?,
        ItemKind::Report
        | ItemKind::FollowUp
        | ItemKind::Attachment
        | ItemKind::Work
        | ItemKind::Status
        | ItemKind::Identity => return None,
    };
    if !in_place {
        return None;
    }
    let opened = frame.verify_author(&key).ok()?;
    let said = opened.body.expose_secret();
    let text = if opened.header.kind == ItemKind::Custody {
        serde_json::from_str::<CustodyBody>(said).ok()?.told()?
    } else {
        serde_json::from_str::<MessageBody>(said).ok()?.text
    };
    Some(Reply { day: opened.header.day, text: SecretText::new(text), sequence: opened.header.sequence })
}
