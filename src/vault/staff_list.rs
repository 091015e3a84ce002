//! The list of a member's cases.

use super::ledger::record;
use super::staff::holds;
use super::store::{CaseHead, CaseState, Tx};
use super::{Refusal, Vault};
use crate::api::wire;
use crate::clock::Day;
use crate::crypto::agefile::Recipient;
use crate::crypto::wrap::{MAX_EPOCHS, WrapPlace, strip};
use crate::ledger::entry::ChainHead;
use crate::model::id::CaseId;
use crate::secret::Secret;

/// Cases read at once while looking for the caller's.
const SCAN: i64 = 500;

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
    let mut held: Vec<Held> = Vec::new();
    let mut position = after;
    let next = loop {
        let heads = tx.list_cases(since, position, SCAN).await?;
        let Some(last) = heads.last() else { break None };
        position = Some(last.case_id);
        for head in heads {
            held.extend(held_wrap(vault, &mut tx, reader, head).await?);
        }
        if held.len() > limit {
            held.truncate(limit);
            break held.last().map(|held| held.head.case_id);
        }
    };
    let keys = shred_keys(vault, &held).await?;
    let mut cases = Vec::new();
    for (held, key) in held.into_iter().zip(keys) {
        cases.push(case_line(vault, &mut tx, held, key).await?);
    }
    Ok(wire::CasesPage { cases, next })
}

/// One case of the caller's, as it stands now. `None` if it is not the caller's.
pub async fn my_case(
    vault: &Vault,
    reader: &Recipient,
    case: CaseId,
) -> Result<Option<wire::CaseLine>, Refusal> {
    let mut tx = vault.0.stores.main.read().await?;
    let head = tx.case_head(case).await?;
    let is_held = holds(vault, &mut tx, reader, (case, head.as_ref().map(|head| head.epoch))).await?;
    let Some(found) = head.filter(|_| is_held) else { return Ok(None) };
    let Some(mine) = held_wrap(vault, &mut tx, reader, found).await? else { return Ok(None) };
    let key = vault.0.stores.keys.read().await?.shred_key(case).await?;
    case_line(vault, &mut tx, mine, key).await.map(Some)
}

/// A case with the caller's wrap, as it is stored.
struct Held {
    head: CaseHead,
    place: WrapPlace,
    wrap: Vec<u8>,
}

async fn held_wrap(
    vault: &Vault,
    tx: &mut Tx,
    reader: &Recipient,
    head: CaseHead,
) -> Result<Option<Held>, Refusal> {
    if head.state == CaseState::Shredded {
        return Ok(None);
    }
    let epoch = u32::try_from(head.epoch).map_err(Refusal::unavailable)?;
    let tag = vault.0.names.wrap_tag(head.case_id, epoch, reader);
    let wrap = tx.wrap(head.case_id, head.epoch, &tag).await?;
    Ok(wrap.map(|wrap| Held { place: WrapPlace { case: head.case_id, epoch, tag }, head, wrap }))
}

/// The keys of cases, in their order: one short look into the other database for all of them.
async fn shred_keys(vault: &Vault, held: &[Held]) -> Result<Vec<Option<Secret<32>>>, Refusal> {
    let mut tx = vault.0.stores.keys.read().await?;
    let mut keys = Vec::new();
    for held in held {
        keys.push(tx.shred_key(held.head.case_id).await?);
    }
    Ok(keys)
}

async fn case_line(
    vault: &Vault,
    tx: &mut Tx,
    held: Held,
    key: Option<Secret<32>>,
) -> Result<wire::CaseLine, Refusal> {
    let Held { head, place, wrap } = held;
    let chain = match &key {
        Some(key) => {
            record::head(tx, head.case_id, &vault.0.names.entry_key(head.case_id, Some(key))).await?
        }
        None => ChainHead::default(),
    };
    // A row that does not open was altered, or its key is gone. The desk is told by an empty wrap and shows it.
    let wrap = key.and_then(|key| strip(&key, &place, &wrap).ok()).unwrap_or_default();
    Ok(wire::CaseLine {
        case: head.case_id,
        channel: head.channel,
        epoch: place.epoch,
        state: wire_state(head.state),
        activity_day: head.activity_day,
        last_sequence: u64::try_from(head.last_seq.unwrap_or(0)).unwrap_or(0),
        chain,
        wrap,
        rekey_due: head.due_epoch > head.epoch,
        rekeyable: head.rekeyable && place.epoch.saturating_add(1) < MAX_EPOCHS,
    })
}

fn wire_state(state: CaseState) -> wire::CaseState {
    match state {
        CaseState::Open => wire::CaseState::Open,
        CaseState::Closed => wire::CaseState::Closed,
        CaseState::Shredded => wire::CaseState::Shredded,
    }
}
