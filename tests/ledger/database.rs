//! Tampering by somebody who can write to the database, and then exports it.

use std::path::Path;

use ed25519_dalek::SigningKey;
use redchannel::crypto::note_key::NoteSigner;
use redchannel::ledger::checkpoint::Checkpoint;
use redchannel::ledger::entry::ADMINISTRATION;
use redchannel::ledger::tree::TilePlace;
use redchannel::ledger::verify::{Fault, Finding, Place};
use redchannel::vault::store::{Create, DatabaseUrl, Stores};
use redchannel::vault::{FileLimits, Vault, ledger::export};
use sqlx::{AssertSqlSafe, Connection, SqliteConnection};

use super::memory::Memory;
use super::scene::{BUSY, QUIET, Scene, WAITING_CASE, case};
use crate::support::world::{ORIGIN, hex, parts};

/// The statements, and what must be found with the key of oversight.
type Row = (&'static str, fn(&Scene) -> (String, Vec<Finding>));

fn id(form: [u8; 16]) -> String {
    format!("x'{}'", case(form))
}

fn entry(form: [u8; 16], sequence: u64, fault: Fault) -> Finding {
    Finding { place: Place::Entry(case(form), sequence), fault }
}

fn item(form: [u8; 16], sequence: u64, fault: Fault) -> Finding {
    Finding { place: Place::Item(case(form), sequence), fault }
}

/// Leaves that nothing explains any more, in the order of the log.
fn uncovered(scene: &Scene, entries: &[([u8; 16], u64)]) -> Vec<Finding> {
    let mut indexes: Vec<u64> =
        entries.iter().map(|(form, at)| scene.export.index_of(case(*form), *at)).collect();
    indexes.sort_unstable();
    let leaf = |index| Finding { place: Place::Leaf(1, index), fault: Fault::Uncovered };
    indexes.into_iter().map(leaf).collect()
}

#[expect(clippy::too_many_lines, reason = "a table: each row is read by itself")]
fn entry_rows() -> Vec<Row> {
    vec![
        ("the last entry of a case deleted", |scene| {
            let sql = format!("DELETE FROM ledger_entries WHERE case_id = {} AND seq = 5", id(BUSY));
            (sql, uncovered(scene, &[(BUSY, 5)]))
        }),
        ("an entry in the middle deleted", |scene| {
            let sql = format!("DELETE FROM ledger_entries WHERE case_id = {} AND seq = 2", id(BUSY));
            let found = vec![entry(BUSY, 2, Fault::Gap), item(BUSY, 2, Fault::ItemUnnamed)];
            (sql, [found, uncovered(scene, &[(BUSY, 2)])].concat())
        }),
        ("an entry overwritten", |scene| {
            let sql = format!(
                "UPDATE ledger_entries SET data = zeroblob(LENGTH(data)) WHERE case_id = {} AND seq = 3",
                id(BUSY)
            );
            let found = vec![entry(BUSY, 3, Fault::Closed), entry(BUSY, 3, Fault::Gap)];
            (sql, [found, uncovered(scene, &[(BUSY, 3)])].concat())
        }),
        ("two entries of a case in another order", |scene| {
            let busy = id(BUSY);
            let sql = [(3, 99), (4, 3), (99, 4)]
                .map(|(from, to)| {
                    format!("UPDATE ledger_entries SET seq = {to} WHERE case_id = {busy} AND seq = {from};")
                })
                .concat();
            let found = vec![
                entry(BUSY, 3, Fault::Closed),
                entry(BUSY, 4, Fault::Closed),
                entry(BUSY, 3, Fault::Gap),
                entry(BUSY, 4, Fault::Gap),
                item(BUSY, 3, Fault::ItemUnnamed),
                item(BUSY, 3, Fault::CopyUnnamed),
            ];
            (sql, [found, uncovered(scene, &[(BUSY, 3), (BUSY, 4)])].concat())
        }),
        ("an entry copied to another case", |_| {
            let sql = format!(
                "INSERT INTO ledger_entries SELECT {}, 4, data FROM ledger_entries WHERE case_id = {} AND seq = 3",
                id(QUIET),
                id(BUSY)
            );
            (sql, vec![entry(QUIET, 4, Fault::Closed)])
        }),
        ("the last entries of two cases exchanged", |scene| {
            let (busy, quiet) = (id(BUSY), id(QUIET));
            let sql = format!(
                "CREATE TEMP TABLE t AS SELECT case_id, data FROM ledger_entries
                   WHERE (case_id = {busy} AND seq = 5) OR (case_id = {quiet} AND seq = 3);
                 UPDATE ledger_entries SET data = (SELECT data FROM t WHERE case_id = {quiet})
                   WHERE case_id = {busy} AND seq = 5;
                 UPDATE ledger_entries SET data = (SELECT data FROM t WHERE case_id = {busy})
                   WHERE case_id = {quiet} AND seq = 3;"
            );
            let mut closed = vec![entry(BUSY, 5, Fault::Closed), entry(QUIET, 3, Fault::Closed)];
            if case(QUIET) < case(BUSY) {
                closed.reverse();
            }
            (sql, [closed, uncovered(scene, &[(BUSY, 5), (QUIET, 3)])].concat())
        }),
        ("a case made to vanish without a destruction", |scene| {
            let quiet = id(QUIET);
            let tables = ["items", "replies", "receipts", "wraps", "ledger_entries"];
            let sql = tables.map(|table| format!("DELETE FROM {table} WHERE case_id = {quiet};")).concat();
            (sql, uncovered(scene, &[(QUIET, 0), (QUIET, 1), (QUIET, 2), (QUIET, 3)]))
        }),
        ("an entry taken off those that wait", |_| {
            let sql = "DELETE FROM ledger_queue".to_owned();
            (sql, vec![entry(WAITING_CASE, 0, Fault::NeverQueued)])
        }),
    ]
}

#[expect(clippy::too_many_lines, reason = "a table: each row is read by itself")]
fn public_rows() -> Vec<Row> {
    vec![
        ("a leaf overwritten", |scene| {
            let index = scene.export.pad_from(256);
            let sql = format!("UPDATE ledger_leaves SET leaf = zeroblob(32) WHERE log = 1 AND idx = {index}");
            let found = [
                (Place::Checkpoint(1, 320), Fault::Root),
                (Place::Tile(1, TilePlace { level: 0, number: 1 }), Fault::Tile),
                (Place::Leaf(1, index), Fault::Uncovered),
            ];
            (sql, found.map(|(place, fault)| Finding { place, fault }).to_vec())
        }),
        ("a tile overwritten", |_| {
            let sql =
                "UPDATE ledger_tiles SET hashes = zeroblob(LENGTH(hashes)) WHERE level = 0 AND number = 1";
            let place = Place::Tile(1, TilePlace { level: 0, number: 1 });
            (sql.to_owned(), vec![Finding { place, fault: Fault::Tile }])
        }),
        ("the size in a checkpoint changed", |_| {
            let sql = "UPDATE ledger_checkpoints SET note = REPLACE(note, char(10) || '192' || char(10),
                       char(10) || '193' || char(10)) WHERE size = 192";
            let at = |size, fault| Finding { place: Place::Checkpoint(1, size), fault };
            (sql.to_owned(), vec![at(192, Fault::CheckpointSize), at(256, Fault::SparseBlocks(121))])
        }),
        ("a checkpoint in the middle deleted", |_| {
            let place = Place::Checkpoint(1, 256);
            let sql = "DELETE FROM ledger_checkpoints WHERE size = 192".to_owned();
            (sql, vec![Finding { place, fault: Fault::SparseBlocks(121) }])
        }),
        ("the newest checkpoint deleted", |_| {
            let sql = "DELETE FROM ledger_checkpoints WHERE size = 320".to_owned();
            (sql, vec![Finding { place: Place::Entry(ADMINISTRATION, 3), fault: Fault::NeverQueued }])
        }),
        ("a checkpoint signed with another key", |scene| {
            let head = Checkpoint::parse(&scene.export.0["log/1/checkpoints/128"]).unwrap().claimed().clone();
            let stranger = NoteSigner::new(ORIGIN, SigningKey::from_bytes(&[8; 32]));
            let note = hex(&Checkpoint::sign(&head, &stranger).unwrap().to_bytes());
            let sql =
                format!("UPDATE ledger_checkpoints SET note = CAST(x'{note}' AS TEXT) WHERE size = 128");
            let place = Place::Checkpoint(1, 128);
            (sql, vec![Finding { place, fault: Fault::CheckpointSignature }])
        }),
        ("an item deleted", |_| {
            let sql = format!("DELETE FROM items WHERE case_id = {} AND seq = 1", id(BUSY));
            (sql, vec![entry(BUSY, 1, Fault::ItemMissing)])
        }),
        ("an item overwritten", |_| {
            let sql = format!("UPDATE items SET data = x'00' WHERE case_id = {} AND seq = 1", id(BUSY));
            (sql, vec![item(BUSY, 1, Fault::ItemDiffers)])
        }),
        ("an item put into a case", |_| {
            let sql = format!(
                "INSERT INTO items (case_id, seq, item_id, epoch, data) VALUES ({}, 2, zeroblob(16), 0, x'00')",
                id(QUIET)
            );
            (sql, vec![item(QUIET, 2, Fault::ItemUnnamed)])
        }),
        ("the reporter's copy of an answer overwritten", |_| {
            ("UPDATE replies SET data = x'00'".to_owned(), vec![item(BUSY, 3, Fault::CopyDiffers)])
        }),
        ("a roster deleted", |_| {
            let found = Finding { place: Place::Roster(3), fault: Fault::RosterMissing };
            ("DELETE FROM rosters WHERE version = 3".to_owned(), vec![found])
        }),
        ("a receipt deleted, which is between the reporter and the log", |_| {
            ("DELETE FROM receipts".to_owned(), Vec::new())
        }),
    ]
}

