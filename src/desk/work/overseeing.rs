//! What oversight looks at in a session: the ledger of all cases, or of one.

use super::Work;
use crate::desk::casebook::{Casebook, SyncError};
use crate::desk::oversight::{self, CaseLog, Logs, OpenedChain, Overview};
use crate::model::id::CaseId;

impl Work {
    /// Tallies over all chains of the ledger that the server shows this member. `None` if the member does not belong to oversight.
    pub async fn oversee(&self, book: &Casebook) -> Result<Option<Overview>, SyncError> {
        let Some(chains) = self.chains(book, None).await? else { return Ok(None) };
        let tally = |people| oversight::tally(&chains, (self.member(), people), self.today());
        Ok(book.people().map(tally))
    }

    /// The logs of all cases.
    pub async fn case_logs(&self, book: &Casebook) -> Result<Option<Logs>, SyncError> {
        let Some(chains) = self.chains(book, None).await? else { return Ok(None) };
        Ok(book.people().map(|people| Logs::of(&chains, (self.member(), people), self.today())))
    }

    /// The log of one case.
    pub async fn case_log(&self, book: &Casebook, case: CaseId) -> Result<Option<CaseLog>, SyncError> {
        let Some(chains) = self.chains(book, Some(case)).await? else { return Ok(None) };
        Ok(book.people().and_then(|people| CaseLog::of(&chains, case, (self.member(), people), self.today())))
    }

    /// Chains, opened with the member's own key. `None` if the member does not belong to oversight.
    async fn chains(
        &self,
        book: &Casebook,
        case: Option<CaseId>,
    ) -> Result<Option<Vec<OpenedChain>>, SyncError> {
        let Some(people) = book.people().filter(|_| self.is_oversight(book)) else { return Ok(None) };
        let chains = tokio::select! {
            biased;
            () = self.closed.cancelled() => return Err(SyncError::Locked),
            asked = oversight::ask(&self.client, case) => asked?,
        };
        Ok(Some(oversight::open(chains, &self.key, people, &book.log_keys())))
    }

    /// Signs why the log of all cases, or of one, is read today.
    pub async fn say_why(&self, case: Option<CaseId>, reason: &str) -> Result<(), SyncError> {
        let said = oversight::say_why(&self.client, &self.key, self.today(), (case, reason));
        self.unless_locked(said).await
    }
}
