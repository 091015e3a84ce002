//! What members may fetch of the ledger: the newest head, and the entries of their cases.

use data_encoding::{BASE64, HEXLOWER};

use super::ledger::public::consistency;
use super::ledger::publish::Current;
use super::ledger::record::{case_key, head};
use super::ledger::{forms, log_key};
use super::staff::held_case;
use super::staff_keys::holders;
use super::store::Tx;
use super::{Refusal, Vault};
use crate::api::wire::{EntriesPage, EntryLine, LedgerHead};
use crate::crypto::agefile::Recipient;
use crate::crypto::entry_row::{self, EntryPlace};
use crate::ledger::entry::ADMINISTRATION;
use crate::model::id::CaseId;
use crate::secret::Secret;

/// The newest head, and how it continues the tree of `old` leaves of the log of that name.
pub async fn ledger_head(vault: &Vault, old: Option<u64>) -> Result<Option<LedgerHead>, Refusal> {
    let Some(current) = Current::read(&mut vault.0.stores.main.read().await?).await? else { return Ok(None) };
    // A size beyond the newest tree cannot be continued: the desk sees that there is no proof, and raises the alarm.
    let proof = match old {
        Some(old) => consistency(vault, old).await?.map(|(proof, _)| proof).unwrap_or_default(),
        None => Vec::new(),
    };
    Ok(Some(LedgerHead {
        proof: proof.iter().map(|hash| BASE64.encode(&hash.0)).collect(),
        log_key: log_key(vault, &current.head.origin).to_vkey(),
        checkpoint: current.row.note,
        hour: current.row.slot,
    }))
}

/// The entries of a case. `None` if the case is not the caller's.
pub async fn case_entries(
    vault: &Vault,
    reader: &Recipient,
    case: CaseId,
) -> Result<Option<EntriesPage>, Refusal> {
    let mut tx = vault.0.stores.main.read().await?;
    let Some(held) = held_case(vault, &mut tx, reader, case).await? else { return Ok(None) };
    let holders = holders(vault, &mut tx, &held).await?.into_iter().map(|holder| holder.id).collect();
    let administration =
        head(&mut tx, ADMINISTRATION, &vault.0.names.entry_key(ADMINISTRATION, None)).await?;
    let entries = match case_key(vault, case).await? {
        Some(key) => entries(&mut tx, case, &key).await?,
        None => Vec::new(),
    };
    Ok(Some(EntriesPage { entries, administration, holders }))
}

/// The entries of a chain. One that does not open was altered: it is delivered empty, so that the gap shows.
pub(super) async fn entries(tx: &mut Tx, chain: CaseId, key: &Secret<32>) -> Result<Vec<EntryLine>, Refusal> {
    let logs = forms::logs(tx).await?;
    let mut lines = Vec::new();
    for (seq, row) in tx.entries_of(chain).await? {
        let sequence = u64::try_from(seq).map_err(Refusal::unavailable)?;
        let Ok(stored) = entry_row::open(key, &EntryPlace { chain, sequence }, &row) else {
            lines.push(EntryLine { sequence, ..EntryLine::default() });
            continue;
        };
        let taken_over = forms::takers(tx, &logs, &stored).await?;
        let mut index = None;
        if let Some(newest) = logs.last() {
            let taken = taken_over.contains(&newest.origin);
            let leaf = if taken { forms::taken(&stored, &newest.origin) } else { forms::made(&stored) };
            index = tx.index_of(newest.number, &leaf).await?.and_then(|index| u64::try_from(index).ok());
        }
        let r = HEXLOWER.encode(&stored.r);
        lines.push(EntryLine { sequence, r, data: stored.ciphertext, index, taken_over });
    }
    Ok(lines)
}
