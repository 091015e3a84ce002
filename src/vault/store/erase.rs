//! The destruction of a case in the main database.
//!
//! The caller destroys `K_shred` before and the attachments after, then runs [`super::Db::checkpoint_truncate`] on both
//! databases, and only then says that it is done.

use super::rows::blob_id;
use super::{StoreError, Tx, Update};
use crate::model::id::{BlobId, CaseId};

impl Tx {
    /// Deletes wraps, items and the reporter's copies of a case, and empties its row: no locator, salt, authenticator or key
    /// is left, so the code answers as an unknown one does. Gives the attachments to delete once this is committed.
    /// Repeating it is harmless.
    pub async fn erase_case(&mut self, case: CaseId) -> Result<(Update, Vec<BlobId>), StoreError> {
        let id = case.as_bytes().as_slice();
        let blobs = fetch_all!(
            self,
            (Vec<u8>,),
            "SELECT blob_id FROM items WHERE case_id = $1 AND blob_id IS NOT NULL ORDER BY seq",
            id,
        )?;
        execute!(self, "DELETE FROM wraps WHERE case_id = $1", id)?;
        execute!(self, "DELETE FROM items WHERE case_id = $1", id)?;
        execute!(self, "DELETE FROM replies WHERE case_id = $1", id)?;
        let rows = execute!(
            self,
            "UPDATE cases SET loc_tag = $2, salt = $2, auth_hash = $3, case_recipient = '', bind_mac = $3,
                              pepper_id = 0, kdf_m = 0, kdf_t = 0, kdf_p = 0, state = 'shredded'
             WHERE case_id = $1",
            id,
            [0_u8; 16].as_slice(),
            [0_u8; 32].as_slice(),
        )?;
        let blobs = blobs.iter().map(|(blob,)| blob_id(blob)).collect::<Result<_, _>>()?;
        Ok((Update::from_count(rows), blobs))
    }
}
