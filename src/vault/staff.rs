//! What signed requests of staff may do: fetch the ciphertext they hold a wrap for, and add items, replies and wraps.
//!
//! Everything is computed over the caller's own wraps. A case without one does not exist for the caller: not in a list, not in a
//! count, not as another answer.

use std::ops::Range;

use bytes::Bytes;
use ed25519_dalek::VerifyingKey;
use futures::{Stream, StreamExt};

use super::blobs::BlobError;
use super::store::{CaseHead, CaseRow, CaseState, ItemRow, ReplyRow, WrapTag};
use super::store::{Insert, InsertItem, Tx, Update};
use super::{Refusal, Vault};
use crate::api::wire;
use crate::clock::Day;
use crate::crypto::agefile::Recipient;
use crate::crypto::frame::parse_verifying_key;
use crate::crypto::wrap::{WRAP_SLOTS, WrapPlace, close, decoy, strip};
use crate::model::id::{BlobId, CaseId, MemberId};

/// Cases read at once while looking for the caller's.
const SCAN: i64 = 500;

/// An item's ciphertext is never longer: the largest frame, age's overhead and some air.
const MAX_ITEM_BYTES: usize = 300 * 1024;

/// Whether a nonce was seen before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FirstUse {
    /// It was not.
    Yes,
    /// It was: a replay.
    No,
}

/// What became of something to store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PutOutcome {
    /// It is stored, or was before.
    Stored,
    /// The case moved on.
    Conflict {
        /// Sequence of its last item.
        last_sequence: u64,
    },
}

/// A part of an attachment's ciphertext.
pub struct BlobBody<S> {
    /// Length of the whole.
    pub total: u64,
    /// The part delivered.
    pub range: Range<u64>,
    /// The bytes.
    pub stream: S,
}

/// Uses up a nonce. In the database, so that a request cannot be replayed at another replica.
pub async fn use_nonce(vault: &Vault, nonce: &[u8; 16], minute: i64) -> Result<FirstUse, Refusal> {
    let mut tx = vault.0.stores.main.write().await?;
    let insert = tx.insert_nonce(nonce, minute).await?;
    tx.commit().await?;
    Ok(match insert {
        Insert::Done => FirstUse::Yes,
        Insert::Exists => FirstUse::No,
    })
}

/// The keys of a member who may ask today: in the roster in force, not past the last day, with a role that reads cases.
pub fn member(vault: &Vault, id: MemberId) -> Option<(VerifyingKey, Recipient)> {
    let roster = vault.roster_in_force()?;
    let member = roster.member(id)?;
    if vault.today() > member.until || !member.roles.iter().any(|role| role.reads_cases()) {
        return None;
    }
    Some((parse_verifying_key(&member.verification_key)?, Recipient::parse(&member.recipient).ok()?))
}

/// A page of the caller's cases with activity since a day. Pages are filled with the caller's own cases only: a page that were
/// short where others' cases lie would count them.
pub async fn my_cases(
    vault: &Vault,
    reader: &Recipient,
    since: Day,
    after: Option<CaseId>,
) -> Result<wire::CasesPage, Refusal> {
    let limit = usize::try_from(wire::CASES_PER_PAGE).unwrap_or(usize::MAX);
    let mut tx = vault.0.stores.main.read().await?;
    let mut cases: Vec<wire::CaseLine> = Vec::new();
    let mut position = after;
    loop {
        let heads = tx.list_cases(since, position, SCAN).await?;
        let Some(last) = heads.last() else { return Ok(wire::CasesPage { cases, next: None }) };
        position = Some(last.case_id);
        for head in &heads {
            if let Some(line) = case_line(vault, &mut tx, reader, head).await? {
                if cases.len() >= limit {
                    let next = cases.last().map(|line| line.case);
                    return Ok(wire::CasesPage { cases, next });
                }
                cases.push(line);
            }
        }
    }
}

async fn case_line(
    vault: &Vault,
    tx: &mut Tx,
    reader: &Recipient,
    head: &CaseHead,
) -> Result<Option<wire::CaseLine>, Refusal> {
    if head.state == CaseState::Shredded {
        return Ok(None);
    }
    let epoch = u32::try_from(head.epoch).map_err(Refusal::unavailable)?;
    let tag = vault.0.names.wrap_tag(head.case_id, epoch, reader);
    let Some(row) = tx.wrap(head.case_id, head.epoch, &tag).await? else { return Ok(None) };
    let key = vault.0.stores.keys.read().await?.shred_key(head.case_id).await?;
    let place = WrapPlace { case: head.case_id, epoch, tag };
    // A row that does not open was altered, or its key is gone. The desk is told by an empty wrap and shows it.
    let wrap = key.and_then(|key| strip(&key, &place, &row).ok()).unwrap_or_default();
    Ok(Some(wire::CaseLine {
        case: head.case_id,
        channel: head.channel.clone(),
        epoch,
        state: wire_state(head.state),
        activity_day: head.activity_day,
        last_sequence: u64::try_from(head.last_seq.unwrap_or(0)).unwrap_or(0),
        wrap,
    }))
}

