//! Any bytes are a key file or a card, or are refused before any slow hash; what is taken is written back the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use redchannel::crypto::keyfile::{KeyFile, PublicCard};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(file) = KeyFile::parse(bytes) {
        assert_eq!(KeyFile::parse(file.to_json().as_bytes()).map(|again| again.to_json()), Ok(file.to_json()));
    }
    if let Ok(card) = PublicCard::parse(bytes) {
        assert_eq!(PublicCard::parse(card.to_json().as_bytes()), Ok(card));
    }
});
