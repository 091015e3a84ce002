//! Nonces of signed staff requests, kept for the window in which a request is valid.

use super::{Insert, StoreError, Tx};

impl Tx {
    /// Remembers a nonce; [`Insert::Exists`] means a replay. `minute` is counted from 1970.
    pub async fn insert_nonce(&mut self, nonce: &[u8; 16], minute: i64) -> Result<Insert, StoreError> {
        let rows = execute!(
            self,
            "INSERT INTO api_nonces (nonce, minute) VALUES ($1, $2) ON CONFLICT (nonce) DO NOTHING",
            nonce.as_slice(),
            minute,
        )?;
        Ok(Insert::from_count(rows))
    }

    /// Forgets nonces from before `minute`; gives their number.
    pub async fn prune_nonces_before(&mut self, minute: i64) -> Result<u64, StoreError> {
        execute!(self, "DELETE FROM api_nonces WHERE minute < $1", minute)
    }
}
