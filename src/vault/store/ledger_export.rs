//! What the export of the ledger reads besides what everybody reads.

use super::rows::case_id;
use super::{StoreError, Tx};
use crate::model::id::CaseId;

impl Tx {
    /// One entry.
    pub async fn entry(&mut self, chain: CaseId, seq: i64) -> Result<Option<Vec<u8>>, StoreError> {
        let row = fetch_optional!(
            self,
            (Vec<u8>,),
            "SELECT data FROM ledger_entries WHERE case_id = $1 AND seq = $2",
            chain.as_bytes().as_slice(),
            seq,
        )?;
        Ok(row.map(|(data,)| data))
    }

    /// Up to `limit` cases with items or reporter's copies, by id, those after `after`. Their rows in `cases` are not asked: what is
    /// stored is to be held against the entries, whatever else was taken away.
    pub async fn cases_with_items(
        &mut self,
        after: Option<CaseId>,
        limit: i64,
    ) -> Result<Vec<CaseId>, StoreError> {
        let after = after.map_or_else(Vec::new, |case| case.as_bytes().to_vec());
        let rows = fetch_all!(
            self,
            (Vec<u8>,),
            "SELECT case_id FROM items WHERE case_id > $1 UNION SELECT case_id FROM replies WHERE case_id > $1
             ORDER BY case_id LIMIT $2",
            after.as_slice(),
            limit,
        )?;
        rows.iter().map(|(id,)| case_id(id)).collect()
    }
}
