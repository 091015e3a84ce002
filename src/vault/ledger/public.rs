//! What is public of the ledger: checkpoints, tiles, bundles (c2sp.org/tlog-tiles), and proofs made of them.

use super::super::store::{CheckpointRow, Tx};
use super::super::{Refusal, Vault};
use super::policy;
use super::publish::Current;
use crate::ledger::Hash;
use crate::ledger::checkpoint::{Checkpoint, Head, VerifiedCheckpoint};
use crate::ledger::leaf::Leaf;
use crate::ledger::tree::{
    Resource, TilePlace, Tiles, WIDTH, bundle, parse_path, tiles_for_consistency, tiles_for_inclusion, width,
};

/// Reads tiles from the database.
pub(super) async fn tiles(tx: &mut Tx, log: i64, places: &[TilePlace]) -> Result<Tiles, Refusal> {
    let mut found = Tiles::default();
    for place in places {
        if let Some(hashes) = tx.tile(log, *place).await? {
            found.0.insert(*place, hashes);
        }
    }
    Ok(found)
}

/// The newest checkpoint of a log (of the newest log: `None`), as it is served.
pub async fn checkpoint(vault: &Vault, log: Option<u32>) -> Result<Option<CheckpointRow>, Refusal> {
    let mut tx = vault.0.stores.main.read().await?;
    Ok(match log {
        None => tx.last_checkpoint().await?,
        Some(log) => tx.last_checkpoint_of(i64::from(log)).await?,
    })
}

/// A tile or bundle by its path below a log's prefix. `None` for what is not, or not yet, there.
pub async fn resource(vault: &Vault, log: Option<u32>, path: &str) -> Result<Option<Vec<u8>>, Refusal> {
    let Some((resource, wanted)) = parse_path(path) else { return Ok(None) };
    let mut tx = vault.0.stores.main.read().await?;
    let newest = match log {
        None => tx.last_checkpoint().await?,
        Some(log) => tx.last_checkpoint_of(i64::from(log)).await?,
    };
    let Some(row) = newest else { return Ok(None) };
    let size = u64::try_from(row.size).unwrap_or(0);
    let place = match resource {
        Resource::Tile(place) => place,
        Resource::Bundle(number) => TilePlace { level: 0, number },
    };
    if wanted > width(size, place) {
        return Ok(None);
    }
    let count = usize::try_from(wanted).unwrap_or(0);
    Ok(match resource {
        Resource::Tile(place) => {
            let hashes = tx.tile(row.log, place).await?;
            hashes.and_then(|hashes| hashes.get(..count.saturating_mul(32)).map(<[u8]>::to_vec))
        }
        Resource::Bundle(number) => {
            let from = i64::try_from(number.saturating_mul(WIDTH)).unwrap_or(i64::MAX);
            let leaves = tx.leaves(row.log, from, i64::try_from(wanted).unwrap_or(0)).await?;
            (leaves.len() == count).then(|| bundle(&leaves))
        }
    })
}

/// The proof that the newest tree of the newest log continues its tree of `old` leaves; with the checkpoint it leads to.
pub async fn consistency(vault: &Vault, old: u64) -> Result<Option<(Vec<Hash>, CheckpointRow)>, Refusal> {
    let mut tx = vault.0.stores.main.read().await?;
    let Some(current) = Current::read(&mut tx).await? else { return Ok(None) };
    if old > current.head.size {
        return Ok(None);
    }
    let wanted = tiles_for_consistency(current.head.size, old).map_err(Refusal::unavailable)?;
    let found = tiles(&mut tx, current.row.log, &wanted).await?;
    let proof = found.prove_consistency(current.head.size, old).map_err(Refusal::unavailable)?;
    Ok(Some((proof, current.row)))
}

/// Where a leaf stands, and the proof of it.
#[derive(Clone, Debug)]
pub struct Placed {
    /// Its index.
    pub index: u64,
    /// From its sibling upwards.
    pub path: Vec<Hash>,
    /// The checkpoint that the proof leads to.
    pub checkpoint: Checkpoint,
    /// What holds of it.
    pub verified: VerifiedCheckpoint,
}

/// Proves that a leaf stands in the newest log: in its newest tree that enough witnesses have signed, or, if there is none with this
/// leaf, in its newest. `None` if the leaf still waits.
pub async fn place(vault: &Vault, leaf: &Leaf) -> Result<Option<Placed>, Refusal> {
    let mut tx = vault.0.stores.main.read().await?;
    let Some(current) = Current::read(&mut tx).await? else { return Ok(None) };
    let log = current.row.log;
    let Some(index) = tx.index_of(log, leaf).await? else { return Ok(None) };
    let policy = policy(vault, &current.head.origin);
    let mut best = None;
    for row in tx.checkpoints().await?.into_iter().rev() {
        if row.log != log || row.size <= index {
            continue;
        }
        let checkpoint = Checkpoint::parse(row.note.as_bytes()).map_err(Refusal::unavailable)?;
        let verified = checkpoint.verify(&policy).map_err(Refusal::unavailable)?;
        let witnessed = verified.is_witnessed();
        if best.is_none() || witnessed {
            best = Some((checkpoint, verified));
        }
        if witnessed {
            break;
        }
    }
    let Some((checkpoint, verified)) = best else { return Ok(None) };
    let index = u64::try_from(index).map_err(Refusal::unavailable)?;
    let size = verified.head.size;
    let wanted = tiles_for_inclusion(size, index).map_err(Refusal::unavailable)?;
    let path =
        tiles(&mut tx, log, &wanted).await?.prove_inclusion(size, index).map_err(Refusal::unavailable)?;
    Ok(Some(Placed { index, path, checkpoint, verified }))
}

/// The state of the ledger, for the pages that show it.
#[derive(Clone, Debug)]
pub struct Overview {
    /// The newest head.
    pub head: Head,
    /// The witnesses that have signed it, and how many are needed.
    pub verified: VerifiedCheckpoint,
    /// All witnesses of the roster.
    pub witnesses: Vec<String>,
    /// The signed note.
    pub note: String,
    /// The hour of the timetable it was made for, since 1970.
    pub slot: i64,
}

/// The state of the newest log; `None` before its first checkpoint.
pub async fn overview(vault: &Vault) -> Result<Option<Overview>, Refusal> {
    use signed_note::Verifier as _;
    let mut tx = vault.0.stores.main.read().await?;
    let Some(current) = Current::read(&mut tx).await? else { return Ok(None) };
    let policy = policy(vault, &current.head.origin);
    let checkpoint = Checkpoint::parse(current.row.note.as_bytes()).map_err(Refusal::unavailable)?;
    let verified = checkpoint.verify(&policy).map_err(Refusal::unavailable)?;
    let witnesses = policy.witnesses.iter().map(|key| key.name().to_owned()).collect();
    Ok(Some(Overview {
        head: current.head,
        verified,
        witnesses,
        note: current.row.note,
        slot: current.row.slot,
    }))
}
