//! What can go wrong with a database, without the values that stood in the statement.
//!
//! PostgreSQL's messages and details quote rows (`Key (case_id)=(…) already exists`), and an error ends in a log; so only
//! its kind and code are kept.

use std::borrow::Cow;
use std::fmt;
use std::io;

use sqlx::error::DatabaseError;
use sqlx::migrate::MigrateError;
use sqlx::postgres::PgDatabaseError;
use sqlx::sqlite::SqliteError;

use super::Part;

/// A database did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// No connection within three seconds, or a lock that did not come free: try again.
    #[error("the database is busy")]
    Busy,
    /// The disk is full.
    #[error("the database's disk is full")]
    Full,
    /// The database was written by a later release.
    #[error("the database has a newer schema than this release knows")]
    Newer,
    /// There is no such database, and none may be created.
    #[error(
        "the {0} database is missing, and something else is already there: restore it, or ask for a new one"
    )]
    Missing(Part),
    /// What is stored cannot be what this program wrote.
    #[error("the database is damaged: {0}")]
    Corrupt(&'static str),
    /// Anything else.
    #[error("the database failed: {0}")]
    Database(Cause),
}

/// Why a database failed: the kind and, if there is one, the engine's code (SQLSTATE, or SQLite's extended code).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    kind: &'static str,
    code: Option<String>,
}

impl StoreError {
    /// A statement after one that failed, or a commit.
    pub(super) const fn aborted() -> Self {
        Self::Database(Cause::plain("the transaction had failed before"))
    }
}

impl Cause {
    /// The engine's code.
    pub fn code(&self) -> Option<&str> {
        self.code.as_deref()
    }

    const fn plain(kind: &'static str) -> Self {
        Self { kind, code: None }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.code {
            Some(code) => write!(f, "{} ({code})", self.kind),
            None => f.write_str(self.kind),
        }
    }
}

impl std::error::Error for Cause {}

impl From<sqlx::Error> for StoreError {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the driver may add errors; those not named are all the same"
    )]
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::PoolTimedOut => Self::Busy,
            sqlx::Error::Database(error) => from_engine(error.as_ref()),
            sqlx::Error::Io(error) => match Self::from(error) {
                Self::Database(cause) => {
                    Self::Database(Cause { kind: "it cannot be reached, or the connection broke", ..cause })
                }
                other => other,
            },
            sqlx::Error::Migrate(error) => Self::from(*error),
            sqlx::Error::Tls(_) => Self::Database(Cause::plain("no TLS connection")),
            sqlx::Error::Configuration(_) => Self::Database(Cause::plain("the address is not usable")),
            sqlx::Error::PoolClosed => Self::Database(Cause::plain("the database was closed")),
            sqlx::Error::RowNotFound => Self::Corrupt("a row that must be there is not"),
            sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) | sqlx::Error::ColumnNotFound(_) => {
                Self::Corrupt("a column does not hold what it must")
            }
            _ => Self::Database(Cause::plain("the driver failed")),
        }
    }
}

impl From<io::Error> for StoreError {
    fn from(error: io::Error) -> Self {
        let kind = error.kind();
        if matches!(kind, io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded) {
            return Self::Full;
        }
        Self::Database(Cause { kind: "input or output failed", code: Some(kind.to_string()) })
    }
}

impl From<MigrateError> for StoreError {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the driver may add errors; those not named are all the same"
    )]
    fn from(error: MigrateError) -> Self {
        match error {
            MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => Self::from(error),
            MigrateError::VersionMissing(_) | MigrateError::VersionTooNew(..) => Self::Newer,
            MigrateError::VersionMismatch(_) => {
                Self::Corrupt("a migration differs from the one that was applied")
            }
            MigrateError::Dirty(_) => Self::Corrupt("a migration stopped half-way"),
            _ => Self::Database(Cause::plain("the migration failed")),
        }
    }
}

fn from_engine(error: &(dyn DatabaseError + 'static)) -> StoreError {
    let code = error.code().map(Cow::into_owned);
    if let Some(error) = error.try_downcast_ref::<PgDatabaseError>() {
        return from_postgres(error.code(), code);
    }
    if error.try_downcast_ref::<SqliteError>().is_some() {
        return from_sqlite(code);
    }
    StoreError::Database(Cause { kind: "the engine refused", code })
}

fn from_postgres(state: &str, code: Option<String>) -> StoreError {
    match state {
        // disk_full
        "53100" => StoreError::Full,
        // too_many_connections; lock_not_available; serialization_failure; deadlock_detected; query_canceled (the statement
        // timeout); cannot_connect_now
        "53300" | "55P03" | "40001" | "40P01" | "57014" | "57P03" => StoreError::Busy,
        _ => StoreError::Database(Cause { kind: "PostgreSQL refused", code }),
    }
}

fn from_sqlite(code: Option<String>) -> StoreError {
    // The low byte is the primary result code (sqlite.org/rescode.html).
    let primary = code.as_deref().and_then(|code| code.parse::<i64>().ok()).map(|code| code & 0xff);
    match primary {
        // SQLITE_BUSY, SQLITE_LOCKED
        Some(5 | 6) => StoreError::Busy,
        // SQLITE_FULL
        Some(13) => StoreError::Full,
        // SQLITE_CORRUPT, SQLITE_NOTADB
        Some(11 | 26) => StoreError::Corrupt("SQLite does not recognise the file"),
        _ => StoreError::Database(Cause { kind: "SQLite refused", code }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_and_a_busy_database_are_told_apart_on_both_engines() {
        assert!(matches!(from_postgres("53100", None), StoreError::Full));
        assert!(matches!(from_postgres("55P03", None), StoreError::Busy));
        assert!(matches!(from_postgres("23505", Some("23505".to_owned())), StoreError::Database(_)));
        assert!(matches!(from_sqlite(Some("13".to_owned())), StoreError::Full));
        // SQLITE_BUSY_SNAPSHOT
        assert!(matches!(from_sqlite(Some("517".to_owned())), StoreError::Busy));
        assert!(matches!(from_sqlite(Some("2067".to_owned())), StoreError::Database(_)));
        assert!(matches!(StoreError::from(io::Error::from(io::ErrorKind::StorageFull)), StoreError::Full));
    }
}
