//! Rosters as received. A cache: whoever reads them verifies the signatures from the pinned first version on.

use super::{Insert, RosterRow, StoreError, Tx};

impl Tx {
    /// Inserts a roster; one with the same version stays as it is.
    pub async fn insert_roster(&mut self, roster: &RosterRow) -> Result<Insert, StoreError> {
        let rows = execute!(
            self,
            "INSERT INTO rosters (version, note) VALUES ($1, $2) ON CONFLICT (version) DO NOTHING",
            roster.version,
            roster.note.as_str(),
        )?;
        Ok(Insert::from_count(rows))
    }

    /// All rosters, oldest first.
    pub async fn rosters(&mut self) -> Result<Vec<RosterRow>, StoreError> {
        let rows = fetch_all!(self, (i64, String), "SELECT version, note FROM rosters ORDER BY version")?;
        Ok(rows.into_iter().map(|(version, note)| RosterRow { version, note }).collect())
    }
}
