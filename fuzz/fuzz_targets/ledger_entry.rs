//! Any bytes are the plaintext of an entry, or are refused; what is taken is written back the same. None is a row under a key of ours.
#![no_main]

use redchannel::crypto::entry_row::{EntryPlace, open};
use redchannel::ledger::entry::{ADMINISTRATION, SignedEntry};
use redchannel::secret::{Secret, SecretBytes};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(entry) = SignedEntry::parse(&SecretBytes::new(bytes.to_vec())) {
        assert_eq!(entry.to_plaintext().map(|written| written.expose_secret() == bytes), Ok(true));
    }
    assert!(open(&Secret::new([7; 32]), &EntryPlace { chain: ADMINISTRATION, sequence: 0 }, bytes).is_err());
});