fn wire_state(state: CaseState) -> wire::CaseState {
    match state {
        CaseState::Open => wire::CaseState::Open,
        CaseState::Closed => wire::CaseState::Closed,
        CaseState::Shredded => wire::CaseState::Shredded,
    }
}

/// The case, if the caller holds a wrap of its current key.
async fn held_case(
    vault: &Vault,
    tx: &mut Tx,
    reader: &Recipient,
    case: CaseId,
) -> Result<Option<CaseRow>, Refusal> {
    let Some(row) = tx.find_case(case).await? else { return Ok(None) };
    let epoch = u32::try_from(row.epoch).map_err(Refusal::unavailable)?;
    let tag = vault.0.names.wrap_tag(case, epoch, reader);
    let holds = row.state != CaseState::Shredded && tx.wrap(case, row.epoch, &tag).await?.is_some();
    Ok(holds.then_some(row))
}

/// A page of a case's items after a sequence number. `None` if the case is not the caller's.
pub async fn items(
    vault: &Vault,
    reader: &Recipient,
    case: CaseId,
    after: Option<u64>,
) -> Result<Option<wire::ItemsPage>, Refusal> {
    let mut tx = vault.0.stores.main.read().await?;
    if held_case(vault, &mut tx, reader, case).await?.is_none() {
        return Ok(None);
    }
    let after = after.map(|sequence| i64::try_from(sequence).unwrap_or(i64::MAX));
    let bytes = i64::try_from(wire::ITEM_BYTES_PER_PAGE).unwrap_or(i64::MAX);
    let rows = tx.items_after(case, after, SCAN, bytes).await?;
    let last_sequence = tx.head(case).await?.map(|head| head.seq);
    let next = rows.last().map(|row| row.seq).filter(|last| Some(*last) != last_sequence);
    Ok(Some(wire::ItemsPage {
        items: rows.into_iter().map(item_line).collect(),
        next: next.and_then(|last| u64::try_from(last).ok()),
    }))
}

fn item_line(row: ItemRow) -> wire::ItemLine {
    wire::ItemLine {
        item: row.item_id,
        sequence: u64::try_from(row.seq).unwrap_or(0),
        epoch: u32::try_from(row.epoch).unwrap_or(0),
        data: row.data,
        blob: row.blob.map(|blob| blob.blob_id),
    }
}

/// A part of an attachment. `None` if the case is not the caller's or the attachment not the case's.
pub async fn blob(
    vault: &Vault,
    reader: &Recipient,
    case: CaseId,
    blob: BlobId,
    range: Option<Range<u64>>,
) -> Result<Option<BlobBody<impl Stream<Item = Result<Bytes, BlobError>> + Send + use<>>>, Refusal> {
    let mut tx = vault.0.stores.main.read().await?;
    let held = held_case(vault, &mut tx, reader, case).await?.is_some();
    if !held || !tx.case_has_blob(case, blob).await? {
        return Ok(None);
    }
    drop(tx);
    let total = vault.0.blobs.size(blob).await?;
    let range = range.map_or(0..total, |range| range.start.min(total)..range.end.min(total));
    // A part behind the end is empty and says so by its range; the attachment store would call it a fault.
    let stream = if range.is_empty() {
        futures::stream::empty().left_stream()
    } else {
        vault.0.blobs.read(blob, Some(range.clone())).await?.right_stream()
    };
    Ok(Some(BlobBody { total, range, stream }))
}

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
    if let Some((stored_in, _)) = tx.item_by_id(item.item).await? {
        return Ok((stored_in == case).then_some(PutOutcome::Stored));
    }
    let last = tx.head(case).await?.map_or(0, |head| head.seq);
    let conflict = PutOutcome::Conflict { last_sequence: u64::try_from(last).unwrap_or(0) };
    let seq = i64::try_from(item.sequence).unwrap_or(i64::MAX);
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
    if tx.wrap(case, row.epoch, &place.tag).await?.is_some() {
        return Ok(Some(PutOutcome::Stored));
    }
    let closed = close(&key, &place, &wrap.inner, &mut rand::rng()).map_err(Refusal::unavailable)?;
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
        let decoy = decoy(vault.0.names.decoy_tag(row.case_id, epoch, slot), &mut rand::rng());
        fresh.push((decoy.tag, decoy.data));
    }
    Ok(tx.insert_wraps(row.case_id, row.epoch, &fresh).await?)
}

fn reading_member(vault: &Vault, recipient: &str) -> Option<Recipient> {
    let roster = vault.roster_in_force()?;
    let found = roster.members.iter().find(|member| member.recipient == recipient)?;
    member(vault, found.id).map(|(_, recipient)| recipient)
}

/// The roster's notes, oldest first.
pub async fn roster_notes(vault: &Vault) -> Result<Vec<String>, Refusal> {
    let rows = vault.0.stores.main.read().await?.rosters().await?;
    Ok(rows.into_iter().map(|row| row.note).collect())
}
