//! Transactions that act on cases. None of them can be committed without saying in the ledger what was done.
//!
//! Everything that changes a case, its items, its wraps or the rosters is a method of [`Act`], and `Act` has no `commit`: only
//! [`Act::record`] leads to one. Whoever adds an action writes it here or in a file that says `impl Act`, and cannot forget the entry.

use std::ops::{Deref, DerefMut};

use super::{Db, EntryRow, StoreError, Tx};

/// A transaction that may act. Dropped without [`Act::record`] and [`Recorded::commit`], it did nothing.
#[derive(Debug)]
pub struct Act(Tx);

/// An action with its entry in the ledger: both or neither.
#[derive(Debug)]
#[must_use = "nothing is done before it is committed"]
pub struct Recorded(Act);

impl Db {
    /// A transaction that may act on cases.
    ///
    /// # Errors
    /// [`StoreError::Busy`] if there is no connection within three seconds.
    pub async fn act(&self) -> Result<Act, StoreError> {
        Ok(Act(self.write().await?))
    }
}

impl Act {
    /// Writes the entry that says what this transaction does.
    ///
    /// # Errors
    /// [`StoreError::Busy`] if another entry took the place in the chain: begin again.
    pub async fn record(mut self, entry: &EntryRow) -> Result<Recorded, StoreError> {
        self.put_entry(entry).await?;
        Ok(Recorded(self))
    }
}

impl Recorded {
    /// Writes one more entry, for an action that is several events.
    ///
    /// # Errors
    /// As [`Act::record`].
    pub async fn and(mut self, entry: &EntryRow) -> Result<Self, StoreError> {
        self.0.put_entry(entry).await?;
        Ok(self)
    }

    /// Makes the action and its entry durable.
    ///
    /// # Errors
    /// As [`Tx::commit`].
    pub async fn commit(self) -> Result<(), StoreError> {
        self.0.0.commit().await
    }
}

impl Deref for Act {
    type Target = Tx;

    fn deref(&self) -> &Tx {
        &self.0
    }
}

impl DerefMut for Act {
    fn deref_mut(&mut self) -> &mut Tx {
        &mut self.0
    }
}
