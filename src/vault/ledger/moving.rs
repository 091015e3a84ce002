//! A new log: after a restore, or to another origin. It names the last checkpoint of the old one, and takes over what there is.

use super::super::store::Act;
use super::super::{Refusal, Vault};
use super::guard::{self, GuardError};
use super::publish::{Current, open_log};
use super::record::{Chain, administration_readers, case_key};
use crate::clock::Day;
use crate::crypto::entry_row::{self, EntryPlace};
use crate::crypto::hash::sha256;
use crate::ledger::checkpoint::Head;
use crate::ledger::entry::{ADMINISTRATION, Event};
use crate::ledger::leaf::leaf;
use crate::model::id::CaseId;

/// Chains looked at in one step.
const PAGE: i64 = 256;

/// Why the log begins anew.
#[derive(Clone, Debug)]
pub struct Move {
    /// The new log's name; another than that of any log before.
    pub origin: String,
    /// Why, in words; for oversight.
    pub reason: String,
    /// The last checkpoint that anybody outside has seen, if it is longer than what is here: from the file, a witness, the public page.
    pub last_seen: Option<Head>,
}

/// What was done.
#[derive(Clone, Debug, PartialEq)]
pub struct Moved {
    /// The head of the old log that the new one names.
    pub old: Head,
    /// Leaves of the old log that are here.
    pub kept: u64,
    /// Entries that wait for the new log.
    pub taken_over: usize,
}

/// Opens the next log. All entries that are here will be committed to it; what the old log promised beyond them stays visible as a gap
/// that the entry RESTORED explains, and every receipt for it remains evidence.
pub async fn begin(vault: &Vault, new: &Move) -> Result<Moved, GuardError> {
    let roster = vault.roster_chain().ok_or(Refusal::NoRoster)?;
    let mut act = vault.0.stores.main.act().await?;
    act.lock_ledger().await?;
    act.lock_chain(ADMINISTRATION).await?;
    let current = Current::read(&mut act).await?;
    let current = current.ok_or_else(|| Refusal::unavailable("there is no log yet, so nothing to move"))?;
    if new.origin == current.head.origin {
        return Err(Refusal::unavailable("the new log needs another name").into());
    }
    let remembered = guard::remembered(&vault.0.ledger.last_checkpoint)?;
    let seen = remembered.into_iter().chain(new.last_seen.clone());
    let same_log = seen.filter(|head| head.origin == current.head.origin);
    let old = same_log.max_by_key(|head| head.size).filter(|head| head.size > current.head.size);
    let old = old.unwrap_or_else(|| current.head.clone());
    let taken_over = take_over(vault, &mut act).await?;
    let readers = administration_readers(roster.roster.content(), vault.today());
    let chain = Chain::of_administration(vault, readers);
    let event = Event::Restored {
        origin: old.origin.clone(),
        size: old.size,
        root: data_encoding::BASE64.encode(&old.root.0),
        kept: current.head.size,
        reason: new.reason.clone(),
        since: Day::containing(current.row.slot.saturating_mul(3600)),
    };
    let entry = chain.servers(vault, &mut act, event).await?;
    let slot = vault.0.ledger.timetable.slot(vault.clock().now()).saturating_sub(1);
    let row = open_log(vault, current.row.log.saturating_add(1), &new.origin, slot)?;
    act.put_checkpoint(&row).await?;
    act.record(&entry).await?.commit().await?;
    vault.note_origin(&new.origin);
    guard::remember(&vault.0.ledger.last_checkpoint, &row.note)?;
    Ok(Moved { old, kept: current.head.size, taken_over })
}

/// Queues every entry that is here, under today's date.
async fn take_over(vault: &Vault, act: &mut Act) -> Result<usize, Refusal> {
    let mut taken = 0_usize;
    let mut after: Option<CaseId> = None;
    loop {
        let chains = act.chains(after, PAGE).await?;
        let Some(last) = chains.last() else { return Ok(taken) };
        after = Some(*last);
        for chain in chains {
            let key = if chain == ADMINISTRATION {
                Some(vault.0.names.entry_key(ADMINISTRATION, None))
            } else {
                case_key(vault, chain).await?
            };
            let Some(key) = key else { continue };
            for (seq, row) in act.entries_of(chain).await? {
                let place = EntryPlace { chain, sequence: u64::try_from(seq).unwrap_or(0) };
                // An entry that does not open was altered; verification shows it, and it must not stop the restore.
                let Ok(stored) = entry_row::open(&key, &place, &row) else { continue };
                let _queued =
                    act.queue_again(&leaf(&stored.r, &sha256(&[&stored.ciphertext])), vault.today()).await?;
                taken = taken.saturating_add(1);
            }
        }
    }
}
