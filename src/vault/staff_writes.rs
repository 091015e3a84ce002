//! What signed requests of staff add: items, replies with the reporter's copy, wraps. The server can refuse them but not forge them.

use super::staff::{PutOutcome, held_case, member};
use super::store::{CaseRow, InsertItem, ItemRow, ReplyRow, Tx, Update, WrapTag};
use super::{Refusal, Vault};
use crate::api::wire;
use crate::crypto::agefile::Recipient;
use crate::crypto::wrap::{WRAP_SLOTS, WrapPlace, close, decoy, strip};
use crate::model::id::CaseId;
use crate::random;

/// An item's ciphertext is never longer: the largest frame, age's overhead and some air.
const MAX_ITEM_BYTES: usize = 300 * 1024;

/// Stores an item at its position. `None` if the case is not the caller's.
pub async fn put_item(
    vault: &Vault,
    reader: &Recipient,
    case: CaseId,
    item: &wire::PutItem,
) -> Result<Option<PutOutcome>, Refusal> {
    let mut tx = vault.0.stores.main.write().await?;
    let outcome = append(vault, &mut tx, reader, case, item).await?;
    if outcome == Some(PutOutcome::Stored) {
        tx.touch_case(case, vault.today()).await?;
        tx.commit().await?;
    }
    Ok(outcome)
}

/// Stores a reply and the reporter's copy in one transaction: never one without the other.
pub async fn put_reply(
    vault: &Vault,
    reader: &Recipient,
    case: CaseId,
    reply: &wire::PutReply,
) -> Result<Option<PutOutcome>, Refusal> {
    if reply.copy.len() > MAX_ITEM_BYTES {
        return Err(Refusal::Full);
    }
    let mut tx = vault.0.stores.main.write().await?;
    let outcome = append(vault, &mut tx, reader, case, &reply.item).await?;
    if outcome == Some(PutOutcome::Stored) {
        let copy = ReplyRow {
            case_id: case,
            seq: i64::try_from(reply.item.sequence).map_err(Refusal::unavailable)?,
            item_id: reply.item.item,
            data: reply.copy.clone(),
        };
        let _sent_before = tx.insert_reply(&copy).await?;
        tx.touch_case(case, vault.today()).await?;
        tx.commit().await?;
    }
    Ok(outcome)
}

/// Appends within a transaction. A gap or a taken position is a conflict: the author must see what it chains to.
async fn append(
    vault: &Vault,
    tx: &mut Tx,
    reader: &Recipient,
    case: CaseId,
    item: &wire::PutItem,
) -> Result<Option<PutOutcome>, Refusal> {
    let Some(row) = held_case(vault, tx, reader, case).await? else { return Ok(None) };
    if item.data.len() > MAX_ITEM_BYTES {
        return Err(Refusal::Full);
    }
    let sent_before = tx.item_by_id(item.item).await?;
    let last = tx.head(case).await?.map_or(0, |head| head.seq);
    let conflict = PutOutcome::Conflict { last_sequence: u64::try_from(last).unwrap_or(0) };
    let seq = i64::try_from(item.sequence).unwrap_or(i64::MAX);
    if let Some((stored_in, stored_at)) = sent_before {
        // "Stored" must mean that these very bytes are stored: a lost answer is asked for again, nothing else passes for it.
        let in_place = stored_in == case && stored_at == seq;
        let row = if in_place {
            tx.items_after(case, Some(seq.saturating_sub(1)), 1, 0).await?
        } else {
            Vec::new()
        };
        let same = row.first().is_some_and(|row| row.data == item.data);
        return Ok(Some(if same { PutOutcome::Stored } else { conflict }));
    }
    if seq != last.saturating_add(1) || i64::from(item.epoch) != row.epoch {
        return Ok(Some(conflict));
    }
    let row = ItemRow {
        case_id: case,
        seq,
        item_id: item.item,
        epoch: row.epoch,
        data: item.data.clone(),
        blob: None,
    };
    Ok(Some(match tx.insert_item(&row).await? {
        InsertItem::Done | InsertItem::AlreadyStored => PutOutcome::Stored,
        InsertItem::SequenceTaken => conflict,
    }))
}

