//! Opening the two databases: never a fresh one by mistake, never a newer one with old code.

use std::fs::{DirBuilder, OpenOptions};
use std::io::ErrorKind;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;
use std::time::Duration;

use sqlx::migrate::Migrator;
use sqlx::pool::PoolOptions;
use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, PgConnection, SqliteConnection, SqlitePool};

use super::{DatabaseUrl, Db, Part, SchemaName, StoreError};

static SQLITE_MAIN: Migrator = sqlx::migrate!("migrations/sqlite/main");
static SQLITE_KEYS: Migrator = sqlx::migrate!("migrations/sqlite/keys");
static POSTGRES_MAIN: Migrator = sqlx::migrate!("migrations/postgres/main");
static POSTGRES_KEYS: Migrator = sqlx::migrate!("migrations/postgres/keys");

/// How long to wait for a connection, or for another process's lock: longer than that, a reporter sees the busy page.
const PATIENCE: Duration = Duration::from_secs(3);
const SQLITE_READERS: u32 = 4;
/// Pages of a database that a connection keeps, in KiB below zero. With SQLite's two megabytes a list of ten thousand cases reads the same
/// inner pages again and again. It is taken when it is needed, and holds what stands in the file: ciphertext.
const PAGE_CACHE: &str = "-8192";
const POSTGRES_CONNECTIONS: u32 = 10;

/// Whether databases that are not there may be created.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Create {
    /// Only if both are missing and the data directory is empty. A file that did not come back from a restore must not
    /// be replaced by an empty one that accepts reports as if nothing had happened.
    OnlyWhereNothingIs,
    /// The operator asked for it.
    Told,
}

/// What to do about one database that is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IfAbsent {
    /// Create it.
    Create,
    /// Fail with [`StoreError::Missing`].
    Refuse,
}

/// The two databases of a server.
#[derive(Clone, Debug)]
pub struct Stores {
    /// Ciphertext.
    pub main: Db,
    /// `K_shred`.
    pub keys: Db,
}

impl Stores {
    /// Opens both. `data_directory` is the one that also holds the attachments; it decides whether this is a first start.
    ///
    /// # Errors
    /// [`StoreError::Missing`] as [`Create`] says; [`StoreError::Newer`]; whatever the engine reports.
    pub async fn open(
        data_directory: &Path,
        main: &DatabaseUrl,
        keys: &DatabaseUrl,
        create: Create,
    ) -> Result<Self, StoreError> {
        let if_absent = match (is_there(main).await?, is_there(keys).await?, create) {
            (true, true, _) => IfAbsent::Refuse,
            (_, _, Create::Told) => IfAbsent::Create,
            (false, false, Create::OnlyWhereNothingIs) if is_empty(data_directory)? => IfAbsent::Create,
            (false, _, Create::OnlyWhereNothingIs) => return Err(StoreError::Missing(Part::Main)),
            (true, false, Create::OnlyWhereNothingIs) => return Err(StoreError::Missing(Part::Keys)),
        };
        // Keys first, as at receipt: a crash in between leaves keys without cases, never cases without keys.
        let keys = Db::open(keys, Part::Keys, if_absent).await?;
        let main = Db::open(main, Part::Main, if_absent).await?;
        Ok(Self { main, keys })
    }
}

impl Db {
    /// Opens one database and brings its schema up to date, each migration in a transaction.
    ///
    /// # Errors
    /// [`StoreError::Missing`] if it is not there and may not be created; [`StoreError::Newer`] if a later release has
    /// written it; whatever the engine reports.
    pub async fn open(url: &DatabaseUrl, part: Part, if_absent: IfAbsent) -> Result<Self, StoreError> {
        if if_absent == IfAbsent::Refuse && !is_there(url).await? {
            return Err(StoreError::Missing(part));
        }
        match url {
            DatabaseUrl::Sqlite(path) => open_sqlite(path, part).await,
            DatabaseUrl::Postgres { options, schema } => open_postgres(options, schema, part).await,
        }
    }
}

async fn open_sqlite(path: &Path, part: Part) -> Result<Db, StoreError> {
    create_private_file(path)?;
    let options = sqlite_options(path, part);
    let mut connection = SqliteConnection::connect_with(&options).await?;
    let migrator = match part {
        Part::Main => &SQLITE_MAIN,
        Part::Keys => &SQLITE_KEYS,
    };
    migrator.run(&mut connection).await?;
    connection.close().await?;
    let writer = sqlite_pool(1, options.clone()).await?;
    let readers = match part {
        Part::Keys => writer.clone(),
        Part::Main => sqlite_pool(SQLITE_READERS, options.pragma("query_only", "ON")).await?,
    };
    Ok(Db::Sqlite { writer, readers })
}

