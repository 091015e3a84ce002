//! The rosters in the database: a cache of signed notes. A row somebody put there with SQL changes nothing.

use std::io::Write;
use std::sync::{Arc, PoisonError};

use super::store::Insert;
use super::store::RosterRow;
use super::{Refusal, Vault};
use crate::crypto::note::{self, Chain, RosterError, VerifiedRoster};

/// Why a roster is not taken in.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// It does not verify, or does not follow the one in force.
    #[error(transparent)]
    Roster(#[from] RosterError),
    /// A roster with this version is there already.
    #[error("a roster with this version is there already")]
    Exists,
    /// The vault failed.
    #[error(transparent)]
    Vault(#[from] Refusal),
}

/// Reads the notes from the database and verifies them from the pinned genesis on. Called at start and every minute, so that every
/// replica takes up a new roster.
pub async fn reload(vault: &Vault) -> Result<(), Refusal> {
    let rows = vault.0.stores.main.read().await?.rosters().await?;
    let notes: Vec<Vec<u8>> = rows.into_iter().map(|row| row.note.into_bytes()).collect();
    let chain = note::verify_chain(&notes, &vault.0.genesis)
        .ok()
        .filter(|chain| not_rolled_back(vault, &chain.roster));
    *vault.0.roster.lock().unwrap_or_else(PoisonError::into_inner) = chain.map(Arc::new);
    Ok(())
}

/// Whether the roster is at least as new as the newest seen; remembers it if it is newer. Without this, whoever can delete a row
/// could bring back a member who was removed.
fn not_rolled_back(vault: &Vault, roster: &VerifiedRoster) -> bool {
    let path = &vault.0.newest_roster;
    let version = roster.content().version;
    let newest =
        std::fs::read_to_string(path).ok().and_then(|text| text.trim().parse::<u32>().ok()).unwrap_or(0);
    if version > newest {
        // If it cannot be written the next start is no worse off than before; `doctor` tells about the folder's rights.
        let temporary = path.with_extension("new");
        let written = std::fs::File::create(&temporary)
            .and_then(|mut file| writeln!(file, "{version}").and_then(|()| file.sync_all()))
            .and_then(|()| std::fs::rename(&temporary, path));
        return written.is_ok() || version > newest;
    }
    version == newest
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
    let mut tx = vault.0.stores.main.write().await.map_err(Refusal::from)?;
    let row = RosterRow { version: i64::from(version), note };
    match tx.insert_roster(&row).await.map_err(Refusal::from)? {
        Insert::Done => tx.commit().await.map_err(Refusal::from)?,
        Insert::Exists => return Err(ImportError::Exists),
    }
    reload(vault).await?;
    Ok(version)
}

/// The chain in use, for `doctor` and for signatures of members who have left.
pub fn chain(vault: &Vault) -> Option<Arc<Chain>> {
    vault.roster_chain()
}
