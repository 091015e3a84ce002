//! What stands behind the leaves: each is explained by an entry, or is padding, or is left open; and no entry is used twice.

use std::collections::BTreeMap;

use super::fault::Fault;
use super::finding::{Findings, Place};
use super::held::{Held, Padding, bytes32, held, open};
use super::source::ExportFiles;
use super::{Counts, LogView};
use crate::clock::Day;
use crate::crypto::agefile::Identity;
use crate::ledger::BLOCK;
use crate::ledger::export::{ITEMS, ItemsLine, RecordLine, WAITING, records_path};
use crate::ledger::leaf::{Leaf, pad};
use crate::model::id::CaseId;

/// Days after which a leaf must not wait any more: a publication finds room after one at the latest, unless the server stood still.
const LONGEST_WAIT_DAYS: i64 = 2;

/// Everything that the records say.
#[derive(Default)]
pub(super) struct Records {
    pub(super) chains: BTreeMap<CaseId, BTreeMap<u64, Held>>,
    /// Leaves that nothing explains, and where they stand.
    pub(super) open: Vec<(Leaf, Place)>,
    /// Padding per block between two checkpoints: by log, in the order of its checkpoints.
    pub(super) padding: BTreeMap<u32, Vec<u64>>,
    /// What is stored, by case.
    pub(super) items: BTreeMap<CaseId, ItemsLine>,
}

/// Reads records and items, and checks what can be checked without a key.
pub(super) fn read(
    files: &dyn ExportFiles,
    (logs, day): (&[LogView], Day),
    keys: &[Identity],
    counts: &mut Counts,
    findings: &mut Findings,
) -> Records {
    let mut reader = Reader { keys, counts, findings, records: Records::default() };
    for log in logs {
        reader.log(files, log);
    }
    let mut number = 0_u64;
    let mut waiting = |text: &str| {
        number = number.saturating_add(1);
        if reader.waiting(text, day).is_none() {
            reader.findings.note(Place::File(WAITING.to_owned()), Fault::Line(number));
        }
    };
    if let Err(why) = files.each_line(WAITING, &mut waiting) {
        findings_file(reader.findings, WAITING, why);
    }
    reader.items(files);
    let Reader { records, findings, counts, .. } = reader;
    chains(&records, findings);
    let entries = records.chains.values().map(BTreeMap::len).sum::<usize>();
    counts.entries = u64::try_from(entries).unwrap_or(u64::MAX);
    records
}

fn findings_file(findings: &mut Findings, path: &str, why: String) {
    findings.note(Place::File(path.to_owned()), Fault::Unreadable(why));
}

struct Reader<'a> {
    keys: &'a [Identity],
    counts: &'a mut Counts,
    findings: &'a mut Findings,
    records: Records,
}

