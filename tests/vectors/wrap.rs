//! Wraps: rows of the database that must still open when everybody who knows this program has left.

use redchannel::crypto::agefile::{Identity, Recipient};
use redchannel::crypto::open::CaseIdentity;
use redchannel::crypto::wrap::{WRAP_BYTES, WrapPlace, strip};
use redchannel::model::id::CaseId;
use serde::Deserialize;

use super::Hex;

#[derive(Deserialize)]
struct Vectors {
    wraps: Vec<Vector>,
}

#[derive(Deserialize)]
struct Vector {
    k_shred: Hex,
    case: CaseId,
    epoch: u32,
    tag: Hex,
    row: Hex,
    inner: Hex,
    reader: String,
    reader_scalar: Hex,
    case_scalar: Hex,
    case_recipient: Recipient,
    reporter_key: Hex,
}

#[test]
fn a_committed_row_opens_layer_by_layer() {
    let vectors: Vectors = serde_json::from_str(include_str!("wrap.json")).unwrap();
    for vector in &vectors.wraps {
        assert_eq!(vector.row.0.len(), WRAP_BYTES);
        let place = WrapPlace { case: vector.case, epoch: vector.epoch, tag: vector.tag.array() };
        let inner = strip(&vector.k_shred.secret(), &place, &vector.row.0).unwrap();
        assert_eq!(inner, vector.inner.0);
        let reader = Identity::from_scalar(&vector.reader_scalar.secret()).unwrap();
        assert_eq!(reader.to_text().expose_secret(), vector.reader);
        let case = CaseIdentity::from_wrap(&reader, &inner, vector.case, vector.epoch).unwrap();
        assert_eq!(case.scalar().unwrap().expose_secret(), &vector.case_scalar.array());
        assert_eq!(case.recipient(), vector.case_recipient);
        assert_eq!(case.reporter().as_bytes(), &vector.reporter_key.array());
    }
}

#[test]
fn a_committed_row_opens_nowhere_else() {
    let vectors: Vectors = serde_json::from_str(include_str!("wrap.json")).unwrap();
    for vector in &vectors.wraps {
        let place = |case, epoch| WrapPlace { case, epoch, tag: vector.tag.array() };
        let k_shred = vector.k_shred.secret();
        assert!(strip(&k_shred, &place(vector.case, vector.epoch + 1), &vector.row.0).is_err());
        assert!(strip(&k_shred, &place(CaseId::from_bytes([0; 16]), vector.epoch), &vector.row.0).is_err());
        let other = WrapPlace { tag: [0; 16], ..place(vector.case, vector.epoch) };
        assert!(strip(&k_shred, &other, &vector.row.0).is_err());
    }
}
