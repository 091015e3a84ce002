//! Signatures of requests.

use ed25519_dalek::VerifyingKey;
use redchannel::crypto::request::{RequestParts, RequestSignature};
use redchannel::model::id::MemberId;
use serde::Deserialize;

use super::Hex;

#[derive(Deserialize)]
struct Vectors {
    requests: Vec<Vector>,
}

#[derive(Deserialize)]
struct Vector {
    signing_seed: Hex,
    verification_key: Hex,
    member: MemberId,
    minute: i64,
    nonce: Hex,
    method: String,
    path: String,
    body: Hex,
    header: String,
}

#[test]
fn a_request_is_signed_and_read_as_committed() {
    let vectors: Vectors = serde_json::from_str(include_str!("request.json")).unwrap();
    for vector in &vectors.requests {
        let parts = RequestParts { method: &vector.method, path: &vector.path, body: &vector.body.0 };
        let key = vector.signing_seed.signing_key();
        let signed = RequestSignature::sign(&key, vector.member, vector.minute, vector.nonce.array(), &parts);
        assert_eq!(signed.to_header(), vector.header);
        let read = RequestSignature::parse(&vector.header).unwrap();
        assert_eq!(
            (read.member, read.minute, read.nonce),
            (vector.member, vector.minute, vector.nonce.array())
        );
        let key = VerifyingKey::from_bytes(&vector.verification_key.array()).unwrap();
        assert_eq!(read.verify(&key, vector.minute, &parts), Ok(()));
    }
}
