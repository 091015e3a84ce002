//! The ledger's tables: sealed entries, leaves that wait, and what is public of each log.

use super::rows::{array, case_id};
use super::{Act, CheckpointRow, EntryRow, Insert, StoreError, Tx, Update};
use crate::clock::Day;
use crate::ledger::leaf::Leaf;
use crate::ledger::tree::TilePlace;
use crate::model::id::CaseId;

impl Act {
    /// Appends an entry to its chain, its leaf to those that wait, and the reporter's receipt.
    pub(super) async fn put_entry(&mut self, entry: &EntryRow) -> Result<(), StoreError> {
        let inserted = execute!(
            self,
            "INSERT INTO ledger_entries (case_id, seq, data) VALUES ($1, $2, $3) ON CONFLICT (case_id, seq) DO NOTHING",
            entry.chain.as_bytes().as_slice(),
            entry.seq,
            entry.data.as_slice(),
        )?;
        if inserted == 0 {
            return Err(StoreError::Busy);
        }
        execute!(
            self,
            "INSERT INTO ledger_queue (leaf, day) VALUES ($1, $2)",
            entry.leaf.as_slice(),
            entry.day.number(),
        )?;
        if let Some(receipt) = &entry.receipt {
            execute!(
                self,
                "INSERT INTO receipts (case_id, seq, data) VALUES ($1, $2, $3)",
                entry.chain.as_bytes().as_slice(),
                entry.seq,
                receipt.as_slice(),
            )?;
        }
        Ok(())
    }

    /// Notes that the ledger says that a member reads a case, up to an item, as of a day. It never goes back.
    pub async fn note_read(&mut self, tag: &[u8; 16], up_to: i64, day: Day) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO reads (tag, up_to, day) VALUES ($1, $2, $3)
             ON CONFLICT (tag) DO UPDATE SET up_to = CASE WHEN reads.up_to > excluded.up_to THEN reads.up_to ELSE excluded.up_to END,
                                             day = CASE WHEN reads.day > excluded.day THEN reads.day ELSE excluded.day END",
            tag.as_slice(),
            up_to,
            day.number(),
        )?;
        Ok(())
    }

    /// Forgets that a member read a case.
    pub async fn forget_read(&mut self, tag: &[u8; 16]) -> Result<Update, StoreError> {
        let rows = execute!(self, "DELETE FROM reads WHERE tag = $1", tag.as_slice())?;
        Ok(Update::from_count(rows))
    }
}

impl Tx {
    /// The last entry of a chain: its place and its row.
    pub async fn last_entry(&mut self, chain: CaseId) -> Result<Option<(i64, Vec<u8>)>, StoreError> {
        fetch_optional!(
            self,
            (i64, Vec<u8>),
            "SELECT seq, data FROM ledger_entries WHERE case_id = $1 ORDER BY seq DESC LIMIT 1",
            chain.as_bytes().as_slice(),
        )
    }

    /// All entries of a chain, in order.
    pub async fn entries_of(&mut self, chain: CaseId) -> Result<Vec<(i64, Vec<u8>)>, StoreError> {
        fetch_all!(
            self,
            (i64, Vec<u8>),
            "SELECT seq, data FROM ledger_entries WHERE case_id = $1 ORDER BY seq",
            chain.as_bytes().as_slice(),
        )
    }

    /// Up to `limit` chains that have entries, by id, those after `after`.
    pub async fn chains(&mut self, after: Option<CaseId>, limit: i64) -> Result<Vec<CaseId>, StoreError> {
        let after = after.map_or_else(Vec::new, |case| case.as_bytes().to_vec());
        let rows = fetch_all!(
            self,
            (Vec<u8>,),
            "SELECT DISTINCT case_id FROM ledger_entries WHERE case_id > $1 ORDER BY case_id LIMIT $2",
            after.as_slice(),
            limit,
        )?;
        rows.iter().map(|(id,)| case_id(id)).collect()
    }

    /// Up to which item, and on which day last, the ledger says that a member read a case.
    pub async fn read_up_to(&mut self, tag: &[u8; 16]) -> Result<Option<(i64, Day)>, StoreError> {
        let row =
            fetch_optional!(self, (i64, i64), "SELECT up_to, day FROM reads WHERE tag = $1", tag.as_slice())?;
        Ok(row.map(|(up_to, day)| (up_to, Day::from_number(day))))
    }

    /// Leaves that wait for publication, the oldest days first, and within a day in the order of the leaves, which is none.
    pub async fn waiting(&mut self, limit: i64) -> Result<Vec<(Leaf, Day)>, StoreError> {
        let rows = fetch_all!(
            self,
            (Vec<u8>, i64),
            "SELECT leaf, day FROM ledger_queue ORDER BY day, leaf LIMIT $1",
            limit,
        )?;
        rows.iter().map(|(leaf, day)| Ok((array(leaf, "a leaf")?, Day::from_number(*day)))).collect()
    }

