//! Reporters' sessions: rows sealed under a cookie that is nowhere stored.

use super::rows::array;
use super::{SessionRow, StoreError, Tx, Update};

impl Tx {
    /// Stores a session, replacing one with the same key.
    pub async fn put_session(&mut self, session: &SessionRow) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO reporter_sessions (key, data, idle_until, expires) VALUES ($1, $2, $3, $4)
             ON CONFLICT (key) DO UPDATE
             SET data = excluded.data, idle_until = excluded.idle_until, expires = excluded.expires",
            session.key.as_slice(),
            session.data.as_slice(),
            session.idle_until,
            session.expires,
        )?;
        Ok(())
    }

    /// Gives a session new content, if it has not been ended meanwhile: leaving wins over whatever was still going on.
    pub async fn update_session(
        &mut self,
        key: &[u8; 32],
        data: &[u8],
        idle_until: i64,
    ) -> Result<Update, StoreError> {
        let rows = execute!(
            self,
            "UPDATE reporter_sessions SET data = $2, idle_until = $3 WHERE key = $1",
            key.as_slice(),
            data,
            idle_until,
        )?;
        Ok(Update::from_count(rows))
    }

    /// The session with this key, unless it has ended by `now` (seconds since 1970), swept or not.
    pub async fn session(&mut self, key: &[u8; 32], now: i64) -> Result<Option<SessionRow>, StoreError> {
        let row = fetch_optional!(
            self,
            (Vec<u8>, Vec<u8>, i64, i64),
            "SELECT key, data, idle_until, expires FROM reporter_sessions
             WHERE key = $1 AND idle_until > $2 AND expires > $2",
            key.as_slice(),
            now,
        )?;
        row.map(|(key, data, idle_until, expires)| {
            Ok(SessionRow { key: array(&key, "the key of a session")?, data, idle_until, expires })
        })
        .transpose()
    }

    /// Lets a session that has not ended by `now` idle until `idle_until`; its absolute end stays.
    pub async fn renew_session(
        &mut self,
        key: &[u8; 32],
        now: i64,
        idle_until: i64,
    ) -> Result<Update, StoreError> {
        let rows = execute!(
            self,
            "UPDATE reporter_sessions SET idle_until = $3 WHERE key = $1 AND idle_until > $2 AND expires > $2",
            key.as_slice(),
            now,
            idle_until,
        )?;
        Ok(Update::from_count(rows))
    }

    /// Ends a session.
    pub async fn delete_session(&mut self, key: &[u8; 32]) -> Result<(), StoreError> {
        execute!(self, "DELETE FROM reporter_sessions WHERE key = $1", key.as_slice())?;
        Ok(())
    }

    /// Deletes the sessions that have ended by `now`; gives their number.
    pub async fn delete_expired_sessions(&mut self, now: i64) -> Result<u64, StoreError> {
        execute!(self, "DELETE FROM reporter_sessions WHERE idle_until <= $1 OR expires <= $1", now)
    }
}
