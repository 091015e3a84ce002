//! The destruction of a case: asked for by two people, said in the ledger, told to the reporter; then the keys, the content, the files.
//!
//! Order. One transaction writes the entry SHREDDED, empties the case and leaves the reporter a notice. Then `K_shred` is deleted, and
//! with it whatever backups of the main database hold; then the files. A crash in between leaves an emptied case with a key:
//! [`finish`] completes it, at the next start and every hour.

use data_encoding::HEXLOWER;
use ed25519_dalek::VerifyingKey;

use super::case_keys::Held;
use super::ledger::forms;
use super::ledger::record::{Chain, case_key, outside_oversight};
use super::staff::{Member, PutOutcome, held_case, member};
use super::staff_events::conflict;
use super::store::{Act, CaseRow, GraveRow};
use super::{Refusal, Vault};
use crate::api::wire::PutShred;
use crate::crypto::agefile::Recipient;
use crate::crypto::entry_row::{self, EntryPlace};
use crate::ledger::entry::{ADMINISTRATION, Actor, Event, ITEMS_AFTER, SignedEntry, Statement};
use crate::model::id::CaseId;
use crate::model::roster::Role;

/// Cases looked at in one step while finishing.
const PAGE: i64 = 256;

/// Destroys a case. `None` if it is not the caller's. The caller has signed as the one or as the other; both must be reading members,
/// one of them must lead the unit or belong to oversight, and one of them must hold a key of the case. Oversight outside the team
/// holds none: it is the other one, whose signature it brings, that must.
pub async fn put_shred(
    vault: &Vault,
    caller: &Member,
    case: CaseId,
    shred: &PutShred,
) -> Result<Option<PutOutcome>, Refusal> {
    let mut act = vault.0.stores.main.act().await?;
    act.lock_chain(ADMINISTRATION).await?;
    act.lock_chain(case).await?;
    let signed = signed_by_two(vault, caller, shred);
    let other = signed.as_ref().map(|(_, _, signers)| signers).into_iter().flatten();
    let mut found = held_case(vault, &mut act, &caller.recipient, case).await?;
    for signer in other.filter(|signer| signer.id != caller.id) {
        if found.is_none() {
            found = held_case(vault, &mut act, &signer.recipient, case).await?;
        }
    }
    let Some(Held { row, .. }) = found else { return Ok(None) };
    let Some((signed, statement, _)) = signed else { return Ok(Some(PutOutcome::Unsaid)) };
    let Event::Shredded { case: named, leaves, .. } = &statement.event else {
        return Ok(Some(PutOutcome::Unsaid));
    };
    let roster = vault.roster_in_force().ok_or(Refusal::NoRoster)?;
    let readers = outside_oversight(&roster, &row.channel, vault.today());
    let recovery = Recipient::parse(&roster.recovery).map_err(Refusal::unavailable)?;
    let chain = Chain::of_administration(vault, readers.into_iter().chain([recovery]).collect());
    let head = chain.head(&mut act).await?;
    if statement.chain != ADMINISTRATION || *named != case {
        return Ok(Some(PutOutcome::Unsaid));
    }
    let seen = seen_by_both(&statement, act.head(case).await?.map_or(0, |head| head.seq));
    if !seen || !statement.follows(&head) || *leaves != leaves_of(vault, &mut act, case).await? {
        return Ok(Some(conflict(&mut act, case, head).await?));
    }
    let entry = chain.row(vault, &signed)?;
    if let Some(reporter) = &shred.event.reporter {
        let _was_there = act.put_grave(&grave(case, &signed, reporter)?).await?;
    }
    for member in roster.members.iter().filter_map(|member| Recipient::parse(&member.recipient).ok()) {
        let _had_read = act.forget_read(&vault.0.names.read_tag(case, &member)).await?;
        let _had_looked = act.forget_read(&vault.0.names.log_read_tag(case, &member)).await?;
    }
    let (_emptied, blobs) = act.bury_case(case).await?;
    act.record(&entry).await?.commit().await?;
    finish_one(vault, case).await?;
    for blob in blobs {
        vault.0.blobs.delete(blob).await?;
    }
    vault.0.stores.main.checkpoint_truncate().await?;
    Ok(Some(PutOutcome::Stored))
}

