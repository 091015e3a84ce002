//! Blocks of leaves.
//!
//! They go to the database as one value, which a counting query takes apart: both engines know it, and a publication is then a handful of
//! statements instead of a hundred and thirty.

use super::{CheckpointRow, StoreError, Tx};
use crate::ledger::leaf::Leaf;

impl Tx {
    /// Takes leaves off those that wait, in one statement; gives how many were there.
    pub async fn unqueue(&mut self, leaves: &[Leaf]) -> Result<u64, StoreError> {
        execute!(
            self,
            "WITH RECURSIVE place (number) AS (
                 SELECT CAST(0 AS BIGINT) WHERE $1 > 0 UNION ALL SELECT number + 1 FROM place WHERE number + 1 < $1)
             DELETE FROM ledger_queue
             WHERE leaf IN (SELECT SUBSTR($2, CAST(number * 32 + 1 AS INTEGER), 32) FROM place)",
            count(leaves),
            leaves.concat().as_slice(),
        )
    }

    /// Gives leaves their places in a log, from `from` on, in one statement: each is a way to the database and back. Written in the order
    /// of the index of leaves, whose pages would otherwise be visited once for each.
    ///
    /// # Errors
    /// [`StoreError::Database`] if a place is taken.
    pub async fn place_leaves(&mut self, log: i64, from: i64, leaves: &[Leaf]) -> Result<(), StoreError> {
        execute!(
            self,
            "WITH RECURSIVE place (number) AS (
                 SELECT CAST(0 AS BIGINT) WHERE $3 > 0 UNION ALL SELECT number + 1 FROM place WHERE number + 1 < $3)
             INSERT INTO ledger_leaves (log, idx, leaf)
             SELECT $1, $2 + number, SUBSTR($4, CAST(number * 32 + 1 AS INTEGER), 32) AS leaf FROM place ORDER BY leaf",
            log,
            from,
            count(leaves),
            leaves.concat().as_slice(),
        )?;
        Ok(())
    }

    /// The numbers of all logs, the newest first. They are in order, and not without gaps.
    pub async fn logs(&mut self) -> Result<Vec<i64>, StoreError> {
        let rows = fetch_all!(self, (i64,), "SELECT DISTINCT log FROM ledger_checkpoints ORDER BY log DESC")?;
        Ok(rows.into_iter().map(|(log,)| log).collect())
    }

    /// Up to `limit` checkpoints of a log with fewer than `below` leaves, the newest first.
    pub async fn checkpoints_of(
        &mut self,
        log: i64,
        below: i64,
        limit: i64,
    ) -> Result<Vec<CheckpointRow>, StoreError> {
        fetch_all!(
            self,
            CheckpointRow,
            "SELECT log, size, slot, note FROM ledger_checkpoints
             WHERE log = $1 AND size < $2 ORDER BY size DESC LIMIT $3",
            log,
            below,
            limit,
        )
    }
}

fn count(leaves: &[Leaf]) -> i64 {
    i64::try_from(leaves.len()).unwrap_or(i64::MAX)
}
