//! A full disk, on the engine that can be told to have one.

#![expect(clippy::disallowed_methods, reason = "the engine is told that its disk is small")]

use redchannel::model::id::CaseId;
use redchannel::vault::store::{Db, InsertItem, StoreError, Stores};

use super::samples::{item, stored_case};
use crate::support::on_sqlite;
use crate::support::stores::{commit, entry};

/// Leaves room for so many pages of 4 KiB.
async fn limit(db: &Db, sql: &'static str) {
    let Db::Sqlite { writer, .. } = db else { panic!("not SQLite") };
    sqlx::query(sql).execute(writer).await.unwrap();
}

async fn goes_on(stores: &Stores, case: CaseId) {
    let mut tx = stores.main.act().await.unwrap();
    assert_eq!(tx.count_cases().await.unwrap(), 1);
    assert_eq!(tx.insert_item(&item(case, 0, 100)).await.unwrap(), InsertItem::Done);
    commit(tx).await;
}

#[test]
fn a_full_disk_is_told_as_such_and_writing_goes_on_when_there_is_room_again() {
    on_sqlite(|bench| async move {
        let case = stored_case(&bench.stores, 7).await;
        limit(&bench.stores.main, "PRAGMA max_page_count = 40").await;
        let mut tx = bench.stores.main.act().await.unwrap();
        let outcome = tx.insert_item(&item(case, 0, 1 << 20)).await;
        assert!(matches!(outcome, Err(StoreError::Full)), "{outcome:?}");
        drop(tx);
        goes_on(&bench.stores, case).await;
    });
}

#[test]
fn a_transaction_that_met_a_full_disk_cannot_be_committed() {
    on_sqlite(|bench| async move {
        let case = stored_case(&bench.stores, 7).await;
        limit(&bench.stores.main, "PRAGMA max_page_count = 40").await;
        let mut tx = bench.stores.main.act().await.unwrap();
        assert_eq!(tx.insert_item(&item(case, 0, 100)).await.unwrap(), InsertItem::Done);
        let outcome = tx.insert_item(&item(case, 1, 1 << 20)).await;
        assert!(matches!(outcome, Err(StoreError::Full)), "{outcome:?}");
        assert!(tx.insert_item(&item(case, 2, 100)).await.is_err());
        assert!(tx.record(&entry()).await.is_err());
        // Nothing of it may be there: half a report must not be acknowledged, nor found later.
        assert!(bench.stores.main.read().await.unwrap().head(case).await.unwrap().is_none());
        goes_on(&bench.stores, case).await;
    });
}