/// Whether nothing came into the case after what its proposer had seen, but the proposal and the agreement.
fn seen_by_both(statement: &Statement, last: i64) -> bool {
    let Event::Shredded { proposed_after: Some(after), .. } = statement.event else { return true };
    u64::try_from(last).is_ok_and(|last| last <= after.saturating_add(ITEMS_AFTER))
}

/// Both signatures, by two different reading members in force, the caller among them; and the two.
fn signed_by_two(
    vault: &Vault,
    caller: &Member,
    shred: &PutShred,
) -> Option<(SignedEntry, Statement, Vec<Member>)> {
    let signed = SignedEntry::from_parts(&shred.event.statement, &shred.event.signatures).ok()?;
    let claimed = signed.claimed();
    let (Actor::Member(proposer), Some(approver)) = (claimed.actor, claimed.event.approver()) else {
        return None;
    };
    if proposer == approver || (caller.id != proposer && caller.id != approver) {
        return None;
    }
    let signers: Vec<Member> = [proposer, approver].into_iter().filter_map(|id| member(vault, id)).collect();
    let keys: Vec<VerifyingKey> = signers.iter().map(|signer| signer.key).collect();
    let roster = vault.roster_in_force()?;
    let leads =
        |id| roster.member(id).is_some_and(|member| member.has(Role::Head) || member.has(Role::Oversight));
    if !leads(proposer) && !leads(approver) {
        return None;
    }
    if claimed.day.since(vault.today()).unsigned_abs() > 1 {
        return None;
    }
    let statement = signed.verify(&keys).ok()?.clone();
    Some((signed, statement, signers))
}

/// The leaves of all entries of a case in all logs, hex: in the order of its chain, and of each entry the oldest log's first.
async fn leaves_of(vault: &Vault, act: &mut Act, case: CaseId) -> Result<Vec<String>, Refusal> {
    let Some(key) = case_key(vault, case).await? else { return Ok(Vec::new()) };
    let logs = forms::logs(act).await?;
    let mut leaves = Vec::new();
    for (seq, row) in act.entries_of(case).await? {
        let place = EntryPlace { chain: case, sequence: u64::try_from(seq).map_err(Refusal::unavailable)? };
        let stored = entry_row::open(&key, &place, &row).map_err(Refusal::unavailable)?;
        leaves.push(HEXLOWER.encode(&forms::made(&stored)));
        for origin in forms::takers(act, &logs, &stored).await? {
            leaves.push(HEXLOWER.encode(&forms::taken(&stored, &origin)));
        }
    }
    Ok(leaves)
}

/// What the reporter finds: the very entry that two people have signed.
fn grave(case: CaseId, signed: &SignedEntry, reporter: &Recipient) -> Result<GraveRow, Refusal> {
    let data = signed.seal(std::slice::from_ref(reporter)).map_err(Refusal::unavailable)?;
    Ok(GraveRow { case_id: case, data })
}

/// Deletes the key of an emptied case.
async fn finish_one(vault: &Vault, case: CaseId) -> Result<(), Refusal> {
    let mut keys = vault.0.stores.keys.write().await?;
    let _was_there = keys.delete_shred_key(case).await?;
    keys.commit().await?;
    vault.0.stores.keys.checkpoint_truncate().await?;
    Ok(())
}

/// Completes destructions that a crash interrupted: emptied cases whose key is still there. Gives how many.
pub async fn finish(vault: &Vault) -> Result<usize, Refusal> {
    let mut after = None;
    let mut finished = 0_usize;
    loop {
        let ids = vault.0.stores.keys.read().await?.shred_ids(after, PAGE).await?;
        let Some(last) = ids.last() else { return Ok(finished) };
        after = Some(*last);
        for case in ids {
            let row: Option<CaseRow> = vault.0.stores.main.read().await?.find_case(case).await?;
            if row.is_some_and(|row| row.state == super::store::CaseState::Shredded) {
                finish_one(vault, case).await?;
                finished = finished.saturating_add(1);
            }
        }
    }
}