    /// Puts a leaf among those that wait, if it is not there.
    pub async fn queue_again(&mut self, leaf: &Leaf, day: Day) -> Result<Insert, StoreError> {
        let rows = execute!(
            self,
            "INSERT INTO ledger_queue (leaf, day) VALUES ($1, $2) ON CONFLICT (leaf) DO NOTHING",
            leaf.as_slice(),
            day.number(),
        )?;
        Ok(Insert::from_count(rows))
    }

    /// Where a leaf stands in a log.
    pub async fn index_of(&mut self, log: i64, leaf: &Leaf) -> Result<Option<i64>, StoreError> {
        let row = fetch_optional!(
            self,
            (i64,),
            "SELECT idx FROM ledger_leaves WHERE leaf = $1 AND log = $2",
            leaf.as_slice(),
            log,
        )?;
        Ok(row.map(|(index,)| index))
    }

    /// Up to `limit` leaves of a log, from index `from` on.
    pub async fn leaves(&mut self, log: i64, from: i64, limit: i64) -> Result<Vec<Leaf>, StoreError> {
        let rows = fetch_all!(
            self,
            (Vec<u8>,),
            "SELECT leaf FROM ledger_leaves WHERE log = $1 AND idx >= $2 ORDER BY idx LIMIT $3",
            log,
            from,
            limit,
        )?;
        rows.iter().map(|(leaf,)| array(leaf, "a leaf")).collect()
    }

    /// A tile, if it is begun: its hashes one after the other.
    pub async fn tile(&mut self, log: i64, place: TilePlace) -> Result<Option<Vec<u8>>, StoreError> {
        let row = fetch_optional!(
            self,
            (Vec<u8>,),
            "SELECT hashes FROM ledger_tiles WHERE log = $1 AND level = $2 AND number = $3",
            log,
            i64::from(place.level),
            i64::try_from(place.number).unwrap_or(i64::MAX),
        )?;
        Ok(row.map(|(hashes,)| hashes))
    }

    /// Writes a tile, or more of it.
    pub async fn put_tile(&mut self, log: i64, place: TilePlace, hashes: &[u8]) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO ledger_tiles (log, level, number, hashes) VALUES ($1, $2, $3, $4)
             ON CONFLICT (log, level, number) DO UPDATE SET hashes = excluded.hashes",
            log,
            i64::from(place.level),
            i64::try_from(place.number).unwrap_or(i64::MAX),
            hashes,
        )?;
        Ok(())
    }

    /// The newest checkpoint of the newest log.
    pub async fn last_checkpoint(&mut self) -> Result<Option<CheckpointRow>, StoreError> {
        fetch_optional!(
            self,
            CheckpointRow,
            "SELECT log, size, slot, note FROM ledger_checkpoints ORDER BY log DESC, size DESC LIMIT 1",
        )
    }

    /// The newest checkpoint of a log.
    pub async fn last_checkpoint_of(&mut self, log: i64) -> Result<Option<CheckpointRow>, StoreError> {
        fetch_optional!(
            self,
            CheckpointRow,
            "SELECT log, size, slot, note FROM ledger_checkpoints WHERE log = $1 ORDER BY size DESC LIMIT 1",
            log,
        )
    }

    /// All checkpoints, oldest first.
    pub async fn checkpoints(&mut self) -> Result<Vec<CheckpointRow>, StoreError> {
        fetch_all!(
            self,
            CheckpointRow,
            "SELECT log, size, slot, note FROM ledger_checkpoints ORDER BY log, size"
        )
    }

    /// Adds a checkpoint.
    ///
    /// # Errors
    /// [`StoreError::Database`] if there is one of this size.
    pub async fn put_checkpoint(&mut self, row: &CheckpointRow) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO ledger_checkpoints (log, size, slot, note) VALUES ($1, $2, $3, $4)",
            row.log,
            row.size,
            row.slot,
            row.note.as_str(),
        )?;
        Ok(())
    }

    /// Replaces a checkpoint by the same one with more signatures, if it is still as it was read.
    pub async fn cosign_checkpoint(&mut self, row: &CheckpointRow, note: &str) -> Result<Update, StoreError> {
        let rows = execute!(
            self,
            "UPDATE ledger_checkpoints SET note = $3 WHERE log = $1 AND size = $2 AND note = $4",
            row.log,
            row.size,
            note,
            row.note.as_str(),
        )?;
        Ok(Update::from_count(rows))
    }
}
