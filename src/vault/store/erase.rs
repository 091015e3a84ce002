//! The destruction of a case in the main database.
//!
//! The caller destroys `K_shred` before and the attachments after, then runs [`super::Db::checkpoint_truncate`] on both
//! databases, and only then says that it is done.

use super::cases::ERASED;
use super::rows::blob_id;
use super::{Act, StoreError, Update};
use crate::model::id::{BlobId, CaseId};

/// Whether the code of a destroyed case is still recognised.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Verifier {
    /// It answers as an unknown one does.
    Erased,
    /// Whoever has it is told that the case was destroyed.
    Kept,
}

impl Act {
    /// Deletes wraps, items, entries, receipts, the sealed identity and the reporter's copies of a case, and empties its row: no locator, salt,
    /// authenticator or key is left, so the code answers as an unknown one does. Gives the attachments to delete once this is
    /// committed. Repeating it is harmless.
    pub async fn erase_case(&mut self, case: CaseId) -> Result<(Update, Vec<BlobId>), StoreError> {
        let id = case.as_bytes().as_slice();
        execute!(self, "DELETE FROM graves WHERE case_id = $1", id)?;
        self.empty(case, Verifier::Erased).await
    }

    /// The same, but the code is still recognised, so that the reporter can be told. What a guess of the code can be held against
    /// stays in the row; it opens nothing but the notice.
    pub async fn bury_case(&mut self, case: CaseId) -> Result<(Update, Vec<BlobId>), StoreError> {
        self.empty(case, Verifier::Kept).await
    }

    async fn empty(&mut self, case: CaseId, verifier: Verifier) -> Result<(Update, Vec<BlobId>), StoreError> {
        let id = case.as_bytes().as_slice();
        let blobs = fetch_all!(
            self,
            (Vec<u8>,),
            "SELECT blob_id FROM items WHERE case_id = $1 AND blob_id IS NOT NULL ORDER BY seq",
            id,
        )?;
        execute!(self, "DELETE FROM wraps WHERE case_id = $1", id)?;
        execute!(self, "DELETE FROM case_keys WHERE case_id = $1", id)?;
        execute!(self, "DELETE FROM items WHERE case_id = $1", id)?;
        execute!(self, "DELETE FROM replies WHERE case_id = $1", id)?;
        execute!(self, "DELETE FROM receipts WHERE case_id = $1", id)?;
        execute!(self, "DELETE FROM sealed_identities WHERE case_id = $1", id)?;
        execute!(self, "DELETE FROM ledger_entries WHERE case_id = $1", id)?;
        let rows = execute!(
            self,
            "UPDATE cases SET case_recipient = '', audit_recipient = '', verifier = '', bind_mac = $2, state = 'shredded'
             WHERE case_id = $1",
            id,
            [0_u8; 32].as_slice(),
        )?;
        if verifier == Verifier::Erased {
            execute!(
                self,
                "UPDATE cases SET loc_tag = $2, salt = $2, auth_hash = $3, pepper_id = 0, kdf_m = 0, kdf_t = 0, kdf_p = 0
                 WHERE case_id = $1",
                id,
                [0_u8; 16].as_slice(),
                ERASED.as_slice(),
            )?;
        }
        let blobs = blobs.iter().map(|(blob,)| blob_id(blob)).collect::<Result<_, _>>()?;
        Ok((Update::from_count(rows), blobs))
    }
}
