//! Cases and wraps.

use redchannel::clock::Day;
use redchannel::model::id::{BlobId, CaseId};
use redchannel::vault::store::{CaseState, Insert, InsertItem, ReplyRow, StoreError, Update};

use super::samples::{case, item, item_with_blob, stored_case};
use crate::support::on_both_engines;
use crate::support::stores::{commit, entry};

#[test]
fn a_case_is_read_back_as_it_was_stored() {
    on_both_engines(|bench| async move {
        stored_case(&bench.stores, 7).await;
        let mut tx = bench.stores.main.read().await.unwrap();
        let found = tx.find_case(CaseId::from_bytes([7; 16])).await.unwrap().unwrap();
        let stored = case(7);
        assert_eq!(found.case_id, stored.case_id);
        assert_eq!(found.loc_tag, stored.loc_tag);
        assert_eq!(found.salt, stored.salt);
        assert_eq!(found.pepper_id, stored.pepper_id);
        assert_eq!(found.kdf, stored.kdf);
        assert_eq!(found.auth_hash, stored.auth_hash);
        assert_eq!(found.case_recipient, stored.case_recipient);
        assert_eq!(found.bind_mac, stored.bind_mac);
        assert_eq!(found.epoch, stored.epoch);
        assert_eq!(found.channel, stored.channel);
        assert_eq!(found.state, stored.state);
        assert_eq!(found.retention_month, stored.retention_month);
        assert_eq!(found.activity_day, stored.activity_day);
        assert!(tx.find_case(CaseId::from_bytes([8; 16])).await.unwrap().is_none());
    });
}

#[test]
fn a_case_is_inserted_once_and_the_transaction_goes_on() {
    on_both_engines(|bench| async move {
        stored_case(&bench.stores, 7).await;
        let mut tx = bench.stores.main.act().await.unwrap();
        let other = redchannel::vault::store::CaseRow { channel: "other".to_owned(), ..case(7) };
        assert_eq!(tx.insert_case(&other).await.unwrap(), Insert::Exists);
        assert_eq!(tx.insert_case(&case(8)).await.unwrap(), Insert::Done);
        commit(tx).await;
        let mut tx = bench.stores.main.read().await.unwrap();
        assert_eq!(tx.find_case(case(7).case_id).await.unwrap().unwrap().channel, "integrity");
        assert_eq!(tx.count_cases().await.unwrap(), 2);
    });
}

#[test]
fn a_dropped_transaction_did_nothing() {
    on_both_engines(|bench| async move {
        let mut tx = bench.stores.main.act().await.unwrap();
        assert_eq!(tx.insert_case(&case(7)).await.unwrap(), Insert::Done);
        drop(tx);
        let mut tx = bench.stores.main.act().await.unwrap();
        assert_eq!(tx.count_cases().await.unwrap(), 0);
    });
}

#[test]
fn a_read_transaction_cannot_write() {
    on_both_engines(|bench| async move {
        let mut tx = bench.stores.main.read().await.unwrap();
        assert!(matches!(tx.insert_nonce(&[7; 16], 1).await, Err(StoreError::Database(_))));
    });
}

#[test]
fn cases_that_share_a_locator_are_all_found() {
    on_both_engines(|bench| async move {
        stored_case(&bench.stores, 9).await;
        stored_case(&bench.stores, 7).await;
        let mut tx = bench.stores.main.read().await.unwrap();
        let found = tx.cases_by_locator(&[1; 16]).await.unwrap();
        let ids: Vec<_> = found.iter().map(|case| case.case_id).collect();
        assert_eq!(ids, [case(7).case_id, case(9).case_id]);
        assert!(tx.cases_by_locator(&[2; 16]).await.unwrap().is_empty());
    });
}

#[test]
fn cases_are_listed_in_pages_from_a_day_on() {
    on_both_engines(|bench| async move {
        for byte in [0x00, 0x7f, 0x80, 0xff] {
            stored_case(&bench.stores, byte).await;
        }
        let mut tx = bench.stores.main.act().await.unwrap();
        for seq in 0..3 {
            assert_eq!(tx.insert_item(&item(case(0x80).case_id, seq, 5)).await.unwrap(), InsertItem::Done);
        }
        let all = tx.list_cases(Day::from_number(0), None, 10).await.unwrap();
        let ids: Vec<_> = all.iter().map(|head| head.case_id.as_bytes()[0]).collect();
        assert_eq!(ids, [0x00, 0x7f, 0x80, 0xff]);
        let sequences: Vec<_> = all.iter().map(|head| head.last_seq).collect();
        assert_eq!(sequences, [None, None, Some(2), None]);
        assert_eq!(all[2].epoch, 6);
        assert_eq!(all[2].state, CaseState::Open);
        assert_eq!(all[2].channel, "integrity");
        assert_eq!(all[2].activity_day, case(0x80).activity_day);
        let page = tx.list_cases(Day::from_number(0), Some(all[0].case_id), 2).await.unwrap();
        assert!(page == all[1..3]);
        let recent = tx.list_cases(case(0x80).activity_day, None, 10).await.unwrap();
        assert!(recent == all[2..]);
    });
}

#[test]
fn the_day_of_activity_never_goes_back() {
    on_both_engines(|bench| async move {
        let id = stored_case(&bench.stores, 7).await;
        let day = case(7).activity_day;
        let mut tx = bench.stores.main.act().await.unwrap();
        for (touch, expected) in [(day.plus(-1), day), (day.plus(2), day.plus(2)), (day.plus(1), day.plus(2))]
        {
            tx.touch_case(id, touch).await.unwrap();
            assert_eq!(tx.find_case(id).await.unwrap().unwrap().activity_day, expected);
        }
    });
}

