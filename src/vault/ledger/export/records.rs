//! The records: what stands behind each leaf, and what stands behind none.

use data_encoding::{BASE64, HEXLOWER};

use std::collections::BTreeMap;

use super::folder::Lines;
use super::{ExportError, Known, PAGE, Source};
use crate::clock::Day;
use crate::crypto::entry_row::{self, EntryPlace, StoredEntry};
use crate::ledger::export::{RecordLine, log_folder, records_path};
use crate::ledger::leaf::{Leaf, pad, taken_over};
use crate::ledger::tree::{TilePlace, WIDTH, bundle, bundle_path, width};
use crate::model::id::CaseId;
use crate::vault::Refusal;
use crate::vault::ledger::forms;

impl Source<'_> {
    /// Finds which entry stands behind which leaf. What does not open was altered, and is said to be so.
    pub(super) async fn find_entries(&mut self, unreadable: &mut Lines) -> Result<(), ExportError> {
        let mut after = None;
        loop {
            let chains = self.tx.chains(after, PAGE).await?;
            let Some(last) = chains.last() else { return Ok(()) };
            after = Some(*last);
            for chain in chains {
                let key = self.key(chain).await?;
                for (seq, row) in self.tx.entries_of(chain).await? {
                    let sequence = u64::try_from(seq).map_err(Refusal::unavailable)?;
                    let place = EntryPlace { chain, sequence };
                    match key.as_ref().map(|key| entry_row::open(key, &place, &row)) {
                        Some(Ok(stored)) => {
                            self.know(&stored, (chain, seq));
                        }
                        Some(Err(_)) | None => unreadable.line(&RecordLine {
                            chain: Some(chain),
                            sequence: Some(sequence),
                            ..RecordLine::default()
                        })?,
                    }
                }
            }
        }
    }

    /// Remembers the leaves that an entry may have in any log.
    fn know(&mut self, stored: &StoredEntry, (chain, seq): (CaseId, i64)) {
        self.placed.insert((chain, seq), 0);
        self.entries.insert(forms::made(stored), Known { chain, seq, r: stored.r });
        for log in &self.logs {
            let r = taken_over(&stored.r, &log.origin);
            self.entries.insert(forms::taken(stored, &log.origin), Known { chain, seq, r });
        }
    }

    async fn stored(&mut self, chain: CaseId, seq: i64) -> Result<StoredEntry, ExportError> {
        let place = EntryPlace { chain, sequence: u64::try_from(seq).map_err(Refusal::unavailable)? };
        let row = self.tx.entry(chain, seq).await?;
        let key = self.key(chain).await?;
        let (Some(row), Some(key)) = (row, key) else {
            return Err(Refusal::unavailable("an entry vanished while it was read").into());
        };
        Ok(entry_row::open(&key, &place, &row).map_err(Refusal::unavailable)?)
    }

    /// The leaves in their bundles, and what stands behind each.
    pub(super) async fn leaves(&mut self, log: i64, size: u64) -> Result<(), ExportError> {
        let number_of_log = u32::try_from(log).map_err(Refusal::unavailable)?;
        let folder = log_folder(number_of_log);
        let mut records = self.folder.lines(&records_path(number_of_log))?;
        for number in 0..size.div_ceil(WIDTH) {
            let first = number.saturating_mul(WIDTH);
            let width = width(size, TilePlace { level: 0, number });
            let signed = |number: u64| i64::try_from(number).map_err(Refusal::unavailable);
            let leaves = self.tx.leaves(log, signed(first)?, signed(width)?).await?;
            self.folder.write(&format!("{folder}/{}", bundle_path(number, width)), &bundle(&leaves))?;
            for (index, leaf) in (first..).zip(&leaves) {
                self.record(&mut records, leaf, (number_of_log, index)).await?;
            }
        }
        records.finish()
    }

    async fn record(
        &mut self,
        records: &mut Lines,
        leaf: &Leaf,
        (log, index): (u32, u64),
    ) -> Result<(), ExportError> {
        let line = RecordLine { log: Some(log), index: Some(index), ..RecordLine::default() };
        if let Some(Known { chain, seq, r }) = self.entries.get(leaf).copied() {
            let placed = self.placed.entry((chain, seq)).or_default();
            *placed = (*placed).max(i64::from(log));
            let stored = self.stored(chain, seq).await?;
            return records.line(&RecordLine {
                chain: Some(chain),
                sequence: u64::try_from(seq).ok(),
                r: Some(&HEXLOWER.encode(&r)),
                data: Some(&BASE64.encode(&stored.ciphertext)),
                ..line
            });
        }
        let r = self.vault.0.names.pad(log, index);
        if pad(&r) == *leaf {
            return records.line(&RecordLine { r: Some(&HEXLOWER.encode(&r)), pad: true, ..line });
        }
        records.line(&line)
    }

    /// What waits, and what should but does not.
    pub(super) async fn waiting(&mut self, lines: &mut Lines) -> Result<(), ExportError> {
        let newest = self.tx.last_checkpoint().await?.map_or(0, |row| row.log);
        self.queue = self.tx.waiting(i64::MAX).await?.into_iter().collect();
        let mut open: BTreeMap<(CaseId, i64), ([u8; 32], Option<Day>)> = BTreeMap::new();
        for (leaf, known) in &self.entries {
            if let Some(day) = self.queue.remove(leaf) {
                open.insert((known.chain, known.seq), (known.r, Some(day)));
            }
        }
        for ((chain, seq), placed) in self.placed.clone() {
            if placed < newest.max(1) && !open.contains_key(&(chain, seq)) {
                open.insert((chain, seq), (self.stored(chain, seq).await?.r, None));
            }
        }
        for ((chain, seq), (r, day)) in open {
            let stored = self.stored(chain, seq).await?;
            lines.line(&RecordLine {
                chain: Some(chain),
                sequence: u64::try_from(seq).ok(),
                r: Some(&HEXLOWER.encode(&r)),
                data: Some(&BASE64.encode(&stored.ciphertext)),
                day,
                ..RecordLine::default()
            })?;
        }
        for (leaf, day) in &self.queue {
            let leaf = HEXLOWER.encode(leaf);
            lines.line(&RecordLine { leaf: Some(&leaf), day: Some(*day), ..RecordLine::default() })?;
        }
        Ok(())
    }
}
