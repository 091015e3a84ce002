//! Any text is a code or is refused, and a code is read back from each of its spellings.
#![no_main]

use libfuzzer_sys::fuzz_target;
use redchannel::crypto::code::Code;
use redchannel::crypto::words::WordList;

fuzz_target!(|text: &str| {
    let Ok(code) = Code::parse(text) else { return };
    assert!(Code::parse(code.digits().expose_secret()) == Ok(code.clone()));
    assert!(WordList::ALL.iter().any(|list| Code::parse(&code.words(*list).join(" ")) == Ok(code.clone())));
});
