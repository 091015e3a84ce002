//! Any header of languages is read without panic, and a language that is named alone is the one that is spoken.
#![no_main]

use libfuzzer_sys::fuzz_target;
use redchannel::i18n::Lang;
use redchannel::i18n::negotiate::preferred;

fuzz_target!(|header: &str| {
    let lang = preferred(header, Lang::source());
    assert!(Lang::parse(lang.code()) == Some(lang));
    if let Some(named) = Lang::parse(header) {
        assert!(lang == named);
    }
});
