//! What failed requests leave behind.

use redchannel::model::id::{BlobId, CaseId};
use redchannel::secret::Secret;
use redchannel::vault::store::{Insert, InsertItem, SessionRow, Stores};
use redchannel::vault::sweep::{Pass, Suspects, sweep};

use super::blobs::{listed, store};
use super::samples::{item_with_blob, stored_case};
use crate::support::on_both_engines;
use crate::support::stores::commit;

const NOW: i64 = 1_800_000_000;

async fn put_key(stores: &Stores, case: CaseId) {
    let mut tx = stores.keys.write().await.unwrap();
    assert_eq!(tx.put_shred_key(case, &Secret::new([1; 32])).await.unwrap(), Insert::Done);
    tx.commit().await.unwrap();
}

async fn keys(stores: &Stores) -> Vec<CaseId> {
    stores.keys.read().await.unwrap().shred_ids(None, 1000).await.unwrap()
}

#[test]
fn only_what_two_passes_found_alone_is_deleted() {
    on_both_engines(|bench| async move {
        let (used, orphan, late) =
            (BlobId::from_bytes([1; 16]), BlobId::from_bytes([2; 16]), BlobId::from_bytes([3; 16]));
        let case = stored_case(&bench.stores, 7).await;
        let gone = CaseId::from_bytes([9; 16]);
        put_key(&bench.stores, case).await;
        put_key(&bench.stores, gone).await;
        for blob in [used, orphan, late] {
            store(&bench.blobs, blob, b"bytes").await;
        }
        let mut tx = bench.stores.main.act().await.unwrap();
        assert_eq!(tx.insert_item(&item_with_blob(case, 0, used, 5)).await.unwrap(), InsertItem::Done);
        commit(tx).await;

        let first = sweep(&bench.stores, &bench.blobs, Pass::After(&Suspects::default()), NOW).await.unwrap();
        assert_eq!((first.blobs_deleted, first.keys_deleted), (0, 0));
        assert_eq!(listed(&bench.blobs).await, [used, orphan, late]);

        // A request that was under way names its attachment in the meantime.
        let mut tx = bench.stores.main.act().await.unwrap();
        assert_eq!(tx.insert_item(&item_with_blob(case, 1, late, 5)).await.unwrap(), InsertItem::Done);
        commit(tx).await;
        let fresh = BlobId::from_bytes([4; 16]);
        store(&bench.blobs, fresh, b"bytes").await;

        let second = sweep(&bench.stores, &bench.blobs, Pass::After(&first.suspects), NOW).await.unwrap();
        assert_eq!((second.blobs_deleted, second.keys_deleted, second.held_back), (1, 1, 0));
        assert_eq!(listed(&bench.blobs).await, [used, late, fresh]);
        assert_eq!(keys(&bench.stores).await, [case]);
    });
}

/// What a killed process leaves of an upload, and what is there of one under way.
fn unfinished(data: &std::path::Path, blob: BlobId) -> std::path::PathBuf {
    let name = blob.to_string();
    let folder = data.join("blobs").join(name.split_at(2).0);
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join(format!("{name}#1"));
    std::fs::write(&path, b"the beginning of an attachment").unwrap();
    path
}

#[test]
fn an_upload_that_two_passes_found_unfinished_is_removed_and_a_younger_one_is_not() {
    on_both_engines(|bench| async move {
        let dead = unfinished(&bench.data(), BlobId::from_bytes([1; 16]));
        let first = sweep(&bench.stores, &bench.blobs, Pass::After(&Suspects::default()), NOW).await.unwrap();
        assert!(dead.exists());
        let alive = unfinished(&bench.data(), BlobId::from_bytes([2; 16]));
        let second = sweep(&bench.stores, &bench.blobs, Pass::After(&first.suspects), NOW).await.unwrap();
        assert_eq!((dead.exists(), alive.exists()), (false, true));
        assert_eq!(second.blobs_deleted, 1);
        // It ends, as most do.
        std::fs::remove_file(&alive).unwrap();
        let third = sweep(&bench.stores, &bench.blobs, Pass::After(&second.suspects), NOW).await.unwrap();
        assert_eq!(third.blobs_deleted, 0);
    });
}

#[test]
fn at_the_start_of_the_only_process_one_pass_is_enough() {
    on_both_engines(|bench| async move {
        store(&bench.blobs, BlobId::from_bytes([2; 16]), b"bytes").await;
        put_key(&bench.stores, CaseId::from_bytes([9; 16])).await;
        let swept = sweep(&bench.stores, &bench.blobs, Pass::Exclusive, NOW).await.unwrap();
        assert_eq!((swept.blobs_deleted, swept.keys_deleted), (1, 1));
        assert_eq!(swept.suspects, Suspects::default());
        assert!(listed(&bench.blobs).await.is_empty());
        assert!(keys(&bench.stores).await.is_empty());
    });
}

#[test]
fn keys_are_not_destroyed_because_the_wrong_main_database_is_there() {
    on_both_engines(|bench| async move {
        for byte in 0..100 {
            put_key(&bench.stores, CaseId::from_bytes([byte; 16])).await;
        }
        let swept = sweep(&bench.stores, &bench.blobs, Pass::Exclusive, NOW).await.unwrap();
        assert_eq!((swept.keys_deleted, swept.held_back), (0, 100));
        assert_eq!(keys(&bench.stores).await.len(), 100);
        let again = sweep(&bench.stores, &bench.blobs, Pass::After(&swept.suspects), NOW).await.unwrap();
        assert_eq!((again.keys_deleted, again.held_back), (0, 100));
    });
}

#[test]
fn sessions_and_nonces_past_their_end_go_with_the_sweep() {
    on_both_engines(|bench| async move {
        let session =
            |key: u8, end: i64| SessionRow { key: [key; 32], data: vec![1], idle_until: end, expires: end };
        let minute = NOW / 60;
        let mut tx = bench.stores.main.act().await.unwrap();
        tx.put_session(&session(1, NOW)).await.unwrap();
        tx.put_session(&session(2, NOW + 1)).await.unwrap();
        assert_eq!(tx.insert_nonce(&[1; 16], minute - 11).await.unwrap(), Insert::Done);
        assert_eq!(tx.insert_nonce(&[2; 16], minute - 10).await.unwrap(), Insert::Done);
        commit(tx).await;
        sweep(&bench.stores, &bench.blobs, Pass::Exclusive, NOW).await.unwrap();
        let mut tx = bench.stores.main.act().await.unwrap();
        assert!(tx.session(&[1; 32], 0).await.unwrap().is_none());
        assert!(tx.session(&[2; 32], 0).await.unwrap().is_some());
        assert_eq!(tx.insert_nonce(&[1; 16], minute).await.unwrap(), Insert::Done);
        assert_eq!(tx.insert_nonce(&[2; 16], minute).await.unwrap(), Insert::Exists);
    });
}
