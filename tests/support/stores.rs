//! A pair of databases and a directory of attachments, fresh for each test and each engine.

use std::panic::{AssertUnwindSafe, resume_unwind};
use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;

use futures::FutureExt;
use redchannel::clock::Day;
use redchannel::model::id::CaseId;
use redchannel::vault::blobs::Blobs;
use redchannel::vault::store::{Act, Create, DatabaseUrl, EntryRow, Part, SchemaName, Stores};
use sqlx::postgres::PgConnectOptions;
use sqlx::{Connection, PgConnection};
use tempfile::TempDir;

use super::postgres;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// What a test works on.
pub struct Bench {
    pub engine: Engine,
    pub stores: Stores,
    pub blobs: Blobs,
    pub main_url: DatabaseUrl,
    pub keys_url: DatabaseUrl,
    schemas: Vec<SchemaName>,
    directory: TempDir,
}

impl Bench {
    pub async fn new(engine: Engine) -> Self {
        let directory = TempDir::new().unwrap();
        let data = directory.path().join("data");
        let (main_url, keys_url, schemas) = urls(engine, &data);
        let stores = Stores::open(&data, &main_url, &keys_url, Create::OnlyWhereNothingIs).await.unwrap();
        let blobs = Blobs::in_directory(&data.join("blobs")).unwrap();
        Self { engine, stores, blobs, main_url, keys_url, schemas, directory }
    }

    /// The directory that holds everything stored in files.
    pub fn data(&self) -> std::path::PathBuf {
        self.directory.path().join("data")
    }

    /// Closes both databases and opens them again, as a new process would.
    pub async fn reopen(&self, create: Create) -> Result<Stores, redchannel::vault::store::StoreError> {
        self.stores.main.close().await;
        self.stores.keys.close().await;
        Stores::open(&self.data(), &self.main_url, &self.keys_url, create).await
    }

    /// Takes a database away, as a restore that forgot it would.
    pub async fn lose(&self, part: Part) {
        match self.engine {
            Engine::Sqlite => std::fs::remove_file(self.data().join(format!("{part}.db"))).unwrap(),
            Engine::Postgres => match part {
                Part::Main => drop_schema(&self.schemas[0]).await,
                Part::Keys => drop_schema(&self.schemas[1]).await,
            },
        }
    }
}

/// An entry in a chain of its own, for tests that act and do not look at the ledger.
pub fn entry() -> EntryRow {
    let random = rand::random::<[u8; 16]>();
    let leaf = [random, random].concat().try_into().unwrap();
    EntryRow {
        chain: CaseId::from_bytes(random),
        seq: 0,
        data: Vec::new(),
        leaf,
        day: Day::from_number(20_000),
        receipt: None,
    }
}

/// Commits an action with [`entry`].
pub async fn commit(act: Act) {
    act.record(&entry()).await.unwrap().commit().await.unwrap();
}

fn urls(engine: Engine, data: &Path) -> (DatabaseUrl, DatabaseUrl, Vec<SchemaName>) {
    match engine {
        Engine::Sqlite => {
            (DatabaseUrl::Sqlite(data.join("main.db")), DatabaseUrl::Sqlite(data.join("keys.db")), Vec::new())
        }
        Engine::Postgres => {
            let name = format!("t{:016x}", rand::random::<u64>());
            let main = SchemaName::parse(&name).unwrap();
            let keys = SchemaName::parse(&format!("{name}_keys")).unwrap();
            let url = |part, schema: &SchemaName| {
                DatabaseUrl::parse(postgres::url(), part).unwrap().with_schema(schema.clone())
            };
            (url(Part::Main, &main), url(Part::Keys, &keys), vec![main, keys])
        }
    }
}

/// Runs a test on SQLite and then on PostgreSQL, each time on a fresh bench that is cleared away afterwards.
pub fn on_both_engines<F, Fut>(test: F)
where
    F: Fn(Arc<Bench>) -> Fut,
    Fut: Future<Output = ()>,
{
    run(Engine::Sqlite, &test);
    run(Engine::Postgres, &test);
}

/// Runs a test about files.
pub fn on_sqlite<F, Fut>(test: F)
where
    F: Fn(Arc<Bench>) -> Fut,
    Fut: Future<Output = ()>,
{
    run(Engine::Sqlite, &test);
}

fn run<F, Fut>(engine: Engine, test: &F)
where
    F: Fn(Arc<Bench>) -> Fut,
    Fut: Future<Output = ()>,
{
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let bench = Arc::new(Bench::new(engine).await);
        let outcome = AssertUnwindSafe(test(Arc::clone(&bench))).catch_unwind().await;
        bench.stores.main.close().await;
        bench.stores.keys.close().await;
        for schema in &bench.schemas {
            drop_schema(schema).await;
        }
        if let Err(panic) = outcome {
            eprintln!("failed on {engine:?}");
            resume_unwind(panic);
        }
    });
}

pub async fn drop_schema(schema: &SchemaName) {
    let options = PgConnectOptions::from_str(postgres::url())
        .unwrap()
        .options([("search_path", schema.as_str()), ("client_min_messages", "warning")]);
    let mut connection = PgConnection::connect_with(&options).await.unwrap();
    sqlx::raw_sql(
        "DO $$ BEGIN EXECUTE format('DROP SCHEMA IF EXISTS %I CASCADE', current_setting('search_path')); END $$",
    )
    .execute(&mut connection)
    .await
    .unwrap();
    connection.close().await.unwrap();
}
