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
/// So many attachments without an item are deleted without asking how many there are altogether.
const FEW_BLOBS: usize = 64;
/// So many keys without a case. Fewer: a small unit has few cases, and a deleted key is a destroyed case, while a failed request
/// leaves a key only if it fails between two commits.
const FEW_KEYS: usize = 8;

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
    /// Orphans that were left because they are too many: more than 64 attachments or 8 keys, and more than a tenth of their kind. That is not what
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
    forget_short_lived(stores, now).await?;
    stores.main.checkpoint_truncate().await?;
    stores.keys.checkpoint_truncate().await?;
    Ok(swept)
}

/// Deletes sessions that have ended and nonces that have left their window; every minute, because what dates a visit must not
/// outlive its use.
///
/// # Errors
/// [`StoreError`]: they are still there.
pub async fn forget_short_lived(stores: &Stores, now: i64) -> Result<(), StoreError> {
    let mut tx = stores.main.write().await?;
    tx.delete_expired_sessions(now).await?;
    tx.prune_nonces_before(now.div_euclid(60).saturating_sub(NONCE_MINUTES)).await?;
    tx.commit().await
}

/// Takes out of both databases what their files tell of the order in which cases came; once a day.
///
/// # Errors
/// [`StoreError`]: the order is still there.
pub async fn forget_order(stores: &Stores) -> Result<(), StoreError> {
    // Both in any case: either would tell.
    let main = stores.main.forget_order().await;
    stores.keys.forget_order().await.and(main)
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
    if too_many(delete.len(), all, FEW_BLOBS) {
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
    if too_many(delete.len(), all, FEW_KEYS) {
        swept.held_back = swept.held_back.saturating_add(delete.len());
        swept.suspects.keys.extend(delete);
        return Ok(());
    }
    for case in delete {
        // A form sent again founds its case on the key of the first attempt. Without the lock it could do so between the look and
        // the deletion: an acknowledged report that nobody can open.
        let mut main = stores.main.write().await?;
        main.lock_shred_keys().await?;
        if !main.existing_cases(&[case]).await?.is_empty() {
            continue;
        }
        let mut tx = stores.keys.write().await?;
        if tx.delete_shred_key(case).await? == super::store::Update::Done {
            swept.keys_deleted = swept.keys_deleted.saturating_add(1);
        }
        tx.commit().await?;
        main.commit().await?;
    }
    Ok(())
}

const fn too_many(orphans: usize, all: usize, few: usize) -> bool {
    orphans > few && orphans > all / 10
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_orphans_are_never_too_many_and_a_majority_is() {
        assert!(!too_many(64, 64, FEW_BLOBS));
        assert!(too_many(65, 65, FEW_BLOBS));
        assert!(!too_many(100, 1000, FEW_BLOBS));
        assert!(too_many(101, 1000, FEW_BLOBS));
        assert!(too_many(40, 40, FEW_KEYS), "all cases of a small unit");
    }
}
