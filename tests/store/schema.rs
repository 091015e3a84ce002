//! The two engines' schemas, and how SQLite is set up.

#![expect(clippy::disallowed_methods, reason = "the schema is read from the engines' own tables")]

use std::collections::BTreeSet;

use redchannel::vault::store::{DatabaseUrl, Db, IfAbsent, Part};

use crate::support::on_sqlite;
use crate::support::postgres;

/// What is compared, as sentences, so that a difference reads as one.
type Facts = BTreeSet<String>;

async fn facts(db: &Db) -> Facts {
    let mut facts = columns(db).await;
    facts.extend(keys(db).await);
    facts.extend(references(db).await);
    facts.retain(|fact| !fact.contains("_sqlx_migrations"));
    facts
}

async fn columns(db: &Db) -> Facts {
    let rows: Vec<(String, String, String, bool)> = match db {
        Db::Sqlite { writer, .. } => sqlx::query_as(
            "SELECT tables.name, columns.name, columns.type, columns.\"notnull\" <> 0
             FROM sqlite_schema AS tables JOIN pragma_table_info(tables.name) AS columns WHERE tables.type = 'table'",
        )
        .fetch_all(writer)
        .await
        .unwrap(),
        Db::Postgres(pool) => sqlx::query_as(
            "SELECT table_name::text, column_name::text, data_type::text, is_nullable = 'NO'
             FROM information_schema.columns WHERE table_schema = current_schema()",
        )
        .fetch_all(pool)
        .await
        .unwrap(),
    };
    rows.into_iter()
        .map(|(table, column, kind, required)| {
            let kind = match kind.to_lowercase().as_str() {
                "blob" | "bytea" => "bytes".to_owned(),
                "integer" | "bigint" => "number".to_owned(),
                other => other.to_owned(),
            };
            format!("{table}.{column} holds {kind}{}", if required { "" } else { " or nothing" })
        })
        .collect()
}

async fn keys(db: &Db) -> Facts {
    let rows: Vec<(String, String, String)> = match db {
        Db::Sqlite { writer, .. } => sqlx::query_as(
            "SELECT tables.name, indexes.name, columns.name
             FROM sqlite_schema AS tables JOIN pragma_index_list(tables.name) AS indexes
                  JOIN pragma_index_info(indexes.name) AS columns
             WHERE tables.type = 'table' AND indexes.\"unique\" <> 0 ORDER BY 1, 2, columns.seqno",
        )
        .fetch_all(writer)
        .await
        .unwrap(),
        Db::Postgres(pool) => sqlx::query_as(
            "SELECT keys.table_name::text, keys.constraint_name::text, columns.column_name::text
             FROM information_schema.table_constraints AS keys
                  JOIN information_schema.key_column_usage AS columns
                  ON columns.constraint_schema = keys.constraint_schema
                     AND columns.constraint_name = keys.constraint_name
             WHERE keys.table_schema = current_schema() AND keys.constraint_type IN ('PRIMARY KEY', 'UNIQUE')
             ORDER BY 1, 2, columns.ordinal_position",
        )
        .fetch_all(pool)
        .await
        .unwrap(),
    };
    let mut keys: std::collections::BTreeMap<(String, String), Vec<String>> =
        std::collections::BTreeMap::new();
    for (table, key, column) in rows {
        keys.entry((table, key)).or_default().push(column);
    }
    keys.into_iter()
        .map(|((table, _), columns)| format!("{table} is unique in {}", columns.join(", ")))
        .collect()
}

