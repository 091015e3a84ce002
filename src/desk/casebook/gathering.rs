//! A case as it is exported, and cases whose keys change hands.

use super::fetching::{TRIES, fetch_one, identity};
use super::{Casebook, SyncError};
use crate::api::client::{Client, ClientError};
use crate::api::wire::CaseLine;
use crate::crypto::open::{CaseIdentity, OpenError};
use crate::desk::bundle::Gathered;
use crate::model::id::CaseId;

impl Casebook {
    /// Everything the server holds of a case, sealed as it is stored and all of one moment, to be exported. `None` if the case is not open
    /// here.
    pub async fn gather(&self, client: &Client, case: CaseId) -> Result<Option<Gathered>, SyncError> {
        let Some(record) = self.cases.get(&case).filter(|record| record.content.is_ok()) else {
            return Ok(None);
        };
        for _ in 0..TRIES {
            let items = fetch_one(client, &self.pen, &record.line).await?;
            let entries = client.case_entries(case).await?.entries;
            // An item that came in between would have an entry and be missing, or the other way round.
            let again = fetch_one(client, &self.pen, &record.line).await?;
            if again.len() != items.len() {
                continue;
            }
            let rosters = client.roster().await?.notes;
            let checkpoint = match client.ledger_head(None).await {
                Ok(head) => Some(head.checkpoint),
                Err(ClientError::NotFound) => None,
                Err(error) => return Err(error.into()),
            };
            return Ok(Some(Gathered { items, entries, rosters, checkpoint, proofs: Vec::new() }));
        }
        Err(SyncError::KeepsMoving)
    }

    /// Opens the wrap of a case that was not fetched.
    pub fn open_wrap(&self, line: &CaseLine) -> Result<CaseIdentity, OpenError> {
        identity(&self.pen, line)
    }

    /// Forgets a case whose key the member has dropped, that was destroyed here, or whose absence the member can explain: that it is not
    /// listed any more is no alarm.
    pub fn forget(&mut self, case: CaseId) {
        self.cases.remove(&case);
        self.entries.remove(&case);
        self.seen.forget(case);
        self.gone.retain(|gone| *gone != case);
        self.save();
    }
}
