//! Any text is a request, an answer or a name given in confidence, or is refused; what is taken is written back the same. No bytes are a
//! column under a key of ours, nor a key sealed to us.
#![no_main]

use redchannel::api::wire::custody::{CustodyPage, IdentityPage, PutCustody, PutIdentityRequest};
use redchannel::crypto::agefile::Identity;
use redchannel::crypto::identity::{Column, strip};
use redchannel::crypto::open::identity::IdentityKey;
use redchannel::model::custody::{CustodyBody, IdentityBody, Letter};
use redchannel::model::id::CaseId;
use redchannel::secret::Secret;
use serde::Serialize;
use serde::de::DeserializeOwned;

fn round<T: Serialize + DeserializeOwned>(bytes: &[u8]) {
    if let Ok(read) = serde_json::from_slice::<T>(bytes) {
        let written = serde_json::to_vec(&read).expect("written");
        let again: T = serde_json::from_slice(&written).expect("read again");
        assert_eq!(written, serde_json::to_vec(&again).expect("written again"));
    }
}

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    round::<IdentityBody>(bytes);
    round::<CustodyBody>(bytes);
    round::<Letter>(bytes);
    round::<IdentityPage>(bytes);
    round::<CustodyPage>(bytes);
    round::<PutIdentityRequest>(bytes);
    round::<PutCustody>(bytes);
    let case = CaseId::from_bytes([1; 16]);
    for column in Column::ALL {
        assert!(strip(&Secret::new([7; 32]), (case, column), bytes).is_err());
    }
    if let Ok(own) = Identity::from_scalar(&Secret::new([7; 32])) {
        let _either = IdentityKey::from_sealed(&own, bytes, case);
    }
});
