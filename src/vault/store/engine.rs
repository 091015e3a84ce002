//! The two engines behind one transaction.

use std::fmt;
use std::time::Duration;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection, PgPool, Postgres, Sqlite, SqliteConnection, SqlitePool, Transaction};

use super::StoreError;
use crate::model::id::CaseId;

/// How often a truncating checkpoint is tried, how long each try waits for readers, and how long writers get in between: two
/// seconds altogether.
const CHECKPOINT_TRIES: u32 = 50;
const CHECKPOINT_PATIENCE: Duration = Duration::from_millis(20);
const CHECKPOINT_PAUSE: Duration = Duration::from_millis(20);

/// The largest database that is written anew: SQLite does it in memory, because temporary files are forbidden, and nobody can write
/// meanwhile (measured: about twice the size of the file in memory).
const LARGEST_REWRITE: i64 = 128 * 1024 * 1024;

/// Any number will do; it is the same in every process ("redledgr").
const LEDGER_LOCK: i64 = 0x7265_646c_6564_6772;
/// The same for the keys of cases ("redshred").
const SHRED_LOCK: i64 = 0x7265_6473_6872_6564;
/// The same for one chain of the ledger ("redchain"), mixed with the chain's random identifier. Two chains that share a number
/// wait for one another, and nothing else.
const CHAIN_LOCK: i64 = 0x7265_6463_6861_696e;

/// One database. Clones share their connections.
#[derive(Clone)]
pub enum Db {
    /// A file: one connection writes, others read.
    Sqlite {
        /// Exactly one connection, so that writers queue here and not in SQLite, where they would fail.
        writer: SqlitePool,
        /// Connections that only read. For the keys database the same as `writer`: without a WAL, a reader blocks writers.
        readers: SqlitePool,
    },
    /// A schema in PostgreSQL.
    Postgres(PgPool),
}

/// A transaction. Dropped without [`Tx::commit`], it did nothing.
pub struct Tx {
    native: Native,
    /// Whether a statement failed, so that nothing of this may be committed.
    failed: bool,
}

pub(super) enum Native {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

impl Db {
    /// A transaction that reads one state of the database, whatever is written meanwhile.
    ///
    /// # Errors
    /// [`StoreError::Busy`] if there is no connection within three seconds.
    pub async fn read(&self) -> Result<Tx, StoreError> {
        let native = match self {
            Self::Sqlite { readers, .. } => Native::Sqlite(readers.begin().await?),
            Self::Postgres(pool) => {
                Native::Postgres(pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?)
            }
        };
        Ok(Tx { native, failed: false })
    }

    /// A transaction that may write.
    ///
    /// # Errors
    /// [`StoreError::Busy`] if there is no connection within three seconds.
    pub async fn write(&self) -> Result<Tx, StoreError> {
        let native = match self {
            // IMMEDIATE: a transaction that starts by reading and writes later would fail on another process's write.
            Self::Sqlite { writer, .. } => Native::Sqlite(writer.begin_with("BEGIN IMMEDIATE").await?),
            Self::Postgres(pool) => Native::Postgres(pool.begin().await?),
        };
        Ok(Tx { native, failed: false })
    }

    /// Moves what is in SQLite's WAL into the file and empties the WAL, so that deleted content is gone from both:
    /// `secure_delete` overwrites it in the file only. PostgreSQL has nothing of the kind; its WAL ends with its archive.
    ///
    /// # Errors
    /// [`StoreError::Busy`] if a reader kept an old state for two seconds: what was deleted may then still be in the WAL.
    pub async fn checkpoint_truncate(&self) -> Result<(), StoreError> {
        let Self::Sqlite { writer, .. } = self else { return Ok(()) };
        // A connection of its own: waiting for a reader on the writer's would keep reporters waiting, too.
        let options = writer.connect_options().as_ref().clone().busy_timeout(CHECKPOINT_PATIENCE);
        for _ in 0..CHECKPOINT_TRIES {
            match try_checkpoint(&options).await {
                Ok(0) => return Ok(()),
                Ok(_) | Err(StoreError::Busy) => tokio::time::sleep(CHECKPOINT_PAUSE).await,
                Err(error) => return Err(error),
            }
        }
        Err(StoreError::Busy)
    }

