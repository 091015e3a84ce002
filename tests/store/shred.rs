//! The keys database.

use redchannel::model::id::CaseId;
use redchannel::secret::Secret;
use redchannel::vault::store::{Insert, Update};

use crate::support::on_both_engines;

#[test]
fn a_key_is_stored_once_and_gone_when_deleted() {
    on_both_engines(|bench| async move {
        let case = CaseId::from_bytes([7; 16]);
        let key = Secret::new([1; 32]);
        let mut tx = bench.stores.keys.write().await.unwrap();
        assert_eq!(tx.put_shred_key(case, &key).await.unwrap(), Insert::Done);
        assert_eq!(tx.put_shred_key(case, &Secret::new([2; 32])).await.unwrap(), Insert::Exists);
        tx.commit().await.unwrap();
        let mut tx = bench.stores.keys.write().await.unwrap();
        assert!(tx.shred_key(case).await.unwrap().unwrap().same_as(&key));
        assert!(tx.shred_key(CaseId::from_bytes([8; 16])).await.unwrap().is_none());
        assert_eq!(tx.delete_shred_key(case).await.unwrap(), Update::Done);
        assert_eq!(tx.delete_shred_key(case).await.unwrap(), Update::Stale);
        assert!(tx.shred_key(case).await.unwrap().is_none());
    });
}

#[test]
fn keys_are_listed_in_pages() {
    on_both_engines(|bench| async move {
        let ids: Vec<_> = [0x00, 0x7f, 0x80, 0xff].map(|byte| CaseId::from_bytes([byte; 16])).to_vec();
        let mut tx = bench.stores.keys.write().await.unwrap();
        for id in ids.iter().rev() {
            assert_eq!(tx.put_shred_key(*id, &Secret::new([1; 32])).await.unwrap(), Insert::Done);
        }
        assert_eq!(tx.shred_ids(None, 3).await.unwrap(), ids[..3]);
        assert_eq!(tx.shred_ids(Some(ids[2]), 3).await.unwrap(), ids[3..]);
        assert!(tx.shred_ids(Some(ids[3]), 3).await.unwrap().is_empty());
    });
}
