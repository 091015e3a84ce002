//! What custodians do at the server: see which requests wait, open an identity after saying so, answer.
//!
//! A custodian reads no case. Of a case in which nobody asks nothing is shown, not even that it exists; of the others the letter alone, the
//! sealed key, and where the next item must stand.

use data_encoding::{BASE64, HEXLOWER};
use serde::{Deserialize, Serialize};

use super::case_keys::{Held, present};
use super::identity::{Added, Asked, Kept, add_item, names};
use super::ledger::record::{case_key, head};
use super::staff::{Member, PutOutcome, Sight};
use super::store::{Act, CaseRow, CaseState, ReplyRow, Tx, Update};
use super::{Refusal, Vault};
use crate::api::wire::custody::{CustodyLine, CustodyPage, PutCustody, SealedPage};
use crate::crypto::hash::sha256;
use crate::crypto::identity::{Column, strip};
use crate::ledger::entry::{ChainHead, Event};
use crate::model::id::{CaseId, MemberId};

/// Cases looked at in one step.
const SCAN: i64 = 500;

/// Requests shown at once; those behind come when these are answered.
const MOST: usize = 100;

/// The key of an identity, sealed to a handler.
#[derive(Serialize, Deserialize)]
struct Grant {
    to: MemberId,
    key: String,
}

/// The grant for a member, if there is one among those of a case.
pub(super) fn grant_of(grants: &[u8], member: MemberId) -> Option<Vec<u8>> {
    let grants: Vec<Grant> = serde_json::from_slice(grants).ok()?;
    let found = grants.iter().find(|grant| grant.to == member)?;
    BASE64.decode(found.key.as_bytes()).ok()
}

/// The grants with one more. If they do not fit, the oldest go: whoever had one asks again.
fn with_grant(grants: &[u8], to: MemberId, key: &[u8]) -> Result<Vec<u8>, Refusal> {
    let mut all: Vec<Grant> = serde_json::from_slice(grants).unwrap_or_default();
    all.retain(|grant| grant.to != to);
    all.push(Grant { to, key: BASE64.encode(key) });
    loop {
        let written = serde_json::to_vec(&all).map_err(Refusal::unavailable)?;
        if written.len() <= Column::Grants.room() || all.len() <= 1 {
            return Ok(written);
        }
        all.remove(0);
    }
}

/// The request that waits in a case and can still be answered, with who asks.
async fn waiting(
    vault: &Vault,
    tx: &mut Tx,
    case: CaseId,
) -> Result<Option<(CaseRow, Kept, Asked, Member)>, Refusal> {
    let Some(row) = tx.find_case(case).await?.filter(|row| row.state != CaseState::Shredded) else {
        return Ok(None);
    };
    let Some(kept) = Kept::of(vault, tx, case).await? else { return Ok(None) };
    let Some(asked) = kept.asked()? else { return Ok(None) };
    let by = asked.stands(vault, tx, &row).await?;
    Ok(by.map(|by| (row, kept, asked, by)))
}

/// All requests that wait.
pub async fn pending(vault: &Vault) -> Result<CustodyPage, Refusal> {
    let mut tx = vault.0.stores.main.read().await?;
    let (mut requests, mut after) = (Vec::new(), None);
    loop {
        let marks = tx.identity_marks(after, SCAN).await?;
        let Some((last, _)) = marks.last() else { return Ok(CustodyPage { requests, more: false }) };
        after = Some(*last);
        for (case, mark) in marks {
            let key = vault.0.stores.keys.read().await?.shred_key(case).await?;
            let asked = key.and_then(|key| Asked::read(&strip(&key, (case, Column::Mark), &mark).ok()?));
            if asked.is_none() {
                continue;
            }
            if requests.len() >= MOST {
                return Ok(CustodyPage { requests, more: true });
            }
            requests.extend(line(vault, &mut tx, case).await?);
        }
    }
}

async fn line(vault: &Vault, tx: &mut Tx, case: CaseId) -> Result<Option<CustodyLine>, Refusal> {
    let Some((_, kept, asked, _)) = waiting(vault, tx, case).await? else { return Ok(None) };
    let Some(last) = tx.head(case).await? else { return Ok(None) };
    let chain = match case_key(vault, case).await? {
        Some(key) => head(tx, case, &key).await?,
        None => ChainHead::default(),
    };
    Ok(Some(CustodyLine {
        case,
        request: asked.request,
        letter: kept.open(Column::Letter)?,
        key: kept.open(Column::Key)?,
        epoch: asked.epoch,
        last_sequence: u64::try_from(last.seq).map_err(Refusal::unavailable)?,
        last_sha256: HEXLOWER.encode(&last.data_sha256),
        chain,
    }))
}

