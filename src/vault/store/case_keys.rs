//! The keys of a case after its first one, and what changes who holds them.

use super::rows::array;
use super::{Act, CaseKeyRow, StoreError, Tx, Update, WrapTag};
use crate::model::id::CaseId;

#[derive(sqlx::FromRow)]
struct KeyColumns {
    epoch: i64,
    recipient: String,
    audit_recipient: String,
    verifier: String,
    certificate: Vec<u8>,
}

impl TryFrom<KeyColumns> for CaseKeyRow {
    type Error = StoreError;

    fn try_from(columns: KeyColumns) -> Result<Self, StoreError> {
        Ok(Self {
            epoch: columns.epoch,
            recipient: columns.recipient,
            audit_recipient: columns.audit_recipient,
            verifier: columns.verifier,
            certificate: array(&columns.certificate, "the certificate of a case's key")?,
        })
    }
}

impl Act {
    /// Gives a case its next key: takes all wraps of the present one away, puts those of the next one in their place. Stale if the
    /// present one is another.
    pub async fn replace_key(
        &mut self,
        case: CaseId,
        key: &CaseKeyRow,
        wraps: &[(WrapTag, Vec<u8>)],
    ) -> Result<Update, StoreError> {
        let id = case.as_bytes().as_slice();
        let rows = execute!(
            self,
            "UPDATE cases SET epoch = $2 WHERE case_id = $1 AND epoch = $2 - 1 AND verifier <> ''",
            id,
            key.epoch,
        )?;
        if Update::from_count(rows) == Update::Stale {
            return Ok(Update::Stale);
        }
        execute!(
            self,
            "INSERT INTO case_keys (case_id, epoch, recipient, audit_recipient, verifier, certificate)
             VALUES ($1, $2, $3, $4, $5, $6)",
            id,
            key.epoch,
            key.recipient.as_str(),
            key.audit_recipient.as_str(),
            key.verifier.as_str(),
            key.certificate.as_slice(),
        )?;
        execute!(self, "DELETE FROM wraps WHERE case_id = $1", id)?;
        self.insert_wraps(case, key.epoch, wraps).await?;
        Ok(Update::Done)
    }

    /// Notes that a case's key must be replaced: by the one of this number.
    pub async fn ask_for_key(&mut self, case: CaseId, epoch: i64) -> Result<Update, StoreError> {
        let id = case.as_bytes().as_slice();
        let rows = execute!(self, "UPDATE cases SET due_epoch = $2 WHERE case_id = $1", id, epoch)?;
        Ok(Update::from_count(rows))
    }
}

impl Tx {
    /// The keys of a case after its first one, in their order. Whether they are what they say, their certificates tell.
    pub async fn case_keys(&mut self, case: CaseId) -> Result<Vec<CaseKeyRow>, StoreError> {
        let columns = fetch_all!(
            self,
            KeyColumns,
            "SELECT epoch, recipient, audit_recipient, verifier, certificate FROM case_keys WHERE case_id = $1 ORDER BY epoch",
            case.as_bytes().as_slice(),
        )?;
        columns.into_iter().map(CaseKeyRow::try_from).collect()
    }
}
