//! `K_shred`, in the keys database: without the row, nothing opens the wraps of the case, not even an old backup of them.

use super::rows::case_id;
use super::{Insert, StoreError, Tx, Update};
use crate::model::id::CaseId;
use crate::secret::Secret;

impl Tx {
    /// Stores the key of a case; one that is there stays.
    pub async fn put_shred_key(&mut self, case: CaseId, key: &Secret<32>) -> Result<Insert, StoreError> {
        let rows = execute!(
            self,
            "INSERT INTO shred (case_id, k) VALUES ($1, $2) ON CONFLICT (case_id) DO NOTHING",
            case.as_bytes().as_slice(),
            key.expose_secret().as_slice(),
        )?;
        Ok(Insert::from_count(rows))
    }

    /// The key of a case.
    pub async fn shred_key(&mut self, case: CaseId) -> Result<Option<Secret<32>>, StoreError> {
        let row = fetch_optional!(
            self,
            (Vec<u8>,),
            "SELECT k FROM shred WHERE case_id = $1",
            case.as_bytes().as_slice(),
        )?;
        let Some((bytes,)) = row else { return Ok(None) };
        let bytes = zeroize::Zeroizing::new(bytes);
        Secret::from_slice(&bytes).map(Some).ok_or(StoreError::Corrupt("a shredding key"))
    }

    /// Destroys the key of a case. Gone from the database's files once committed; what a disk or a file system keeps of
    /// blocks that were overwritten or freed is not in our hands, hence full-disk encryption in the operator's manual.
    pub async fn delete_shred_key(&mut self, case: CaseId) -> Result<Update, StoreError> {
        let rows = execute!(self, "DELETE FROM shred WHERE case_id = $1", case.as_bytes().as_slice())?;
        Ok(Update::from_count(rows))
    }

    /// Up to `limit` cases that have a key, by id, those after `after`.
    pub async fn shred_ids(&mut self, after: Option<CaseId>, limit: i64) -> Result<Vec<CaseId>, StoreError> {
        let after = after.map_or_else(Vec::new, |case| case.as_bytes().to_vec());
        let rows = fetch_all!(
            self,
            (Vec<u8>,),
            "SELECT case_id FROM shred WHERE case_id > $1 ORDER BY case_id LIMIT $2",
            after.as_slice(),
            limit,
        )?;
        rows.iter().map(|(id,)| case_id(id)).collect()
    }
}
