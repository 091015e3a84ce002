//! What oversight fetches of the ledger: who did what in all cases, or in one. Nothing is delivered before the ledger says who looks, and why.
//!
//! Who watches the watchers: an entry of its own, signed by the member who looks, in a chain that stands beside the cases'. Readers of a
//! case do not learn of it, so that whoever is looked at is not warned; the rest of oversight does.

use std::sync::Arc;

use super::ledger::record::{Chain, chain_key};
use super::staff::{Member, PutOutcome, Sight};
use super::staff_ledger::entries;
use super::store::Tx;
use super::{Refusal, Vault};
use crate::api::wire::{ChainLine, ChainsPage, PutLogRead};
use crate::ledger::entry::{ADMINISTRATION, Actor, Event, OVERSIGHT, Realm, SignedEntry};
use crate::model::id::CaseId;
use crate::model::roster::{Role, Roster};
use crate::secret::Secret;

/// Chains per page.
const PAGE: usize = 64;

/// Chains read at once while looking for those that may be seen.
const SCAN: i64 = 500;

/// Days that the clocks of desk and server may lie apart around midnight.
const DAY_SLACK: u64 = 1;

/// Notes that a member of oversight reads the log today, of all cases or of one. What was said before on this day is not stored again: the
/// ledger has room for a few hundred entries a day. `None` for anybody else, and of a case that is hidden from the member or absent.
pub async fn put_log_read(
    vault: &Vault,
    caller: &Member,
    put: &PutLogRead,
) -> Result<Option<PutOutcome>, Refusal> {
    let Some(roster) = overseers_roster(vault, caller) else { return Ok(None) };
    let mut act = vault.0.stores.main.act().await?;
    act.lock_chain(OVERSIGHT).await?;
    let Some((signed, case)) = said(vault, caller, put) else { return Ok(Some(PutOutcome::Unsaid)) };
    if let Some(case) = case
        && visible_key(vault, &mut act, (&roster, caller), case).await?.is_none()
    {
        return Ok(None);
    }
    if said_today(vault, &mut act, caller, case).await? {
        return Ok(Some(PutOutcome::Stored));
    }
    let chain = Chain::of_oversight(vault, &roster);
    let head = chain.head(&mut act).await?;
    if !signed.claimed().follows(&head) {
        return Ok(Some(PutOutcome::Conflict { last_sequence: 0, chain: head }));
    }
    let entry = chain.row(vault, &signed)?;
    act.note_read(&tag(vault, caller, case), 0, vault.today()).await?;
    act.record(&entry).await?.commit().await?;
    Ok(Some(PutOutcome::Stored))
}

/// What the caller alone has signed, with the case it is about: that they read the log, today, for a reason.
fn said(vault: &Vault, caller: &Member, put: &PutLogRead) -> Option<(SignedEntry, Option<CaseId>)> {
    let signed = SignedEntry::from_parts(&put.event.statement, &put.event.signatures).ok()?;
    let statement = signed.verify(std::slice::from_ref(&caller.key)).ok()?;
    let Event::LogRead { case, reason } = &statement.event else { return None };
    let fits = statement.chain == OVERSIGHT
        && statement.actor == Actor::Member(caller.id)
        && statement.day.since(vault.today()).unsigned_abs() <= DAY_SLACK
        && Event::is_reason(reason)
        && case.is_none_or(|case| Realm::of(case) == Realm::Case);
    let case = *case;
    fits.then_some((signed, case))
}

/// Whether the caller belongs to oversight.
pub fn oversees(vault: &Vault, caller: &Member) -> bool {
    overseers_roster(vault, caller).is_some()
}

/// The roster, if the caller belongs to oversight by it.
fn overseers_roster(vault: &Vault, caller: &Member) -> Option<Arc<Roster>> {
    let roster = vault.roster_in_force()?;
    let oversees = roster.member(caller.id).is_some_and(|member| member.has(Role::Oversight));
    oversees.then_some(roster)
}

fn tag(vault: &Vault, caller: &Member, case: Option<CaseId>) -> [u8; 16] {
    vault.0.names.log_read_tag(case.unwrap_or(OVERSIGHT), &caller.recipient)
}

/// Whether the ledger says of today that the caller reads the log of the case, or of all.
async fn said_today(
    vault: &Vault,
    tx: &mut Tx,
    caller: &Member,
    case: Option<CaseId>,
) -> Result<bool, Refusal> {
    for scope in [None, case] {
        let said = tx.read_up_to(&tag(vault, caller, scope)).await?;
        if said.is_some_and(|(_, day)| day >= vault.today()) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A page of all chains, for oversight. A member of oversight who stands in the team of a channel may be excluded with it, and gets nothing
/// of that channel's cases here: pages are filled with the others, for a short one would count what is hidden.
pub async fn chains(
    vault: &Vault,
    caller: &Member,
    after: Option<CaseId>,
) -> Result<Sight<ChainsPage>, Refusal> {
    let Some(roster) = overseers_roster(vault, caller) else { return Ok(Sight::Hidden) };
    let mut tx = vault.0.stores.main.read().await?;
    if !said_today(vault, &mut tx, caller, None).await? {
        return Ok(Sight::ReadFirst);
    }
    let (mut chains, mut position): (Vec<ChainLine>, _) = (Vec::new(), after);
    loop {
        let found = tx.chains(position, SCAN).await?;
        let Some(last) = found.last() else { return Ok(Sight::Seen(ChainsPage { chains, next: None })) };
        position = Some(*last);
        for chain in found {
            let Some(key) = visible_key(vault, &mut tx, (&roster, caller), chain).await? else { continue };
            if chains.len() >= PAGE {
                let next = chains.last().map(|line| line.chain);
                return Ok(Sight::Seen(ChainsPage { chains, next }));
            }
            chains.push(ChainLine { chain, entries: entries(&mut tx, chain, &key).await? });
        }
    }
}

/// The chain of one case, and the administration's, whose end a destruction is signed for.
pub async fn chain_of(vault: &Vault, caller: &Member, case: CaseId) -> Result<Sight<ChainsPage>, Refusal> {
    let Some(roster) = overseers_roster(vault, caller) else { return Ok(Sight::Hidden) };
    let mut tx = vault.0.stores.main.read().await?;
    let key = visible_key(vault, &mut tx, (&roster, caller), case).await?;
    let Some(key) = key.filter(|_| Realm::of(case) == Realm::Case) else { return Ok(Sight::Hidden) };
    if !said_today(vault, &mut tx, caller, Some(case)).await? {
        return Ok(Sight::ReadFirst);
    }
    let mut chains = Vec::new();
    if let Some(key) = chain_key(vault, ADMINISTRATION).await? {
        let entries = entries(&mut tx, ADMINISTRATION, &key).await?;
        chains.push(ChainLine { chain: ADMINISTRATION, entries });
    }
    chains.push(ChainLine { chain: case, entries: entries(&mut tx, case, &key).await? });
    Ok(Sight::Seen(ChainsPage { chains, next: None }))
}

/// What opens the rows of a chain that a member of oversight may see.
async fn visible_key(
    vault: &Vault,
    tx: &mut Tx,
    (roster, caller): (&Roster, &Member),
    chain: CaseId,
) -> Result<Option<Secret<32>>, Refusal> {
    if Realm::of(chain) == Realm::Case {
        let Some(row) = tx.find_case(chain).await? else { return Ok(None) };
        if roster.channel(&row.channel).is_some_and(|channel| channel.team.contains(&caller.id)) {
            return Ok(None);
        }
    }
    chain_key(vault, chain).await
}
