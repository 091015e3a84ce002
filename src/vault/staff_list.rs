//! The list of a member's cases.

use super::ledger::record;
use super::staff::holds;
use super::store::{CaseHead, CaseState, Tx, WrapTag};
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
        held.extend(held_wraps(vault, &mut tx, reader, heads).await?);
        if held.len() > limit {
            held.truncate(limit);
            break held.last().map(|held| held.head.case_id);
        }
    };
    let cases = case_lines(vault, &mut tx, held).await?;
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
    let mine = held_wraps(vault, &mut tx, reader, vec![found]).await?;
    Ok(case_lines(vault, &mut tx, mine).await?.pop())
}

/// A case with the caller's wrap, as it is stored.
struct Held {
    head: CaseHead,
    place: WrapPlace,
    wrap: Vec<u8>,
}

/// Those of the cases whose keys the caller holds.
async fn held_wraps(
    vault: &Vault,
    tx: &mut Tx,
    reader: &Recipient,
    heads: Vec<CaseHead>,
) -> Result<Vec<Held>, Refusal> {
    let mut places = Vec::new();
    for head in heads.into_iter().filter(|head| head.state != CaseState::Shredded) {
        let epoch = u32::try_from(head.epoch).map_err(Refusal::unavailable)?;
        let tag = vault.0.names.wrap_tag(head.case_id, epoch, reader);
        places.push((WrapPlace { case: head.case_id, epoch, tag }, head));
    }
    let wanted: Vec<(CaseId, WrapTag)> = places.iter().map(|(place, _)| (place.case, place.tag)).collect();
    let mut wraps = tx.wraps_among(&wanted).await?;
    let held = |(place, head): (WrapPlace, CaseHead)| {
        let wrap = wraps.remove(&place.tag)?;
        Some(Held { head, place, wrap })
    };
    Ok(places.into_iter().filter_map(held).collect())
}

/// The lines of cases, in their order; one short look into the other database for the keys of all of them.
async fn case_lines(vault: &Vault, tx: &mut Tx, held: Vec<Held>) -> Result<Vec<wire::CaseLine>, Refusal> {
    let cases: Vec<CaseId> = held.iter().map(|held| held.head.case_id).collect();
    let ends = tx.last_entries_among(&cases).await?;
    let mut keys = vault.0.stores.keys.read().await?.shred_keys_among(&cases).await?;
    let line = |held: Held| {
        let case = held.head.case_id;
        case_line(vault, held, keys.remove(&case), ends.get(&case))
    };
    held.into_iter().map(line).collect()
}

fn case_line(
    vault: &Vault,
    held: Held,
    key: Option<Secret<32>>,
    end: Option<&(i64, Vec<u8>)>,
) -> Result<wire::CaseLine, Refusal> {
    let Held { head, place, wrap } = held;
    let chain = match &key {
        Some(key) => record::head_at(head.case_id, &vault.0.names.entry_key(head.case_id, Some(key)), end)?,
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
