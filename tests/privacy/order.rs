//! What the disk tells of when, and of which came first.

#![expect(clippy::disallowed_methods, reason = "the test reads the databases as a thief would")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use redchannel::clock::Clock;
use redchannel::crypto::derive::case_of_form;
use redchannel::ledger::timetable::Timetable;
use redchannel::vault::sweep::forget_order;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteRow};
use sqlx::{Column, Connection, Row, TypeInfo, ValueRef};

use super::server::{Site, close, files_under};
use super::visitor::Visitor;

/// Cases founded one after the other: in the right order by chance once in 20 million times.
const CASES: usize = 11;

/// Numbers that stand in the databases, each with what it may be. A new one has to be thought about, and added.
const NUMBERS: &[(&str, Number)] = &[
    ("cases.pepper_id", Number::Small),
    ("cases.kdf_m", Number::Small),
    ("cases.kdf_t", Number::Small),
    ("cases.kdf_p", Number::Small),
    ("cases.epoch", Number::Small),
    ("cases.due_epoch", Number::Small),
    ("case_keys.epoch", Number::Small),
    ("cases.retention_month", Number::Month),
    ("cases.activity_day", Number::Day),
    ("wraps.epoch", Number::Small),
    ("items.seq", Number::Small),
    ("items.epoch", Number::Small),
    ("items.blob_size", Number::Size),
    ("replies.seq", Number::Small),
    ("reporter_sessions.idle_until", Number::Seconds),
    ("reporter_sessions.expires", Number::Seconds),
    ("rosters.version", Number::Small),
    ("api_nonces.minute", Number::Minutes),
    ("ledger_entries.seq", Number::Small),
    ("ledger_queue.day", Number::Day),
    ("ledger_leaves.log", Number::Small),
    ("ledger_leaves.idx", Number::Small),
    ("ledger_tiles.log", Number::Small),
    ("ledger_tiles.level", Number::Small),
    ("ledger_tiles.number", Number::Small),
    ("ledger_checkpoints.log", Number::Small),
    ("ledger_checkpoints.size", Number::Small),
    ("ledger_checkpoints.slot", Number::PublicHour),
    ("receipts.seq", Number::Small),
    ("reads.up_to", Number::Small),
    ("reads.day", Number::Day),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Number {
    /// Far below the number of any day.
    Small,
    Day,
    Month,
    /// Of an attachment, in a bucket; below the number of any second.
    Size,
    /// Rows that are gone within the hour.
    Seconds,
    Minutes,
    /// An hour at which the log is published whatever happened: of the timetable, and no other.
    PublicHour,
}

/// A value of a row.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    None,
    Number(i64),
    Bytes(Vec<u8>),
}

pub type Table = Vec<BTreeMap<String, Value>>;

/// Everything in a database, by table, in the order in which it is stored.
pub async fn contents(path: &Path) -> BTreeMap<String, Table> {
    let options = SqliteConnectOptions::new().filename(path).read_only(true);
    let mut connection = SqliteConnection::connect_with(&options).await.expect("a database");
    let names: Vec<String> = sqlx::query_scalar("SELECT name FROM sqlite_schema WHERE type = 'table'")
        .fetch_all(&mut connection)
        .await
        .expect("tables");
    let mut tables = BTreeMap::new();
    for name in names.into_iter().filter(|name| name != "_sqlx_migrations") {
        let sql = sqlx::AssertSqlSafe(format!("SELECT * FROM {name}"));
        let rows = sqlx::query(sql).fetch_all(&mut connection).await.expect("rows");
        tables.insert(name, rows.iter().map(values).collect());
    }
    connection.close().await.expect("closed");
    tables
}

fn values(row: &SqliteRow) -> BTreeMap<String, Value> {
    let value = |index: usize| {
        let raw = row.try_get_raw(index).expect("a value");
        if raw.is_null() {
            return Value::None;
        }
        match raw.type_info().name() {
            "INTEGER" => Value::Number(row.get(index)),
            "TEXT" => Value::Bytes(row.get::<String, _>(index).into_bytes()),
            "BLOB" => Value::Bytes(row.get(index)),
            other => panic!("a value of type {other}"),
        }
    };
    row.columns().iter().map(|column| (column.name().to_owned(), value(column.ordinal()))).collect()
}

