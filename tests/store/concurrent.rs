//! Many writers at once.

use std::sync::Arc;

use redchannel::model::id::CaseId;
use redchannel::vault::store::{InsertItem, ItemRow, Stores};

use super::samples::{item, stored_case};
use crate::support::on_both_engines;
use crate::support::stores::commit;

const WRITERS: usize = 20;
const ITEMS_EACH: usize = 3;

/// Appends as the server does: reads the head, takes the next number, and starts again if it was taken. Gives the number
/// of attempts.
async fn append(stores: &Stores, case: CaseId) -> usize {
    let row = item(case, 0, 50);
    for attempt in 1.. {
        let mut tx = stores.main.act().await.unwrap();
        let seq = tx.head(case).await.unwrap().map_or(0, |head| head.seq.saturating_add(1));
        match tx.insert_item(&ItemRow { seq, ..row.clone() }).await.unwrap() {
            InsertItem::Done => {
                commit(tx).await;
                return attempt;
            }
            InsertItem::SequenceTaken => {}
            InsertItem::AlreadyStored => panic!("an item of another's"),
        }
    }
    0
}

async fn assert_without_gaps(stores: &Stores, case: CaseId, count: usize) {
    let items = stores.main.read().await.unwrap().items_after(case, None, 1000, i64::MAX).await.unwrap();
    let sequence: Vec<_> = items.iter().map(|item| item.seq).collect();
    let expected: Vec<_> = (0..i64::try_from(count).unwrap()).collect();
    assert_eq!(sequence, expected);
}

#[test]
fn twenty_writers_lose_nothing_and_number_without_gaps() {
    on_both_engines(|bench| async move {
        let case = stored_case(&bench.stores, 7).await;
        let writers: Vec<_> = (0..WRITERS)
            .map(|_| {
                let bench = Arc::clone(&bench);
                tokio::spawn(async move {
                    for _ in 0..ITEMS_EACH {
                        append(&bench.stores, case).await;
                    }
                })
            })
            .collect();
        for writer in writers {
            writer.await.unwrap();
        }
        assert_without_gaps(&bench.stores, case, WRITERS * ITEMS_EACH).await;
    });
}

#[test]
fn under_the_lock_nobody_takes_a_number_twice() {
    on_both_engines(|bench| async move {
        let case = stored_case(&bench.stores, 7).await;
        let writers: Vec<_> = (0..WRITERS)
            .map(|_| {
                let bench = Arc::clone(&bench);
                tokio::spawn(async move {
                    let mut tx = bench.stores.main.act().await.unwrap();
                    tx.lock_ledger().await.unwrap();
                    let seq = tx.head(case).await.unwrap().map_or(0, |head| head.seq.saturating_add(1));
                    assert_eq!(tx.insert_item(&item(case, seq, 50)).await.unwrap(), InsertItem::Done);
                    commit(tx).await;
                })
            })
            .collect();
        for writer in writers {
            writer.await.unwrap();
        }
        assert_without_gaps(&bench.stores, case, WRITERS).await;
    });
}

#[test]
fn one_report_sent_ten_times_at_once_is_stored_once() {
    on_both_engines(|bench| async move {
        let case = stored_case(&bench.stores, 7).await;
        let row = item(case, 0, 50);
        let senders: Vec<_> = (0..10)
            .map(|_| {
                let (bench, row) = (Arc::clone(&bench), row.clone());
                tokio::spawn(async move {
                    let mut tx = bench.stores.main.act().await.unwrap();
                    let outcome = tx.insert_item(&row).await.unwrap();
                    commit(tx).await;
                    outcome
                })
            })
            .collect();
        let mut stored = 0;
        for sender in senders {
            match sender.await.unwrap() {
                InsertItem::Done => stored += 1,
                InsertItem::AlreadyStored => {}
                InsertItem::SequenceTaken => panic!("told to try again although it is stored"),
            }
        }
        assert_eq!(stored, 1);
        assert_without_gaps(&bench.stores, case, 1).await;
    });
}

#[test]
fn a_reader_sees_one_state_whatever_is_written_meanwhile() {
    on_both_engines(|bench| async move {
        let case = stored_case(&bench.stores, 7).await;
        let mut reader = bench.stores.main.read().await.unwrap();
        assert_eq!(reader.count_cases().await.unwrap(), 1);
        stored_case(&bench.stores, 8).await;
        append(&bench.stores, case).await;
        assert_eq!(reader.count_cases().await.unwrap(), 1);
        assert!(reader.head(case).await.unwrap().is_none());
    });
}
