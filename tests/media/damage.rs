//! Damaged and invented files: the cleaner survives them, and what it promises holds for them too.

use proptest::prelude::*;
use redchannel::media::{Cleaning, Kind, Removed, sniff};

use super::{SAMPLES, clean_as};

/// One of the files, with some of its bytes changed, some cut out and some put in.
fn damaged() -> impl Strategy<Value = Vec<u8>> {
    let damage = prop::collection::vec(
        (any::<prop::sample::Index>(), 0_usize..12, any::<[u8; 4]>(), 0_usize..5),
        0..6,
    );
    (0..SAMPLES.len(), damage).prop_map(|(sample, damage)| {
        let mut file = SAMPLES[sample].bytes.to_vec();
        for (at, gone, new, put_in) in damage {
            let start = at.index(file.len());
            let end = file.len().min(start.saturating_add(gone));
            file.splice(start..end, new.into_iter().take(put_in));
        }
        file
    })
}

/// Bytes that look like the format for long enough to get past its first checks.
fn plausible() -> impl Strategy<Value = (Kind, Vec<u8>)> {
    let starts: [(Kind, &[u8]); 3] = [
        (Kind::Jpeg, b"\xFF\xD8\xFF"),
        (Kind::Png, b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0crc!\0\0"),
        (Kind::Webp, b"RIFF\x40\0\0\0WEBPANMF\x30\0\0\0"),
    ];
    let tail = prop::collection::vec(prop_oneof![any::<u8>(), Just(0), Just(0xFF), 0xC0..0xFF_u8], 0..300);
    (prop::sample::select(starts.to_vec()), tail, any::<bool>())
        .prop_map(|((kind, start), tail, whole)| (kind, if whole { [start, &tail].concat() } else { tail }))
}

/// What holds for every input whatever: pieces do not matter, the output is bounded, and cleaning is stable.
fn check(kind: Kind, file: &[u8], pieces: &[usize]) -> Result<(), TestCaseError> {
    let (out, cleaning) = clean_as(kind, file, &[file.len().max(1)]);
    prop_assert_eq!(&clean_as(kind, file, pieces), &(out.clone(), cleaning));
    prop_assert_eq!(&clean_as(kind, file, &[1]), &(out.clone(), cleaning));
    prop_assert!(out.len() <= file.len().saturating_add(64));
    match cleaning {
        Cleaning::Cleaned { removed } => {
            prop_assert_eq!(out == file, removed == Removed::Nothing);
            let again = clean_as(kind, &out, pieces);
            prop_assert_eq!(again, (out, Cleaning::Cleaned { removed: Removed::Nothing }));
        }
        // After a break the same bytes may make sense to a second pass: the scan before it may swallow them.
        Cleaning::PartlyCleaned => {}
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn any_damage_is_survived(file in damaged(), pieces in prop::collection::vec(1_usize..700, 1..8)) {
        let kind = sniff(&file).unwrap_or(Kind::Jpeg);
        check(kind, &file, &pieces)?;
    }

    #[test]
    fn any_bytes_are_survived((kind, file) in plausible(), pieces in prop::collection::vec(1_usize..40, 1..8)) {
        check(kind, &file, &pieces)?;
    }
}