/// Copies the databases of a closed scene, tampers, exports.
async fn tampered(scene: &Scene, sql: &str) -> Memory {
    let folder = tempfile::tempdir().unwrap();
    for name in ["main.db", "keys.db"] {
        std::fs::copy(scene.world.folder.join(name), folder.path().join(name)).unwrap();
    }
    let main = format!("sqlite:{}", folder.path().join("main.db").display());
    let mut connection = SqliteConnection::connect(&main).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    export_database(scene, folder.path()).await
}

async fn export_database(scene: &Scene, folder: &Path) -> Memory {
    let url = |name: &str| DatabaseUrl::Sqlite(folder.join(name));
    let stores = Stores::open(folder, &url("main.db"), &url("keys.db"), Create::Told).await.unwrap();
    let parts = parts(stores, folder, &scene.world.clock, FileLimits::default(), scene.genesis);
    let vault = Vault::open(parts).await.unwrap();
    let to = folder.join("export");
    export::export(&vault, &to).await.unwrap();
    vault.close().await;
    Memory::load(&to)
}

#[tokio::test]
async fn tampering_with_the_database_is_found_where_it_was_done() {
    let scene = Scene::new().await;
    scene.world.vault.close().await;
    assert_eq!(scene.findings(&tampered(&scene, "SELECT 1").await), []);
    for (what, row) in entry_rows().into_iter().chain(public_rows()) {
        let (sql, expected) = row(&scene);
        let export = tampered(&scene, &sql).await;
        assert_eq!(scene.findings(&export), expected, "{what}");
    }
}
