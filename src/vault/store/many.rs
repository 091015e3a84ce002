//! Rows of many cases in a few statements: a desk opens thousands of cases at once, and each statement is a way to another thread and
//! back, which costs more than what it finds.
//!
//! Whatever is not there is missing in the answer. Every list may have any length; it is asked for in parts of [`AMONG`].

use std::collections::BTreeMap;

use super::cases::CaseColumns;
use super::items::ItemColumns;
use super::rows::{array, case_id};
use super::{CaseRow, ItemRow, StoreError, Tx, WrapTag};
use crate::clock::Day;
use crate::model::id::CaseId;
use crate::secret::Secret;

/// Names in one statement.
pub(super) const AMONG: usize = 64;

/// How much there is of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extent {
    /// Its items.
    pub items: i64,
    /// The number of the last one.
    pub last: i64,
    /// Bytes of their ciphertexts, those of attachments not counted.
    pub bytes: i64,
}

/// The names of one statement, the first of them again in the places that are left.
fn filled<T>(names: &[T], bytes: impl Fn(&T) -> &[u8]) -> impl Iterator<Item = &[u8]> {
    let first = names.first();
    (0..AMONG).filter_map(move |place| names.get(place).or(first).map(&bytes))
}

impl Tx {
    /// Cases, with all that is stored of them.
    pub async fn cases_among(&mut self, cases: &[CaseId]) -> Result<BTreeMap<CaseId, CaseRow>, StoreError> {
        let mut found = BTreeMap::new();
        for some in cases.chunks(AMONG) {
            let rows = fetch_among!(
                self,
                CaseColumns,
                (
                    "SELECT case_id, loc_tag, salt, pepper_id, kdf_m, kdf_t, kdf_p, auth_hash, case_recipient, audit_recipient,
                            bind_mac, verifier, epoch, due_epoch, channel, state, retention_month, activity_day
                     FROM cases WHERE case_id IN (",
                    names!(),
                    ")"
                ),
                filled(some, |case| case.as_bytes())
            )?;
            for row in rows {
                let row = CaseRow::try_from(row)?;
                found.insert(row.case_id, row);
            }
        }
        Ok(found)
    }

    /// Wraps by their cases and tags, which name the epoch as well.
    pub async fn wraps_among(
        &mut self,
        wanted: &[(CaseId, WrapTag)],
    ) -> Result<BTreeMap<WrapTag, Vec<u8>>, StoreError> {
        let mut found = BTreeMap::new();
        for some in wanted.chunks(AMONG) {
            let names = filled(some, |(case, _)| case.as_bytes()).chain(filled(some, |(_, tag)| tag));
            let rows = fetch_among!(
                self,
                (Vec<u8>, Vec<u8>),
                (
                    "SELECT tag, data FROM wraps WHERE case_id IN (",
                    names!(),
                    ") AND tag IN (",
                    other_names!(),
                    ")"
                ),
                names
            )?;
            for (tag, data) in rows {
                found.insert(array(&tag, "the tag of a wrap")?, data);
            }
        }
        Ok(found)
    }

    /// Up to which item the ledger says that cases are read, and as of which day, by the tags of reader and case.
    pub async fn reads_among(
        &mut self,
        tags: &[[u8; 16]],
    ) -> Result<BTreeMap<[u8; 16], (i64, Day)>, StoreError> {
        let mut found = BTreeMap::new();
        for some in tags.chunks(AMONG) {
            let rows = fetch_among!(
                self,
                (Vec<u8>, i64, i64),
                ("SELECT tag, up_to, day FROM reads WHERE tag IN (", names!(), ")"),
                filled(some, |tag| tag)
            )?;
            for (tag, up_to, day) in rows {
                found.insert(array(&tag, "the tag of a read")?, (up_to, Day::from_number(day)));
            }
        }
        Ok(found)
    }

    /// How much there is of cases that have an item.
    pub async fn extents_among(&mut self, cases: &[CaseId]) -> Result<BTreeMap<CaseId, Extent>, StoreError> {
        let mut found = BTreeMap::new();
        for some in cases.chunks(AMONG) {
            let rows = fetch_among!(
                self,
                (Vec<u8>, i64, i64, i64),
                (
                    "SELECT case_id, COUNT(*), MAX(seq), CAST(SUM(LENGTH(data)) AS BIGINT) FROM items WHERE case_id IN (",
                    names!(),
                    ") GROUP BY case_id"
                ),
                filled(some, |case| case.as_bytes())
            )?;
            for (case, items, last, bytes) in rows {
                found.insert(case_id(&case)?, Extent { items, last, bytes });
            }
        }
        Ok(found)
    }

    /// All items of cases, in their order. The caller knows from [`Tx::extents_among`] how much that is.
    pub async fn items_among(
        &mut self,
        cases: &[CaseId],
    ) -> Result<BTreeMap<CaseId, Vec<ItemRow>>, StoreError> {
        let mut found: BTreeMap<CaseId, Vec<ItemRow>> = BTreeMap::new();
        for some in cases.chunks(AMONG) {
            let rows = fetch_among!(
                self,
                ItemColumns,
                (
                    "SELECT case_id, seq, item_id, epoch, data, blob_id, blob_size FROM items WHERE case_id IN (",
                    names!(),
                    ") ORDER BY case_id, seq"
                ),
                filled(some, |case| case.as_bytes())
            )?;
            for row in rows {
                let row = ItemRow::try_from(row)?;
                found.entry(row.case_id).or_default().push(row);
            }
        }
        Ok(found)
    }

    /// The last entries of chains.
    pub async fn last_entries_among(
        &mut self,
        chains: &[CaseId],
    ) -> Result<BTreeMap<CaseId, (i64, Vec<u8>)>, StoreError> {
        let mut found = BTreeMap::new();
        for some in chains.chunks(AMONG) {
            let rows = fetch_among!(
                self,
                (Vec<u8>, i64, Vec<u8>),
                (
                    "SELECT case_id, seq, data FROM ledger_entries AS entry WHERE case_id IN (",
                    names!(),
                    ") AND seq = (SELECT MAX(seq) FROM ledger_entries AS later WHERE later.case_id = entry.case_id)"
                ),
                filled(some, |chain| chain.as_bytes())
            )?;
            for (chain, seq, data) in rows {
                found.insert(case_id(&chain)?, (seq, data));
            }
        }
        Ok(found)
    }

    /// The keys of cases, from the keys database.
    pub async fn shred_keys_among(
        &mut self,
        cases: &[CaseId],
    ) -> Result<BTreeMap<CaseId, Secret<32>>, StoreError> {
        let mut found = BTreeMap::new();
        for some in cases.chunks(AMONG) {
            let rows = fetch_among!(
                self,
                (Vec<u8>, Vec<u8>),
                ("SELECT case_id, k FROM shred WHERE case_id IN (", names!(), ")"),
                filled(some, |case| case.as_bytes())
            )?;
            for (case, key) in rows {
                let key = zeroize::Zeroizing::new(key);
                let key = Secret::from_slice(&key).ok_or(StoreError::Corrupt("a shredding key"))?;
                found.insert(case_id(&case)?, key);
            }
        }
        Ok(found)
    }
}
