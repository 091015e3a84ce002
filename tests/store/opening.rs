//! Opening: restarts, lost databases, newer ones, and what is none.

#![expect(clippy::disallowed_methods, reason = "a later release's migration is written by hand")]

use std::os::unix::fs::PermissionsExt;

use redchannel::vault::store::{Create, DatabaseUrl, Db, IfAbsent, Part, StoreError, Stores};

use super::samples::{case, stored_case};
use crate::support::{on_both_engines, on_sqlite};

#[test]
fn what_was_stored_is_there_after_a_restart() {
    on_both_engines(|bench| async move {
        stored_case(&bench.stores, 7).await;
        let stores = bench.reopen(Create::OnlyWhereNothingIs).await.unwrap();
        assert!(stores.main.read().await.unwrap().find_case(case(7).case_id).await.unwrap().is_some());
        stores.main.close().await;
        stores.keys.close().await;
    });
}

#[test]
fn a_lost_database_is_not_replaced_by_an_empty_one_unless_told() {
    on_both_engines(|bench| async move {
        for part in [Part::Main, Part::Keys] {
            bench.stores.main.close().await;
            bench.stores.keys.close().await;
            bench.lose(part).await;
            for _ in 0..2 {
                let outcome = bench.reopen(Create::OnlyWhereNothingIs).await;
                assert!(
                    matches!(outcome, Err(StoreError::Missing(missing)) if missing == part),
                    "{outcome:?}"
                );
            }
            let stores = bench.reopen(Create::Told).await.unwrap();
            assert_eq!(stores.main.read().await.unwrap().count_cases().await.unwrap(), 0);
            stores.main.close().await;
            stores.keys.close().await;
        }
    });
}

#[test]
fn nothing_is_created_beside_other_files() {
    on_both_engines(|bench| async move {
        bench.stores.main.close().await;
        bench.stores.keys.close().await;
        bench.lose(Part::Main).await;
        bench.lose(Part::Keys).await;
        // The attachments are still there: this is a restore that is not finished, not a first start.
        let outcome = bench.reopen(Create::OnlyWhereNothingIs).await;
        assert!(matches!(outcome, Err(StoreError::Missing(Part::Main))), "{outcome:?}");
        assert!(!bench.data().join("main.db").exists());
        assert!(!bench.data().join("keys.db").exists());
    });
}

#[test]
fn an_empty_file_is_not_a_database() {
    on_sqlite(|bench| async move {
        let path = bench.data().join("touched.db");
        std::fs::write(&path, b"").unwrap();
        let url = DatabaseUrl::Sqlite(path);
        let outcome = Db::open(&url, Part::Main, IfAbsent::Refuse).await;
        assert!(matches!(outcome, Err(StoreError::Missing(Part::Main))), "{outcome:?}");
    });
}

#[test]
fn a_file_that_is_something_else_is_refused() {
    on_sqlite(|bench| async move {
        let path = bench.data().join("story.txt");
        std::fs::write(&path, b"not a database, but long enough to look at; ".repeat(100)).unwrap();
        let outcome = Db::open(&DatabaseUrl::Sqlite(path), Part::Main, IfAbsent::Create).await;
        assert!(matches!(outcome, Err(StoreError::Corrupt(_))), "{outcome:?}");
    });
}

#[test]
fn an_old_program_refuses_a_newer_schema() {
    on_both_engines(|bench| async move {
        let sql = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
                   SELECT 9999, 'later', success, checksum, 0 FROM _sqlx_migrations WHERE version = 1";
        let rows = match &bench.stores.keys {
            Db::Sqlite { writer, .. } => sqlx::query(sql).execute(writer).await.unwrap().rows_affected(),
            Db::Postgres(pool) => sqlx::query(sql).execute(pool).await.unwrap().rows_affected(),
        };
        assert_eq!(rows, 1);
        let outcome = bench.reopen(Create::OnlyWhereNothingIs).await;
        assert!(matches!(outcome, Err(StoreError::Newer)), "{outcome:?}");
    });
}

#[test]
fn database_files_are_their_owners_only() {
    on_sqlite(|bench| async move {
        stored_case(&bench.stores, 7).await;
        for name in ["main.db", "main.db-wal", "main.db-shm", "keys.db"] {
            let mode = std::fs::metadata(bench.data().join(name)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{name}");
        }
        let mode = std::fs::metadata(bench.data()).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0);
    });
}

#[test]
fn a_busy_database_says_so_within_seconds() {
    on_sqlite(|bench| async move {
        let held = bench.stores.main.write().await.unwrap();
        let outcome = bench.stores.main.write().await;
        assert!(matches!(outcome, Err(StoreError::Busy)), "{outcome:?}");
        drop(held);
        assert!(bench.stores.main.write().await.is_ok());
    });
}

#[test]
fn an_unreachable_server_is_an_error_without_its_address() {
    on_sqlite(|bench| async move {
        let nowhere = bench.data();
        let url = format!("postgres:///secretbase?host={}&user=secretuser", nowhere.display());
        let url = DatabaseUrl::parse(&url, Part::Main).unwrap();
        let error = Stores::open(&nowhere, &url, &url, Create::Told).await.unwrap_err();
        let text = format!("{error:?} {error}");
        assert!(!text.contains("secret"), "{text}");
    });
}
