//! Any text is a share or is refused; what is taken is printed and read back the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use redchannel::clock::Day;
use redchannel::crypto::agefile::Identity;
use redchannel::crypto::shares::{Sheet, combine, read, read_all};

fuzz_target!(|text: &str| {
    if let Ok(typed) = read(text) {
        let recipient = typed.recipient.unwrap_or_else(|| Identity::generate().recipient());
        let sheet = Sheet { share: &typed.share, recipient: &recipient, administration: None, day: Day::from_number(0) };
        let printed = sheet.to_text();
        let lines: Vec<&str> = printed.expose_secret().lines().filter(|line| line.starts_with("    ")).collect();
        assert!(read(&lines.join("\n")).is_ok_and(|again| again.share.same_as(&typed.share)));
    }
    if let Ok(all) = read_all(text) {
        let shares: Vec<_> = all.into_iter().map(|typed| typed.share).collect();
        drop(combine(&shares));
    }
});