#[test]
fn a_case_moves_only_from_the_state_it_is_in() {
    on_both_engines(|bench| async move {
        let id = stored_case(&bench.stores, 7).await;
        let mut tx = bench.stores.main.act().await.unwrap();
        assert_eq!(tx.move_case(id, CaseState::Open, CaseState::Closed).await.unwrap(), Update::Done);
        assert_eq!(tx.move_case(id, CaseState::Open, CaseState::Closed).await.unwrap(), Update::Stale);
        assert_eq!(tx.find_case(id).await.unwrap().unwrap().state, CaseState::Closed);
    });
}

#[test]
fn existing_cases_are_picked_from_a_list() {
    on_both_engines(|bench| async move {
        let id = stored_case(&bench.stores, 7).await;
        let unknown = CaseId::from_bytes([9; 16]);
        let mut tx = bench.stores.main.read().await.unwrap();
        assert_eq!(tx.existing_cases(&[unknown, id]).await.unwrap(), [id]);
        assert!(tx.existing_cases(&[]).await.unwrap().is_empty());
    });
}

#[test]
fn a_wrap_is_found_by_case_epoch_and_tag_only() {
    on_both_engines(|bench| async move {
        let id = stored_case(&bench.stores, 7).await;
        let mut tx = bench.stores.main.act().await.unwrap();
        tx.insert_wraps(id, 0, &[([1; 16], b"one".to_vec()), ([2; 16], b"two".to_vec())]).await.unwrap();
        tx.insert_wraps(id, 1, &[([1; 16], b"one again".to_vec())]).await.unwrap();
        assert_eq!(tx.wrap(id, 0, &[1; 16]).await.unwrap().unwrap(), b"one");
        assert_eq!(tx.wrap(id, 0, &[2; 16]).await.unwrap().unwrap(), b"two");
        assert_eq!(tx.wrap(id, 1, &[1; 16]).await.unwrap().unwrap(), b"one again");
        assert!(tx.wrap(id, 1, &[2; 16]).await.unwrap().is_none());
        assert!(tx.wrap(CaseId::from_bytes([8; 16]), 0, &[1; 16]).await.unwrap().is_none());
    });
}

#[test]
fn a_wrap_of_an_unknown_case_is_refused_and_the_error_quotes_nothing() {
    on_both_engines(|bench| async move {
        let mut tx = bench.stores.main.act().await.unwrap();
        let unknown = CaseId::from_bytes([0xab; 16]);
        let error = tx.insert_wraps(unknown, 0, &[([0xab; 16], b"secret".to_vec())]).await.unwrap_err();
        let source = std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default();
        let text = format!("{error} {error:?} {source}").to_lowercase();
        assert!(matches!(error, StoreError::Database(_)));
        assert!(!text.contains("abab") && !text.contains("secret"), "{text}");
    });
}

#[test]
fn an_erased_case_keeps_an_empty_row_and_names_its_attachments_once() {
    on_both_engines(|bench| async move {
        let id = stored_case(&bench.stores, 7).await;
        let other = stored_case(&bench.stores, 8).await;
        let blob = BlobId::from_bytes([3; 16]);
        let mut tx = bench.stores.main.act().await.unwrap();
        tx.insert_wraps(id, 6, &[([1; 16], b"one".to_vec())]).await.unwrap();
        assert_eq!(tx.insert_item(&item(id, 0, 5)).await.unwrap(), InsertItem::Done);
        assert_eq!(tx.insert_item(&item_with_blob(id, 1, blob, 100)).await.unwrap(), InsertItem::Done);
        assert_eq!(tx.insert_item(&item(other, 0, 5)).await.unwrap(), InsertItem::Done);
        let copy = item(id, 0, 5);
        let reply = ReplyRow { case_id: id, seq: 0, item_id: copy.item_id, data: copy.data };
        assert_eq!(tx.insert_reply(&reply).await.unwrap(), Insert::Done);
        let (update, blobs) = tx.erase_case(id).await.unwrap();
        assert_eq!((update, blobs.as_slice()), (Update::Done, [blob].as_slice()));
        assert!(tx.wrap(id, 6, &[1; 16]).await.unwrap().is_none());
        assert!(tx.head(id).await.unwrap().is_none());
        assert!(tx.replies(id).await.unwrap().is_empty());
        let row = tx.find_case(id).await.unwrap().unwrap();
        assert_eq!(row.state, CaseState::Shredded);
        assert_eq!(
            (row.loc_tag, row.salt, row.auth_hash, row.bind_mac),
            ([0; 16], [0; 16], [0; 32], [0; 32])
        );
        assert_eq!(row.case_recipient, "");
        assert!(tx.cases_by_locator(&[0; 16]).await.unwrap().is_empty());
        assert!(tx.head(other).await.unwrap().is_some());
        assert_eq!(tx.erase_case(id).await.unwrap(), (Update::Done, Vec::new()));
        assert_eq!(tx.erase_case(CaseId::from_bytes([9; 16])).await.unwrap().0, Update::Stale);
    });
}

#[test]
fn after_an_error_a_transaction_takes_nothing_more_and_cannot_be_committed() {
    on_both_engines(|bench| async move {
        let mut tx = bench.stores.main.act().await.unwrap();
        assert_eq!(tx.insert_case(&case(7)).await.unwrap(), Insert::Done);
        let unknown = CaseId::from_bytes([9; 16]);
        assert!(tx.insert_wraps(unknown, 0, &[([1; 16], b"x".to_vec())]).await.is_err());
        assert!(tx.insert_case(&case(8)).await.is_err());
        assert!(tx.lock_ledger().await.is_err());
        assert!(tx.record(&entry()).await.is_err());
        assert_eq!(bench.stores.main.read().await.unwrap().count_cases().await.unwrap(), 0);
        stored_case(&bench.stores, 7).await;
    });
}
