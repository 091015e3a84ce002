//! Any bytes, as each of the three formats: no panic, and a file called clean is clean for good.
#![no_main]

use redchannel::media::{Cleaner, Cleaning, Kind, Removed};

fn clean(kind: Kind, file: &[u8]) -> (Vec<u8>, Cleaning) {
    let (mut cleaner, mut out) = (Cleaner::new(kind), Vec::new());
    file.chunks(61).for_each(|chunk| cleaner.push(chunk, &mut out));
    let cleaning = cleaner.finish(&mut out);
    (out, cleaning)
}

libfuzzer_sys::fuzz_target!(|file: &[u8]| {
    for kind in [Kind::Jpeg, Kind::Png, Kind::Webp] {
        let (once, cleaning) = clean(kind, file);
        if let Cleaning::Cleaned { .. } = cleaning {
            assert_eq!(clean(kind, &once), (once, Cleaning::Cleaned { removed: Removed::Nothing }));
        }
    }
});
