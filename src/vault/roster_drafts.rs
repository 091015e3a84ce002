//! Where drafts of the next roster wait for signatures, and where a complete one comes into force.
//!
//! The server holds them so that keyholders need not pass files around. It decides nothing: whoever proposes and whoever signs is
//! verified against the version in force, here to keep rubbish out, at each desk because this server is not believed.

use ed25519_dalek::VerifyingKey;

use super::rosters::{self, ImportError, Standing};
use super::{Refusal, Vault};
use crate::crypto::draft::{CheckedDraft, RosterDraft, check, keyholder};
use crate::crypto::frame::parse_verifying_key;
use crate::crypto::note::{RosterError, VerifiedRoster};
use crate::ledger::entry::ADMINISTRATION;
use crate::model::id::MemberId;

/// What became of a draft or a note.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DraftOutcome {
    /// It is stored, or was before.
    Stored,
    /// Another version is in force, or the proposer has changed the draft meanwhile: look at them again.
    Moved,
    /// It is not what it should be.
    Wrong,
}

/// Who may ask about the roster: a member on their days, whatever their roles, or a keyholder. Also under a roster whose time has
/// run out, or nobody could sign the next.
pub fn signer(vault: &Vault, id: MemberId) -> Option<VerifyingKey> {
    let current = current(vault)?;
    let roster = current.content();
    if let Some((_, key)) = keyholder(roster, id) {
        return Some(key);
    }
    let member = roster.member(id).filter(|member| vault.today() <= member.until)?;
    parse_verifying_key(&member.verification_key)
}

/// The newest verified version, unless a newer one was seen.
fn current(vault: &Vault) -> Option<VerifiedRoster> {
    let state = vault.roster_state().filter(|state| state.standing == Standing::Newest)?;
    Some(state.chain.roster.clone())
}

/// The drafts that follow the version in force, as far as they verify.
pub async fn drafts(vault: &Vault) -> Result<Vec<RosterDraft>, Refusal> {
    let Some(current) = current(vault) else { return Ok(Vec::new()) };
    let rows = vault.0.stores.main.read().await?.roster_drafts().await?;
    let verified = rows.iter().filter_map(|row| read(vault, &current, row));
    Ok(verified.map(|checked| checked.draft().clone()).collect())
}

fn read(vault: &Vault, current: &VerifiedRoster, row: &str) -> Option<CheckedDraft> {
    let draft: RosterDraft = serde_json::from_str(row).ok()?;
    check(&draft, current, vault.today()).ok()
}

/// Takes in a draft: a new one from its proposer, or one that is here with more signatures from anybody who may ask. There is one
/// for each who may propose, so that nobody can crowd out another's.
pub async fn put(vault: &Vault, caller: MemberId, draft: &RosterDraft) -> Result<DraftOutcome, Refusal> {
    let Some(current) = current(vault) else { return Ok(DraftOutcome::Moved) };
    let mut given = match check(draft, &current, vault.today()) {
        Ok(given) => given,
        Err(crate::crypto::draft::DraftError::Stale) => return Ok(DraftOutcome::Moved),
        Err(_) => return Ok(DraftOutcome::Wrong),
    };
    let mut act = vault.0.stores.main.write().await?;
    // Two keyholders sign at the same moment: neither may write over the other's line.
    act.lock_chain(ADMINISTRATION).await?;
    let here = act.roster_draft(draft.proposer).await?;
    let here = here.and_then(|row| read(vault, &current, &row));
    let continues = here.is_some_and(|here| given.merge(&here));
    if !continues && caller != draft.proposer {
        return Ok(DraftOutcome::Moved);
    }
    let Ok(text) = serde_json::to_string(given.draft()) else { return Ok(DraftOutcome::Wrong) };
    act.put_roster_draft(draft.proposer, &text).await?;
    act.commit().await?;
    Ok(DraftOutcome::Stored)
}

/// Takes the caller's own draft back.
pub async fn withdraw(vault: &Vault, caller: MemberId) -> Result<(), Refusal> {
    let mut act = vault.0.stores.main.write().await?;
    act.remove_roster_draft(caller).await?;
    act.commit().await?;
    Ok(())
}

/// Takes in the note that enough keyholders have signed. Who brings it does not matter: it carries its own signatures.
pub async fn deliver(vault: &Vault, note: &[u8]) -> Result<DraftOutcome, Refusal> {
    if vault.roster_chain().is_some_and(|chain| is_current(note, &chain.roster)) {
        return Ok(DraftOutcome::Stored);
    }
    match rosters::import(vault, note).await {
        Ok(_) => Ok(DraftOutcome::Stored),
        Err(ImportError::Roster(RosterError::Chain { .. })) => Ok(DraftOutcome::Moved),
        Err(ImportError::Roster(
            RosterError::Missing
            | RosterError::Note(_)
            | RosterError::Content(_)
            | RosterError::Genesis { .. }
            | RosterError::Quorum { .. },
        )) => Ok(DraftOutcome::Wrong),
        Err(ImportError::Vault(refusal)) => Err(refusal),
    }
}

/// Whether a note has the text of the version in force: delivered twice, after an answer that was lost.
fn is_current(note: &[u8], roster: &VerifiedRoster) -> bool {
    crate::crypto::note::read_unverified(note).is_ok_and(|(_, hash)| hash == roster.hash())
}
