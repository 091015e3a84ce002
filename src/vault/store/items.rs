//! The items of a case: append-only until the case is destroyed.

use sha2::{Digest, Sha256};

use super::rows::{blob_id, case_id, item_id};
use super::{Act, ItemHead, ItemRow, StoreError, StoredBlob, Tx};
use crate::model::id::{BlobId, CaseId, ItemId};

/// What became of an insert.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "an item that was not stored must not be acknowledged"]
pub enum InsertItem {
    /// It is there now.
    Done,
    /// Another item of the case has this number: read the head again and chain to it.
    SequenceTaken,
    /// An item with this id is there: the same request, sent twice.
    AlreadyStored,
}

#[derive(sqlx::FromRow)]
pub(super) struct ItemColumns {
    case_id: Vec<u8>,
    seq: i64,
    item_id: Vec<u8>,
    epoch: i64,
    data: Vec<u8>,
    blob_id: Option<Vec<u8>>,
    blob_size: Option<i64>,
}

impl TryFrom<ItemColumns> for ItemRow {
    type Error = StoreError;

    fn try_from(columns: ItemColumns) -> Result<Self, StoreError> {
        let blob = match (columns.blob_id, columns.blob_size) {
            (Some(id), Some(size)) => Some(StoredBlob { blob_id: blob_id(&id)?, size }),
            (None, None) => None,
            (Some(_), None) | (None, Some(_)) => {
                return Err(StoreError::Corrupt("the attachment of an item"));
            }
        };
        Ok(Self {
            case_id: case_id(&columns.case_id)?,
            seq: columns.seq,
            item_id: item_id(&columns.item_id)?,
            epoch: columns.epoch,
            data: columns.data,
            blob,
        })
    }
}

impl Act {
    /// Appends an item, or says why not; the transaction goes on either way.
    ///
    /// # Errors
    /// [`StoreError::Database`] if the case does not exist; [`StoreError::Corrupt`] if another item has the attachment's id.
    pub async fn insert_item(&mut self, item: &ItemRow) -> Result<InsertItem, StoreError> {
        let blob_id = item.blob.map(|blob| blob.blob_id.as_bytes().to_vec());
        // A unique violation would end PostgreSQL's transaction; this waits for a concurrent one and inserts nothing.
        let rows = execute!(
            self,
            "INSERT INTO items (case_id, seq, item_id, epoch, data, blob_id, blob_size)
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
            item.case_id.as_bytes().as_slice(),
            item.seq,
            item.item_id.as_bytes().as_slice(),
            item.epoch,
            item.data.as_slice(),
            blob_id.as_deref(),
            item.blob.map(|blob| blob.size),
        )?;
        if rows > 0 {
            return Ok(InsertItem::Done);
        }
        // Nothing takes an item away but the destruction of its case, so what stood in the way is still there to be read.
        if self.item_by_id(item.item_id).await?.is_some() {
            return Ok(InsertItem::AlreadyStored);
        }
        let at_seq = fetch_scalar!(
            self,
            i64,
            "SELECT COUNT(*) FROM items WHERE case_id = $1 AND seq = $2",
            item.case_id.as_bytes().as_slice(),
            item.seq,
        )?;
        if at_seq > 0 {
            return Ok(InsertItem::SequenceTaken);
        }
        Err(StoreError::Corrupt("two items with one attachment"))
    }
}

impl Tx {
    /// The last item of a case.
    pub async fn head(&mut self, case: CaseId) -> Result<Option<ItemHead>, StoreError> {
        let row = fetch_optional!(
            self,
            (i64, Vec<u8>, Vec<u8>),
            "SELECT seq, item_id, data FROM items WHERE case_id = $1 ORDER BY seq DESC LIMIT 1",
            case.as_bytes().as_slice(),
        )?;
        let Some((seq, id, data)) = row else { return Ok(None) };
        Ok(Some(ItemHead { seq, item_id: item_id(&id)?, data_sha256: Sha256::digest(&data).into() }))
    }

