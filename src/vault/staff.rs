//! What signed requests of staff may do: fetch the ciphertext they hold a wrap for, and add items, replies and wraps.
//!
//! Everything is computed over the caller's own wraps. A case without one does not exist for the caller: not in a list, not in a
//! count, not as another answer.

use std::ops::Range;

use bytes::Bytes;
use ed25519_dalek::VerifyingKey;
use futures::{Stream, StreamExt};

use super::blobs::BlobError;
use super::case_keys::{Held, present};
pub use super::staff_keys::{put_removal, put_wrap};
pub use super::staff_ledger::{case_entries, ledger_head};
pub use super::staff_list::{my_case, my_cases};
pub use super::staff_oversight::{chain_of, chains, oversees, put_log_read};
pub use super::staff_reads::{items_of_cases, put_read, put_reads};
pub use super::staff_rekey::put_keys;
pub use super::staff_shred::{finish as finish_shreds, put_shred};
pub use super::staff_writes::{put_item, put_reply};
use super::store::{CaseState, ItemRow};
use super::store::{Insert, Tx};
use super::{Refusal, Vault};
use crate::api::wire;
use crate::crypto::agefile::Recipient;
use crate::crypto::frame::parse_verifying_key;
use crate::ledger::entry::ChainHead;
use crate::model::id::{BlobId, CaseId, MemberId};
use crate::model::roster::Role;

/// Items looked at once, at most.
const SCAN: i64 = 500;

/// Whether a nonce was seen before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FirstUse {
    /// It was not.
    Yes,
    /// It was: a replay.
    No,
}

/// What became of something to store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PutOutcome {
    /// It is stored, or was before.
    Stored,
    /// The case moved on.
    Conflict {
        /// Sequence of its last item.
        last_sequence: u64,
        /// Where its chain of entries ends.
        chain: ChainHead,
    },
    /// The event does not say what the request does, or is not signed by the caller.
    Unsaid,
}

/// What a member may see of a case.
#[derive(Debug)]
pub enum Sight<T> {
    /// Foreign, hidden or absent.
    Hidden,
    /// It is the member's, but nothing is delivered before the ledger says that the member reads it.
    ReadFirst,
    /// This.
    Seen(T),
}

/// In what capacity a member asks. Nobody has both: a custodian who read cases would hold all there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Office {
    /// Reads cases and works on them.
    Reader,
    /// Keeps identities, and reads no case.
    Custodian,
}

