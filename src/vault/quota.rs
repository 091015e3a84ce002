//! How much may still be stored: totals, a daily allowance, and a reserve on the disk that files may not touch, so that a flood
//! of uploads cannot stop reports without files.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use super::blobs::Blobs;
use super::store::Stores;
use super::{FileLimits, Refusal};
use crate::clock::Day;

/// Counters of stored bytes. They live in memory, are loaded at start and count what this process stores from then on.
pub struct Quota {
    total: AtomicU64,
    day: AtomicI64,
    today: AtomicU64,
    total_limit: u64,
    daily_limit: u64,
    reserve: u64,
}

impl Quota {
    /// Reads how much is stored.
    pub async fn load(stores: &Stores, limits: &FileLimits) -> Result<Self, Refusal> {
        let total = stores.main.read().await?.total_blob_bytes().await?;
        Ok(Self {
            total: AtomicU64::new(u64::try_from(total).unwrap_or(0)),
            day: AtomicI64::new(0),
            today: AtomicU64::new(0),
            total_limit: limits.total_bytes,
            daily_limit: limits.daily_bytes,
            reserve: limits.reserve_bytes,
        })
    }

    /// Whether there is room for `more` bytes today.
    pub fn has_room(&self, blobs: &Blobs, day: Day, more: u64) -> bool {
        if self.day.swap(day.number(), Ordering::SeqCst) != day.number() {
            self.today.store(0, Ordering::SeqCst);
        }
        let within = |used: &AtomicU64, limit: u64| used.load(Ordering::SeqCst).saturating_add(more) <= limit;
        // A disk that does not tell its free space is not a reason to refuse evidence: the write itself will fail if it is full.
        let disk = blobs.free_bytes().ok().flatten();
        within(&self.total, self.total_limit)
            && within(&self.today, self.daily_limit)
            && disk.is_none_or(|free| free >= self.reserve.saturating_add(more))
    }

    /// Counts what was stored.
    pub fn add(&self, bytes: u64) {
        self.total.fetch_add(bytes, Ordering::SeqCst);
        self.today.fetch_add(bytes, Ordering::SeqCst);
    }
}