async fn references(db: &Db) -> Facts {
    let rows: Vec<(String, String, String, String)> = match db {
        Db::Sqlite { writer, .. } => sqlx::query_as(
            "SELECT tables.name, refs.\"from\", refs.\"table\", refs.\"to\"
             FROM sqlite_schema AS tables JOIN pragma_foreign_key_list(tables.name) AS refs
             WHERE tables.type = 'table'",
        )
        .fetch_all(writer)
        .await
        .unwrap(),
        Db::Postgres(pool) => sqlx::query_as(
            "SELECT keys.table_name::text, columns.column_name::text, refs.table_name::text, refs.column_name::text
             FROM information_schema.table_constraints AS keys
                  JOIN information_schema.key_column_usage AS columns
                  ON columns.constraint_schema = keys.constraint_schema
                     AND columns.constraint_name = keys.constraint_name
                  JOIN information_schema.constraint_column_usage AS refs
                  ON refs.constraint_schema = keys.constraint_schema AND refs.constraint_name = keys.constraint_name
             WHERE keys.table_schema = current_schema() AND keys.constraint_type = 'FOREIGN KEY'",
        )
        .fetch_all(pool)
        .await
        .unwrap(),
    };
    rows.into_iter()
        .map(|(table, from, to, column)| format!("{table}.{from} refers to {to}.{column}"))
        .collect()
}

#[test]
fn both_engines_have_the_same_tables_columns_and_keys() {
    on_sqlite(|sqlite| async move {
        let name =
            redchannel::vault::store::SchemaName::parse(&format!("t{:016x}", rand::random::<u64>())).unwrap();
        for (part, sqlite, least) in
            [(Part::Main, &sqlite.stores.main, 35), (Part::Keys, &sqlite.stores.keys, 3)]
        {
            let url = DatabaseUrl::parse(postgres::url(), part).unwrap().with_schema(name.clone());
            let postgres = Db::open(&url, part, IfAbsent::Create).await.unwrap();
            let (on_sqlite, on_postgres) = (facts(sqlite).await, facts(&postgres).await);
            postgres.close().await;
            crate::support::stores::drop_schema(&name).await;
            assert_eq!(on_sqlite, on_postgres);
            assert!(on_sqlite.len() >= least, "nothing was compared: {on_sqlite:?}");
        }
    });
}

#[test]
fn no_column_counts_by_itself_and_no_table_keeps_the_order_of_arrival() {
    on_sqlite(|bench| async move {
        for db in [&bench.stores.main, &bench.stores.keys] {
            let Db::Sqlite { writer, .. } = db else { panic!("not SQLite") };
            let tables: Vec<(String, String)> = sqlx::query_as(
                "SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name <> '_sqlx_migrations'",
            )
            .fetch_all(writer)
            .await
            .unwrap();
            assert!(!tables.is_empty());
            for (name, sql) in tables {
                assert!(sql.ends_with("STRICT, WITHOUT ROWID"), "{name}");
                assert!(!sql.to_uppercase().contains("AUTOINCREMENT"), "{name}");
            }
        }
    });
}

async fn pragma(db: &Db, sql: &'static str) -> String {
    let Db::Sqlite { writer, .. } = db else { panic!("not SQLite") };
    let row = sqlx::query(sql).fetch_one(writer).await.unwrap();
    sqlx::Row::try_get::<String, _>(&row, 0)
        .or_else(|_| sqlx::Row::try_get::<i64, _>(&row, 0).map(|number| number.to_string()))
        .unwrap()
}

#[test]
fn sqlite_is_set_up_to_lose_nothing_and_to_forget_what_is_deleted() {
    on_sqlite(|bench| async move {
        let (main, keys) = (&bench.stores.main, &bench.stores.keys);
        assert_eq!(pragma(main, "PRAGMA journal_mode").await, "wal");
        assert_eq!(pragma(keys, "PRAGMA journal_mode").await, "truncate");
        for db in [main, keys] {
            for (sql, expected) in [
                ("PRAGMA synchronous", "2"),
                ("PRAGMA foreign_keys", "1"),
                ("PRAGMA secure_delete", "1"),
                ("PRAGMA trusted_schema", "0"),
                ("PRAGMA temp_store", "2"),
            ] {
                assert_eq!(pragma(db, sql).await, expected, "{sql}");
            }
        }
    });
}