/// Whether a sequence rises or falls all the way: then it tells the order.
fn tells_the_order<T: PartialOrd>(values: &[T]) -> bool {
    values.len() == CASES
        && (values.is_sorted_by(|one, next| one < next) || values.is_sorted_by(|one, next| one > next))
}

/// Founds cases one after the other, each with a file, and leaves one session open. Returns their ids in that order.
fn found_cases(address: &str) -> Vec<Vec<u8>> {
    (0..CASES)
        .map(|_| {
            let mut visitor = Visitor::new(address, "a browser");
            let token = visitor.get("/n/1").hidden("t");
            let nonce = data_encoding::BASE64URL_NOPAD.decode(token.as_bytes()).expect("a token");
            let fields = [("t", token.as_str()), ("f", "SOL"), ("s", "All alike.")];
            let answer = visitor.send("/n/1", &fields, &[("a.txt", b"all alike")]);
            assert_eq!(answer.leads_to.as_deref(), Some("/d"));
            case_of_form(nonce.first_chunk().expect("a nonce")).as_bytes().to_vec()
        })
        .collect()
}

fn assert_no_finer_time(column: &str, value: &Value, now: i64) {
    match value {
        Value::Number(number) => {
            let known = NUMBERS.iter().find(|(known, _)| *known == column);
            let (_, kind) = known.unwrap_or_else(|| panic!("{column} is a number nobody has thought about"));
            let days = now / 86_400;
            let fits = match kind {
                Number::Small => (0..20_000).contains(number),
                // The day is one before or after at midnight.
                Number::Day => (number - days).abs() <= 1,
                Number::Month => (0..2000).contains(number),
                Number::Size => (0..1 << 30).contains(number),
                Number::Seconds => (number - now).abs() < 3600,
                Number::Minutes => (number - now / 60).abs() < 60,
                // The empty head with which a log begins is put an hour before the first.
                Number::PublicHour => {
                    let on = |hour: i64| Timetable::usual().slot(hour * 3600) == hour;
                    (on(*number) || on(number + 1)) && (now / 3600 - number).abs() <= 12
                }
            };
            assert!(fits, "{column} holds {number}, which is no {kind:?}");
        }
        Value::Bytes(bytes) if bytes.len() <= 64 => {
            for window in bytes.windows(4) {
                let four: [u8; 4] = window.try_into().expect("four");
                for number in [u32::from_be_bytes(four), u32::from_le_bytes(four)] {
                    assert!((i64::from(number) - now).abs() > 90, "{column} holds the time");
                }
            }
        }
        // The others are an age file or a roster: their content is tested where they are made.
        Value::None | Value::Bytes(_) => {}
    }
}

#[tokio::test]
async fn nothing_in_the_databases_is_finer_than_a_day_but_sessions_that_pass() {
    let site = Site::new().await;
    let server = site.start();
    found_cases(server.address());
    server.stop();
    let mut seen = BTreeSet::new();
    for file in ["data/main.db", "data/keys.db"] {
        for (table, rows) in contents(&site.path(file)).await {
            for (column, value) in rows.iter().flatten() {
                let column = format!("{table}.{column}");
                assert_no_finer_time(&column, value, Clock::System.now());
                seen.insert(column);
            }
        }
    }
    for expected in [
        "cases.activity_day",
        "items.data",
        "wraps.tag",
        "shred.k",
        "reporter_sessions.expires",
        "ledger_entries.seq",
        "ledger_queue.day",
        "ledger_leaves.idx",
        "ledger_checkpoints.slot",
        "receipts.data",
    ] {
        assert!(seen.contains(expected), "nothing was stored in {expected}: {seen:?}");
    }
}

