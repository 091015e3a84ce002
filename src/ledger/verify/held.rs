//! Entries as they were found, and padding as it is counted.

use data_encoding::{BASE64, HEXLOWER};

use super::LogView;
use crate::clock::Day;
use crate::crypto::agefile::Identity;
use crate::crypto::hash::sha256;
use crate::ledger::entry::{EntryError, SignedEntry};
use crate::ledger::leaf::{Leaf, leaf};

/// An entry as it was found.
pub(super) struct Held {
    pub(super) leaf: Leaf,
    /// SHA-256 of the sealed entry.
    pub(super) ciphertext: [u8; 32],
    /// Where its leaf stands: log and index, the oldest log first.
    pub(super) places: Vec<(u32, u64)>,
    /// Since when it waits.
    pub(super) waits: Option<Day>,
    pub(super) opened: Opened,
}

/// What a key made of an entry.
pub(super) enum Opened {
    /// No key opens it.
    Not,
    /// It opens, but is no entry.
    Damaged,
    /// This.
    Entry(Box<SignedEntry>),
}

/// The entry in a line, and its ciphertext.
pub(super) fn held(r: &[u8; 32], data: &str) -> Option<(Held, Vec<u8>)> {
    let data = BASE64.decode(data.as_bytes()).ok()?;
    let ciphertext = sha256(&[&data]);
    let leaf = leaf(r, &ciphertext);
    Some((Held { leaf, ciphertext, places: Vec::new(), waits: None, opened: Opened::Not }, data))
}

/// What the first key that opens it makes of an entry.
pub(super) fn open(keys: &[Identity], data: &[u8]) -> Opened {
    for key in keys {
        match SignedEntry::open(key, data) {
            Ok(entry) => return Opened::Entry(Box::new(entry)),
            Err(EntryError::Sealed) => {}
            Err(_) => return Opened::Damaged,
        }
    }
    Opened::Not
}

/// Reads 32 bytes in hex.
pub(super) fn bytes32(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    let fits = text.len() == 64 && HEXLOWER.decode_mut(text.as_bytes(), &mut bytes).is_ok();
    fits.then_some(bytes)
}

/// Counts padding between checkpoints while the leaves go by in order.
pub(super) struct Padding {
    ends: Vec<u64>,
    pub(super) blocks: Vec<u64>,
    at: usize,
}

impl Padding {
    pub(super) fn new(log: &LogView) -> Self {
        let ends: Vec<u64> = log.seen.iter().skip(1).map(|seen| seen.head.size).collect();
        Self { blocks: vec![0; ends.len()], ends, at: 0 }
    }

    pub(super) fn count(&mut self, index: u64) {
        while self.ends.get(self.at).is_some_and(|end| *end <= index) {
            self.at = self.at.saturating_add(1);
        }
        if let Some(block) = self.blocks.get_mut(self.at) {
            *block = block.saturating_add(1);
        }
    }
}
