//! Any text is a consent, or is refused; what is taken is written back the same. None is the word of a key of ours.
#![no_main]

use redchannel::crypto::grant::{Consent, Grant, GrantAction};
use redchannel::crypto::keyfile::StaffKey;
use redchannel::model::id::{CaseId, MemberId};
use redchannel::secret::Secret;

libfuzzer_sys::fuzz_target!(|text: &str| {
    if let Some(consent) = Consent::parse(text) {
        assert_eq!(consent.to_hex(), text);
        if let Ok(key) = StaffKey::from_seed(&Secret::new([3; 32])) {
            let (case, member) = (CaseId::from_bytes([1; 16]), MemberId::from_bytes([2; 16]));
            let recipient = key.recipient();
            let grant = Grant { action: GrantAction::Add, case, epoch: 0, member, recipient };
            assert!(!consent.is_to(&grant, &key.verifying_key()));
        }
    }
});