async fn sqlite_pool(connections: u32, options: SqliteConnectOptions) -> Result<SqlitePool, StoreError> {
    let pool = PoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(PATIENCE)
        // When the disk is full, SQLite ends the transaction by itself; the driver believes that it goes on and would refuse
        // every later one on this connection. There is only one writer: it has to be a new one.
        .before_acquire(|connection: &mut SqliteConnection, _| {
            let usable = !connection.is_in_transaction();
            Box::pin(async move { Ok(usable) })
        })
        .connect_with(options)
        .await?;
    Ok(pool)
}

fn sqlite_options(path: &Path, part: Part) -> SqliteConnectOptions {
    let journal = match part {
        Part::Main => SqliteJournalMode::Wal,
        // No WAL: a deleted key is overwritten in the file by the commit itself, and the journal is emptied with it.
        Part::Keys => SqliteJournalMode::Truncate,
    };
    SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(false)
        .journal_mode(journal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(PATIENCE)
        .pragma("secure_delete", "ON")
        .pragma("trusted_schema", "OFF")
        // Sorting must not spill to a file in /tmp.
        .pragma("temp_store", "MEMORY")
        .pragma("cache_size", PAGE_CACHE)
        .disable_statement_logging()
}

async fn open_postgres(
    options: &PgConnectOptions,
    schema: &SchemaName,
    part: Part,
) -> Result<Db, StoreError> {
    let options = postgres_options(options, schema);
    let mut connection = PgConnection::connect_with(&options).await?;
    // `search_path` holds the schema's name, which [`SchemaName`] has checked. IF NOT EXISTS is not atomic, hence the lock.
    sqlx::raw_sql(
        "DO $$ BEGIN
            PERFORM pg_advisory_xact_lock(8243124929342);
            EXECUTE format('CREATE SCHEMA IF NOT EXISTS %I', current_setting('search_path'));
        END $$",
    )
    .execute(&mut connection)
    .await?;
    let migrator = match part {
        Part::Main => &POSTGRES_MAIN,
        Part::Keys => &POSTGRES_KEYS,
    };
    migrator.run(&mut connection).await?;
    connection.close().await?;
    // Only from here on: a replica may wait for another one's migration as long as it takes.
    let options = options.options([("lock_timeout", "3s"), ("statement_timeout", "30s")]);
    let pool = PoolOptions::new()
        .max_connections(POSTGRES_CONNECTIONS)
        .acquire_timeout(PATIENCE)
        .connect_with(options)
        .await?;
    Ok(Db::Postgres(pool))
}

fn postgres_options(options: &PgConnectOptions, schema: &SchemaName) -> PgConnectOptions {
    options
        .clone()
        .options([
            ("search_path", schema.as_str()),
            // Acknowledged means on disk, whatever the server's default.
            ("synchronous_commit", "on"),
            ("client_min_messages", "warning"),
        ])
        .disable_statement_logging()
}

/// Whether there is a database with our tables. Creates nothing.
async fn is_there(url: &DatabaseUrl) -> Result<bool, StoreError> {
    let tables: i64 = match url {
        DatabaseUrl::Sqlite(path) => {
            match std::fs::metadata(path) {
                Ok(file) if file.len() > 0 => {}
                Ok(_) => return Ok(false),
                Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
                Err(error) => return Err(error.into()),
            }
            let options = SqliteConnectOptions::new()
                .filename(path)
                .create_if_missing(false)
                .busy_timeout(PATIENCE)
                .disable_statement_logging();
            let mut connection = SqliteConnection::connect_with(&options).await?;
            let count =
                sqlx::query_scalar("SELECT COUNT(*) FROM sqlite_schema WHERE name = '_sqlx_migrations'")
                    .fetch_one(&mut connection)
                    .await?;
            connection.close().await?;
            count
        }
        DatabaseUrl::Postgres { options, schema } => {
            let mut connection = PgConnection::connect_with(&postgres_options(options, schema)).await?;
            let count = sqlx::query_scalar(
                "SELECT COUNT(*) FROM information_schema.tables
                 WHERE table_schema = $1 AND table_name = '_sqlx_migrations'",
            )
            .bind(schema.as_str())
            .fetch_one(&mut connection)
            .await?;
            connection.close().await?;
            count
        }
    };
    Ok(tables > 0)
}

/// Whether nothing is in the directory, or no directory there.
fn is_empty(directory: &Path) -> Result<bool, StoreError> {
    let entries = match std::fs::read_dir(directory) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(true),
        Err(error) => return Err(error.into()),
    };
    for entry in entries {
        // Every fresh ext4 volume has one.
        if entry?.file_name() != "lost+found" {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Creates the file, if it is not there, so that SQLite finds it readable for its owner only; WAL and journal inherit that.
fn create_private_file(path: &Path) -> Result<(), StoreError> {
    if let Some(directory) = path.parent().filter(|directory| !directory.as_os_str().is_empty()) {
        DirBuilder::new().recursive(true).mode(0o700).create(directory)?;
    }
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error.into()),
    }
}
