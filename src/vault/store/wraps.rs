//! The wraps of the cases' keys.

use super::{Act, StoreError, Tx, Update, WrapTag};
use crate::model::id::CaseId;

impl Act {
    /// Inserts the wraps of one epoch of a case, those of decoys among them.
    ///
    /// # Errors
    /// [`StoreError::Database`] if the case does not exist or one of the tags is taken.
    pub async fn insert_wraps(
        &mut self,
        case: CaseId,
        epoch: i64,
        wraps: &[(WrapTag, Vec<u8>)],
    ) -> Result<(), StoreError> {
        for (tag, data) in wraps {
            execute!(
                self,
                "INSERT INTO wraps (case_id, epoch, tag, data) VALUES ($1, $2, $3, $4)",
                case.as_bytes().as_slice(),
                epoch,
                tag.as_slice(),
                data.as_slice(),
            )?;
        }
        Ok(())
    }

    /// Puts a wrap in the place of another, usually a decoy's, so that the number of rows stays.
    pub async fn replace_wrap(
        &mut self,
        case: CaseId,
        epoch: i64,
        old: &WrapTag,
        (tag, data): (&WrapTag, &[u8]),
    ) -> Result<Update, StoreError> {
        let rows = execute!(
            self,
            "UPDATE wraps SET tag = $4, data = $5 WHERE case_id = $1 AND epoch = $2 AND tag = $3",
            case.as_bytes().as_slice(),
            epoch,
            old.as_slice(),
            tag.as_slice(),
            data,
        )?;
        Ok(Update::from_count(rows))
    }
}

impl Tx {
    /// Number of wraps of a case's epoch, those of decoys among them.
    pub async fn count_wraps(&mut self, case: CaseId, epoch: i64) -> Result<i64, StoreError> {
        fetch_scalar!(
            self,
            i64,
            "SELECT COUNT(*) FROM wraps WHERE case_id = $1 AND epoch = $2",
            case.as_bytes().as_slice(),
            epoch,
        )
    }

    /// The wrap with this tag.
    pub async fn wrap(
        &mut self,
        case: CaseId,
        epoch: i64,
        tag: &WrapTag,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        let row = fetch_optional!(
            self,
            (Vec<u8>,),
            "SELECT data FROM wraps WHERE case_id = $1 AND epoch = $2 AND tag = $3",
            case.as_bytes().as_slice(),
            epoch,
            tag.as_slice(),
        )?;
        Ok(row.map(|(data,)| data))
    }
}
