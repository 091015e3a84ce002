//! Any text is a policy, or a key of one, or is refused; what is taken is written back the same.
#![no_main]

use redchannel::crypto::note_key::NoteKey;
use redchannel::ledger::policy::Policy;

libfuzzer_sys::fuzz_target!(|text: &str| {
    if let Ok(policy) = Policy::parse(text) {
        assert!(policy.needed <= policy.witnesses.len());
        assert_eq!(Policy::parse(&policy.to_text()), Ok(policy));
    }
    if let Some(key) = NoteKey::parse(text) {
        assert_eq!(key.to_vkey(), text.trim());
    }
});
