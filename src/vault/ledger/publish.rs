//! Publication: at fixed hours one block of 64 leaves and a signed head, whatever happened.
//!
//! One transaction under a lock does all of it, so that a crash leaves either the old head or the new one, and several processes
//! publish once. Real leaves stand in a random order among the padding. What does not fit waits for the next time; a second block
//! comes only when something has waited for more than a day, which a busy unit must know of: the second block can be seen.

use rand::seq::SliceRandom;

use super::super::store::{CheckpointRow, StoreError, Stores, Tx};
use super::super::{Refusal, Vault};
use super::guard::{self, GuardError, Memory};
use super::public::tiles;
use crate::clock::Day;
use crate::ledger::BLOCK;
use crate::ledger::checkpoint::{Checkpoint, CheckpointError, Head};
use crate::ledger::leaf::{Leaf, pad};
use crate::ledger::tree::{self, TreeError};
use crate::random;

/// After so many days of waiting a second block is added.
const PATIENCE_DAYS: i64 = 1;

/// When to publish.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// If the timetable says so and it was not done yet.
    Due,
    /// In any case: for ceremonies and tests.
    Now,
}

/// What was published.
#[derive(Clone, Debug, PartialEq)]
pub enum Published {
    /// A new head.
    Head(Head),
    /// Nothing: it is not time yet, or another process has done it.
    NotDue,
}

impl From<StoreError> for GuardError {
    fn from(error: StoreError) -> Self {
        Self::Vault(error.into())
    }
}

impl From<TreeError> for GuardError {
    fn from(error: TreeError) -> Self {
        Self::Vault(Refusal::unavailable(error))
    }
}

impl From<CheckpointError> for GuardError {
    fn from(error: CheckpointError) -> Self {
        Self::Vault(Refusal::unavailable(error))
    }
}

/// The newest head, and its row.
pub struct Current {
    /// What is signed.
    pub head: Head,
    /// The checkpoint as it is stored.
    pub row: CheckpointRow,
}

impl Current {
    /// Reads the newest checkpoint of the newest log.
    pub(in crate::vault) async fn read(tx: &mut Tx) -> Result<Option<Self>, Refusal> {
        let Some(row) = tx.last_checkpoint().await? else { return Ok(None) };
        let checkpoint = Checkpoint::parse(row.note.as_bytes()).map_err(Refusal::unavailable)?;
        Ok(Some(Self { head: checkpoint.claimed().clone(), row }))
    }
}

/// Publishes, if it is due. The very first time it opens the log with an empty head.
pub async fn publish(vault: &Vault, when: When) -> Result<Published, GuardError> {
    let slot = vault.0.ledger.timetable.slot(vault.clock().now());
    let mut tx = vault.0.stores.main.write().await?;
    tx.lock_ledger().await?;
    let Some(current) = Current::read(&mut tx).await? else {
        guard::nothing_was_signed(&vault.0.ledger.last_checkpoint)?;
        let before = slot.saturating_sub(1);
        let row = open_log(vault, 1, &vault.0.ledger.origin, if when == When::Now { slot } else { before })?;
        tx.put_checkpoint(&row).await?;
        tx.commit().await?;
        vault.note_origin(&vault.0.ledger.origin);
        guard::remember(&vault.0.ledger.last_checkpoint, &row.note)?;
        return Box::pin(publish(vault, when)).await;
    };
    vault.note_origin(&current.head.origin);
    let memory =
        guard::check(&vault.0.ledger.last_checkpoint, &mut tx, current.row.log, &current.head).await?;
    if when == When::Due && slot <= current.row.slot {
        if memory == Memory::Older {
            guard::remember(&vault.0.ledger.last_checkpoint, &current.row.note)?;
        }
        return Ok(Published::NotDue);
    }
    let slot = slot.max(current.row.slot);
    let row = add_blocks(vault, &mut tx, &current, slot).await?;
    tx.put_checkpoint(&row).await?;
    tx.commit().await?;
    // After the commit: a file that knew a head which the database has not would stop the log for ever. Between the two moments
    // nothing was shown to anybody but the readers of the database.
    guard::remember(&vault.0.ledger.last_checkpoint, &row.note)?;
    // SQLite's WAL still has the queue as it was, each leaf beside the rows of the case that were written in the same moment: it would
    // tell whoever takes the disk which public leaves are whose. If a reader is in the way, the hourly sweep empties it.
    let _or_the_sweep_does = vault.0.stores.main.checkpoint_truncate().await;
    let head = Checkpoint::parse(row.note.as_bytes())?.claimed().clone();
    Ok(Published::Head(head))
}

