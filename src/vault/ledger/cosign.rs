//! What witnesses add to a checkpoint. Whoever sends them, only true signatures of the roster's witnesses are taken over.

use super::super::store::Update;
use super::super::{Refusal, Vault};
use super::policy;
use super::public::consistency;
use super::publish::Current;
use crate::ledger::checkpoint::Checkpoint;
use crate::ledger::witnessing::AddCheckpoint;

/// How often we try again when somebody else added a signature meanwhile.
const TRIES: usize = 8;

/// Takes over cosignatures of the newest checkpoint; gives how many were new. Lines for another checkpoint do not verify and are
/// ignored.
pub async fn add(vault: &Vault, lines: &[u8]) -> Result<usize, Refusal> {
    for _ in 0..TRIES {
        let mut tx = vault.0.stores.main.write().await?;
        let Some(current) = Current::read(&mut tx).await? else { return Ok(0) };
        let mut checkpoint = Checkpoint::parse(current.row.note.as_bytes()).map_err(Refusal::unavailable)?;
        let added = checkpoint.add_cosignatures(lines, &policy(vault, &current.head.origin).witnesses);
        if added == 0 {
            return Ok(0);
        }
        let note = String::from_utf8(checkpoint.to_bytes()).map_err(Refusal::unavailable)?;
        if tx.cosign_checkpoint(&current.row, &note).await? == Update::Done {
            tx.commit().await?;
            return Ok(added);
        }
    }
    Err(Refusal::Busy)
}

/// What became of a pushed checkpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Push {
    /// The signature lines that our newest checkpoint carries now, of the witnesses that stand in the push. None where the roster names
    /// no such witness.
    Taken(Vec<u8>),
    /// It is not our newest checkpoint: fetch that and sign again.
    Stale {
        /// Leaves of our newest.
        size: u64,
    },
}

/// A witness pushes a checkpoint of ours with its signature. The proof in the request is for witnesses; we know our own tree.
pub async fn take_push(vault: &Vault, request: &AddCheckpoint) -> Result<Push, Refusal> {
    let current = Current::read(&mut vault.0.stores.main.read().await?).await?;
    let size = current.as_ref().map_or(0, |current| current.head.size);
    let Some(current) = current.filter(|current| &current.head == request.checkpoint.claimed()) else {
        return Ok(Push::Stale { size });
    };
    let text = current.head.to_text();
    let bytes = request.checkpoint.to_bytes();
    let lines = bytes.get(text.len()..).unwrap_or_default();
    let witnesses = policy(vault, &current.head.origin).witnesses;
    let mut trial = Checkpoint::parse(current.row.note.as_bytes()).map_err(Refusal::unavailable)?;
    // Anybody may push; only who brings something new makes reporters wait for the writer.
    if trial.add_cosignatures(lines, &witnesses) > 0 {
        add(vault, lines).await?;
    }
    // Read again: another push may have been first, and a block may have been added meanwhile.
    let Some(now) = Current::read(&mut vault.0.stores.main.read().await?).await? else {
        return Ok(Push::Stale { size });
    };
    if now.head != current.head {
        return Ok(Push::Stale { size: now.head.size });
    }
    let carried = Checkpoint::parse(now.row.note.as_bytes()).map_err(Refusal::unavailable)?;
    let pushed = witnesses.iter().filter(|key| request.checkpoint.line_of(key).is_some());
    Ok(Push::Taken(pushed.filter_map(|key| carried.line_of(key)).flatten().collect()))
}

/// The request that asks a witness for its signature, beginning at the size that it signed last.
pub async fn request(vault: &Vault, old: u64) -> Result<Option<AddCheckpoint>, Refusal> {
    let Some((proof, row)) = consistency(vault, old).await? else { return Ok(None) };
    let checkpoint = Checkpoint::parse(row.note.as_bytes()).map_err(Refusal::unavailable)?;
    Ok(Some(AddCheckpoint { old, proof, checkpoint }))
}

/// The names of the roster's witnesses that have not signed the newest checkpoint.
pub async fn missing(vault: &Vault) -> Result<Vec<String>, Refusal> {
    use signed_note::Verifier as _;
    let Some(current) = Current::read(&mut vault.0.stores.main.read().await?).await? else {
        return Ok(Vec::new());
    };
    let policy = policy(vault, &current.head.origin);
    let checkpoint = Checkpoint::parse(current.row.note.as_bytes()).map_err(Refusal::unavailable)?;
    let names = policy.witnesses.iter().filter(|key| checkpoint.line_of(key).is_none());
    Ok(names.map(|key| key.name().to_owned()).collect())
}