/// A member who may ask today.
#[derive(Clone, Debug)]
pub struct Member {
    /// The identifier in the roster.
    pub id: MemberId,
    /// What verifies the member's signatures.
    pub key: VerifyingKey,
    /// Whose wraps decide what there is.
    pub recipient: Recipient,
    /// In what capacity.
    pub office: Office,
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

/// A member who may ask today: in the roster in force, not past the last day, with a role that reads cases.
pub fn member(vault: &Vault, id: MemberId) -> Option<Member> {
    caller(vault, id).filter(|member| member.office == Office::Reader)
}

/// A reading member, or a custodian, who may ask today. Whoever reads cases is no custodian, whatever the roster says besides.
pub fn caller(vault: &Vault, id: MemberId) -> Option<Member> {
    let roster = vault.roster_in_force()?;
    let member = roster.member(id).filter(|member| vault.today() <= member.until)?;
    let office = if !member.reads_nothing() {
        Office::Reader
    } else if member.has(Role::Custodian) {
        Office::Custodian
    } else {
        return None;
    };
    let key = parse_verifying_key(&member.verification_key)?;
    Some(Member { id, key, recipient: Recipient::parse(&member.recipient).ok()?, office })
}

/// All custodians who may ask today.
pub(super) fn custodians(vault: &Vault) -> Vec<Member> {
    let Some(roster) = vault.roster_in_force() else { return Vec::new() };
    let found = roster.members.iter().filter_map(|member| caller(vault, member.id));
    found.filter(|member| member.office == Office::Custodian).collect()
}

/// The recipient of a member of any version of the roster, the newest that names them.
pub(super) fn past_recipient(vault: &Vault, id: MemberId) -> Option<Recipient> {
    let chain = vault.roster_chain()?;
    let found = chain.history.iter().rev().find_map(|version| version.content().member(id))?;
    Recipient::parse(&found.recipient).ok()
}

/// Whether there is a wrap of the case for a reader. It is asked for a case that is not there, too: whoever knows an identifier, from a
/// link or from a time before they recused themselves, must not see in the time of the answer that the case is there.
pub(super) async fn holds(
    vault: &Vault,
    tx: &mut Tx,
    reader: &Recipient,
    (case, epoch): (CaseId, Option<i64>),
) -> Result<bool, Refusal> {
    let epoch = epoch.unwrap_or(0);
    let tag = vault.0.names.wrap_tag(case, u32::try_from(epoch).map_err(Refusal::unavailable)?, reader);
    Ok(tx.wrap(case, epoch, &tag).await?.is_some())
}

/// The case, if the caller holds a wrap of its current key.
pub(super) async fn held_case(
    vault: &Vault,
    tx: &mut Tx,
    reader: &Recipient,
    case: CaseId,
) -> Result<Option<Held>, Refusal> {
    let row = tx.find_case(case).await?;
    let holds = holds(vault, tx, reader, (case, row.as_ref().map(|row| row.epoch))).await?;
    let Some(row) = row.filter(|row| holds && row.state != CaseState::Shredded) else { return Ok(None) };
    let present = present(tx, &row).await?;
    Ok(Some(Held { row, present }))
}

/// Up to which item the ledger says that the caller reads the case, which is the caller's; -1 if it says nothing.
pub(super) async fn read_up_to(
    vault: &Vault,
    tx: &mut Tx,
    reader: &Recipient,
    case: CaseId,
) -> Result<Option<i64>, Refusal> {
    if held_case(vault, tx, reader, case).await?.is_none() {
        return Ok(None);
    }
    let read = tx.read_up_to(&vault.0.names.read_tag(case, reader)).await?;
    Ok(Some(read.map_or(-1, |(up_to, _)| up_to)))
}

/// A page of a case's items after a sequence number.
pub async fn items(
    vault: &Vault,
    reader: &Recipient,
    case: CaseId,
    after: Option<u64>,
) -> Result<Sight<wire::ItemsPage>, Refusal> {
    let mut tx = vault.0.stores.main.read().await?;
    let Some(up_to) = read_up_to(vault, &mut tx, reader, case).await? else { return Ok(Sight::Hidden) };
    let last_sequence = tx.head(case).await?.map(|head| head.seq);
    if last_sequence > Some(up_to) {
        return Ok(Sight::ReadFirst);
    }
    let after = after.map(|sequence| i64::try_from(sequence).unwrap_or(i64::MAX));
    let bytes = i64::try_from(wire::ITEM_BYTES_PER_PAGE).unwrap_or(i64::MAX);
    let rows = tx.items_after(case, after, SCAN, bytes).await?;
    let next = rows.last().map(|row| row.seq).filter(|last| Some(*last) != last_sequence);
    Ok(Sight::Seen(wire::ItemsPage {
        items: rows.into_iter().map(item_line).collect(),
        next: next.and_then(|last| u64::try_from(last).ok()),
    }))
}

pub(super) fn item_line(row: ItemRow) -> wire::ItemLine {
    wire::ItemLine {
        item: row.item_id,
        sequence: u64::try_from(row.seq).unwrap_or(0),
        epoch: u32::try_from(row.epoch).unwrap_or(0),
        data: row.data,
        blob: row.blob.map(|blob| blob.blob_id),
    }
}

/// A part of an attachment. Hidden if the case is not the caller's or the attachment not the case's.
pub async fn blob(
    vault: &Vault,
    reader: &Recipient,
    case: CaseId,
    blob: BlobId,
    range: Option<Range<u64>>,
) -> Result<Sight<BlobBody<impl Stream<Item = Result<Bytes, BlobError>> + Send + use<>>>, Refusal> {
    let mut tx = vault.0.stores.main.read().await?;
    let Some(up_to) = read_up_to(vault, &mut tx, reader, case).await? else { return Ok(Sight::Hidden) };
    let Some(item) = tx.item_of_blob(case, blob).await? else { return Ok(Sight::Hidden) };
    if item > up_to {
        return Ok(Sight::ReadFirst);
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
    Ok(Sight::Seen(BlobBody { total, range, stream }))
}

/// The roster's notes, oldest first.
pub async fn roster_notes(vault: &Vault) -> Result<Vec<String>, Refusal> {
    let rows = vault.0.stores.main.read().await?.rosters().await?;
    Ok(rows.into_iter().map(|row| row.note).collect())
}