    /// The numbers and lengths of up to `limit` items after number `after` (all: `None`), in order.
    pub async fn item_lengths(
        &mut self,
        case: CaseId,
        after: Option<i64>,
        limit: i64,
    ) -> Result<Vec<(i64, i64)>, StoreError> {
        fetch_all!(
            self,
            (i64, i64),
            "SELECT seq, CAST(LENGTH(data) AS BIGINT) FROM items WHERE case_id = $1 AND seq > $2 ORDER BY seq LIMIT $3",
            case.as_bytes().as_slice(),
            after.unwrap_or(-1),
            limit,
        )
    }

    /// The items after number `after` (all: `None`) up to number `last`, in order.
    pub async fn items_up_to(
        &mut self,
        case: CaseId,
        after: Option<i64>,
        last: i64,
    ) -> Result<Vec<ItemRow>, StoreError> {
        let columns = fetch_all!(
            self,
            ItemColumns,
            "SELECT case_id, seq, item_id, epoch, data, blob_id, blob_size FROM items
             WHERE case_id = $1 AND seq > $2 AND seq <= $3 ORDER BY seq",
            case.as_bytes().as_slice(),
            after.unwrap_or(-1),
            last,
        )?;
        columns.into_iter().map(ItemRow::try_from).collect()
    }

    /// Up to `limit` items after number `after` (all: `None`) in order, and no more than `byte_cap` bytes of ciphertext
    /// altogether; one item at least, if there is one, however large.
    pub async fn items_after(
        &mut self,
        case: CaseId,
        after: Option<i64>,
        limit: i64,
        byte_cap: i64,
    ) -> Result<Vec<ItemRow>, StoreError> {
        let lengths = self.item_lengths(case, after, limit).await?;
        match last_within(&lengths, byte_cap) {
            Some(last) => self.items_up_to(case, after, last).await,
            None => Ok(Vec::new()),
        }
    }

    /// Bytes of all attachments of a case, as stored.
    pub async fn case_blob_bytes(&mut self, case: CaseId) -> Result<i64, StoreError> {
        fetch_scalar!(
            self,
            i64,
            "SELECT CAST(COALESCE(SUM(blob_size), 0) AS BIGINT) FROM items WHERE case_id = $1",
            case.as_bytes().as_slice(),
        )
    }

    /// Which item of a case an attachment belongs to.
    pub async fn item_of_blob(&mut self, case: CaseId, blob: BlobId) -> Result<Option<i64>, StoreError> {
        let row = fetch_optional!(
            self,
            (i64,),
            "SELECT seq FROM items WHERE case_id = $1 AND blob_id = $2",
            case.as_bytes().as_slice(),
            blob.as_bytes().as_slice(),
        )?;
        Ok(row.map(|(seq,)| seq))
    }

    /// Where the item with this id is.
    pub async fn item_by_id(&mut self, item: ItemId) -> Result<Option<(CaseId, i64)>, StoreError> {
        let row = fetch_optional!(
            self,
            (Vec<u8>, i64),
            "SELECT case_id, seq FROM items WHERE item_id = $1",
            item.as_bytes().as_slice(),
        )?;
        row.map(|(id, seq)| Ok((case_id(&id)?, seq))).transpose()
    }

    /// Which of these attachments an item names, in the order given.
    pub async fn referenced_blobs(&mut self, blobs: &[BlobId]) -> Result<Vec<BlobId>, StoreError> {
        let mut referenced = Vec::new();
        for blob in blobs {
            let count = fetch_scalar!(
                self,
                i64,
                "SELECT COUNT(*) FROM items WHERE blob_id = $1",
                blob.as_bytes().as_slice(),
            )?;
            if count > 0 {
                referenced.push(*blob);
            }
        }
        Ok(referenced)
    }

    /// The bytes of all attachments, as stored.
    pub async fn total_blob_bytes(&mut self) -> Result<i64, StoreError> {
        fetch_scalar!(self, i64, "SELECT CAST(COALESCE(SUM(blob_size), 0) AS BIGINT) FROM items")
    }
}

/// The last number of `(number, length)` that fits into `byte_cap` with those before it; the first one fits always.
fn last_within(lengths: &[(i64, i64)], byte_cap: i64) -> Option<i64> {
    let mut sum = 0_i64;
    let mut last = None;
    for (seq, length) in lengths {
        sum = sum.saturating_add(*length);
        if last.is_some() && sum > byte_cap {
            break;
        }
        last = Some(*seq);
    }
    last
}
