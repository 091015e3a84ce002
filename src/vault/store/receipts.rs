//! What reporters are shown of the ledger: receipts, the notices of destroyed cases, and where leaves are.

use super::{Act, GraveRow, Insert, StoreError, Tx};
use crate::ledger::leaf::Leaf;
use crate::model::id::CaseId;

impl Act {
    /// Keeps what the reporter of a destroyed case is told.
    pub async fn put_grave(&mut self, grave: &GraveRow) -> Result<Insert, StoreError> {
        let rows = execute!(
            self,
            "INSERT INTO graves (case_id, data) VALUES ($1, $2) ON CONFLICT (case_id) DO NOTHING",
            grave.case_id.as_bytes().as_slice(),
            grave.data.as_slice(),
        )?;
        Ok(Insert::from_count(rows))
    }
}

impl Tx {
    /// How many receipts of a case there are, and the step of the last.
    pub async fn count_receipts(&mut self, case: CaseId) -> Result<(i64, Option<i64>), StoreError> {
        let row = fetch_optional!(
            self,
            (i64, Option<i64>),
            "SELECT COUNT(*), MAX(seq) FROM receipts WHERE case_id = $1",
            case.as_bytes().as_slice(),
        )?;
        Ok(row.unwrap_or_default())
    }

    /// The receipt for one step of a case.
    pub async fn receipt(&mut self, case: CaseId, seq: i64) -> Result<Option<Vec<u8>>, StoreError> {
        let row = fetch_optional!(
            self,
            (Vec<u8>,),
            "SELECT data FROM receipts WHERE case_id = $1 AND seq = $2",
            case.as_bytes().as_slice(),
            seq,
        )?;
        Ok(row.map(|(data,)| data))
    }

    /// What the reporter of a destroyed case is told.
    pub async fn grave(&mut self, case: CaseId) -> Result<Option<Vec<u8>>, StoreError> {
        let row = fetch_optional!(
            self,
            (Vec<u8>,),
            "SELECT data FROM graves WHERE case_id = $1",
            case.as_bytes().as_slice(),
        )?;
        Ok(row.map(|(data,)| data))
    }

    /// Whether a leaf is among those that wait for publication.
    pub async fn is_waiting(&mut self, leaf: &Leaf) -> Result<bool, StoreError> {
        let count =
            fetch_scalar!(self, i64, "SELECT COUNT(*) FROM ledger_queue WHERE leaf = $1", leaf.as_slice())?;
        Ok(count > 0)
    }
}
