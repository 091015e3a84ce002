//! What requests that failed half-way leave behind: attachments no item names, uploads that never ended, keys no case uses, and
//! rows past their end.
//!
//! An attachment is written before the row that names it, and a key before its case, so either may rightly be alone while a
//! request is under way. No time is stored beside them to tell which; instead something must be alone in two passes in a
//! row. Passes are an hour or more apart and no request lives longer than half of that, so what both have seen belongs to none.
//! The suspects are kept in memory: after a restart, they have to be seen twice again.

use std::collections::BTreeSet;

use futures::StreamExt;

use super::blobs::{BlobError, Blobs, Listed, Unfinished};
use super::store::{StoreError, Stores};
use crate::model::id::{BlobId, CaseId};

/// Minutes after which a nonce of a staff request can be forgotten: twice the window, for clocks that differ.
const NONCE_MINUTES: i64 = 10;
/// Rows looked at in one transaction.
const PAGE: usize = 256;
/// So many orphans are deleted without asking how many there are altogether.
const FEW: usize = 64;

/// What was alone in the last pass.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Suspects {
    blobs: BTreeSet<BlobId>,
    unfinished: BTreeSet<Unfinished>,
    keys: BTreeSet<CaseId>,
}

/// What the pass may delete.
#[derive(Clone, Copy, Debug)]
pub enum Pass<'a> {
    /// What was alone in the previous pass, too.
    After(&'a Suspects),
    /// Everything alone. Only at the start of the only process on these stores, before it listens: nothing can be under way.
    Exclusive,
}

/// What a pass did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// For the next pass.
    pub suspects: Suspects,
    /// Attachments deleted.
    pub blobs_deleted: usize,
    /// Keys deleted.
    pub keys_deleted: usize,
    /// Orphans that were left because they are too many: more than 64 and more than a tenth of their kind. That is not what
    /// failed requests leave, but what a main database restored from too old a backup looks like, or the wrong one; deleting
    /// the keys then would destroy cases. An operator has to look.
    pub held_back: usize,
}

/// A pass failed; what it had deleted is deleted, the rest is for the next one.
#[derive(Debug, thiserror::Error)]
pub enum SweepError {
    /// In a database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// In the attachments.
    #[error(transparent)]
    Blobs(#[from] BlobError),
}

/// One pass. `now` is in seconds since 1970.
///
/// # Errors
/// [`SweepError`]; [`StoreError::Busy`] also if a WAL could not be emptied, so that deleted content may still be in it.
pub async fn sweep(stores: &Stores, blobs: &Blobs, pass: Pass<'_>, now: i64) -> Result<Swept, SweepError> {
    let mut swept = Swept::default();
    sweep_blobs(stores, blobs, pass, &mut swept).await?;
    sweep_unfinished(blobs, pass, &mut swept).await?;
    sweep_keys(stores, pass, &mut swept).await?;
    let mut tx = stores.main.write().await?;
    tx.delete_expired_sessions(now).await?;
    tx.prune_nonces_before(now.div_euclid(60).saturating_sub(NONCE_MINUTES)).await?;
    tx.commit().await?;
    stores.main.checkpoint_truncate().await?;
    stores.keys.checkpoint_truncate().await?;
    Ok(swept)
}

async fn sweep_blobs(
    stores: &Stores,
    blobs: &Blobs,
    pass: Pass<'_>,
    swept: &mut Swept,
) -> Result<(), SweepError> {
    let mut all = 0_usize;
    let mut alone = BTreeSet::new();
    let mut pages = blobs.list().ready_chunks(PAGE);
    while let Some(page) = pages.next().await {
        let mut ids = Vec::new();
        for found in page {
            match found? {
                Listed::Blob(blob) => ids.push(blob),
                Listed::Foreign => {}
            }
        }
        all = all.saturating_add(ids.len());
        let referenced: BTreeSet<_> =
            stores.main.read().await?.referenced_blobs(&ids).await?.into_iter().collect();
        alone.extend(ids.into_iter().filter(|blob| !referenced.contains(blob)));
    }
    let (delete, keep) = match pass {
        Pass::Exclusive => (alone, BTreeSet::new()),
        Pass::After(previous) => alone.into_iter().partition(|blob| previous.blobs.contains(blob)),
    };
    swept.suspects.blobs = keep;
    if too_many(delete.len(), all) {
        swept.held_back = swept.held_back.saturating_add(delete.len());
        swept.suspects.blobs.extend(delete);
        return Ok(());
    }
    for blob in delete {
        blobs.delete(blob).await?;
        swept.blobs_deleted = swept.blobs_deleted.saturating_add(1);
    }
    Ok(())
}

/// With PostgreSQL no start is the only one, so what a crash left under temporary names goes here.
async fn sweep_unfinished(blobs: &Blobs, pass: Pass<'_>, swept: &mut Swept) -> Result<(), SweepError> {
    let (delete, keep) = match pass {
        Pass::Exclusive => (blobs.unfinished().await?, BTreeSet::new()),
        Pass::After(previous) => {
            let found = blobs.unfinished().await?;
            found.into_iter().partition(|upload| previous.unfinished.contains(upload))
        }
    };
    swept.suspects.unfinished = keep;
    for upload in delete {
        blobs.remove_unfinished(&upload).await?;
        swept.blobs_deleted = swept.blobs_deleted.saturating_add(1);
    }
    Ok(())
}

async fn sweep_keys(stores: &Stores, pass: Pass<'_>, swept: &mut Swept) -> Result<(), SweepError> {
    let mut all = 0_usize;
    let mut alone = BTreeSet::new();
    let mut after = None;
    loop {
        let limit = i64::try_from(PAGE).unwrap_or(i64::MAX);
        let ids = stores.keys.read().await?.shred_ids(after, limit).await?;
        let Some(last) = ids.last() else { break };
        after = Some(*last);
        all = all.saturating_add(ids.len());
        let existing: BTreeSet<_> =
            stores.main.read().await?.existing_cases(&ids).await?.into_iter().collect();
        alone.extend(ids.into_iter().filter(|case| !existing.contains(case)));
    }
    let (delete, keep) = match pass {
        Pass::Exclusive => (alone, BTreeSet::new()),
        Pass::After(previous) => alone.into_iter().partition(|case| previous.keys.contains(case)),
    };
    swept.suspects.keys = keep;
    if too_many(delete.len(), all) {
        swept.held_back = swept.held_back.saturating_add(delete.len());
        swept.suspects.keys.extend(delete);
        return Ok(());
    }
    for case in delete {
        let mut tx = stores.keys.write().await?;
        let deleted = tx.delete_shred_key(case).await?;
        // A reporter may send an old form again just now, and found the case on the key that was alone. Looked at once more
        // after the deletion and before its commit: a case founded later puts its key back (see `founding`).
        if !stores.main.read().await?.existing_cases(&[case]).await?.is_empty() {
            continue;
        }
        tx.commit().await?;
        if deleted == super::store::Update::Done {
            swept.keys_deleted = swept.keys_deleted.saturating_add(1);
        }
    }
    Ok(())
}

const fn too_many(orphans: usize, all: usize) -> bool {
    orphans > FEW && orphans > all / 10
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_orphans_are_never_too_many_and_a_majority_is() {
        assert!(!too_many(64, 64));
        assert!(too_many(65, 65));
        assert!(!too_many(100, 1000));
        assert!(too_many(101, 1000));
    }
}
