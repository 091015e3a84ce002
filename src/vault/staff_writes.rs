//! What signed requests of staff add: items, replies with the reporter's copy, wraps. The server can refuse them but not forge
//! them, and stores none without the entry in the ledger that its author signed.

use data_encoding::HEXLOWER;

use super::ledger::record::{case_key, head};
use super::staff::{Member, PutOutcome, held_case, member};
use super::staff_events::{Said, conflict, judge};
use super::store::{Act, CaseRow, InsertItem, ItemRow, ReplyRow, Tx, Update, WrapTag};
use super::{Refusal, Vault};
use crate::api::wire;
use crate::crypto::hash::sha256;
use crate::crypto::wrap::{WRAP_SLOTS, WrapPlace, close, decoy, strip};
use crate::ledger::entry::{ChainHead, Event};
use crate::model::id::CaseId;
use crate::random;

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
    let Some(row) = held_case(vault, &mut act, &member.recipient, case).await? else { return Ok(None) };
    if item.data.len() > MAX_ITEM_BYTES {
        return Err(Refusal::Full);
    }
    match place(&mut act, &row, item).await? {
        Place::Free => {}
        Place::StoredBefore => return Ok(Some(PutOutcome::Stored)),
        Place::Taken => return taken(vault, &mut act, &row).await.map(Some),
    }
    let entry = match judge(vault, &mut act, (member, &row), &item.event, says).await? {
        Said::Otherwise => return Ok(Some(PutOutcome::Unsaid)),
        Said::Behind(head) => return Ok(Some(conflict(&mut act, case, head).await?)),
        Said::Fits(entry) => entry,
    };
    let seq = i64::try_from(item.sequence).map_err(Refusal::unavailable)?;
    let stored = ItemRow {
        case_id: case,
        seq,
        item_id: item.item,
        epoch: row.epoch,
        data: item.data.clone(),
        blob: None,
    };
    if act.insert_item(&stored).await? != InsertItem::Done {
        return taken(vault, &mut act, &row).await.map(Some);
    }
    if let Some(data) = copy {
        let copy = ReplyRow { case_id: case, seq, item_id: item.item, data: data.to_vec() };
        let _sent_before = act.insert_reply(&copy).await?;
    }
    act.touch_case(case, vault.today()).await?;
    act.record(&entry).await?.commit().await?;
    Ok(Some(PutOutcome::Stored))
}

/// Whether an item can be stored where its author signed it.
enum Place {
    Free,
    StoredBefore,
    Taken,
}

/// A gap or a taken position is a conflict: the author must see what it chains to.
async fn place(tx: &mut Tx, row: &CaseRow, item: &wire::PutItem) -> Result<Place, Refusal> {
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

async fn taken(vault: &Vault, tx: &mut Tx, row: &CaseRow) -> Result<PutOutcome, Refusal> {
    let key = case_key(vault, row.case_id).await?;
    let head = match key {
        Some(key) => head(tx, row.case_id, &key).await?,
        None => ChainHead::default(),
    };
    conflict(tx, row.case_id, head).await
}

/// Stores a wrap for another member, in place of a decoy. `None` if the case is not the caller's or the recipient not a member who
/// may read cases. That two people must want it is the desk's and the case log's business, in signed items.
pub async fn put_wrap(
    vault: &Vault,
    member: &Member,
    case: CaseId,
    wrap: &wire::PutWrap,
) -> Result<Option<PutOutcome>, Refusal> {
    let Some(new_reader) = reading_member(vault, &wrap.recipient) else { return Ok(None) };
    let mut act = vault.0.stores.main.act().await?;
    act.lock_chain(case).await?;
    let Some(row) = held_case(vault, &mut act, &member.recipient, case).await? else { return Ok(None) };
    if i64::from(wrap.epoch) != row.epoch {
        return taken(vault, &mut act, &row).await.map(Some);
    }
    let key = vault.0.stores.keys.read().await?.shred_key(case).await?;
    let key = key.ok_or_else(|| Refusal::unavailable("the case's key is missing"))?;
    let tag = vault.0.names.wrap_tag(case, wrap.epoch, &new_reader.recipient);
    let place = WrapPlace { case, epoch: wrap.epoch, tag };
    if let Some(existing) = act.wrap(case, row.epoch, &place.tag).await? {
        // "Stored" must mean that this very wrap is stored: somebody may have put one there that opens nothing.
        let same = strip(&key, &place, &existing).is_ok_and(|inner| inner == wrap.inner);
        return if same {
            Ok(Some(PutOutcome::Stored))
        } else {
            taken(vault, &mut act, &row).await.map(Some)
        };
    }
    let hash = HEXLOWER.encode(&sha256(&[&wrap.inner]));
    let says = |event: &Event| {
        let Event::WrapAdded { member, epoch, sha256 } = event else { return false };
        *member == new_reader.id && *epoch == wrap.epoch && *sha256 == hash
    };
    let entry = match judge(vault, &mut act, (member, &row), &wrap.event, says).await? {
        Said::Otherwise => return Ok(Some(PutOutcome::Unsaid)),
        Said::Behind(head) => return Ok(Some(conflict(&mut act, case, head).await?)),
        Said::Fits(entry) => entry,
    };
    let closed = close(&key, &place, &wrap.inner, &mut random::rng()).map_err(Refusal::unavailable)?;
    take_slot(vault, &mut act, &row, (&closed.tag, &closed.data)).await?;
    act.record(&entry).await?.commit().await?;
    Ok(Some(PutOutcome::Stored))
}

/// Puts a wrap in the place of a decoy. If none is left, the case gets another full set of rows, so that their number still counts
/// nobody. Decoys are numbered from 0 without gaps below the number of rows, whatever became of some of them.
async fn take_slot(
    vault: &Vault,
    tx: &mut Act,
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

fn reading_member(vault: &Vault, recipient: &str) -> Option<Member> {
    let roster = vault.roster_in_force()?;
    let found = roster.members.iter().find(|member| member.recipient == recipient)?;
    member(vault, found.id)
}
