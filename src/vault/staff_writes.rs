//! What signed requests of staff add: items, replies with the reporter's copy. The server can refuse them but not forge
//! them, and stores none without the entry in the ledger that its author signed.

use data_encoding::HEXLOWER;

use super::ledger::record::{case_key, head};
use super::staff::{Member, PutOutcome, held_case};
use super::staff_events::{Said, conflict, judge};
use super::store::{Act, CaseRow, CaseState, InsertItem, ItemRow, ReplyRow, Tx};
use super::{Refusal, Vault};
use crate::api::wire;
use crate::crypto::hash::sha256;
use crate::ledger::entry::{ChainHead, Event};
use crate::model::id::CaseId;

/// An item's ciphertext is never longer: the largest frame, age's overhead and some air.
const MAX_ITEM_BYTES: usize = 300 * 1024;

/// Stores an item at its position. `None` if the case is not the caller's.
pub async fn put_item(
    vault: &Vault,
    member: &Member,
    case: CaseId,
    item: &wire::PutItem,
) -> Result<Option<PutOutcome>, Refusal> {
    let says = |event: &Event| event.copy().is_none() && says_item(event, item);
    put(vault, member, case, item, None, says).await
}

/// Stores a reply and the reporter's copy in one transaction: never one without the other.
pub async fn put_reply(
    vault: &Vault,
    member: &Member,
    case: CaseId,
    reply: &wire::PutReply,
) -> Result<Option<PutOutcome>, Refusal> {
    if reply.copy.len() > MAX_ITEM_BYTES {
        return Err(Refusal::Full);
    }
    let hash = HEXLOWER.encode(&sha256(&[&reply.copy]));
    let says = |event: &Event| event.copy() == Some(hash.as_str()) && says_item(event, &reply.item);
    put(vault, member, case, &reply.item, Some(&reply.copy), says).await
}

/// Whether an event names this very item.
fn says_item(event: &Event, item: &wire::PutItem) -> bool {
    let hash = HEXLOWER.encode(&sha256(&[&item.data]));
    event.item().is_some_and(|(named, sha256)| named == item.item && *sha256 == hash)
}

async fn put(
    vault: &Vault,
    member: &Member,
    case: CaseId,
    item: &wire::PutItem,
    copy: Option<&[u8]>,
    says: impl Fn(&Event) -> bool,
) -> Result<Option<PutOutcome>, Refusal> {
    let mut act = vault.0.stores.main.act().await?;
    act.lock_chain(case).await?;
    let Some(found) = held_case(vault, &mut act, &member.recipient, case).await? else { return Ok(None) };
    if item.data.len() > MAX_ITEM_BYTES {
        return Err(Refusal::Full);
    }
    match place(&mut act, &found.row, item).await? {
        Place::Free => {}
        Place::StoredBefore => return Ok(Some(PutOutcome::Stored)),
        Place::Taken => return taken(vault, &mut act, case).await.map(Some),
    }
    let says =
        |event: &Event| says(event) && item.state.is_none_or(|state| state != wire::CaseState::Shredded);
    let entry = match judge(vault, &mut act, (member, &found), &item.event, says).await? {
        Said::Otherwise => return Ok(Some(PutOutcome::Unsaid)),
        Said::Behind(head) => return Ok(Some(conflict(&mut act, case, head).await?)),
        Said::Fits(entry) => entry,
    };
    let seq = i64::try_from(item.sequence).map_err(Refusal::unavailable)?;
    let stored = ItemRow {
        case_id: case,
        seq,
        item_id: item.item,
        epoch: found.row.epoch,
        data: item.data.clone(),
        blob: None,
    };
    if act.insert_item(&stored).await? != InsertItem::Done {
        return taken(vault, &mut act, case).await.map(Some);
    }
    if let Some(data) = copy {
        let copy = ReplyRow { case_id: case, seq, item_id: item.item, data: data.to_vec() };
        let _sent_before = act.insert_reply(&copy).await?;
    }
    move_to(&mut act, &found.row, item.state).await?;
    act.touch_case(case, vault.today()).await?;
    act.record(&entry).await?.commit().await?;
    Ok(Some(PutOutcome::Stored))
}

/// The one word about the state that stands beside the ciphertext.
async fn move_to(act: &mut Act, row: &CaseRow, to: Option<wire::CaseState>) -> Result<(), Refusal> {
    let to = match to {
        Some(wire::CaseState::Open) => CaseState::Open,
        Some(wire::CaseState::Closed) => CaseState::Closed,
        // Cases are destroyed in another way.
        Some(wire::CaseState::Shredded) | None => return Ok(()),
    };
    if row.state != to {
        let _moved = act.move_case(row.case_id, row.state, to).await?;
    }
    Ok(())
}

/// Whether an item can be stored where its author signed it.
pub(super) enum Place {
    Free,
    StoredBefore,
    Taken,
}

/// A gap or a taken position is a conflict: the author must see what it chains to.
pub(super) async fn place(tx: &mut Tx, row: &CaseRow, item: &wire::PutItem) -> Result<Place, Refusal> {
    let seq = i64::try_from(item.sequence).unwrap_or(i64::MAX);
    if let Some((stored_in, stored_at)) = tx.item_by_id(item.item).await? {
        // "Stored" must mean that these very bytes are stored: a lost answer is asked for again, nothing else passes for it.
        let in_place = stored_in == row.case_id && stored_at == seq;
        let found = if in_place {
            tx.items_after(row.case_id, Some(seq.saturating_sub(1)), 1, 0).await?
        } else {
            Vec::new()
        };
        let same = found.first().is_some_and(|found| found.data == item.data);
        return Ok(if same { Place::StoredBefore } else { Place::Taken });
    }
    let last = tx.head(row.case_id).await?.map_or(0, |head| head.seq);
    let follows = seq == last.saturating_add(1) && i64::from(item.epoch) == row.epoch;
    Ok(if follows { Place::Free } else { Place::Taken })
}

pub(super) async fn taken(vault: &Vault, tx: &mut Tx, case: CaseId) -> Result<PutOutcome, Refusal> {
    let key = case_key(vault, case).await?;
    let head = match key {
        Some(key) => head(tx, case, &key).await?,
        None => ChainHead::default(),
    };
    conflict(tx, case, head).await
}
