//! The leaves of an entry: one in the log it was made for, and another in each log that took it over.

use super::super::Refusal;
use super::super::store::Tx;
use crate::crypto::entry_row::StoredEntry;
use crate::crypto::hash::sha256;
use crate::ledger::checkpoint::Checkpoint;
use crate::ledger::leaf::{Leaf, leaf, taken_over};

/// The number of the log that took over nothing.
const FIRST: i64 = 1;

/// A log, by its number and its name.
#[derive(Clone, Debug)]
pub(in crate::vault) struct NamedLog {
    pub(in crate::vault) number: i64,
    pub(in crate::vault) origin: String,
}

/// All logs, the oldest first.
pub(in crate::vault) async fn logs(tx: &mut Tx) -> Result<Vec<NamedLog>, Refusal> {
    let mut logs = Vec::new();
    for number in tx.logs().await?.into_iter().rev() {
        let Some(row) = tx.last_checkpoint_of(number).await? else { continue };
        let checkpoint = Checkpoint::parse(row.note.as_bytes()).map_err(Refusal::unavailable)?;
        logs.push(NamedLog { number, origin: checkpoint.claimed().origin.clone() });
    }
    Ok(logs)
}

/// The leaf in the log that the entry was made for.
pub(in crate::vault) fn made(stored: &StoredEntry) -> Leaf {
    leaf(&stored.r, &sha256(&[&stored.ciphertext]))
}

/// The leaf in a log that took the entry over.
pub(in crate::vault) fn taken(stored: &StoredEntry, origin: &str) -> Leaf {
    leaf(&taken_over(&stored.r, origin), &sha256(&[&stored.ciphertext]))
}

/// The names of those logs that took an entry over, or will with their next publication.
pub(in crate::vault) async fn takers(
    tx: &mut Tx,
    logs: &[NamedLog],
    stored: &StoredEntry,
) -> Result<Vec<String>, Refusal> {
    let mut takers = Vec::new();
    for log in logs.iter().filter(|log| log.number != FIRST) {
        let leaf = taken(stored, &log.origin);
        if tx.index_of(log.number, &leaf).await?.is_some() || tx.is_waiting(&leaf).await? {
            takers.push(log.origin.clone());
        }
    }
    Ok(takers)
}
