//! Rosters as received. A cache: whoever reads them verifies the signatures from the pinned first version on.

use super::{Act, RosterRow, StoreError, Tx};

impl Act {
    /// Puts a roster in. Another note under the same version is replaced: the caller has verified this one against the version
    /// before it, and must not be kept out by a row that somebody put there.
    pub async fn put_roster(&mut self, roster: &RosterRow) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO rosters (version, note) VALUES ($1, $2) ON CONFLICT (version) DO UPDATE SET note = EXCLUDED.note",
            roster.version,
            roster.note.as_str(),
        )?;
        Ok(())
    }
}

impl Tx {
    /// All rosters, oldest first.
    pub async fn rosters(&mut self) -> Result<Vec<RosterRow>, StoreError> {
        let rows = fetch_all!(self, (i64, String), "SELECT version, note FROM rosters ORDER BY version")?;
        Ok(rows.into_iter().map(|(version, note)| RosterRow { version, note }).collect())
    }
}