/// The sealed identity, to a custodian who has said in the ledger that it is opened, for the request that waits.
pub async fn sealed(vault: &Vault, custodian: &Member, case: CaseId) -> Result<Sight<SealedPage>, Refusal> {
    let mut tx = vault.0.stores.main.read().await?;
    let Some((_, kept, ..)) = waiting(vault, &mut tx, case).await? else { return Ok(Sight::Hidden) };
    if tx.read_up_to(&vault.0.names.read_tag(case, &custodian.recipient)).await?.is_none() {
        return Ok(Sight::ReadFirst);
    }
    Ok(Sight::Seen(SealedPage { sealed: kept.open(Column::Identity)? }))
}

/// Stores what a custodian answers, with its entry and, where something is opened, the reporter's copy: all or nothing. `None` if nobody
/// asks in this case, or something else than is answered: of two custodians at once one answers.
pub async fn put_answer(
    vault: &Vault,
    custodian: &Member,
    case: CaseId,
    put: &PutCustody,
) -> Result<Option<PutOutcome>, Refusal> {
    let mut act = vault.0.stores.main.act().await?;
    act.lock_chain(case).await?;
    if stored_before(&mut act, case, put).await? {
        return Ok(Some(PutOutcome::Stored));
    }
    let found = waiting(vault, &mut act, case).await?;
    let Some((row, kept, _, asker)) = found.filter(|(_, _, asked, _)| asked.request == put.request) else {
        return Ok(None);
    };
    let present = present(&mut act, &row).await?;
    let held = Held { row, present };
    let entry =
        match add_item(vault, &mut act, (custodian, &held), &put.item, |event| says(event, put)).await? {
            Added::Entry(entry) => entry,
            Added::Not(outcome) => return Ok(Some(outcome)),
        };
    if !put.copy.is_empty() {
        let seq = i64::try_from(put.item.sequence).map_err(Refusal::unavailable)?;
        let copy = ReplyRow { case_id: case, seq, item_id: put.item.item, data: put.copy.clone() };
        let _fresh = act.insert_reply(&copy).await?;
    }
    let tag = vault.0.names.read_tag(case, &custodian.recipient);
    if put.is_look() {
        act.note_read(&tag, 0, vault.today()).await?;
    } else {
        answered(vault, &mut act, &kept, asker.id, put).await?;
    }
    act.record(&entry).await?.commit().await?;
    Ok(Some(PutOutcome::Stored))
}

/// A lost answer is asked for again: these very bytes are stored.
async fn stored_before(act: &mut Act, case: CaseId, put: &PutCustody) -> Result<bool, Refusal> {
    let Some((stored_in, seq)) = act.item_by_id(put.item.item).await? else { return Ok(false) };
    let found = act.items_after(case, Some(seq.saturating_sub(1)), 1, 0).await?;
    Ok(stored_in == case && found.first().is_some_and(|found| found.data == put.item.data))
}

/// The request is answered: nothing waits any more, a grant is kept, and whoever opens the identity next says so anew.
async fn answered(
    vault: &Vault,
    act: &mut Act,
    kept: &Kept,
    asker: MemberId,
    put: &PutCustody,
) -> Result<(), Refusal> {
    let before = kept.open(Column::Grants)?;
    let grants = if put.grant.is_empty() { before } else { with_grant(&before, asker, &put.grant)? };
    if kept.write(act, None, &grants).await? == Update::Stale {
        return Err(Refusal::Busy);
    }
    for custodian in super::staff::custodians(vault) {
        let _had_looked =
            act.forget_read(&vault.0.names.read_tag(kept.row.case_id, &custodian.recipient)).await?;
    }
    Ok(())
}

/// An opening has the reporter's copy, and names it; with a grant it answers, without one it is a look. A refusal has neither.
fn says(event: &Event, put: &PutCustody) -> bool {
    let hash = HEXLOWER.encode(&sha256(&[&put.copy]));
    let opens = matches!(event, Event::IdentityOpened { .. })
        && !put.copy.is_empty()
        && event.copy() == Some(hash.as_str())
        && put.grant.is_empty() == put.is_look();
    let refuses = matches!(event, Event::IdentityRefused { .. })
        && put.copy.is_empty()
        && put.grant.is_empty()
        && !put.is_look();
    (opens || refuses) && names(event, &put.item)
}
