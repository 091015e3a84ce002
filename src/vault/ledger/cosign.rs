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

/// Why a pushed checkpoint is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Push {
    /// Taken, with this many new signatures.
    Taken(usize),
    /// It is not our newest checkpoint: fetch that and sign again.
    Stale,
}

/// A witness pushes a checkpoint of ours with its signature. The proof in the request is for witnesses; we know our own tree.
pub async fn take_push(vault: &Vault, request: &AddCheckpoint) -> Result<Push, Refusal> {
    let current = Current::read(&mut vault.0.stores.main.read().await?).await?;
    let Some(current) = current.filter(|current| &current.head == request.checkpoint.claimed()) else {
        return Ok(Push::Stale);
    };
    let text = current.head.to_text();
    let bytes = request.checkpoint.to_bytes();
    let lines = bytes.get(text.len()..).unwrap_or_default();
    Ok(Push::Taken(add(vault, lines).await?))
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
