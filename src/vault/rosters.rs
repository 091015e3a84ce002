//! The rosters in the database: a cache of signed notes. A row somebody put there with SQL changes nothing.

use std::io::Write;
use std::sync::{Arc, PoisonError};

use data_encoding::HEXLOWER;

use super::ledger::record::{Chain as EntryChain, administration_readers};
use super::store::RosterRow;
use super::{Refusal, Vault};
use crate::crypto::note::{self, Chain, RosterError, VerifiedRoster};
use crate::ledger::entry::{ADMINISTRATION, Event};

/// Why a roster is not taken in.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// It does not verify, or does not follow the one in force.
    #[error(transparent)]
    Roster(#[from] RosterError),
    /// The vault failed.
    #[error(transparent)]
    Vault(#[from] Refusal),
}

/// Reads the notes from the database and verifies them from the pinned genesis on. Called at start and every minute, so that every
/// replica takes up a new roster.
pub async fn reload(vault: &Vault) -> Result<(), Refusal> {
    let rows = vault.0.stores.main.read().await?.rosters().await?;
    let notes: Vec<Vec<u8>> = rows.into_iter().map(|row| row.note.into_bytes()).collect();
    let state = note::verify_chain(&notes, &vault.0.genesis)
        .ok()
        .map(|chain| RosterState { standing: standing(vault, &chain.roster), chain: Arc::new(chain) });
    *vault.0.roster.lock().unwrap_or_else(PoisonError::into_inner) = state;
    Ok(())
}

/// Whether the newest roster that verifies may be acted upon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is at least as new as the newest seen.
    Newest,
    /// A newer one was seen before: somebody took rows away, or an old backup was restored. Nothing is encrypted to it; the newer
    /// notes can be imported again.
    RolledBack,
}

/// The chain in the database and how it stands.
#[derive(Clone)]
pub(super) struct RosterState {
    pub(super) chain: Arc<Chain>,
    pub(super) standing: Standing,
}

/// Compares with the newest version seen, which stands in a file outside the database, and remembers a newer one. Without this,
/// whoever can delete a row could bring back a member who was removed.
fn standing(vault: &Vault, roster: &VerifiedRoster) -> Standing {
    let path = &vault.0.newest_roster;
    let version = roster.content().version;
    let newest =
        std::fs::read_to_string(path).ok().and_then(|text| text.trim().parse::<u32>().ok()).unwrap_or(0);
    if version > newest {
        // If it cannot be written, a later roll-back goes unnoticed as it would on a new server; `doctor` looks at the folder.
        let temporary = path.with_extension("new");
        std::fs::File::create(&temporary)
            .and_then(|mut file| writeln!(file, "{version}").and_then(|()| file.sync_all()))
            .and_then(|()| std::fs::rename(&temporary, path))
            .ok();
    }
    if version >= newest { Standing::Newest } else { Standing::RolledBack }
}

/// Takes in a signed note: the genesis, or the version after the one in force.
pub async fn import(vault: &Vault, bytes: &[u8]) -> Result<u32, ImportError> {
    let verified = match vault.roster_chain() {
        Some(chain) => note::verify_next(bytes, &chain.roster)?,
        None => note::verify_chain(&[bytes.to_vec()], &vault.0.genesis)?.roster,
    };
    let version = verified.content().version;
    let note =
        String::from_utf8(bytes.to_vec()).map_err(|_| RosterError::Content("it is not UTF-8".into()))?;
    store(vault, &verified, &RosterRow { version: i64::from(version), note }).await?;
    reload(vault).await?;
    Ok(version)
}

/// Puts the note and the entry that says so into the database.
async fn store(vault: &Vault, verified: &VerifiedRoster, row: &RosterRow) -> Result<(), Refusal> {
    let mut act = vault.0.stores.main.act().await?;
    act.lock_chain(ADMINISTRATION).await?;
    act.put_roster(row).await?;
    act.clear_roster_drafts().await?;
    let roster = verified.content();
    let readers = administration_readers(roster, vault.today());
    let event = Event::RosterChanged { roster: roster.version, sha256: HEXLOWER.encode(&verified.hash()) };
    let entry = EntryChain::of_administration(vault, readers).servers(vault, &mut act, event).await?;
    act.record(&entry).await?.commit().await?;
    Ok(())
}

/// How the newest roster that verifies stands; `None` if none does.
pub fn standing_of(vault: &Vault) -> Option<Standing> {
    vault.roster_state().map(|state| state.standing)
}
