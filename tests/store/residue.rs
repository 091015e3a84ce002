//! What deletion leaves in files.

use std::path::Path;

use rand::Rng;
use redchannel::model::id::CaseId;
use redchannel::secret::Secret;
use redchannel::vault::store::{Insert, InsertItem, SessionRow, StoreError, Update};

use super::samples::{item, stored_case};
use crate::support::on_sqlite;
use crate::support::stores::commit;

/// The names of the files that hold these bytes.
fn holding(directory: &Path, needle: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(holding(&path, needle));
        } else if std::fs::read(&path).unwrap().windows(needle.len()).any(|window| window == needle) {
            found.push(path.file_name().unwrap().to_string_lossy().into_owned());
        }
    }
    found
}

fn marker() -> [u8; 32] {
    let mut marker = [0; 32];
    rand::rng().fill_bytes(&mut marker);
    marker
}

#[test]
fn what_is_deleted_is_in_no_file_after_the_checkpoint() {
    on_sqlite(|bench| async move {
        let case = stored_case(&bench.stores, 7).await;
        let (in_item, in_session, in_wrap) = (marker(), marker(), marker());
        let mut row = item(case, 0, 0);
        // Large enough to fill pages of its own as well.
        row.data = in_item.repeat(1000);
        let mut tx = bench.stores.main.act().await.unwrap();
        assert_eq!(tx.insert_item(&row).await.unwrap(), InsertItem::Done);
        tx.insert_wraps(case, 0, &[([1; 16], in_wrap.to_vec())]).await.unwrap();
        let session =
            SessionRow { key: [1; 32], data: in_session.to_vec(), idle_until: i64::MAX, expires: i64::MAX };
        tx.put_session(&session).await.unwrap();
        commit(tx).await;
        bench.stores.main.checkpoint_truncate().await.unwrap();
        for marker in [in_item, in_session, in_wrap] {
            assert_eq!(holding(&bench.data(), &marker), ["main.db"]);
        }

        let mut tx = bench.stores.main.act().await.unwrap();
        tx.delete_session(&[1; 32]).await.unwrap();
        assert_eq!(tx.erase_case(case).await.unwrap().0, Update::Done);
        commit(tx).await;
        bench.stores.main.checkpoint_truncate().await.unwrap();
        for marker in [in_item, in_session, in_wrap] {
            assert!(holding(&bench.data(), &marker).is_empty());
        }
        assert_eq!(std::fs::metadata(bench.data().join("main.db-wal")).unwrap().len(), 0);
    });
}

#[test]
fn a_destroyed_key_is_in_no_file_once_committed() {
    on_sqlite(|bench| async move {
        let case = CaseId::from_bytes([7; 16]);
        let key = marker();
        let mut tx = bench.stores.keys.write().await.unwrap();
        assert_eq!(tx.put_shred_key(case, &Secret::new(key)).await.unwrap(), Insert::Done);
        tx.commit().await.unwrap();
        assert_eq!(holding(&bench.data(), &key), ["keys.db"]);
        let mut tx = bench.stores.keys.write().await.unwrap();
        assert_eq!(tx.delete_shred_key(case).await.unwrap(), Update::Done);
        tx.commit().await.unwrap();
        bench.stores.keys.checkpoint_truncate().await.unwrap();
        assert!(holding(&bench.data(), &key).is_empty());
    });
}

#[test]
fn a_checkpoint_that_a_reader_holds_up_does_not_claim_success() {
    on_sqlite(|bench| async move {
        let mut reader = bench.stores.main.read().await.unwrap();
        assert_eq!(reader.count_cases().await.unwrap(), 0);
        stored_case(&bench.stores, 7).await;
        assert!(matches!(bench.stores.main.checkpoint_truncate().await, Err(StoreError::Busy)));
        drop(reader);
        bench.stores.main.checkpoint_truncate().await.unwrap();
    });
}
