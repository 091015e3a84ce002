//! Any text is the path of a tile or bundle in its one spelling, and any bytes are a bundle, or they are refused.
#![no_main]

use redchannel::ledger::tree::{Resource, bundle, bundle_path, parse_bundle, parse_path, tile_path};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Some(leaves) = parse_bundle(bytes) {
        assert_eq!(bundle(&leaves), bytes);
    }
    match std::str::from_utf8(bytes).ok().and_then(|path| parse_path(path).map(|read| (path, read))) {
        Some((path, (Resource::Tile(place), width))) => assert_eq!(tile_path(place, width), path),
        Some((path, (Resource::Bundle(number), width))) => assert_eq!(bundle_path(number, width), path),
        None => {}
    }
});
