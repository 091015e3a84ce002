//! A new log: after a restore, or to another origin. It names the last checkpoint of the old one, and takes over what there is.

use super::super::store::{Act, Tx};
use super::super::{Refusal, Vault};
use super::forms;
use super::guard::{self, GuardError};
use super::publish::{Current, open_log};
use super::record::{Chain, administration_readers, chain_key};
use crate::clock::Day;
use crate::crypto::entry_row::{self, EntryPlace};
use crate::ledger::checkpoint::{Checkpoint, Head};
use crate::ledger::entry::{ADMINISTRATION, Event};
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
    let seen = seen(vault, new.last_seen.as_ref())?;
    if names(&mut act, &seen).await?.contains(&new.origin) {
        return Err(GuardError::NameTaken(new.origin.clone()));
    }
    let old = unknown_here(&mut act, current.as_ref(), seen).await?;
    let old = old.or_else(|| current.as_ref().map(|current| current.head.clone()));
    let old = old.ok_or_else(|| Refusal::unavailable("there is no log yet, so nothing to move"))?;
    let same_log = current.as_ref().filter(|current| current.head.origin == old.origin);
    let kept = same_log.map_or(0, |current| current.head.size.min(old.size));
    let taken_over = take_over(vault, &mut act, &new.origin).await?;
    let readers = administration_readers(roster.roster.content(), vault.today());
    let chain = Chain::of_administration(vault, readers);
    let event = Event::Restored {
        origin: old.origin.clone(),
        size: old.size,
        root: data_encoding::BASE64.encode(&old.root.0),
        kept,
        reason: new.reason.clone(),
        since: Day::containing(current.as_ref().map_or(0, |current| current.row.slot).saturating_mul(3600)),
    };
    let entry = chain.servers(vault, &mut act, event).await?;
    let slot = vault.0.ledger.timetable.slot(vault.clock().now()).saturating_sub(1);
    let log = match same_log {
        Some(current) => current.row.log.saturating_add(1),
        // There have been logs that this database does not know, and padding follows from the number: with one that was used before
        // it would be the same again, and whoever compares the two logs would see what is padding. No counter has come this far.
        None => slot.max(current.as_ref().map_or(0, |current| current.row.log).saturating_add(1)),
    };
    let row = open_log(vault, log, &new.origin, slot)?;
    act.put_checkpoint(&row).await?;
    act.record(&entry).await?.commit().await?;
    vault.note_origin(&new.origin);
    guard::remember(&vault.0.ledger.last_checkpoint, &row.note)?;
    Ok(Moved { old, kept, taken_over })
}

/// A name for the next log that none before it had: the newest's with the next number behind it.
pub async fn next_name(vault: &Vault, last_seen: Option<&Head>) -> Result<String, GuardError> {
    let mut tx = vault.0.stores.main.read().await?;
    let current = Current::read(&mut tx).await?;
    let seen = seen(vault, last_seen)?;
    let used = names(&mut tx, &seen).await?;
    let newest = unknown_here(&mut tx, current.as_ref(), seen).await?;
    let newest = newest
        .or_else(|| current.map(|current| current.head))
        .map_or_else(|| vault.log_origin(), |head| head.origin);
    let (base, mut number) = numbered(&newest);
    loop {
        number = number.saturating_add(1);
        let name = format!("{base}/{number}");
        if !used.contains(&name) {
            return Ok(name);
        }
    }
}

/// A name and the number at its end; the first log may have none.
fn numbered(name: &str) -> (&str, u32) {
    let number =
        |text: &str| text.parse().ok().filter(|number: &u32| *number < 10_000 && number.to_string() == text);
    let split = name.rsplit_once('/').and_then(|(base, end)| Some((base, number(end)?)));
    split.unwrap_or((name, 1))
}

/// Heads that were signed before, as far as anybody knows: from the file outside the database, and from whoever has seen one.
fn seen(vault: &Vault, last_seen: Option<&Head>) -> Result<Vec<Head>, GuardError> {
    let remembered = guard::remembered(&vault.0.ledger.last_checkpoint)?;
    Ok(remembered.into_iter().chain(last_seen.cloned()).collect())
}

/// The names of all logs there have been.
async fn names(tx: &mut Tx, seen: &[Head]) -> Result<Vec<String>, GuardError> {
    let mut names: Vec<String> = seen.iter().map(|head| head.origin.clone()).collect();
    for row in tx.checkpoints().await? {
        let checkpoint = Checkpoint::parse(row.note.as_bytes())?;
        names.push(checkpoint.claimed().origin.clone());
    }
    Ok(names)
}

/// Of the heads that were seen, the largest that is not the beginning of what is here.
async fn unknown_here(
    tx: &mut Tx,
    current: Option<&Current>,
    seen: Vec<Head>,
) -> Result<Option<Head>, GuardError> {
    let mut unknown: Option<Head> = None;
    for head in seen {
        let fits = match current {
            Some(current) => match guard::fits(tx, current.row.log, &current.head, &head).await {
                Ok(_) => true,
                Err(GuardError::Behind { .. } | GuardError::Fork { .. }) => false,
                Err(other) => return Err(other),
            },
            None => false,
        };
        if !fits && unknown.as_ref().is_none_or(|largest| largest.size < head.size) {
            unknown = Some(head);
        }
    }
    Ok(unknown)
}

/// Queues every entry that is here, under today's date.
async fn take_over(vault: &Vault, act: &mut Act, origin: &str) -> Result<usize, Refusal> {
    let mut taken = 0_usize;
    let mut after: Option<CaseId> = None;
    loop {
        let chains = act.chains(after, PAGE).await?;
        let Some(last) = chains.last() else { return Ok(taken) };
        after = Some(*last);
        for chain in chains {
            let key = chain_key(vault, chain).await?;
            let Some(key) = key else { continue };
            for (seq, row) in act.entries_of(chain).await? {
                let place = EntryPlace { chain, sequence: u64::try_from(seq).unwrap_or(0) };
                // An entry that does not open was altered; verification shows it, and it must not stop the restore.
                let Ok(stored) = entry_row::open(&key, &place, &row) else { continue };
                // Under the old leaf it may stand in what the public has seen, whatever is here: both together would say what is no padding.
                let _was_there = act.unqueue(&[forms::made(&stored)]).await?;
                let _queued = act.queue_again(&forms::taken(&stored, origin), vault.today()).await?;
                taken = taken.saturating_add(1);
            }
        }
    }
}