/// Stores a wrap for another member, in place of a decoy. `None` if the case is not the caller's or the recipient not a member who
/// may read cases. That two people must want it is the desk's and the case log's business, in signed items.
pub async fn put_wrap(
    vault: &Vault,
    reader: &Recipient,
    case: CaseId,
    wrap: &wire::PutWrap,
) -> Result<Option<PutOutcome>, Refusal> {
    let Some(new_reader) = reading_member(vault, &wrap.recipient) else { return Ok(None) };
    let mut tx = vault.0.stores.main.write().await?;
    let Some(row) = held_case(vault, &mut tx, reader, case).await? else { return Ok(None) };
    if i64::from(wrap.epoch) != row.epoch {
        let last = tx.head(case).await?.map_or(0, |head| head.seq);
        return Ok(Some(PutOutcome::Conflict { last_sequence: u64::try_from(last).unwrap_or(0) }));
    }
    let key = vault.0.stores.keys.read().await?.shred_key(case).await?;
    let key = key.ok_or_else(|| Refusal::unavailable("the case's key is missing"))?;
    let place =
        WrapPlace { case, epoch: wrap.epoch, tag: vault.0.names.wrap_tag(case, wrap.epoch, &new_reader) };
    if let Some(existing) = tx.wrap(case, row.epoch, &place.tag).await? {
        // "Stored" must mean that this very wrap is stored: somebody may have put one there that opens nothing.
        let same = strip(&key, &place, &existing).is_ok_and(|inner| inner == wrap.inner);
        let last = tx.head(case).await?.map_or(0, |head| head.seq);
        let conflict = PutOutcome::Conflict { last_sequence: u64::try_from(last).unwrap_or(0) };
        return Ok(Some(if same { PutOutcome::Stored } else { conflict }));
    }
    let closed = close(&key, &place, &wrap.inner, &mut random::rng()).map_err(Refusal::unavailable)?;
    take_slot(vault, &mut tx, &row, (&closed.tag, &closed.data)).await?;
    tx.commit().await?;
    Ok(Some(PutOutcome::Stored))
}

/// Puts a wrap in the place of a decoy. If none is left, the case gets another full set of rows, so that their number still counts
/// nobody. Decoys are numbered from 0 without gaps below the number of rows, whatever became of some of them.
async fn take_slot(
    vault: &Vault,
    tx: &mut Tx,
    row: &CaseRow,
    wrap: (&WrapTag, &[u8]),
) -> Result<(), Refusal> {
    let epoch = u32::try_from(row.epoch).map_err(Refusal::unavailable)?;
    let rows = u32::try_from(tx.count_wraps(row.case_id, row.epoch).await?).map_err(Refusal::unavailable)?;
    for slot in 0..rows {
        let decoy_tag = vault.0.names.decoy_tag(row.case_id, epoch, slot);
        if tx.replace_wrap(row.case_id, row.epoch, &decoy_tag, wrap).await? == Update::Done {
            return Ok(());
        }
    }
    let slots = u32::try_from(WRAP_SLOTS).map_err(Refusal::unavailable)?;
    let mut fresh = vec![(*wrap.0, wrap.1.to_vec())];
    for slot in rows..rows.saturating_add(slots).saturating_sub(1) {
        let decoy = decoy(vault.0.names.decoy_tag(row.case_id, epoch, slot), &mut random::rng());
        fresh.push((decoy.tag, decoy.data));
    }
    Ok(tx.insert_wraps(row.case_id, row.epoch, &fresh).await?)
}

fn reading_member(vault: &Vault, recipient: &str) -> Option<Recipient> {
    let roster = vault.roster_in_force()?;
    let found = roster.members.iter().find(|member| member.recipient == recipient)?;
    member(vault, found.id).map(|(_, recipient)| recipient)
}
