//! Keys of cases after the first one.

use redchannel::vault::store::{CaseKeyRow, CaseRow, Insert, Update};

use super::samples::case;
use crate::support::on_both_engines;
use crate::support::stores::{Bench, commit};

fn key(epoch: i64) -> CaseKeyRow {
    CaseKeyRow {
        epoch,
        recipient: format!("age1key{epoch}"),
        audit_recipient: format!("age1audit{epoch}"),
        verifier: "0b".repeat(32),
        certificate: [7; 64],
    }
}

/// A case at its first key, with one wrap.
async fn founded(bench: &Bench, row: &CaseRow) {
    let mut tx = bench.stores.main.act().await.unwrap();
    assert_eq!(tx.insert_case(row).await.unwrap(), Insert::Done);
    tx.insert_wraps(row.case_id, 0, &[([1; 16], vec![1])]).await.unwrap();
    commit(tx).await;
}

#[test]
fn a_new_key_takes_the_wraps_of_the_one_before_away_and_comes_once() {
    on_both_engines(|bench| async move {
        let row = CaseRow { epoch: 0, ..case(7) };
        founded(&bench, &row).await;
        let mut tx = bench.stores.main.act().await.unwrap();
        assert_eq!(tx.ask_for_key(row.case_id, 1).await.unwrap(), Update::Done);
        assert_eq!(tx.ask_for_key(case(8).case_id, 1).await.unwrap(), Update::Stale);
        commit(tx).await;
        let head = |tx: CaseRow| (tx.epoch, tx.due_epoch);
        let found = bench.stores.main.read().await.unwrap().find_case(row.case_id).await.unwrap().unwrap();
        assert_eq!(head(found), (0, 1));

        let wraps = [([2; 16], vec![2]), ([3; 16], vec![3])];
        let mut tx = bench.stores.main.act().await.unwrap();
        assert_eq!(
            tx.replace_key(row.case_id, &key(2), &wraps).await.unwrap(),
            Update::Stale,
            "one is left out"
        );
        assert_eq!(tx.replace_key(row.case_id, &key(1), &wraps).await.unwrap(), Update::Done);
        assert_eq!(tx.replace_key(row.case_id, &key(1), &wraps).await.unwrap(), Update::Stale, "twice");
        commit(tx).await;
        let mut tx = bench.stores.main.read().await.unwrap();
        let head = tx.case_head(row.case_id).await.unwrap().unwrap();
        assert_eq!((head.epoch, head.due_epoch, head.rekeyable), (1, 1, true));
        assert!(tx.case_head(case(8).case_id).await.unwrap().is_none());
        assert!(tx.case_keys(row.case_id).await.unwrap() == [key(1)]);
        let rows =
            (tx.count_wraps(row.case_id, 0).await.unwrap(), tx.count_wraps(row.case_id, 1).await.unwrap());
        assert_eq!(rows, (0, 2));
    });
}

#[test]
fn a_case_without_a_verification_key_keeps_its_first_key() {
    on_both_engines(|bench| async move {
        let row = CaseRow { epoch: 0, verifier: String::new(), ..case(7) };
        founded(&bench, &row).await;
        let mut tx = bench.stores.main.act().await.unwrap();
        assert_eq!(tx.replace_key(row.case_id, &key(1), &[]).await.unwrap(), Update::Stale);
        let head = tx.case_head(row.case_id).await.unwrap().unwrap();
        assert_eq!((head.epoch, head.rekeyable), (0, false));
        assert_eq!(tx.count_wraps(row.case_id, 0).await.unwrap(), 1);
    });
}

#[test]
fn the_keys_of_a_destroyed_case_go_with_it() {
    on_both_engines(|bench| async move {
        let row = CaseRow { epoch: 0, ..case(7) };
        founded(&bench, &row).await;
        let mut tx = bench.stores.main.act().await.unwrap();
        assert_eq!(tx.replace_key(row.case_id, &key(1), &[]).await.unwrap(), Update::Done);
        assert_eq!(tx.bury_case(row.case_id).await.unwrap().0, Update::Done);
        commit(tx).await;
        let mut tx = bench.stores.main.read().await.unwrap();
        assert!(tx.case_keys(row.case_id).await.unwrap().is_empty());
        assert!(tx.find_case(row.case_id).await.unwrap().unwrap().verifier.is_empty());
    });
}
