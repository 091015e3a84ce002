//! Any bytes are checked as a bundle without panic and without belief; a container that is taken is written back the same.
#![no_main]

use std::io::Cursor;

use libfuzzer_sys::fuzz_target;
use redchannel::desk::bundle::check::{Trust, check};
use redchannel::desk::bundle::manifest::Manifest;
use redchannel::desk::bundle::tar::{Archive, is_safe};
use redchannel::ledger::verify::Verdict;

fuzz_target!(|bytes: &[u8]| {
    let report = check(Cursor::new(bytes), &Trust { genesis: Some([7; 32]), identity: None });
    assert!(report.findings.verdict() != Verdict::Valid);
    if let Ok(mut archive) = Archive::open(Cursor::new(bytes)) {
        let names: Vec<String> = archive.files().keys().cloned().collect();
        for name in names {
            assert!(is_safe(&name) && archive.read(&name, bytes.len()).is_ok_and(|read| read.is_some()));
        }
    }
    if let Some(manifest) = Manifest::parse(bytes) {
        assert_eq!(manifest.to_text().as_bytes(), bytes);
    }
});
