//! A new key for a case, for exactly those who hold the present one: nobody is added by it, nobody dropped.
//!
//! The desk of a holder makes the key; the server sees public halves and sealed wraps, and what the key before says of the new one. Old
//! wraps go in the same transaction: whoever was taken off has the earlier keys for good, and opens nothing that comes.

use std::collections::BTreeSet;

use data_encoding::HEXLOWER;

use super::case_keys::{Held, Present, row_of};
use super::staff::{Member, PutOutcome, held_case};
use super::staff_events::{Said, conflict, judge};
use super::staff_keys::holders;
use super::staff_writes::taken;
use super::store::{Act, Update, WrapTag};
use super::{Refusal, Vault};
use crate::api::wire::PutKeys;
use crate::crypto::agefile::Recipient;
use crate::crypto::frame::parse_verifying_key;
use crate::crypto::rekey::{CaseKeys, Certificate};
use crate::crypto::wrap::{MAX_EPOCHS, WRAP_SLOTS, WrapPlace, close, decoy};
use crate::ledger::entry::Event;
use crate::model::id::CaseId;
use crate::random;
use crate::secret::Secret;

/// Replaces the key of a case. `None` if it is not the caller's.
pub async fn put_keys(
    vault: &Vault,
    caller: &Member,
    case: CaseId,
    put: &PutKeys,
) -> Result<Option<PutOutcome>, Refusal> {
    let mut act = vault.0.stores.main.act().await?;
    act.lock_chain(case).await?;
    let Some(found) = held_case(vault, &mut act, &caller.recipient, case).await? else { return Ok(None) };
    let Some((keys, certificate)) = read(put) else { return Ok(Some(PutOutcome::Unsaid)) };
    let stored = act.case_keys(case).await?;
    if stored.last().is_some_and(|last| *last == row_of(&keys, &certificate)) {
        return Ok(Some(PutOutcome::Stored));
    }
    // Another desk has given it a key meanwhile.
    if found.present.epoch.checked_add(1) != Some(keys.epoch) {
        return taken(vault, &mut act, case).await.map(Some);
    }
    let known = stored.iter().map(|key| key.recipient.as_str()).chain([found.row.case_recipient.as_str()]);
    let used_before = known.into_iter().any(|known| known == keys.recipient.as_str());
    let certified = certified(&found, case, &keys, &certificate);
    if !certified || used_before || !for_the_same(vault, &mut act, &found, put).await? {
        return Ok(Some(PutOutcome::Unsaid));
    }
    let said = Event::Rekeyed { epoch: keys.epoch, sha256: certificate.print() };
    // The entry is the first one that is sealed to the new key.
    let next = Held { present: Present::from(keys.clone()), ..found };
    let entry = match judge(vault, &mut act, (caller, &next), &put.event, |event| *event == said).await? {
        Said::Otherwise => return Ok(Some(PutOutcome::Unsaid)),
        Said::Behind(head) => return Ok(Some(conflict(&mut act, case, head).await?)),
        Said::Fits(entry) => entry,
    };
    let wraps = rows(vault, &mut act, &next, put).await?;
    if act.replace_key(case, &row_of(&keys, &certificate), &wraps).await? == Update::Stale {
        return Err(Refusal::unavailable("the case's key changed under its lock"));
    }
    act.record(&entry).await?.commit().await?;
    Ok(Some(PutOutcome::Stored))
}

fn read(put: &PutKeys) -> Option<(CaseKeys, Certificate)> {
    let certificate = Certificate::from_slice(&HEXLOWER.decode(put.certificate.as_bytes()).ok()?)?;
    let verifier = parse_verifying_key(&put.verifier)?;
    let (recipient, audit) = (put.recipient.clone(), put.audit.clone());
    Some((CaseKeys { epoch: put.epoch, recipient, audit, verifier }, certificate))
}

/// Whether the present key says that this one comes next. A case from before keys could be replaced has nothing that could say so.
fn certified(found: &Held, case: CaseId, next: &CaseKeys, certificate: &Certificate) -> bool {
    let (Some(verifier), Ok(audit)) = (found.present.verifier, Recipient::parse(&found.present.audit)) else {
        return false;
    };
    let (epoch, recipient) = (found.present.epoch, found.present.recipient.clone());
    let present = CaseKeys { epoch, recipient, audit, verifier };
    next.epoch < MAX_EPOCHS && present.is_followed_by(case, next, certificate)
}

/// Whether the wraps are for those who hold the present key and may read cases today, and for recovery; each once.
async fn for_the_same(vault: &Vault, tx: &mut Act, found: &Held, put: &PutKeys) -> Result<bool, Refusal> {
    let roster = vault.roster_in_force().ok_or(Refusal::NoRoster)?;
    let recovery = Recipient::parse(&roster.recovery).map_err(Refusal::unavailable)?;
    let holders = holders(vault, tx, found).await?.into_iter().map(|holder| holder.recipient);
    let expected: BTreeSet<Recipient> = holders.chain([recovery]).collect();
    let given: BTreeSet<Recipient> = put.wraps.iter().map(|wrap| wrap.recipient.clone()).collect();
    Ok(given == expected && put.wraps.len() == expected.len())
}

/// The rows of the new key: as many as there were of the one before, or full sets of more, decoys included.
async fn rows(
    vault: &Vault,
    tx: &mut Act,
    next: &Held,
    put: &PutKeys,
) -> Result<Vec<(WrapTag, Vec<u8>)>, Refusal> {
    let (case, epoch) = (next.row.case_id, next.present.epoch);
    let key: Option<Secret<32>> = vault.0.stores.keys.read().await?.shred_key(case).await?;
    let key = key.ok_or_else(|| Refusal::unavailable("the case's key is missing"))?;
    let before =
        usize::try_from(tx.count_wraps(case, next.row.epoch).await?).map_err(Refusal::unavailable)?;
    let mut rows = Vec::new();
    for wrap in &put.wraps {
        let place = WrapPlace { case, epoch, tag: vault.0.names.wrap_tag(case, epoch, &wrap.recipient) };
        let row = close(&key, &place, &wrap.inner, &mut random::rng()).map_err(Refusal::unavailable)?;
        rows.push((row.tag, row.data));
    }
    let full = rows.len().next_multiple_of(WRAP_SLOTS).max(before);
    let mut slots = 0_u32..;
    while rows.len() < full {
        let Some(slot) = slots.next() else { break };
        let row = decoy(vault.0.names.decoy_tag(case, epoch, slot), &mut random::rng());
        rows.push((row.tag, row.data));
    }
    // By their tags, so that nothing of the roster's order is left.
    rows.sort_by_key(|(tag, _)| *tag);
    Ok(rows)
}