#[tokio::test]
async fn cases_of_one_day_cannot_be_put_in_order_by_what_is_stored_of_them() {
    let site = Site::new().await;
    let server = site.start();
    let cases = found_cases(server.address());
    server.stop();
    let mut compared = 0;
    for file in ["data/main.db", "data/keys.db"] {
        for (table, rows) in contents(&site.path(file)).await {
            let of = |case: &Vec<u8>| {
                let case = Value::Bytes(case.clone());
                rows.iter().filter(move |row| row.get("case_id") == Some(&case))
            };
            let columns: BTreeSet<&String> = rows.iter().flat_map(BTreeMap::keys).collect();
            for column in columns {
                for lowest in [true, false] {
                    let one = |case| {
                        let all = of(case).map(|row| row[column].clone());
                        if lowest { all.min() } else { all.max() }
                    };
                    let values: Vec<Value> = cases.iter().filter_map(one).collect();
                    assert!(!tells_the_order(&values), "{table}.{column} tells which case came first");
                    compared += usize::from(values.len() == CASES);
                }
            }
            // The order in which rows come when nobody asks for one.
            let places: Vec<usize> = cases
                .iter()
                .filter_map(|case| {
                    rows.iter().position(|row| row.get("case_id") == Some(&Value::Bytes(case.clone())))
                })
                .collect();
            assert!(!tells_the_order(&places), "the rows of {table} stand in the order of arrival");
        }
    }
    assert!(compared > 30, "too little was compared: {compared}");
}

#[tokio::test]
async fn the_files_of_attachments_tell_neither_when_nor_in_which_order_they_came() {
    let site = Site::new().await;
    let server = site.start();
    let cases = found_cases(server.address());
    server.stop();
    let blobs = site.path("data/blobs");
    let files = files_under(&blobs);
    assert_eq!(files.len(), CASES);
    let times: BTreeSet<(i64, i64)> = files
        .iter()
        .map(|path| fs::metadata(path).map(|about| (about.mtime(), about.mtime_nsec())).expect("a file"))
        .collect();
    assert_eq!(times.len(), 1, "modification times differ: {times:?}");
    let (time, _) = times.first().expect("one time");
    assert!((time - Clock::System.now()).abs() > 86_400, "the time of modification is today's");
    for folder in fs::read_dir(&blobs).expect("a folder").flatten() {
        let about = folder.metadata().expect("a folder");
        assert_eq!(about.mtime(), *time, "the time of a folder");
    }

    let mut by_case = BTreeMap::new();
    for row in &contents(&site.path("data/main.db")).await["items"] {
        if let (Value::Bytes(case), Value::Bytes(blob)) = (&row["case_id"], &row["blob_id"]) {
            by_case.insert(case.clone(), data_encoding::HEXLOWER.encode(blob));
        }
    }
    let names: Vec<&String> = cases.iter().map(|case| &by_case[case]).collect();
    assert!(!tells_the_order(&names), "the names of attachments tell which came first");
}

/// Where the ids of cases stand last in a file, in the order in which the cases came.
fn places(file: &Path, cases: &[Vec<u8>]) -> Vec<usize> {
    let bytes = fs::read(file).expect("a database");
    let last = |case: &Vec<u8>| {
        let windows = bytes.windows(case.len());
        windows.enumerate().filter(|(_, window)| window == case).map(|(place, _)| place).next_back()
    };
    cases.iter().map(|case| last(case).expect("the case is in the file")).collect()
}

#[tokio::test]
async fn the_files_of_the_databases_forget_the_order_of_arrival() {
    let site = Site::new().await;
    let server = site.start();
    let cases = found_cases(server.address());
    server.stop();
    let keys = site.path("data/keys.db");
    assert!(
        tells_the_order(&places(&keys, &cases)),
        "if SQLite tells nothing by itself, this is not needed any more"
    );
    let vault = site.vault().await;
    forget_order(vault.stores()).await.expect("both are written anew");
    close(&vault).await;
    for file in ["data/main.db", "data/keys.db"] {
        assert!(!tells_the_order(&places(&site.path(file), &cases)), "{file} tells which case came first");
    }
}