impl Reader<'_> {
    fn log(&mut self, files: &dyn ExportFiles, log: &LogView) {
        let path = records_path(log.number);
        let mut next = 0_usize;
        let mut line_number = 0_u64;
        let mut padding = Padding::new(log);
        let mut take = |text: &str| {
            line_number = line_number.saturating_add(1);
            let line = serde_json::from_str::<RecordLine<'_>>(text).ok();
            let place = line.as_ref().and_then(|line| line.index.filter(|_| line.log == Some(log.number)));
            let index = place.and_then(|index| usize::try_from(index).ok());
            let (Some(line), Some(index)) = (line, index) else {
                return self.findings.note(Place::File(path.clone()), Fault::Line(line_number));
            };
            if line.index.is_some_and(|index| index >= log.size) {
                let place = Place::Leaf(log.number, line.index.unwrap_or_default());
                return self.findings.note(place, Fault::BehindEnd);
            }
            if index < next {
                let place = Place::Leaf(log.number, u64::try_from(index).unwrap_or(u64::MAX));
                return self.findings.note(place, Fault::IndexTwice);
            }
            self.skipped(log, next..index);
            next = index.saturating_add(1);
            if let Some(leaf) = log.leaves.get(index) {
                let index = u64::try_from(index).unwrap_or(u64::MAX);
                if self.record(&line, leaf, (log.number, index)) {
                    padding.count(index);
                }
            }
        };
        let read = files.each_line(&path, &mut take);
        if let Err(why) = read {
            findings_file(self.findings, &path, why);
        }
        self.skipped(log, next..log.leaves.len());
        let padding = padding.blocks;
        for (seen, pads) in log.seen.windows(2).zip(&padding) {
            if let [before, after] = seen {
                let grown = after.head.size.saturating_sub(before.head.size);
                if grown == BLOCK.saturating_mul(2) && *pads >= BLOCK {
                    let place = Place::Checkpoint(log.number, after.head.size);
                    self.findings.note(place, Fault::SparseBlocks(*pads));
                }
            }
        }
        self.counts.pads = self.counts.pads.saturating_add(padding.iter().sum());
        self.records.padding.insert(log.number, padding);
    }

    /// Leaves without a line.
    fn skipped(&mut self, log: &LogView, range: std::ops::Range<usize>) {
        for index in range {
            if log.leaves.get(index).is_some() {
                let place = Place::Leaf(log.number, u64::try_from(index).unwrap_or(u64::MAX));
                self.findings.note(place, Fault::NoRecord);
            }
        }
    }

    /// A leaf in a log; true if it is padding.
    fn record(&mut self, line: &RecordLine<'_>, leaf_there: &Leaf, (log, index): (u32, u64)) -> bool {
        let place = Place::Leaf(log, index);
        let r = line.r.and_then(bytes32);
        match (line.pad, line.chain.zip(line.sequence), r, line.data) {
            (true, None, Some(r), None) => {
                let fits = pad(&r) == *leaf_there;
                if !fits {
                    self.findings.note(place, Fault::Pad);
                }
                return fits;
            }
            (false, Some(at), Some(r), Some(data)) => {
                let Some(held) = held(&r, data).filter(|(held, _)| held.leaf == *leaf_there) else {
                    self.findings.note(place, Fault::Leaf);
                    return false;
                };
                if self.keep(at, held, Some((log, index))).is_none() {
                    self.findings.note(place, Fault::RecordTwice);
                }
            }
            (false, None, None, None) => {
                self.counts.open = self.counts.open.saturating_add(1);
                self.records.open.push((*leaf_there, place));
            }
            _ => self.findings.note(place, Fault::Leaf),
        }
        false
    }

    /// Keeps an entry; `None` if it stands in this log already.
    fn keep(
        &mut self,
        (chain, sequence): (CaseId, u64),
        (mut held, data): (Held, Vec<u8>),
        at: Option<(u32, u64)>,
    ) -> Option<()> {
        let chain_of = self.records.chains.entry(chain).or_default();
        if let Some(known) = chain_of.get_mut(&sequence) {
            if known.ciphertext != held.ciphertext {
                self.findings.note(Place::Entry(chain, sequence), Fault::TwoContents);
                return Some(());
            }
            known.waits = known.waits.or(held.waits);
            let Some(at) = at else { return Some(()) };
            if known.places.iter().any(|(log, _)| *log == at.0) {
                return None;
            }
            known.places.push(at);
            return Some(());
        }
        held.places.extend(at);
        held.opened = open(self.keys, &data);
        chain_of.insert(sequence, held);
        Some(())
    }

    /// What stands in no log.
    fn waiting(&mut self, text: &str, today: Day) -> Option<()> {
        let line = serde_json::from_str::<RecordLine<'_>>(text).ok()?;
        let late = line.day.map(|day| today.since(day)).filter(|days| *days > LONGEST_WAIT_DAYS);
        match (line.chain.zip(line.sequence), line.r, line.data, line.leaf) {
            (Some((chain, sequence)), None, None, None) => {
                self.findings.note(Place::Entry(chain, sequence), Fault::Closed);
            }
            (Some(at), Some(r), Some(data), None) => {
                let (mut held, data) = held(&bytes32(r)?, data)?;
                held.waits = line.day;
                let place = Place::Entry(at.0, at.1);
                match line.day {
                    None => self.findings.note(place, Fault::NeverQueued),
                    Some(_) => self.counts.waiting = self.counts.waiting.saturating_add(1),
                }
                if let Some(days) = late {
                    self.findings.note(Place::Entry(at.0, at.1), Fault::Waits(days));
                }
                self.keep(at, (held, data), None)?;
            }
            (None, None, None, Some(leaf)) => {
                let place = Place::File(WAITING.to_owned());
                if let Some(days) = late {
                    self.findings.note(place.clone(), Fault::Waits(days));
                }
                self.records.open.push((bytes32(leaf)?, place));
            }
            _ => return None,
        }
        Some(())
    }

    fn items(&mut self, files: &dyn ExportFiles) {
        let mut number = 0_u64;
        let mut take = |text: &str| {
            number = number.saturating_add(1);
            let line = serde_json::from_str::<ItemsLine>(text).ok();
            let Some(line) = line.filter(|line| !self.records.items.contains_key(&line.chain)) else {
                return self.findings.note(Place::File(ITEMS.to_owned()), Fault::Line(number));
            };
            self.counts.items =
                self.counts.items.saturating_add(u64::try_from(line.items.len()).unwrap_or(0));
            self.records.items.insert(line.chain, line);
        };
        let read = files.each_line(ITEMS, &mut take);
        if let Err(why) = read {
            findings_file(self.findings, ITEMS, why);
        }
    }
}

/// Chains have no gaps, and no case has fewer entries than items.
fn chains(records: &Records, findings: &mut Findings) {
    for (chain, entries) in &records.chains {
        let mut expected = 0_u64;
        for sequence in entries.keys() {
            for missing in expected..*sequence {
                findings.note(Place::Entry(*chain, missing), Fault::Gap);
                if missing.saturating_sub(expected) > BLOCK {
                    break;
                }
            }
            expected = sequence.saturating_add(1);
        }
    }
    for (chain, line) in &records.items {
        let entries = records.chains.get(chain).map_or(0, BTreeMap::len);
        if entries < line.items.len() {
            let count = |number| u64::try_from(number).unwrap_or(u64::MAX);
            let fault = Fault::FewerEntries { entries: count(entries), items: count(line.items.len()) };
            findings.note(Place::Chain(*chain), fault);
        }
    }
}
