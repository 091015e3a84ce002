//! Names given in confidence: one row per case, always, of columns that all have one length.

use super::rows::case_id;
use super::{Act, IdentityRow, StoreError, Tx, Update};
use crate::model::id::CaseId;

type Columns = (Vec<u8>, Vec<u8>, Vec<u8>, Vec<u8>, Vec<u8>);

impl Act {
    /// Inserts the row of a new case.
    ///
    /// # Errors
    /// [`StoreError::Database`] if the case does not exist, or has one.
    pub async fn insert_identity(&mut self, row: &IdentityRow) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO sealed_identities (case_id, identity, unlock, mark, letter, grants)
             VALUES ($1, $2, $3, $4, $5, $6)",
            row.case_id.as_bytes().as_slice(),
            row.identity.as_slice(),
            row.unlock.as_slice(),
            row.mark.as_slice(),
            row.letter.as_slice(),
            row.grants.as_slice(),
        )?;
        Ok(())
    }

    /// Writes what is asked and what was granted anew, if nobody was faster; what was given is never touched.
    pub async fn replace_requests(
        &mut self,
        row: &IdentityRow,
        mark_before: &[u8],
    ) -> Result<Update, StoreError> {
        let rows = execute!(
            self,
            "UPDATE sealed_identities SET mark = $2, letter = $3, grants = $4 WHERE case_id = $1 AND mark = $5",
            row.case_id.as_bytes().as_slice(),
            row.mark.as_slice(),
            row.letter.as_slice(),
            row.grants.as_slice(),
            mark_before,
        )?;
        Ok(Update::from_count(rows))
    }
}

impl Tx {
    /// The row of a case; `None` in cases from before there was one in each.
    pub async fn identity(&mut self, case: CaseId) -> Result<Option<IdentityRow>, StoreError> {
        let row = fetch_optional!(
            self,
            Columns,
            "SELECT identity, unlock, mark, letter, grants FROM sealed_identities WHERE case_id = $1",
            case.as_bytes().as_slice(),
        )?;
        Ok(row.map(|(identity, unlock, mark, letter, grants)| IdentityRow {
            case_id: case,
            identity,
            unlock,
            mark,
            letter,
            grants,
        }))
    }

    /// Up to `limit` cases with their marks, by id, those after `after`.
    pub async fn identity_marks(
        &mut self,
        after: Option<CaseId>,
        limit: i64,
    ) -> Result<Vec<(CaseId, Vec<u8>)>, StoreError> {
        let after = after.map_or_else(Vec::new, |case| case.as_bytes().to_vec());
        let rows = fetch_all!(
            self,
            (Vec<u8>, Vec<u8>),
            "SELECT case_id, mark FROM sealed_identities WHERE case_id > $1 ORDER BY case_id LIMIT $2",
            after.as_slice(),
            limit,
        )?;
        rows.into_iter().map(|(id, mark)| Ok((case_id(&id)?, mark))).collect()
    }
}