/// How many entries wait for a place in the log.
pub async fn waiting(stores: &Stores) -> Result<usize, Refusal> {
    Ok(stores.main.read().await?.waiting(i64::MAX).await?.len())
}

/// The empty head of a new log.
pub(super) fn open_log(
    vault: &Vault,
    log: i64,
    origin: &str,
    slot: i64,
) -> Result<CheckpointRow, GuardError> {
    let head = Head { origin: origin.to_owned(), size: 0, root: tlog_tiles::EMPTY_HASH };
    Ok(CheckpointRow { log, size: 0, slot, note: signed(vault, &head)? })
}

fn signed(vault: &Vault, head: &Head) -> Result<String, GuardError> {
    let mut checkpoint = Checkpoint::sign(head, &vault.0.ledger.signer(&head.origin))?;
    if let Some(previous) = vault.0.ledger.previous_signer(&head.origin) {
        checkpoint.cosign(&previous)?;
    }
    String::from_utf8(checkpoint.to_bytes()).map_err(|error| Refusal::unavailable(error).into())
}

/// Adds a block, or two, to the tree; gives the checkpoint to store.
async fn add_blocks(
    vault: &Vault,
    tx: &mut Tx,
    current: &Current,
    slot: i64,
) -> Result<CheckpointRow, GuardError> {
    let log = current.row.log;
    let size = current.head.size;
    let leaves = next_leaves(vault, tx, log, size).await?;
    let mut tree = tiles(tx, log, &tree::edge(size)).await?;
    let grown = tree.append(size, &leaves)?;
    tx.place_leaves(log, current.row.size, &leaves).await?;
    for (place, hashes) in &tree.0 {
        tx.put_tile(log, *place, hashes).await?;
    }
    let head = Head { origin: current.head.origin.clone(), size: grown, root: tree.root(grown)? };
    let stored_size = i64::try_from(grown).map_err(Refusal::unavailable)?;
    Ok(CheckpointRow { log, size: stored_size, slot, note: signed(vault, &head)? })
}

/// What waits, and padding, mixed: one block, or two if something has waited too long.
async fn next_leaves(vault: &Vault, tx: &mut Tx, log: i64, size: u64) -> Result<Vec<Leaf>, GuardError> {
    let block = usize::try_from(BLOCK).map_err(Refusal::unavailable)?;
    let waiting = tx.waiting(i64::try_from(block.saturating_mul(2)).unwrap_or(i64::MAX)).await?;
    let stale = |day: &Day| vault.today().since(*day) > PATIENCE_DAYS;
    let late = waiting.get(block..).unwrap_or_default().iter().any(|(_, day)| stale(day));
    let room = if late { block.saturating_mul(2) } else { block };
    let real: Vec<Leaf> = waiting.into_iter().take(room).map(|(leaf, _)| leaf).collect();
    tx.unqueue(&real).await?;
    let mut places: Vec<Option<Leaf>> = real.into_iter().map(Some).collect();
    places.resize(room, None);
    places.shuffle(&mut random::rng());
    let log = u32::try_from(log).map_err(Refusal::unavailable)?;
    let filled =
        (size..).zip(places).map(|(index, leaf)| leaf.unwrap_or_else(|| pad(&vault.0.names.pad(log, index))));
    Ok(filled.collect())
}
