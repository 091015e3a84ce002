//! No text is a form token unless we made it, and reading one never panics.
#![no_main]

use libfuzzer_sys::fuzz_target;
use redchannel::intake::form_token::{FormKeys, FormToken};
use redchannel::secret::Secret;

fuzz_target!(|text: &str| {
    let keys = FormKeys { current: Secret::new([7; 32]), previous: Some(Secret::new([8; 32])) };
    assert!(FormToken::open(text, &keys, 1_795_435_200).is_err());
});
