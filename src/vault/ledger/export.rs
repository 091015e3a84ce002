//! Everything an auditor needs, in a folder: see [`crate::ledger::export`] for what lies where.
//!
//! One transaction reads it, so that it is one state of the database. Nothing is opened but the server's own layer around the entries,
//! under which they are sealed to those who may know.

mod folder;
mod records;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;

use self::folder::Folder;
use super::super::store::{CheckpointRow, StoreError, Tx};
use super::super::{Refusal, Vault};
use super::forms::{self, NamedLog};
use super::record::chain_key;
use crate::clock::Day;
use crate::crypto::hash::sha256;
use crate::ledger::export::{
    CopyLine, FORMAT, ITEMS, ItemLine, ItemsLine, LogLine, MANIFEST, Manifest, SlotLine, WAITING, log_folder,
    roster_path,
};
use crate::ledger::leaf::Leaf;
use crate::ledger::tree::{self, tile_path};
use crate::model::id::CaseId;
use crate::secret::Secret;

/// Chains, cases or keys read in one step.
const PAGE: i64 = 256;
/// Bytes of items read in one step.
const ITEM_BYTES: i64 = 4 * 1024 * 1024;

/// Why there is no export.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// Something is there already.
    #[error("{} is there already and not empty: an export is written to an empty folder only", .0.display())]
    NotEmpty(PathBuf),
    /// The folder.
    #[error("{} cannot be written: {}", path.display(), source.kind())]
    File {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The vault.
    #[error(transparent)]
    Vault(#[from] Refusal),
}

impl From<StoreError> for ExportError {
    fn from(error: StoreError) -> Self {
        Self::Vault(error.into())
    }
}

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Exported {
    /// Logs.
    pub logs: u64,
    /// Leaves of all logs.
    pub leaves: u64,
    /// Entries, those that wait among them.
    pub entries: u64,
}

/// Writes the export into an empty or new folder, readable for its owner only.
pub async fn export(vault: &Vault, to: &Path) -> Result<Exported, ExportError> {
    let folder = Folder::create(to)?;
    // The keys before the rest: a case that is destroyed meanwhile is then whole in what is read, or gone from it.
    let keys = all_keys(vault).await?;
    let mut tx = vault.0.stores.main.read().await?;
    let checkpoints = tx.checkpoints().await?;
    let logs = forms::logs(&mut tx).await?;
    let (entries, placed, queue) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    let mut source = Source { vault, keys, tx, folder, logs, entries, placed, queue };
    let mut waiting = source.folder.lines(WAITING)?;
    source.find_entries(&mut waiting).await?;
    let mut exported = Exported { entries: count(source.placed.len()), ..Exported::default() };
    let mut logs: Vec<LogLine> = Vec::new();
    for of_log in checkpoints.chunk_by(|one, next| one.log == next.log) {
        let Some(newest) = of_log.last() else { continue };
        let size = u64::try_from(newest.size).map_err(Refusal::unavailable)?;
        logs.push(source.checkpoints(of_log)?);
        source.tiles(newest.log, size).await?;
        source.leaves(newest.log, size).await?;
        exported.leaves = exported.leaves.saturating_add(size);
    }
    exported.logs = count(logs.len());
    source.waiting(&mut waiting).await?;
    waiting.finish()?;
    source.items().await?;
    source.rosters().await?;
    let manifest = Manifest { format: FORMAT.to_owned(), day: vault.today(), logs };
    let text = serde_json::to_vec(&manifest).map_err(Refusal::unavailable)?;
    source.folder.write(MANIFEST, &text)?;
    Ok(exported)
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

async fn all_keys(vault: &Vault) -> Result<BTreeMap<CaseId, Secret<32>>, ExportError> {
    let mut keys = BTreeMap::new();
    let mut after = None;
    let mut tx = vault.0.stores.keys.read().await?;
    loop {
        let page = tx.shred_ids(after, PAGE).await?;
        let Some(last) = page.last() else { return Ok(keys) };
        after = Some(*last);
        for case in page {
            if let Some(k_shred) = tx.shred_key(case).await? {
                keys.insert(case, vault.0.names.entry_key(case, Some(&k_shred)));
            }
        }
    }
}

/// An entry behind a leaf: its place in its chain, and the number in that leaf.
#[derive(Clone, Copy)]
struct Known {
    chain: CaseId,
    seq: i64,
    r: [u8; 32],
}

struct Source<'a> {
    vault: &'a Vault,
    keys: BTreeMap<CaseId, Secret<32>>,
    tx: Tx,
    folder: Folder,
    logs: Vec<NamedLog>,
    entries: BTreeMap<Leaf, Known>,
    /// The newest log each entry was found in; 0 for none.
    placed: BTreeMap<(CaseId, i64), i64>,
    queue: BTreeMap<Leaf, Day>,
}

impl Source<'_> {
    async fn key(&mut self, chain: CaseId) -> Result<Option<Secret<32>>, ExportError> {
        match self.keys.get(&chain) {
            Some(key) => Ok(Some(key.clone())),
            // Founded a moment ago, or of no case.
            None => Ok(chain_key(self.vault, chain).await?),
        }
    }

    fn checkpoints(&mut self, rows: &[CheckpointRow]) -> Result<LogLine, ExportError> {
        let mut line = LogLine { log: 0, checkpoints: Vec::new() };
        for row in rows {
            line.log = u32::try_from(row.log).map_err(Refusal::unavailable)?;
            let size = u64::try_from(row.size).map_err(Refusal::unavailable)?;
            let folder = log_folder(line.log);
            self.folder.write(&format!("{folder}/checkpoints/{size}"), row.note.as_bytes())?;
            line.checkpoints.push(SlotLine { size, slot: row.slot });
        }
        if let Some(newest) = rows.last() {
            self.folder.write(&format!("{}/checkpoint", log_folder(line.log)), newest.note.as_bytes())?;
        }
        Ok(line)
    }

    /// The tiles as they are stored; one that is too short is left out, and missed by whoever verifies.
    async fn tiles(&mut self, log: i64, size: u64) -> Result<(), ExportError> {
        let folder = log_folder(u32::try_from(log).map_err(Refusal::unavailable)?);
        for (place, width) in tree::all_tiles(size) {
            let bytes =
                usize::try_from(width).map_err(Refusal::unavailable)?.saturating_mul(tree::HASH_BYTES);
            let stored = self.tx.tile(log, place).await?;
            if let Some(hashes) = stored.as_ref().and_then(|hashes| hashes.get(..bytes)) {
                self.folder.write(&format!("{folder}/{}", tile_path(place, width)), hashes)?;
            }
        }
        Ok(())
    }

    async fn items(&mut self) -> Result<(), ExportError> {
        let mut lines = self.folder.lines(ITEMS)?;
        let mut after = None;
        loop {
            let cases = self.tx.cases_with_items(after, PAGE).await?;
            let Some(last) = cases.last() else { return lines.finish() };
            after = Some(*last);
            for case in cases {
                lines.line(&self.items_of(case).await?)?;
            }
        }
    }

    async fn items_of(&mut self, chain: CaseId) -> Result<ItemsLine, ExportError> {
        let hash = |data: &[u8]| HEXLOWER.encode(&sha256(&[data]));
        let mut line = ItemsLine { chain, items: Vec::new(), copies: Vec::new() };
        let mut after = None;
        loop {
            let items = self.tx.items_after(chain, after, PAGE, ITEM_BYTES).await?;
            let Some(last) = items.last() else { break };
            after = Some(last.seq);
            for item in &items {
                line.items.push(ItemLine {
                    item: item.item_id,
                    sequence: u64::try_from(item.seq).map_err(Refusal::unavailable)?,
                    sha256: hash(&item.data),
                    epoch: u64::try_from(item.epoch).map_err(Refusal::unavailable)?,
                });
            }
        }
        for copy in self.tx.replies(chain).await? {
            line.copies.push(CopyLine { item: copy.item_id, sha256: hash(&copy.data) });
        }
        Ok(line)
    }

    async fn rosters(&mut self) -> Result<(), ExportError> {
        for row in self.tx.rosters().await? {
            self.folder.write(&roster_path(row.version), row.note.as_bytes())?;
        }
        Ok(())
    }
}
