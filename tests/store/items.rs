//! Items, attachments they name, and the reporter's copies.

use redchannel::model::id::{BlobId, ItemId};
use redchannel::vault::store::{Insert, InsertItem, ItemRow, ReplyRow, StoreError, Update};
use sha2::{Digest, Sha256};

use super::samples::{item, item_with_blob, stored_case};
use crate::support::on_both_engines;
use crate::support::stores::commit;

#[test]
fn an_item_is_stored_once_and_a_taken_number_is_told_from_a_repetition() {
    on_both_engines(|bench| async move {
        let id = stored_case(&bench.stores, 7).await;
        let other = stored_case(&bench.stores, 8).await;
        let first = item(id, 0, 20);
        let mut tx = bench.stores.main.act().await.unwrap();
        assert_eq!(tx.insert_item(&first).await.unwrap(), InsertItem::Done);
        assert_eq!(tx.insert_item(&first).await.unwrap(), InsertItem::AlreadyStored);
        // The same request sent again after the case went on, or to another case: the id decides.
        let again = ItemRow { seq: 1, ..first.clone() };
        assert_eq!(tx.insert_item(&again).await.unwrap(), InsertItem::AlreadyStored);
        let elsewhere = ItemRow { case_id: other, ..first.clone() };
        assert_eq!(tx.insert_item(&elsewhere).await.unwrap(), InsertItem::AlreadyStored);
        assert_eq!(tx.insert_item(&item(id, 0, 20)).await.unwrap(), InsertItem::SequenceTaken);
        assert_eq!(tx.insert_item(&item(id, 1, 20)).await.unwrap(), InsertItem::Done);
        assert_eq!(tx.insert_item(&item(other, 0, 20)).await.unwrap(), InsertItem::Done);
        commit(tx).await;
        let mut tx = bench.stores.main.read().await.unwrap();
        assert_eq!(tx.items_after(id, None, 10, i64::MAX).await.unwrap().len(), 2);
        assert_eq!(tx.item_by_id(first.item_id).await.unwrap(), Some((id, 0)));
        assert_eq!(tx.item_by_id(ItemId::from_bytes([0; 16])).await.unwrap(), None);
    });
}

#[test]
fn one_attachment_cannot_belong_to_two_items() {
    on_both_engines(|bench| async move {
        let id = stored_case(&bench.stores, 7).await;
        let blob = BlobId::from_bytes([1; 16]);
        let mut tx = bench.stores.main.act().await.unwrap();
        assert_eq!(tx.insert_item(&item_with_blob(id, 0, blob, 5)).await.unwrap(), InsertItem::Done);
        let outcome = tx.insert_item(&item_with_blob(id, 1, blob, 5)).await;
        assert!(matches!(outcome, Err(StoreError::Corrupt(_))));
        assert_eq!(tx.insert_item(&item(id, 1, 5)).await.unwrap(), InsertItem::Done);
    });
}

#[test]
fn the_head_is_the_last_item_with_the_hash_of_its_ciphertext() {
    on_both_engines(|bench| async move {
        let id = stored_case(&bench.stores, 7).await;
        let mut tx = bench.stores.main.act().await.unwrap();
        assert!(tx.head(id).await.unwrap().is_none());
        let last = item(id, 11, 300);
        for item in [item(id, 9, 20), last.clone(), item(id, 10, 20)] {
            assert_eq!(tx.insert_item(&item).await.unwrap(), InsertItem::Done);
        }
        let head = tx.head(id).await.unwrap().unwrap();
        assert_eq!((head.seq, head.item_id), (11, last.item_id));
        assert_eq!(head.data_sha256.as_slice(), Sha256::digest(&last.data).as_slice());
    });
}

#[test]
fn items_come_in_order_within_a_number_and_a_size() {
    on_both_engines(|bench| async move {
        let id = stored_case(&bench.stores, 7).await;
        let other = stored_case(&bench.stores, 8).await;
        let mut items: Vec<_> = (0..4).map(|seq| item(id, seq, 100)).collect();
        items.push(item_with_blob(id, 4, BlobId::from_bytes([1; 16]), 4096));
        let mut tx = bench.stores.main.act().await.unwrap();
        for item in items.iter().rev() {
            assert_eq!(tx.insert_item(item).await.unwrap(), InsertItem::Done);
        }
        assert_eq!(tx.insert_item(&item(other, 0, 5)).await.unwrap(), InsertItem::Done);
        assert!(tx.items_after(id, None, 10, i64::MAX).await.unwrap() == items);
        assert!(tx.items_after(id, Some(1), 10, i64::MAX).await.unwrap() == items[2..]);
        assert!(tx.items_after(id, Some(0), 2, i64::MAX).await.unwrap() == items[1..3]);
        assert!(tx.items_after(id, None, 10, 200).await.unwrap() == items[..2]);
        assert!(tx.items_after(id, None, 10, 299).await.unwrap() == items[..2]);
        assert!(tx.items_after(id, None, 10, 1).await.unwrap() == items[..1]);
        assert!(tx.items_after(id, Some(4), 10, i64::MAX).await.unwrap().is_empty());
    });
}

#[test]
fn attachments_are_known_by_name_and_added_up() {
    on_both_engines(|bench| async move {
        let id = stored_case(&bench.stores, 7).await;
        let (one, two, none) =
            (BlobId::from_bytes([1; 16]), BlobId::from_bytes([2; 16]), BlobId::from_bytes([3; 16]));
        let mut tx = bench.stores.main.act().await.unwrap();
        assert_eq!(tx.total_blob_bytes().await.unwrap(), 0);
        for item in [item_with_blob(id, 0, one, 1 << 40), item_with_blob(id, 1, two, 5), item(id, 2, 9)] {
            assert_eq!(tx.insert_item(&item).await.unwrap(), InsertItem::Done);
        }
        assert_eq!(tx.total_blob_bytes().await.unwrap(), (1 << 40) + 5);
        assert_eq!(tx.referenced_blobs(&[two, none, one]).await.unwrap(), [two, one]);
    });
}

#[test]
fn a_reporter_deletes_a_copy_of_their_own_case_only() {
    on_both_engines(|bench| async move {
        let id = stored_case(&bench.stores, 7).await;
        let other = stored_case(&bench.stores, 8).await;
        let reply = |seq| {
            let copy = item(id, seq, 30);
            ReplyRow { case_id: id, seq, item_id: copy.item_id, data: copy.data }
        };
        let (first, second) = (reply(3), reply(5));
        let mut tx = bench.stores.main.act().await.unwrap();
        assert_eq!(tx.insert_reply(&second).await.unwrap(), Insert::Done);
        assert_eq!(tx.insert_reply(&first).await.unwrap(), Insert::Done);
        assert_eq!(tx.insert_reply(&first).await.unwrap(), Insert::Exists);
        assert!(tx.replies(id).await.unwrap() == [first.clone(), second.clone()]);
        assert!(tx.replies(other).await.unwrap().is_empty());
        assert_eq!(tx.delete_reply(other, first.item_id).await.unwrap(), Update::Stale);
        assert_eq!(tx.delete_reply(id, first.item_id).await.unwrap(), Update::Done);
        assert_eq!(tx.delete_reply(id, first.item_id).await.unwrap(), Update::Stale);
        assert!(tx.replies(id).await.unwrap() == [second]);
    });
}
