//! Rows to store.

use crate::support::stores::commit;
use rand::Rng;
use redchannel::clock::Day;
use redchannel::model::id::{BlobId, CaseId, ItemId};
use redchannel::vault::store::{CaseRow, CaseState, Insert, ItemRow, KdfCost, StoredBlob, Stores};

/// A case with this id (16 times the byte), active on day 20000 plus the byte.
pub fn case(byte: u8) -> CaseRow {
    CaseRow {
        case_id: CaseId::from_bytes([byte; 16]),
        loc_tag: [1; 16],
        salt: [2; 16],
        pepper_id: 3,
        kdf: KdfCost { m: 19_456, t: 2, p: 1 },
        auth_hash: [4; 32],
        case_recipient: "age1case".to_owned(),
        audit_recipient: "age1audit".to_owned(),
        bind_mac: [5; 32],
        verifier: "0a".repeat(32),
        epoch: 6,
        due_epoch: 0,
        channel: "integrity".to_owned(),
        state: CaseState::Open,
        retention_month: 700,
        activity_day: Day::from_number(20_000).plus(i64::from(byte)),
    }
}

/// Stores [`case`].
pub async fn stored_case(stores: &Stores, byte: u8) -> CaseId {
    let case = case(byte);
    let mut tx = stores.main.act().await.unwrap();
    assert_eq!(tx.insert_case(&case).await.unwrap(), Insert::Done);
    commit(tx).await;
    case.case_id
}

/// An item of `bytes` bytes with a random id.
pub fn item(case_id: CaseId, seq: i64, bytes: usize) -> ItemRow {
    let mut data = vec![0; bytes];
    rand::rng().fill_bytes(&mut data);
    ItemRow { case_id, seq, item_id: ItemId::random(&mut rand::rng()), epoch: 0, data, blob: None }
}

/// An item with an attachment.
pub fn item_with_blob(case_id: CaseId, seq: i64, blob_id: BlobId, size: i64) -> ItemRow {
    ItemRow { blob: Some(StoredBlob { blob_id, size }), ..item(case_id, seq, 10) }
}
