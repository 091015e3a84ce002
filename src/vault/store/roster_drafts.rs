//! Drafts of the next roster as received. A cache of signed texts, like the rosters: whoever reads them verifies them.

use super::{Act, StoreError, Tx};
use crate::model::id::MemberId;

impl Act {
    /// Removes all drafts: a version came into force, and none of them follows it.
    pub async fn clear_roster_drafts(&mut self) -> Result<(), StoreError> {
        execute!(self, "DELETE FROM roster_drafts")?;
        Ok(())
    }
}

impl Tx {
    /// All drafts, in the order of their proposers.
    pub async fn roster_drafts(&mut self) -> Result<Vec<String>, StoreError> {
        let rows = fetch_all!(self, (String,), "SELECT draft FROM roster_drafts ORDER BY proposer")?;
        Ok(rows.into_iter().map(|(draft,)| draft).collect())
    }

    /// The draft of somebody.
    pub async fn roster_draft(&mut self, proposer: MemberId) -> Result<Option<String>, StoreError> {
        let row = fetch_optional!(
            self,
            (String,),
            "SELECT draft FROM roster_drafts WHERE proposer = $1",
            proposer.as_bytes().as_slice(),
        )?;
        Ok(row.map(|(draft,)| draft))
    }

    /// Puts somebody's draft in, in the place of an earlier one.
    pub async fn put_roster_draft(&mut self, proposer: MemberId, draft: &str) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO roster_drafts (proposer, draft) VALUES ($1, $2)
             ON CONFLICT (proposer) DO UPDATE SET draft = EXCLUDED.draft",
            proposer.as_bytes().as_slice(),
            draft,
        )?;
        Ok(())
    }

    /// Removes somebody's draft.
    pub async fn remove_roster_draft(&mut self, proposer: MemberId) -> Result<(), StoreError> {
        execute!(self, "DELETE FROM roster_drafts WHERE proposer = $1", proposer.as_bytes().as_slice())?;
        Ok(())
    }
}
