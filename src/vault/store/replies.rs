//! The reporter's copies of replies, which the reporter may delete without touching the case.

use super::rows::{case_id, item_id};
use super::{Act, Insert, ReplyRow, StoreError, Tx, Update};
use crate::model::id::{CaseId, ItemId};

impl Act {
    /// Inserts a copy.
    ///
    /// # Errors
    /// [`StoreError::Database`] if the case does not exist.
    pub async fn insert_reply(&mut self, reply: &ReplyRow) -> Result<Insert, StoreError> {
        let rows = execute!(
            self,
            "INSERT INTO replies (case_id, seq, item_id, data) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
            reply.case_id.as_bytes().as_slice(),
            reply.seq,
            reply.item_id.as_bytes().as_slice(),
            reply.data.as_slice(),
        )?;
        Ok(Insert::from_count(rows))
    }
}

impl Tx {
    /// The copies of a case, in order.
    pub async fn replies(&mut self, case: CaseId) -> Result<Vec<ReplyRow>, StoreError> {
        let rows = fetch_all!(
            self,
            (Vec<u8>, i64, Vec<u8>, Vec<u8>),
            "SELECT case_id, seq, item_id, data FROM replies WHERE case_id = $1 ORDER BY seq",
            case.as_bytes().as_slice(),
        )?;
        rows.into_iter()
            .map(|(case, seq, item, data)| {
                Ok(ReplyRow { case_id: case_id(&case)?, seq, item_id: item_id(&item)?, data })
            })
            .collect()
    }

    /// Deletes a copy; the case is named too, so that one reporter cannot delete another's.
    pub async fn delete_reply(&mut self, case: CaseId, item: ItemId) -> Result<Update, StoreError> {
        let rows = execute!(
            self,
            "DELETE FROM replies WHERE case_id = $1 AND item_id = $2",
            case.as_bytes().as_slice(),
            item.as_bytes().as_slice(),
        )?;
        Ok(Update::from_count(rows))
    }
}