    /// Writes a SQLite database anew, in the order of its keys.
    ///
    /// Rows are found by random keys, but within a page SQLite puts the bytes of each new row below those of the one before, and long
    /// rows go to pages at the end: measured on eleven rows of one page, whoever has the file reads off in which order they came.
    /// PostgreSQL keeps such an order in its heap, and the operator is told. Writers wait meanwhile.
    ///
    /// # Errors
    /// [`StoreError::Full`] if the database is above half a gigabyte, or the disk has no room for it twice; whatever else the
    /// engine reports. Nothing is lost then but the intention.
    pub async fn forget_order(&self) -> Result<(), StoreError> {
        let Self::Sqlite { writer, .. } = self else { return Ok(()) };
        let mut connection = writer.acquire().await?;
        let bytes: i64 =
            sqlx::query_scalar("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
                .fetch_one(&mut *connection)
                .await?;
        if bytes > LARGEST_REWRITE {
            return Err(StoreError::Full);
        }
        sqlx::query("VACUUM").execute(&mut *connection).await?;
        drop(connection);
        self.checkpoint_truncate().await
    }

    /// Closes all connections, waiting for transactions under way.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

/// 0 if the WAL is empty now.
async fn try_checkpoint(options: &SqliteConnectOptions) -> Result<i64, StoreError> {
    let mut connection = SqliteConnection::connect_with(options).await?;
    let (busy, _, _): (i64, i64, i64) =
        sqlx::query_as("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(&mut connection).await?;
    connection.close().await?;
    Ok(busy)
}

impl Tx {
    /// Makes everything in this transaction durable, or nothing.
    ///
    /// # Errors
    /// Any [`StoreError`]; after [`StoreError::Database`] it is unknown whether it was committed, so ask by item id.
    pub async fn commit(self) -> Result<(), StoreError> {
        if self.failed {
            return Err(StoreError::aborted());
        }
        match self.native {
            Native::Sqlite(tx) => tx.commit().await?,
            Native::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }

    /// Waits until no other transaction holds this lock, and holds it until the end of this one. Whatever reads the last
    /// row and appends takes it: without, twenty writers of `MAX(seq) + 1` get eight numbers on PostgreSQL. On SQLite the
    /// single writer is the lock.
    ///
    /// # Errors
    /// [`StoreError::Busy`] if it did not come free in time.
    pub async fn lock_ledger(&mut self) -> Result<(), StoreError> {
        self.lock(LEDGER_LOCK).await
    }

    /// The same for whoever appends to the chain of one case: what is signed names what stands before it.
    ///
    /// # Errors
    /// [`StoreError::Busy`] if it did not come free in time.
    pub async fn lock_chain(&mut self, chain: CaseId) -> Result<(), StoreError> {
        let first: [u8; 8] = chain.as_bytes().first_chunk().copied().unwrap_or_default();
        self.lock(CHAIN_LOCK ^ i64::from_be_bytes(first)).await
    }

    /// The same for whoever founds a case on a key that stands in the other database, and whoever deletes keys without a case:
    /// one must see what the other did.
    ///
    /// # Errors
    /// [`StoreError::Busy`] if it did not come free in time.
    pub async fn lock_shred_keys(&mut self) -> Result<(), StoreError> {
        self.lock(SHRED_LOCK).await
    }

    async fn lock(&mut self, number: i64) -> Result<(), StoreError> {
        match self.usable()? {
            Native::Sqlite(_) => Ok(()),
            Native::Postgres(tx) => {
                let outcome =
                    sqlx::query("SELECT pg_advisory_xact_lock($1)").bind(number).execute(&mut **tx).await;
                outcome.map(drop).map_err(|error| self.failed(error))
            }
        }
    }

    /// The engine's transaction, unless a statement in it failed.
    pub(super) fn usable(&mut self) -> Result<&mut Native, StoreError> {
        if self.failed { Err(StoreError::aborted()) } else { Ok(&mut self.native) }
    }

    /// Takes note that a statement failed.
    pub(super) fn failed(&mut self, error: sqlx::Error) -> StoreError {
        self.failed = true;
        error.into()
    }
}

impl fmt::Debug for Db {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sqlite { .. } => "Db::Sqlite(…)",
            Self::Postgres(_) => "Db::Postgres(…)",
        })
    }
}

impl fmt::Debug for Tx {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tx(…)")
    }
}
